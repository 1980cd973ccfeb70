"""What else a gateway owes: nothing told in logs, nothing sent that cannot fit, a table of promises that is true."""

import logging
import re
from pathlib import Path

import pytest
from django.utils import timezone

from routing.gateway.messages import Caller, UnableToAdmit
from routing.ledger.admission import call_open
from routing.models import Call, CallStatus, Engine, ErrorCode
from tests.factories import LanguageModelFactory, RouteFactory
from tests.routing.asking import ask, prompt_of, ticket_of
from tests.routing.upstream import answer, error, status

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")
SECRET = "sk-ant-very-secret"


@pytest.mark.anyio
async def test_it_writes_neither_key_nor_words_into_the_log_even_at_debug(upstream, settings, caplog):
    settings.ANTHROPIC_API_KEY = SECRET
    upstream.plays(status(400, error("invalid_request_error", "messages: bad")), answer("Forty interviews."))
    caplog.set_level(logging.DEBUG)
    for name in ("anthropic", "httpx2"):
        caplog.set_level(settings.LOGGING["loggers"][name]["level"], logger=name)

    await ask()
    await ask()

    assert upstream.headers[0]["authorization"] == f"Bearer {SECRET}"
    assert "model call failed" in caplog.text
    for told in (SECRET, "How many interviews?", "Forty interviews.", "Answer briefly."):
        assert told not in caplog.text


@pytest.mark.anyio
async def test_it_tells_the_visitor_nothing_of_an_upstream_error(upstream):
    upstream.plays(status(400, error("invalid_request_error", f"{SECRET} at 10.0.0.7")))

    asked = await ask()

    assert asked.failure.message == "The model could not take this request. Please try it in other words."


@pytest.mark.django_db
def test_it_sends_nothing_that_cannot_fit_into_the_model():
    RouteFactory(model=LanguageModelFactory(context_tokens=5_000))
    caller = Caller(visitor="v", network="n")

    with pytest.raises(UnableToAdmit) as refused:
        call_open(feature="ask-ai", prompt=prompt_of(), caller=caller, now=timezone.now(), begin=True)

    assert refused.value.code == "unavailable"
    assert not Call.objects.exists()


@pytest.mark.anyio
@pytest.mark.parametrize("code", [400, 422])
@pytest.mark.parametrize("field", ["metadata", "output_config", "thinking", "cache_control"])
async def test_it_goes_on_without_a_field_that_a_compatible_server_rejects(upstream, code, field):
    message = f"Extra inputs are not permitted: {field}"
    upstream.plays(status(code, error("invalid_request_error", message)), answer("Forty."))
    marked = [{"type": "text", "text": "Corpus.", "cache_control": {"type": "ephemeral"}}]
    ticket = ticket_of(engine=Engine.COMPATIBLE, effort="low", thinking="disabled")

    asked = await ask(ticket, prompt_of(system=marked))

    assert asked.outcome.status is CallStatus.DONE
    assert f'"{field}"' in str(upstream.bodies[0]).replace("'", '"')
    assert f'"{field}"' not in str(upstream.bodies[1]).replace("'", '"')


@pytest.mark.anyio
async def test_it_does_not_ask_again_for_a_field_it_must_send(upstream):
    upstream.plays(status(422, error("invalid_request_error", "Extra inputs are not permitted: max_tokens")))

    asked = await ask(ticket_of(engine=Engine.COMPATIBLE))

    assert asked.failure.code is ErrorCode.BAD_REQUEST
    assert len(upstream.bodies) == 1


def test_it_has_a_row_for_each_of_the_forty_promises():
    numbers = [int(found) for found in re.findall(r"^\| (\d+) \|", DOCUMENT, re.MULTILINE)]

    assert numbers == list(range(1, 41))


def test_it_names_only_tests_that_there_are():
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", DOCUMENT)

    assert len(named) >= 40
    for path, name in named:
        assert re.search(rf"def {name}\(", (ROOT / path).read_text(encoding="utf-8")), f"{path}::{name}"


def test_it_proves_every_promise_that_it_says_it_keeps():
    for line in re.findall(r"^\| \d+ \|.*$", DOCUMENT, re.MULTILINE):
        _, number, promise, holds, _why, *_ = (cell.strip() for cell in line.split("|"))
        assert holds in {"holds", "in part", "does not"}, f"{number} {promise}"
        assert holds == "does not" or "::test_" in line, number
