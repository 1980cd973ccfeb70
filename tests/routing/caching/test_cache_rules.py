"""The prompt cache by pure rules: calls per lifetime, padding, alarms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.caching.rules import Alarm, Use, accidents, checked, findings, padding_plan, window_calls
from routing.ledger.reads import percentile, session_count
from routing.registry import PaddingBlock
from tests.routing.doctoring import row_of

BLOCKS = (PaddingBlock("skills digest", 1_500), PaddingBlock("public matrix", 2_500))


STARTS = st.lists(st.floats(0, 100_000, allow_nan=False), max_size=30).map(sorted)


def seen(number, at, *, write=100, **changes):
    return row_of(number, at=at, **{"prefix": 5_000, "input": 0, "write_5m": write, "read": 5_000, **changes})


def alarms(calls):
    return {finding.alarm for finding in findings(calls)}


@given(STARTS, st.floats(1, 10_000))
def test_it_counts_the_calls_that_one_cache_entry_serves(starts, lifetime):
    calls = window_calls(starts, lifetime)

    assert (calls is None) == (not starts)
    assert calls is None or 1 <= calls <= len(starts)


def test_it_writes_an_entry_again_only_after_a_gap_of_its_lifetime():
    assert window_calls([0, 200, 400, 2000], 300) == 2.0
    assert window_calls([0, 200, 400, 2000], 3600) == 4.0
    assert window_calls([0, 300], 300) == 1.0


def test_it_pads_where_enough_calls_read_what_was_written():
    plan = padding_plan(prefix=3_000, floor=4_096, blocks=BLOCKS, calls=6)

    assert plan.pays
    assert (plan.take, plan.tokens) == (2, 7_000)
    assert plan.words.startswith("Pays from 4 calls per cache lifetime, 6.0 were observed: ")
    assert plan.words.endswith("skills digest, public matrix pad it to 7,000 tokens.")


@pytest.mark.parametrize(
    ("prefix", "calls", "blocks", "words"),
    [
        (6_000, 9.0, BLOCKS, "Not needed: 6,000 tokens clear the floor of 4,096."),
        (3_000, 1.2, BLOCKS, "Refused: it pays from 4 calls per cache lifetime, and 1.2 were observed."),
        (3_000, None, BLOCKS, "Refused: it pays from 4 calls per cache lifetime, and no calls were observed yet."),
        (
            3_000,
            9.0,
            BLOCKS[:1],
            "Refused: all useful blocks together give 4,500 tokens of 5,120. Filler is never sent.",
        ),
        (
            100,
            99.0,
            [PaddingBlock("everything", 6_000)],
            "Refused: reading 6,100 cached tokens costs as much as sending 100, so it never pays.",
        ),
    ],
)
def test_it_refuses_to_pad_and_says_why(prefix, calls, blocks, words):
    plan = padding_plan(prefix=prefix, floor=4_096, blocks=blocks, calls=calls)

    assert not plan.pays
    assert plan.words == words


@given(st.integers(1, 9_000), st.integers(1, 6_000), st.lists(st.integers(1, 4_000), max_size=4), st.integers(1, 60))
def test_it_never_pads_at_a_loss(prefix, floor, sizes, calls):
    plan = padding_plan(prefix=prefix, floor=floor, blocks=[PaddingBlock("b", size) for size in sizes], calls=calls)

    if plan.pays:
        padded = 1.25 * plan.tokens + (calls - 1) * 0.1 * plan.tokens
        assert padded <= calls * prefix
        assert plan.tokens >= 1.25 * floor


def test_it_expects_a_write_then_reads_then_a_write_after_the_lifetime():
    calls = [seen(1, 0, write=5_100, read=0), seen(2, 100), seen(3, 399), seen(4, 800, write=5_100, read=0)]

    looked = checked(calls)

    assert [each.expected for each in looked] == [Use.WRITE, Use.READ, Use.READ, Use.WRITE]
    assert all(each.is_as_expected for each in looked)
    assert findings(calls) == []


def test_it_expects_two_writes_of_two_calls_at_once():
    calls = [seen(1, 0, write=5_100, read=0, ttft_ms=2_000), seen(2, 1, write=5_100, read=0, ttft_ms=2_000)]

    assert [each.expected for each in checked(calls)] == [Use.WRITE, Use.WRITE]
    assert alarms(calls) == set()


def test_it_rings_when_a_mark_was_sent_and_nothing_was_cached():
    calls = [seen(1, 0, input=3_000, write=0, read=0)]

    (finding,) = findings(calls)
    assert (finding.alarm, finding.calls) == (Alarm.UNDER_FLOOR, (1,))
    assert findings([calls[0]._replace(ttl="")]) == []


def test_it_rings_when_the_whole_prompt_is_written_on_every_call():
    calls = [seen(n, 60 * n, write=5_100, read=0, sha=f"{n}" * 64) for n in range(4)]

    assert alarms(calls) == {Alarm.PREFIX_CHANGES, Alarm.ACCIDENT}


def test_it_stays_quiet_when_the_owner_changed_the_texts():
    calls = [seen(n, 60 * n, write=5_100, read=0, sha=f"{n}" * 64, corpus_version=f"corpus {n}") for n in range(4)]

    assert alarms(calls) == set()


def test_it_rings_when_reads_stand_still_while_the_conversation_grows():
    turns = [seen(n, 30 * n, visitor="one", read=5_000, write=100 * (n + 1)) for n in range(4)]

    assert alarms(turns) == {Alarm.HISTORY_REWRITTEN}


def test_it_stays_quiet_for_a_healthy_conversation_and_for_lone_calls_of_growing_size():
    turns = [seen(n, 30 * n, visitor="one", read=5_000 + 100 * n, write=100) for n in range(4)]
    checks = [seen(n, 30 * n, visitor="one", read=5_000, write=0, input=100 * (n + 1)) for n in range(4)]

    assert alarms(turns) == set()
    assert alarms(checks) == set()


def test_it_rings_when_reads_never_cover_the_shared_part():
    calls = [seen(n, 30 * n, read=800 if n else 0, write=4_300) for n in range(4)]

    assert alarms(calls) == {Alarm.MARK_TOO_LATE}


def test_it_rings_when_the_same_texts_come_under_two_fingerprints():
    calls = [seen(1, 0, write=5_100, read=0), seen(2, 60, sha="b" * 64, write=5_100, read=0)]

    (finding,) = accidents(calls)
    assert (finding.alarm, finding.calls) == (Alarm.ACCIDENT, (1, 2))
    assert accidents([call._replace(corpus_version="") for call in calls]) == []


@given(st.lists(st.integers(0, 100_000), min_size=1), st.floats(0.01, 1))
def test_it_takes_a_percentile_that_was_measured(values, share):
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)


def test_it_counts_a_session_until_half_an_hour_of_silence():
    calls = [("a", 0), ("b", 10), ("a", 1_799), ("a", 3_598), ("a", 5_398)]

    assert session_count(calls) == 3
    assert percentile([], 0.5) is None
