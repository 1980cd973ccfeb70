"""What the cache doctor asks others: counts and diagnostics of the provider, a look from the owner."""

import asyncio
import dataclasses
import io
import json
import threading

import pytest
from django.core.management import call_command
from django.utils import timezone

from benchmarks.processes import port_free
from routing.caching.reads import examine
from routing.caching.writes import UnableToExamine, prefix_count
from routing.checks import routes_check
from routing.gateway.engines import standin_new
from routing.gateway.messages import Outcome
from routing.gateway.request import body_of
from routing.gateway.transcript import Transcript
from routing.ledger.admission import call_open
from routing.ledger.calls import call_close
from routing.models import Call, CallStatus, PrefixCount
from routing.standin.serve import serving
from tests.factories import LanguageModelFactory, PageFactory, ProfileFactory, RouteFactory
from tests.routing.asking import prompt_of, ticket_of
from tests.routing.doctoring import CALLER, NOW, call_of

pytestmark = pytest.mark.django_db


def test_it_does_not_take_the_demo_engines_count_for_a_models():
    RouteFactory()
    with pytest.raises(UnableToExamine, match="demo engine"):
        prefix_count(feature="ask-ai", now=NOW)

    assert not PrefixCount.objects.exists()


@pytest.fixture
def served(settings):
    """The stand-in over HTTP, in the place of a compatible server that counts; gives its tally."""
    standin, port, stop = standin_new(), port_free(), threading.Event()

    async def serve():
        async with serving(standin, host="127.0.0.1", port=port):
            ready.set()
            await asyncio.to_thread(stop.wait)

    ready = threading.Event()
    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    settings.ANTHROPIC_BASE_URL, settings.ANTHROPIC_API_KEY = f"http://127.0.0.1:{port}", "sk-test"
    settings.COMPATIBLE_CAPABILITIES = ["cache", "citations", "count_tokens"]
    yield standin.tally
    stop.set()
    thread.join(10)


def test_it_has_a_prefix_counted_once(served, admin_client):
    ProfileFactory()
    PageFactory()
    RouteFactory(model=LanguageModelFactory(api_id="claude-haiku-4-5"))

    count = prefix_count(feature="ask-ai", now=NOW)
    page = admin_client.post("/admin/routing/checkup/ask-ai/count/", follow=True).content.decode()
    found = examine("ask-ai", NOW).prefix

    assert served.calls["/v1/messages/count_tokens"] == 1
    assert f"Counted: {count.tokens:,} tokens" in page
    assert found.counted == count.tokens
    assert found.low * 0.8 <= count.tokens <= found.high * 1.2


def test_it_reads_what_the_provider_says_of_its_cache():
    said = {"cache_miss_reason": {"type": "system_changed", "cache_missed_input_tokens": 900}}
    told, silent = Transcript("5m", most_chars=99), Transcript("5m", most_chars=99)

    told.take(b"message_start", json.dumps({"message": {"id": "msg_1", "diagnostics": said}}).encode())
    silent.take(b"message_start", json.dumps({"message": {"id": "msg_2", "diagnostics": None}}).encode())

    assert (told.message_id, told.diagnostics) == ("msg_1", said)
    assert (silent.message_id, silent.diagnostics) == ("msg_2", None)


def test_it_counts_the_providers_reasons():
    route = RouteFactory()
    said = {"cache_miss_reason": {"type": "system_changed"}}
    for minutes, diagnostics in ((3, said), (2, said), (1, None), (0, {"cache_miss_reason": None})):
        call_of(route, minutes, read_tokens=5_000, diagnostics=diagnostics)

    assert examine("ask-ai", NOW).diagnostics == [("system_changed", 2)]


def test_it_rings_in_the_system_check_and_on_the_command_line():
    route = RouteFactory()
    shift = timezone.now() - NOW
    call_of(route, 5, started_at=NOW + shift, write_5m_tokens=5_000)
    call_of(route, 4, started_at=NOW + shift, write_5m_tokens=5_000, prefix_sha256="b" * 64)
    out = io.StringIO()

    call_command("cache_doctor", stdout=out)
    warnings = {each.id: each for each in routes_check(None, databases=["default"])}

    assert "something changes the prefix by accident" in warnings["routing.W020"].msg
    assert "ALARM      The same prompt and texts were sent as 2 different prefixes" in out.getvalue()
    assert "fit-check: no route" in out.getvalue()


def test_it_asks_the_provider_about_its_cache_only_where_the_owner_wants_it(real, settings):
    RouteFactory()
    turn = prompt_of(is_turn=True)
    plain = call_open(feature="ask-ai", prompt=turn, caller=CALLER, now=NOW, begin=True)
    settings.CACHE_DIAGNOSTICS = True
    first = call_open(feature="ask-ai", prompt=turn, caller=CALLER, now=NOW, begin=True)
    said = {"cache_miss_reason": {"type": "system_changed", "cache_missed_input_tokens": 900}}
    call_close(first, Outcome(status=CallStatus.DONE, message_id="msg_1", diagnostics=said), NOW)
    after = dataclasses.replace(turn, after_call=first.call_id)
    second = call_open(feature="ask-ai", prompt=after, caller=CALLER, now=NOW, begin=True)

    assert "diagnostics" not in body_of(plain, turn)
    assert body_of(first, turn)["diagnostics"] == {"previous_message_id": None}
    assert body_of(second, after)["diagnostics"] == {"previous_message_id": "msg_1"}
    assert Call.objects.get(pk=first.call_id).diagnostics == said


def test_it_never_sends_diagnostics_to_a_compatible_server(settings):
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:9"
    settings.COMPATIBLE_CAPABILITIES = ["cache"]
    settings.CACHE_DIAGNOSTICS = True
    RouteFactory()

    ticket = call_open(feature="ask-ai", prompt=prompt_of(is_turn=True), caller=CALLER, now=NOW, begin=True)

    assert "diagnostics" not in body_of(ticket, prompt_of(is_turn=True))
    assert "diagnostics" not in body_of(ticket_of(), prompt_of())
