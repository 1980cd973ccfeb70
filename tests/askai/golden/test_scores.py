"""The scorers of golden questions: each fails its control, and a run that cannot trust one reports nothing."""

import pytest

from askai.golden.scores import SCORERS, Expected, GoldenReply, blind, expected_of, is_right, judge


@pytest.mark.parametrize("name", SCORERS)
def test_it_finds_out_a_scorer_that_passes_everything(name):
    assert blind({**SCORERS, name: lambda expected, reply: ""}) == [name]


@pytest.mark.parametrize("name", SCORERS)
def test_it_finds_out_a_scorer_that_fails_everything(name):
    assert blind({**SCORERS, name: lambda expected, reply: "wrong"}) == [name]


def test_it_trusts_the_scorers_there_are():
    assert blind() == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Ada ran 40 interviews.", ""),
        ("Ada ran FORTY\ninterviews.", ""),
        ("Ada ran 140 interviews.", "It lacks: 40 interviews"),
        ("Ada ran 40 interviewsessions.", "It lacks: 40 interviews"),
        ("", "It lacks: 40 interviews"),
    ],
)
def test_it_takes_a_fact_in_any_of_its_words_and_only_as_whole_words(text, wrong):
    expected = expected_of(expects="answer", facts="40 interviews / forty interviews\n", section="", language="en")

    assert judge(expected, GoldenReply(text))["facts"] == wrong


def test_it_wants_every_fact():
    expected = expected_of(expects="answer", facts="22\n37", section="", language="en")

    assert judge(expected, GoldenReply("It rose to 37 percent."))["facts"] == "It lacks: 22"


@pytest.mark.parametrize("facts", ["", " / ", "/", "\n\n", " . / - "])
def test_it_reads_no_fact_that_every_answer_would_hold(facts):
    assert expected_of(expects="answer", facts=facts, section="", language="en").facts == ()


@pytest.mark.parametrize(
    ("source", "is_cited"),
    [
        ("https://ada.example/pages/editor/#discovery", True),
        ("https://ada.example/pages/old-editor/#discovery", False),
        ("https://ada.example/pages/editor/#discovery-2", False),
        ("https://ada.example/pages/editor/", False),
    ],
)
def test_it_wants_the_very_section(source, is_cited):
    expected = Expected("answer", sections=("/pages/editor/#discovery",))

    assert (judge(expected, GoldenReply("Forty.", cited=(source,)))["section"] == "") is is_cited


def test_it_does_not_blame_a_server_that_cannot_cite_for_not_citing():
    expected = Expected("answer", sections=("/pages/editor/#discovery",))

    assert "section" not in judge(expected, GoldenReply("Forty.", can_cite=False))
    assert judge(expected, GoldenReply("Forty."))["section"]


def test_it_takes_a_decline_in_other_words_for_a_decline():
    assert is_right(judge(Expected("decline"), GoldenReply("The site does not mention her salary.")))
    assert is_right(judge(Expected("decline"), GoldenReply("This chat answers only about Ada and her work.")))
    assert not is_right(judge(Expected("decline"), GoldenReply("She earns 90,000 a year.")))


def test_it_wants_the_language_of_the_question():
    german = "Ada hat im Jahr 2025 vierzig Gespräche mit Redakteuren geführt."

    assert is_right(judge(Expected("answer", language="de"), GoldenReply(german)))
    assert judge(Expected("answer", language="en"), GoldenReply(german))["language"] == "It is in de, not in en"


def test_it_wants_small_talk_to_be_short():
    assert judge(Expected("talk"), GoldenReply("Hello. " * 50))["length"] == "It has 50 words, 45 are the most"
