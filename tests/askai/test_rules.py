import pytest
from hypothesis import given
from hypothesis import strategies as st

from askai.answer.contract import AnswerPart, breaches, content_words, is_declined, nearest, squeeze, topic_of

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


def test_it_finds_nothing_wrong_with_a_short_cited_answer():
    parts = [AnswerPart("Yes. ", 0), AnswerPart("Ada ran 40 interviews with editors in 2025.", 1)]

    assert breaches(parts, dropped=0, can_cite=True) == []


def test_it_names_every_breach():
    long = AnswerPart("She is a passionate and seasoned leader of teams. " * 12, 0)

    found = breaches([long], dropped=2, can_cite=True)

    assert found == ["flourish:passionate", "flourish:seasoned", "too_long:108", "uncited:12", "bad_citation:2"]


def test_it_blames_no_server_that_cannot_cite():
    assert breaches([AnswerPart("Ada ran 40 interviews with editors in 2025.", 0)], dropped=0, can_cite=False) == []


def test_it_asks_no_citation_of_a_declined_answer():
    assert breaches([AnswerPart("The site does not say. It names no pizza at all.", 0)], dropped=0, can_cite=True) == []
