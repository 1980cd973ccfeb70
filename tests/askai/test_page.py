import re
from uuid import uuid4

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askai.models import Conversation, Turn
from routing.models import Call, Mark

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "How many interviews did Ada run?"
NOW = timezone.now()


@pytest.fixture
def browser(site, visitor) -> Client:
    client = Client()
    client.cookies[site_settings.VISITOR_COOKIE_NAME] = visitor
    return client


def ask(browser: Client, text: str = QUESTION, **fields: str):
    return browser.post("/ask-ai/", {"text": text, **fields}, follow=True)


def test_it_answers_a_plain_form_on_the_same_page(browser):
    page = ask(browser)

    assert page.redirect_chain[0][1] == 302
    assert "#turn-" in page.redirect_chain[0][0]
    html = page.content.decode()
    assert "40 interviews" in html
    assert 'href="/pages/editor/#discovery:~:text=' in html


def test_it_shows_the_conversation_again(browser):
    ask(browser)

    page = browser.get("/ask-ai/")

    assert QUESTION in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_it_asks_once_when_a_form_is_sent_twice(browser):
    key = str(uuid4())

    ask(browser, key=key)
    ask(browser, key=key)

    assert Call.objects.count() == 1


@pytest.mark.parametrize(("text", "status", "said"), [("  ", 400, "Type a question"), ("x" * 2001, 400, "2,000")])
def test_it_says_what_is_wrong_and_keeps_the_draft(browser, text, status, said):
    page = ask(browser, text)

    assert page.status_code == status
    assert said in page.content.decode()
    assert text.strip() in page.content.decode()
    assert not Call.objects.exists()


def test_it_says_when_the_limit_is_reached(browser, settings):
    settings.ASK_RATES = "1/hour"
    ask(browser)

    page = ask(browser, "And in which year?")

    assert page.status_code == 429
    assert "try again" in page.content.decode().lower()


def test_it_fills_the_field_from_the_address(site, client):
    page = client.get("/ask-ai/", {"q": 'Does she know "Kafka"?<script>'})

    assert "Does she know &quot;Kafka&quot;?&lt;script&gt;</textarea>" in page.content.decode()
    assert site_settings.VISITOR_COOKIE_NAME in page.cookies


def test_it_says_that_an_ai_answers_before_the_first_question(site, client):
    html = client.get("/ask-ai/").content.decode()

    assert html.index("An AI answers") < html.index("<textarea")


def test_it_begins_a_new_chat(browser):
    ask(browser)

    browser.post("/ask-ai/new/")

    assert QUESTION not in browser.get("/ask-ai/").content.decode()
    assert Conversation.objects.count() == 1


def test_it_deletes_a_visitors_words_on_request(browser):
    ask(browser)

    browser.post("/ask-ai/new/", {"forget": "1"})

    assert not Turn.objects.exists()
    assert Call.objects.count() == 1


def test_it_refuses_a_form_from_elsewhere(site):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/ask-ai/", {"text": QUESTION}).status_code == 403
    assert strict.post("/ask-ai/new/").status_code == 403


def test_it_works_without_inline_code(browser):
    html = ask(browser).content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", html)


def test_it_answers_a_program_in_one_piece(site, client):
    reply = client.post("/api/ask", {"text": QUESTION}, content_type="application/json")

    assert reply.status_code == 200
    answer = reply.json()
    assert answer["state"] == "answered"
    assert answer["citations"][0]["source"].endswith("/pages/editor/#discovery")
    assert answer["engine"] == "standin"


def test_it_takes_every_program_question_alone(site, client):
    for _ in range(2):
        client.post("/api/ask", {"text": QUESTION}, content_type="application/json")

    assert Conversation.objects.filter(is_closed=True).count() == 2


def test_it_refuses_a_program_in_the_one_error_shape(site, client):
    reply = client.post("/api/ask", {"text": " "}, content_type="application/json")

    assert reply.status_code == 400
    assert reply.json() == {"error": {"code": "empty", "message": "Type a question first."}}


def test_it_shows_the_owner_what_was_asked(browser, client):
    ask(browser)
    client.force_login(User.objects.create_superuser("owner", "o@example.org", "owner-owner-owner"))
    turn = Turn.objects.get()

    turns = client.get("/admin/askai/turn/").content.decode()
    detail = client.get(f"/admin/askai/turn/{turn.pk}/change/").content.decode()
    talk = client.get(f"/admin/askai/conversation/{turn.conversation_id}/change/").content.decode()

    assert QUESTION in turns
    assert "demo engine" in turns
    assert "/pages/editor/#discovery" in detail
    assert QUESTION in talk
    for look in ("unsaid", "breach", "down"):
        assert client.get("/admin/askai/turn/", {"look": look}).status_code == 200


def test_it_lists_conversations_by_their_first_question_at_the_same_cost_for_many(admin_client):
    def talk(*questions: str) -> None:
        row = Conversation.objects.create(public_id=uuid4(), visitor=uuid4().hex, started_at=NOW, is_closed=True)
        for idx, question in enumerate(questions):
            Turn.objects.create(
                conversation=row, idx=idx, key=uuid4(), question=question, state="answered", asked_at=NOW, alive_at=NOW
            )

    talk("What came first?", "And then?")
    with CaptureQueriesContext(connection) as for_one:
        page = admin_client.get("/admin/askai/conversation/").content.decode()
    talk(*(f"Question {number}" for number in range(9)))
    with CaptureQueriesContext(connection) as for_two:
        admin_client.get("/admin/askai/conversation/")

    assert "What came first?" in page
    assert "And then?" not in page
    assert len(for_one) == len(for_two)


def test_it_lets_the_owner_mark_but_not_rewrite(browser, client):
    ask(browser)
    client.force_login(User.objects.create_superuser("owner", "o@example.org", "owner-owner-owner"))
    turn = Turn.objects.get()

    client.post("/admin/askai/turn/", {"action": "mark_too_much", "_selected_action": [turn.pk]})
    client.post(f"/admin/askai/turn/{turn.pk}/change/", {"question": "forged", "owner_note": "Write a page on this."})

    turn.refresh_from_db()
    assert (turn.question, turn.owner_note) == (QUESTION, "Write a page on this.")
    assert Mark.objects.get().kind == Mark.Kind.TOO_MUCH
    assert client.get("/admin/askai/turn/add/").status_code == 403
