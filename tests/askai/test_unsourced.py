"""What a visitor, a form and a program see of a sentence that no source bears out."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from askai.answer.whole import answer_whole
from askai.models import Turn
from askai.services import VisitorQuestion
from routing.gateway.messages import Caller
from routing.models import Call
from routing.standin.content import Answer, Piece, SourceCitation
from tests.door import standin
from tests.wire.wiring import ShortResponder

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]
CALLER = Caller(visitor="v" * 32, network="n" * 32)
QUOTE = "Ada ran 40 interviews with editors in 2025."
FALSE = "She has led 300 engineers at Initech."


def cited(text: str, quote: str = QUOTE) -> Piece:
    source = "http://127.0.0.1:8000/pages/editor/#discovery"
    return Piece(text, (SourceCitation(source, "The editor › Discovery", quote, 1, 0, 1),))


def says(*pieces: Piece) -> ShortResponder:
    """Have the model say this to whatever is asked."""
    responder = ShortResponder(Answer(pieces))
    standin().responders = [responder]
    return responder


async def asked(browser, *pieces: Piece, question: str = "What has she done?") -> dict:
    await browser.ask("Does she know Kafka?")  # the door is open from here on
    says(*pieces)
    return (await browser.ask(question))[-1]


async def test_it_shows_a_sentence_without_a_source_in_a_quieter_style(open_browser):
    browser = await open_browser()

    done = await asked(browser, cited("Ada ran 40 interviews in 2025. "), Piece(FALSE))

    words = re.search(
        r'<span class="unsourced">([^<]*)</span> <span class="unsourced-note">([^<]*)</span>', done["html"]
    )
    assert words is not None
    assert words.groups() == ("She has led 300 engineers at Initech", "(no source for this)")
    turn = await Turn.objects.alatest("pk")
    assert turn.unsourced == [{"text": FALSE, "kind": "uncited"}]
    assert turn.breaches == ["uncited:1"]
    assert (await Call.objects.aget(pk=turn.call_id)).breaches == turn.breaches


async def test_it_marks_the_claim_whose_citation_was_dropped(open_browser):
    browser = await open_browser()

    done = await asked(browser, cited("Ada ran 90 interviews with editors.", "Ada ran 90 interviews."))

    assert "no source for this" in done["html"]
    assert (await Turn.objects.alatest("pk")).breaches == ["uncited:1", "bad_citation:1"]


async def test_it_marks_a_figure_that_the_passage_cited_does_not_hold(open_browser):
    browser = await open_browser()

    done = await asked(browser, cited("Ada ran 41 interviews with editors."))

    assert done["html"].index("no source for this") < done["html"].index('class="cite"')
    assert (await Turn.objects.alatest("pk")).breaches == ["unsourced_figure:1"]


async def test_it_keeps_an_honest_answer_free_of_marks_and_breaches(open_browser):
    browser = await open_browser()

    done = await asked(browser, cited("She ran 40 interviews in 2025."), Piece(" The site does not mention Vue."))

    assert "unsourced" not in done["html"]
    assert (await Turn.objects.alatest("pk")).breaches == []


async def test_it_offers_a_person_where_a_part_is_not_said(open_browser):
    browser = await open_browser()

    done = await asked(browser, cited("She ran 40 interviews in 2025."), Piece(" The site does not mention Vue."))

    assert done["state"] == "answered"
    assert "mailto:ada@example.org" in done["html"]
    assert "Nearest on this site" not in done["html"]


async def test_it_takes_a_silence_in_other_words_for_a_declined_answer(open_browser):
    browser = await open_browser()
    question = "Has Ada Example ever kept bees?"

    done = await asked(browser, Piece("I'm sorry, but the site doesn't say whether she kept bees."), question=question)

    turn = await Turn.objects.alatest("pk")
    assert (done["state"], turn.topic) == ("declined", "kept bees")
    assert "mailto:ada@example.org" in done["html"]
    assert turn.breaches == ["first_person:1"]


async def test_it_keeps_what_is_off_topic_out_of_the_unanswered_questions(open_browser):
    browser = await open_browser()

    done = await asked(
        browser, Piece("This chat answers only about Ada Example and her work."), question="Unclog a drain"
    )

    turn = await Turn.objects.alatest("pk")
    assert (done["state"], turn.topic, turn.breaches) == ("declined", "", [])
    assert "answer-next" not in done["html"]


async def test_it_tells_a_program_which_sentences_have_no_source(open_browser, async_client):
    browser = await open_browser()
    await asked(browser, Piece(FALSE))

    answer = (
        await async_client.post("/api/ask", {"text": "What has she done?"}, content_type="application/json")
    ).json()

    assert answer["unsourced"] == [{"text": FALSE, "kind": "uncited"}]


async def test_it_shows_the_mark_on_the_page_without_scripts(open_browser, async_client):
    browser = await open_browser()
    await asked(browser, Piece(FALSE))

    page = await async_client.post("/ask-ai/", {"text": "What has she done?"}, follow=True)

    assert "(no source for this)" in page.content.decode()


async def test_it_names_the_month_before_the_question_and_keeps_it_there(open_browser):
    browser = await open_browser()
    await browser.ask("Does she know Kafka?")
    responder = says(cited("She ran 40 interviews in 2025."))

    await browser.ask("How many interviews?")

    first, _, second = responder.asked[0]["messages"]
    month = f"<today>{timezone.localdate():%B %Y}</today>"
    assert [block["text"] for block in first["content"][-2:]] == [month, "Does she know Kafka?"]
    assert [block["text"] for block in second["content"]] == [month, "How many interviews?"]


async def test_it_does_not_blame_the_sentence_that_a_limit_cut(site):
    from routing.gateway import client as door

    question = VisitorQuestion(text="Does she know Kafka?", key=uuid4(), conversation=uuid4(), is_lone=True)
    await answer_whole(question=question, caller=CALLER, clock=timezone.now)
    standin().responders = [ShortResponder(Answer((Piece("She has led 30"),), "max_tokens"))]

    asked_again = VisitorQuestion(text="And then?", key=uuid4(), conversation=uuid4(), is_lone=True)
    turn = await answer_whole(question=asked_again, caller=CALLER, clock=timezone.now)

    await door.aclose()
    assert (turn.state, turn.unsourced) == (Turn.State.CUT, [])
