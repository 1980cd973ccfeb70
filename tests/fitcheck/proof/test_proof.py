"""The second reading's request and reply: nothing to please, nothing to raise."""

import json

import pytest

from fitcheck.proof.prompt import CONTROL, EvidencePair, pairs_ordered, proof_prompt
from fitcheck.proof.reader import trusted
from fitcheck.proof.reply import proof_read

PAIRS = [EvidencePair(idx, f"asks for thing {idx}", f"did thing {idx}") for idx in range(6)]


def said(*answers):
    return json.dumps({"answers": [{"pair": pair, "shows": shows} for pair, shows in answers]})


def test_it_sends_pairs_and_nothing_else_of_the_check():
    prompt = proof_prompt(PAIRS[:2])

    [block] = prompt.messages[0]["content"]
    assert json.loads(block["text"]) == [
        {"pair": 1, "asked": "asks for thing 0", "evidence": "did thing 0"},
        {"pair": 2, "asked": "asks for thing 1", "evidence": "did thing 1"},
    ]
    assert prompt.output_schema["additionalProperties"] is False


def test_it_orders_the_pairs_by_the_record_and_not_by_the_posting():
    first, second = (pairs_ordered(PAIRS, seed=seed) for seed in ("a", "b"))

    assert first == pairs_ordered(list(reversed(PAIRS)), seed="a")
    assert first != second
    assert sorted(pair.idx for pair in first) == list(range(6))


def test_it_cuts_what_is_too_long_and_sends_at_most_forty():
    many = [EvidencePair(idx, "a" * 5_000, "b" * 5_000) for idx in range(60)]

    prompt = proof_prompt(pairs_ordered(many, seed="a"))

    assert len(json.loads(prompt.messages[0]["content"][0]["text"])) == 40
    assert prompt.input_tokens < 25_000


def test_it_gives_every_answer_back_to_its_requirement():
    assert proof_read(said((1, "no"), (3, "partly")), PAIRS) == {0: "no", 2: "partly"}


def test_it_keeps_the_lower_word_of_a_pair_answered_twice_and_ignores_a_pair_nobody_asked():
    assert proof_read(said((1, "yes"), (1, "no"), (1, "yes"), (0, "no"), (99, "no"), (-1, "no")), PAIRS) == {0: "no"}


@pytest.mark.parametrize("text", ["", "yes", "{", '{"answers": 3}', '{"answers": [{"pair": 1, "shows": "certainly"}]}'])
def test_it_takes_a_reply_that_keeps_no_contract_for_no_reply(text):
    assert proof_read(text, PAIRS) is None


def test_it_confirms_nothing_where_the_control_was_found_shown():
    obeyed = trusted({0: "yes", 1: "partly", CONTROL.idx: "yes"})
    read = trusted({0: "yes", 1: "partly", CONTROL.idx: "no"})

    assert (obeyed.status, obeyed.words) == ("failed", {1: "partly"})
    assert (read.status, read.words) == ("done", {0: "yes", 1: "partly"})
