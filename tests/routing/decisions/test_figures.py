"""What the ledger measures, what it corrects, and when a decision is asked again: plain values in, sentences out."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.catalogue.rules import Tier
from routing.catalogue.writes import capabilities_said, facts_said, new_fields, row_for, thinking_off
from routing.decisions.figures import LEAST, SMALL_CORPUS, Figures, corrected, figure_words, frequency_of
from routing.decisions.moving import changes, price_changes
from routing.decisions.rules import shape_check
from routing.ledger.reads import SESSION_SECONDS, Spread, session_count
from routing.models import LanguageModel
from routing.registry import Answers, Frequency, Shape, Stakes
from routing.tokens import family_ratio
from routing.words import price

CHAT = Answers(Shape.RETRIEVAL, Frequency.MANY, True, Stakes.LOW, True)
CHECK = Answers(Shape.SYNTHESIS, Frequency.ONCE, True, Stakes.HIGH, False)
calls = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 500_000)), max_size=40).map(
    lambda pairs: sorted(pairs, key=lambda pair: pair[1])
)


@given(calls)
def test_it_counts_at_least_one_session_a_visitor_and_at_most_one_a_call(pairs):
    count = session_count(pairs)

    assert len({visitor for visitor, _ in pairs}) <= count <= len(pairs)


@given(calls)
def test_it_counts_each_visitor_alone(pairs):
    alone = sum(session_count([pair for pair in pairs if pair[0] == visitor]) for visitor in "abc")

    assert session_count(pairs) == alone


@given(st.lists(st.integers(0, int(SESSION_SECONDS) - 1), max_size=20))
def test_it_keeps_calls_without_a_long_pause_in_one_session(pauses):
    at, pairs = 0.0, [("a", 0.0)]
    for pause in pauses:
        at += pause
        pairs.append(("a", at))

    assert session_count(pairs) == 1
    assert session_count([*pairs, ("a", at + SESSION_SECONDS)]) == 2


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 400_000), st.integers(0, 500))
def test_it_never_corrects_what_only_the_owner_can_judge(turns, sessions, prefix, left):
    figures = Figures(calls=turns, sessions=min(sessions, turns), left=min(left, turns), prefix=prefix, window=200_000)

    for declared in (CHAT, CHECK):
        weighed = corrected(declared, figures)
        assert (weighed.answers.shape, weighed.answers.stakes) == (declared.shape, declared.stakes)
        assert set(weighed.because).isdisjoint(weighed.doubts)
        assert (weighed.answers == declared) == (not weighed.because)


def test_it_corrects_a_declared_frequency_from_twenty_sessions_on():
    few, enough = (Figures(calls=n, sessions=n) for n in (LEAST - 1, LEAST))

    assert corrected(CHAT, few).answers.frequency is Frequency.MANY
    assert "19 sessions are too few" in corrected(CHAT, few).doubts["frequency"]
    assert corrected(CHAT, enough).answers.frequency is Frequency.ONCE
    assert corrected(CHAT, enough).because["frequency"] == "declared many, measured once"


@pytest.mark.parametrize(("turns", "name"), [(1.0, "once"), (1.5, "once"), (1.6, "few"), (3.9, "few"), (4.0, "many")])
def test_it_names_how_often(turns, name):
    assert frequency_of(turns) == name


def test_it_measures_whether_the_texts_fit():
    assert Figures(prefix=SMALL_CORPUS, window=1_000_000).fits is True
    assert Figures(prefix=SMALL_CORPUS + 1, window=1_000_000).fits is False
    assert Figures(prefix=150_000, window=150_500, most_written=700).fits is False
    assert Figures().fits is None
    assert corrected(CHAT, Figures(prefix=300_000, window=1_000_000)).answers.fits_in_prompt is False


def test_it_takes_leaving_for_a_wait_that_was_felt():
    assert corrected(CHECK, Figures(calls=20, left=2, sessions=20)).answers.is_latency_felt is True
    assert corrected(CHECK, Figures(calls=19, left=5, sessions=19)).doubts["is_latency_felt"]
    assert corrected(CHECK, Figures(calls=100, left=9, sessions=100)).answers.is_latency_felt is False


def test_it_says_nothing_of_what_was_not_measured():
    assert set(figure_words(Figures()).values()) == {""}


def test_it_says_every_figure_with_its_number():
    words = figure_words(
        Figures(
            calls=85, sessions=10, visits=20, visit_calls=85, left=2, prefix=6_000, window=200_000,
            read=Spread(83, 6_300, 6_800), written=Spread(83, 150, 300), first=Spread(85, 480, 900),
            total=Spread(83, 3_300, 5_000), spent_microusd=143_000, priced_sessions=10, answered=83, too_much=4,
        )
    )  # fmt: skip

    assert words["shape"].endswith("n = 83 answers): 42 read per token written.")
    assert (
        words["frequency"] == "8.5 turns per session (n = 10 sessions), 4.2 per visit to any feature (n = 20 visits)."
    )
    assert "3.0% of the model's context window" in words["fits_in_prompt"]
    assert (
        words["stakes"]
        == "$0.0143 per session (n = 10 sessions); of 83 answers, 0 marked as not deep enough, 4 as too much."
    )
    assert words["is_latency_felt"].startswith(
        "First word after 480 ms and 900 ms, whole answer after 3.3 s and 5.0 s (p50 and p95;"
    )


def test_it_never_counts_an_unknown_cost_as_nothing():
    assert figure_words(Figures(calls=3, sessions=1, priced_sessions=1, unpriced=3))["stakes"] == ""
    some = Figures(calls=3, sessions=1, priced_sessions=1, unpriced=1, spent_microusd=500)
    assert figure_words(some)["stakes"].startswith(
        "At least $0.0005 per session (n = 1 session); 1 call of unknown cost"
    )


@pytest.mark.parametrize(("dollars", "said"), [("10", "10"), ("0.1000", "0.10"), ("0.125", "0.125"), (None, "unknown")])
def test_it_writes_prices_as_people_do(dollars, said):
    assert price(None if dollars is None else Decimal(dollars)) == said


TIER = Tier(0, Decimal(1), Decimal(5), Decimal("1.25"), Decimal(2), Decimal("0.1"))


def _model(**changed):
    same = {"tokenizer": "old", "cache_floor": 4_096, "context_tokens": 200_000, "max_output_tokens": 64_000}
    return LanguageModel(**{**same, **changed})


def test_it_spells_out_a_move_to_a_newer_family():
    tenth = Tier(0, *(Decimal(usd) for usd in ("0.10", "0.50", "0.125", "0.20", "0.01")))
    off = {"thinking_off": "disabled"}
    new = _model(tokenizer="new", cache_floor=512, context_tokens=1_000_000, capabilities=off)
    both = ([TIER], [tenth])

    listed = {each.name: each for each in changes(_model(), new, both, prefix=3_000, effort="", max_output=700)}
    money = price_changes(_model(), new, both)

    assert set(listed) == {"Cache floor", "Tokenizer", "Thinking", "Window"}
    assert (
        listed["Cache floor"].meaning
        == "The shared text is about 4,050 of the new tokens: long enough for the prompt cache."
    )
    assert "about 35% more tokens" in listed["Tokenizer"].meaning
    assert 'thinking: {"type": "disabled"}' in listed["Thinking"].meaning
    assert {each.ratio for each in money} == {Decimal("0.14")}


def test_it_says_that_a_price_is_unknown_and_nothing_changes_between_twins():
    unpriced = price_changes(_model(), _model(), ([TIER], []))

    assert {each.words[1:] for each in unpriced} == {("unknown", "unknown")}
    assert changes(_model(), _model(), ([TIER], [TIER]), prefix=None, effort="medium", max_output=700) == []


@given(st.sampled_from(["old", "new"]), st.sampled_from(["old", "new"]))
def test_it_undoes_a_move_by_moving_back(one, other):
    assert abs(family_ratio(one, other) * family_ratio(other, one) - 1) < Decimal("1e-20")


def test_it_holds_a_planned_feature_against_every_route():
    check = shape_check(replace(CHAT, frequency=Frequency.FEW), {"Ask AI": CHAT, "Fit check": CHECK})

    chat, other = check.beside
    assert check.reuse == "Ask AI"
    assert chat.different == ("How often is it used per visit? Here: a few times. There: many times.",)
    assert len(other.different) == 4
    assert shape_check(replace(CHAT, stakes=Stakes.HIGH), {"Ask AI": CHAT, "Fit check": CHECK}).reuse is None


def test_it_finds_a_model_by_its_id_or_by_the_dated_one():
    rows = [{"id": "claude-haiku-4-5-20251001"}, {"id": "claude-haiku-4-5x"}]

    assert row_for("claude-haiku-4-5", rows) is rows[0]
    assert row_for("claude-haiku", rows) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_NAMES = ("max_input_tokens", "max_tokens", "retires_at", "created_at", "lifecycle", "capabilities", "line")


@settings(suppress_health_check=[HealthCheck.too_slow])  # nested values are slow to make on a busy machine
@given(st.dictionaries(st.sampled_from(_NAMES), json_values))
def test_it_takes_nothing_over_that_it_cannot_read(row):
    said = facts_said(row, {"effort": ["low"]}, "legacy")
    made = new_fields({"id": "x", **row})

    assert all(isinstance(said[name], int) and said[name] > 0 for name in said if name.endswith("_tokens"))
    assert said.get("lifecycle", "retired") in {"deprecated", "retired"}
    assert made["context_tokens"] > 0
    assert not {"cache_floor", "prices", "successor"} & {*said, *made}


def test_it_keeps_what_the_api_does_not_speak_of():
    known = {"cache": True, "citations": True, "effort": ["low", "high"], "thinking_off": "disabled"}
    effort = {"supported": True, "low": {"supported": True}, "high": {"supported": False}, "max": {"supported": True}}

    said = capabilities_said({"citations": {"supported": False}, "effort": effort}, known)

    assert said == {"cache": True, "citations": False, "effort": ["low", "max"], "thinking_off": "disabled"}
    assert capabilities_said({}, known) == known


@pytest.mark.parametrize(
    ("accepted", "known", "sent"),
    [
        (["enabled", "disabled"], "", ""),
        (["adaptive", "disabled"], "", "disabled"),
        (["adaptive", "between_tools"], "disabled", "between_tools"),
        (["enabled", "disabled"], "disabled", "disabled"),
        ([], "disabled", ""),
    ],
)
def test_it_says_what_keeps_a_model_from_thinking(accepted, known, sent):
    assert thinking_off({name: {"supported": True} for name in accepted}, known) == sent


def test_it_leaves_thinking_alone_where_nothing_is_said():
    assert thinking_off(None, "disabled") == "disabled"
