from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askai.answer.citations import AnswerPart, Citation, squeeze
from askai.answer.claims import Held, unsourced
from askai.answer.contract import breaches, content_words, is_declined, is_partial, nearest, topic_of
from askai.answer.library import library_of
from corpus.text.values import SourceText
from tests.askai.test_prompts import CORPUS

HELD = "Ada ran 40 interviews with editors in 2025."
LIBRARY = library_of(
    replace(CORPUS, sources=(SourceText("https://x/a#one", "A › One", (HELD, "She asked about Fridays.")),))
)
CITED = Citation("https://x/a#one", "A › One", HELD)
PASSAGES = {"/a#kafka": "Kafka streams on data platforms", "/b#talks": "Interviews with editors", "/c#pay": "Invoices"}


def test_it_knows_a_declined_answer_by_its_first_sentence():
    assert is_declined("The site does not say. Near it, she lists …")
    assert is_declined("  the site  does not say")
    assert not is_declined("She led it. The site does not say when.")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Has she interviewed editors?", "/b#talks"),
        ("Does she know Kafka?", "/a#kafka"),
        ("What is the weather?", None),
        ("", None),
    ],
)
def test_it_leads_to_the_passage_that_shares_the_rarest_words(question, found):
    assert nearest(question, PASSAGES) == found


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text(), max_size=6))
def test_it_leads_to_a_passage_it_was_given_or_nowhere(question, passages):
    assert nearest(question, passages) in {None, *passages}


@given(st.text())
def test_it_keeps_a_topic_short_and_made_of_the_question(question):
    topic = topic_of(question)

    assert len(topic) <= 200
    assert squeeze(topic) == "" or set(topic.split()) <= {*content_words(question), topic.split()[-1]}


def test_it_leaves_the_owners_name_out_of_a_topic():
    assert topic_of("What is Ada's salary expectation?", "Ada Example-Byron") == "salary expectation"


def found(*parts, question="", dropped=0, can_cite=True):
    held = Held(question=question, can_cite=can_cite)
    return breaches(parts, LIBRARY, held, unsourced(parts, LIBRARY, held), dropped=dropped)


def test_it_finds_nothing_wrong_with_a_short_cited_answer():
    assert found(AnswerPart("Yes. "), AnswerPart("Ada ran 40 interviews with editors in 2025.", (CITED,))) == []


def test_it_names_every_breach():
    long = AnswerPart("She is a passionate and seasoned leader of teams. " * 12)

    assert found(long, dropped=2) == [
        "flourish:passionate", "flourish:seasoned", "too_long:108", "uncited:12", "bad_citation:2",
    ]  # fmt: skip


def test_it_blames_no_server_that_cannot_cite():
    assert found(AnswerPart("Ada ran 40 interviews with editors in 2025."), can_cite=False) == []


def test_it_asks_no_citation_of_a_declined_answer():
    assert found(AnswerPart("The site does not say. It names no pizza at all.")) == []


@pytest.mark.parametrize(
    ("text", "question", "breach"),
    [
        ("My notice period is short.", "", "first_person:1"),
        ("The site does not say. Would you like to know about her interviews?", "", "closing_offer:1"),
        ("- Interviews\n- Editors", "", "unasked_list:1"),
    ],
)
def test_it_counts_what_nobody_asked_for(text, question, breach):
    assert breach in found(AnswerPart(text, (CITED,) if text.startswith("-") else ()), question=question)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("I am an AI that answers from the pages of this site.", "Who are you?"),
        ("Hi! You can ask about Ada's interviews, or about her editors.", "Hi"),
        ("- Interviews\n- Editors", "List her subjects"),
        ("The site does not say. You can ask Ada directly.", "Is she passionate?"),
        ("The site does not call her passionate.", "Is she passionate?"),
    ],
)
def test_it_counts_no_right_behaviour(text, question):
    assert found(AnswerPart(text, (CITED,) if text.startswith("-") else ()), question=question) == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("I'm sorry, but the site doesn't say.", (True, False)),
        ("Unfortunately, none of the pages mentions it.", (True, False)),
        ("She ran 40 interviews. The site does not mention Vue.", (False, True)),
        ("She ran 40 interviews; how she chose them, the site does not say.", (False, True)),
        ("She ran 40 interviews.", (False, False)),
        ("", (False, False)),
    ],
)
def test_it_tells_a_declined_answer_from_a_partial_one(text, state):
    assert (is_declined(text), is_partial(text)) == state
