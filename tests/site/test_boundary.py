"""What a visitor meets at the boundary, at every door: which limit, until when, what still works, the draft kept."""

import json
import re
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.core.management import call_command
from django.core.signing import Signer
from django.utils import timezone

from routing.gateway.breaker import breakers_reset
from routing.gateway.client import aclose
from routing.ledger.rates import rates_reset
from routing.models import Budget, Call, CallStatus, LanguageModel, Price, Route
from tests.askai.conftest import Browser
from tests.factories import PageFactory, ProfileFactory, SkillFactory, one_change

QUESTION = "How many interviews did Ada run?"
JOB = "Senior Product Manager\n\nRequirements:\n" + "- You must have led product discovery with real users\n" * 6


@pytest.fixture
def site(transactional_db, settings):
    rates_reset()
    breakers_reset()
    call_command("load_catalogue", verbosity=0)
    with one_change():
        ProfileFactory()
        PageFactory(slug="editor", title="The editor")
        SkillFactory(name="Product discovery", rating=5)
    yield settings
    rates_reset()


def _spent(settings, name):
    setattr(settings, name, Decimal("0.000001"))


def _none_left_of_rates(settings):
    settings.ASK_RATES = settings.FITCHECK_RATES = "0/hour; 100/day"


WALLS = {
    "rates": (_none_left_of_rates, "rate_limited", r"Your network has reached the limit: 0 requests in an hour"),
    "visitor": (
        lambda s: _spent(s, "VISITOR_DAILY_BUDGET_USD"),
        "budget_spent",
        r"You have used your share of the site",
    ),
    "network": (
        lambda s: _spent(s, "NETWORK_DAILY_BUDGET_USD"),
        "budget_spent",
        r"Your network has used its share of the site's AI budget",
    ),
    "day": (lambda s: _spent(s, "DAILY_BUDGET_USD"), "budget_spent", r"The site has used its AI budget for today"),
    "month": (
        lambda s: _spent(s, "MONTHLY_BUDGET_USD"),
        "budget_spent",
        r"The site has used its AI budget for this",
    ),
}


@pytest.fixture(params=list(WALLS))
def wall(request, site):
    """Put up one wall; return the code and the words it is met with."""
    put_up, code, words = WALLS[request.param]
    put_up(site)
    return code, words


def _says_all(text, words):
    return re.search(words + r".* in \d+ (minutes?|hours|days); the pages stay open\.", text)


def _is_nothing_taken():
    return not Call.objects.exists() and not Budget.objects.filter(reserved_microusd__gt=0).exists()


def test_it_tells_the_chat_page_and_keeps_the_draft(wall, client):
    client.get("/ask-ai/")

    page = client.post("/ask-ai/", {"text": QUESTION, "key": str(uuid4())})

    html = page.content.decode().replace("&#x27;", "'")
    assert page.status_code in (402, 429, 503)
    assert _says_all(html, wall[1])
    assert f"{QUESTION}</textarea>" in html
    assert _is_nothing_taken()


def test_it_tells_the_fit_check_page_and_keeps_the_draft(wall, client):
    page = client.post("/fit-check/", {"job": JOB, "key": "k"})

    html = page.content.decode().replace("&#x27;", "'")
    assert page.status_code in (402, 429, 503)
    assert _says_all(html, wall[1])
    assert "You must have led product discovery with real users" in html
    assert _is_nothing_taken()


@pytest.mark.parametrize(("path", "body"), [("/api/ask", {"text": QUESTION}), ("/api/fit-checks", {"job": JOB})])
def test_it_tells_a_program_with_code_words_and_time(wall, client, path, body):
    if "You have used" in wall[1]:
        client.get("/ask-ai/")  # a visitor's own wall needs a visitor: who keeps no cookie meets the network's
        body, path = {"text": QUESTION}, "/api/ask"
    reply = client.post(path, json.dumps(body), content_type="application/json")

    assert reply.status_code in (402, 429, 503)
    assert reply.json()["error"]["code"] == wall[0]
    assert _says_all(reply.json()["error"]["message"], wall[1])
    assert int(reply["Retry-After"]) > 0
    assert _is_nothing_taken()


def test_it_tells_a_program_how_many_its_network_may_wait_for(site, client):
    site.ASK_NETWORK_CONCURRENCY = 1
    client.post("/api/ask", json.dumps({"text": QUESTION}), content_type="application/json")
    Call.objects.update(status=CallStatus.CALLING)

    reply = client.post("/api/ask", json.dumps({"text": QUESTION}), content_type="application/json")

    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "busy")
    message = "Your network already has 1 question in progress. Try again in a few seconds; the pages stay open."
    assert reply.json()["error"]["message"] == message


@pytest.mark.anyio
async def test_it_tells_the_socket_which_lives_on(wall, settings):
    browser = Browser(Signer(salt="routing.visitor").sign("visitor-1"))
    await browser.open()

    refused = (await browser.ask(QUESTION))[-1]
    again = (await browser.ask(QUESTION))[-1]

    assert refused["type"] == again["type"] == "error"
    assert refused["code"] == wall[0]
    assert _says_all(refused["message"], wall[1])
    assert datetime.fromisoformat(refused["retry_at"]) > timezone.now()
    assert await database_sync_to_async(_is_nothing_taken)()
    await browser.close()
    await aclose()


@pytest.mark.parametrize("path", ["/", "/pages/editor/", "/skills/", "/ask-ai/", "/fit-check/", "/how-it-works/"])
def test_it_keeps_every_page_open_behind_every_wall(site, client, path):
    site.DAILY_BUDGET_USD = site.MONTHLY_BUDGET_USD = Decimal("0")

    assert client.get(path).status_code == 200


def _no_price():
    Price.objects.all().delete()


def _no_catalogue():
    Route.objects.all().delete()
    LanguageModel.objects.all().delete()


@pytest.mark.parametrize("lose", [_no_price, _no_catalogue])
@pytest.mark.parametrize("path", ["/", "/ask-ai/", "/fit-check/", "/how-it-works/", "/healthz"])
def test_it_keeps_the_pages_without_prices_or_catalogue(site, client, lose, path):
    lose()

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("lose", [_no_price, _no_catalogue])
def test_it_refuses_to_spend_without_prices_or_catalogue(site, client, lose, caplog):
    lose()

    chat = client.post("/ask-ai/", {"text": QUESTION, "key": str(uuid4())})
    check = client.post("/fit-check/", {"job": JOB, "key": "k"})

    assert (chat.status_code, check.status_code) == (503, 503)
    assert "not available at the moment; the pages stay open" in chat.content.decode()
    assert "not available at the moment; the pages stay open" in check.content.decode()
    assert any("no price" in record.message or "load_catalogue" in record.message for record in caplog.records)


def test_it_tells_a_visitor_that_the_model_rests_when_the_provider_does_not_know_it(site, client):
    LanguageModel.objects.filter(api_id="claude-haiku-4-5").update(api_id="claude-no-such-model")

    page = client.post("/ask-ai/", {"text": QUESTION, "key": str(uuid4())}, follow=True)

    assert "The model is resting at the moment" in page.content.decode()
    call = Call.objects.get()
    assert (call.status, call.error_code, call.spent_microusd) == (CallStatus.FAILED, "not_found_model", 0)
