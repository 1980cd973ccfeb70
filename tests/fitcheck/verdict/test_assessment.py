"""One answer against one posting and one matrix."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fitcheck.verdict.assessment import UnableToAssess, assess
from fitcheck.verdict.decision import VERDICT_ORDER
from tests.fitcheck.making import JOB, answer, asked, axis, ground, matrix, row, whole


def test_it_publishes_a_fit_that_the_matrix_carries():
    assessed = assess(answer(), ground(*matrix()))

    assert assessed.decision.verdict == "strong"
    assert (assessed.reading.asks, assessed.reading.read) == (5, 4)
    assert sum(one.weight for one in (*assessed.requirements, *assessed.remainders)) == pytest.approx(100)


def test_it_drops_and_counts_what_is_not_there():
    said = asked(quote="ten years of telepathy", skill_keys=["discovery", "telepathy"])

    assessed = assess(answer(said, *whole()), ground(*matrix()))

    first = assessed.requirements[0]
    assert (first.quote, first.offset, first.weight) == ("", None, 0.0)
    assert (assessed.dropped_quotes, assessed.dropped_skills) == (1, 1)
    assert set(first.flags) == {"quote_dropped", "skill_dropped"}


def test_it_asks_for_a_repair_where_a_third_of_the_quotes_is_invented():
    said = [*whole(), *(asked(quote=f"invented {at}") for at in range(3))]

    assert "3 of 7 quotes are not in the posting" in assess(answer(*said), ground(*matrix())).complaint


def test_it_gives_the_quote_in_the_postings_own_letters():
    assessed = assess(answer(asked(quote="LED  product\ndiscovery")), ground(row("discovery")))

    only = assessed.requirements[0]
    assert only.quote == "led product discovery"
    assert JOB[only.offset :].startswith(only.quote)


def test_it_says_not_a_fit_where_another_trade_is_wanted():
    role = answer().role.model_copy(update={"function": "engineering"})

    assessed = assess(answer(role=role), ground(*matrix()))

    assert assessed.decision.verdict == "not_a_fit"
    assert "function does not match" in assessed.misfits[0]


def test_it_says_not_a_fit_for_a_language_the_owner_does_not_speak_though_nobody_reported_it():
    job = JOB.replace("Nice to have", "- German is required.\n\nNice to have")

    assessed = assess(answer(), ground(*matrix(), job=job))

    assert assessed.decision.verdict == "not_a_fit"
    assert assessed.misfits[0] == "Condition not met: German is required. The profile says: English, Portuguese."


def test_it_holds_a_fit_back_for_a_condition_the_profile_does_not_settle():
    job = JOB.replace("Nice to have", "- A valid driver's license is required.\n\nNice to have")

    assessed = assess(answer(), ground(*matrix(), job=job))

    assert assessed.decision.verdict == "moderate"
    assert "driver's license" in assessed.words.questions[0]
    assert any("driver's license" in change.text and change.verdict == "strong" for change in assessed.would_change)


def test_it_writes_the_heaviest_gaps_first_with_the_owners_own_words_once():
    said = [
        asked("Write SQL", quote="Write SQL", skill_keys=["sql"]),
        asked("Own the roadmap", quote="own the roadmap", skill_keys=["roadmap"]),
        asked("Stakeholders", quote="Work with stakeholders", skill_keys=["stakeholders"]),
    ]
    rows = [
        row("sql", 1, gap_reason="Analysts did it."),
        row("roadmap", 0, gap_reason="Analysts did it."),
        row("stakeholders", 4),
        row("kafka", 0),
    ]

    assessed = assess(answer(*said), ground(*rows))

    assert assessed.misfits == (
        "Write SQL (a must): Sql is rated 1 of 5. Analysts did it.",
        "Own the roadmap (a must): Roadmap is rated 0 of 5.",
    )
    assert assessed.decision.verdict == "not_a_fit"


@pytest.mark.parametrize(
    ("said", "code"),
    [(answer(is_job_posting=False), "not_a_job"), (answer(), "no_requirements")],
)
def test_it_refuses_what_cannot_be_weighed(said, code):
    job = JOB if code == "not_a_job" else "We are a company. We like tea. Our office is nice and the coffee is good."
    with pytest.raises(UnableToAssess) as refused:
        assess(said, ground(row("discovery"), job=job))

    assert refused.value.code == code


def test_it_takes_an_axis_left_out_as_partial():
    assessed = assess(answer(axes=[axis("domain")]), ground(*matrix()))

    assert [(one.axis, one.alignment) for one in assessed.axes] == [
        ("domain", "aligned"),
        ("function", "partial"),
        ("level", "partial"),
    ]


def test_it_holds_a_thin_posting_at_moderate():
    job = "Requirements\n- You must have led product discovery with users.\n- Own the roadmap.\n"
    said = [asked(), asked("Roadmap", quote="Own the roadmap", skill_keys=["roadmap"])]

    assessed = assess(answer(*said), ground(*matrix(), job=job))

    assert (assessed.is_thin, assessed.decision.verdict) == (True, "moderate")


def test_it_weighs_a_posting_in_a_language_code_does_not_read_by_its_quotes_and_no_higher_than_moderate():
    job = (
        "プロダクトマネージャー募集。ユーザー調査の経験が必要です。ロードマップを作成してください。SQLの知識が必要です。"
        * 3
    )
    said = [asked("SQL", quote="SQLの知識が必要です"), asked("Research", quote="ユーザー調査の経験が必要です")]

    assessed = assess(answer(*said), ground(row("sql"), job=job))

    assert assessed.decision.verdict in {"moderate", "not_a_fit"}
    assert assessed.is_thin


def test_it_answers_apart_what_the_owner_wants():
    rows = [*matrix(), row("kafka", 1, priority="avoid")]
    said = [*whole(), asked("Kafka", quote="Kafka", skill_keys=["kafka"], level="gap")]
    job = JOB.replace("We make", "We make gambling machines and")

    plain = assess(answer(*said), ground(*rows, job=job))
    wanting = assess(answer(*said), ground(*rows, job=job, dealbreakers=("Gambling.",)))

    assert wanting.wanted == (
        "The owner would rather avoid this: Kafka. The posting asks: Kafka.",
        "The owner rules this out: Gambling.",
    )
    assert plain.decision == wanting.decision


def test_it_keeps_the_models_words_where_they_agree_and_are_grounded():
    said = {
        "headline": "Leads discovery with users and owns a roadmap.",
        "opening": "For: discovery. Against: Kafka is new.",
    }

    kept = assess(answer(**said), ground(*matrix())).words

    assert (kept.headline, kept.opening) == (said["headline"], said["opening"])


def test_it_names_what_would_change_the_word():
    assessed = assess(answer(stance="strong"), ground(*matrix(sql=1, stakeholders=1)))

    assert assessed.decision.verdict == "moderate"
    assert all(change.verdict == "strong" for change in assessed.would_change)
    assert "SQL" in assessed.would_change[0].text or "Stakeholders" in assessed.would_change[0].text


def test_it_tells_the_truth_about_what_would_change_the_word():
    rated = {"sql": 1, "stakeholders": 1}

    changes = assess(answer(), ground(*matrix(**rated))).would_change

    for change in (one for one in changes if "does not insist" not in one.text):
        named = [key for key in rated if key in change.text.casefold()]
        after = assess(answer(), ground(*matrix(**{**rated, **dict.fromkeys(named, 5)})))
        assert change.text.startswith("Strong, if there is strong evidence for ")
        assert after.decision.verdict == "strong"
    assert changes


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), min_size=4, max_size=4), st.integers(0, 3), st.integers(0, 5))
def test_it_never_lowers_a_verdict_when_a_rating_rises(ratings, at, rating):
    before = [
        row(key, rating) for key, rating in zip(("discovery", "roadmap", "sql", "stakeholders"), ratings, strict=True)
    ]
    after = [*before]
    after[at] = dataclasses.replace(before[at], rating=max(before[at].rating, rating))

    words = [assess(answer(), ground(*rows)).decision.verdict for rows in (before, after)]

    assert VERDICT_ORDER[words[1]] >= VERDICT_ORDER[words[0]]
