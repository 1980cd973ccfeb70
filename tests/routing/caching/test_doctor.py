"""The cache doctor over real rows: what it measures, what it corrects, when it pads, what the owner sees."""

import pytest
from django.utils import timezone

from askai.prompt.prefix import prefix_today
from corpus.selectors import corpus_text
from routing.caching.reads import examine
from routing.caching.rules import Alarm
from routing.caching.writes import padding_weigh
from routing.gateway.messages import Outcome, Usage
from routing.ledger.admission import call_open
from routing.ledger.calls import call_close
from routing.models import Call, CallStatus, Decision, LanguageModel, PrefixCount, Route
from routing.registry import shared_get
from tests.factories import LanguageModelFactory, PageFactory, ProfileFactory, RouteFactory, SkillFactory
from tests.routing.asking import prompt_of
from tests.routing.doctoring import CALLER, NOW, call_of

pytestmark = pytest.mark.django_db


def settle(model, *, prefix_tokens=5_000, **usage):
    """Open and close one call of a real key, with these counters."""
    RouteFactory(model=model)
    ticket = call_open(
        feature="ask-ai", prompt=prompt_of(prefix_tokens=prefix_tokens), caller=CALLER, now=NOW, begin=True
    )
    counts = Usage(**{"input": 0, "write_5m": 0, "write_1h": 0, "read": 0, "output": 9, **usage})
    call_close(ticket, Outcome(status=CallStatus.DONE, usage=counts, attempts=1), NOW)
    model.refresh_from_db()
    return Call.objects.get(pk=ticket.call_id)


@pytest.fixture
def short_corpus():
    """A corpus too short for a floor of 2,200 tokens, with enough skills to fill it up."""
    ProfileFactory()
    PageFactory()
    for number in range(40):
        SkillFactory(name=f"Skill number {number}", category=f"Category {number % 4}", evidence="")
    return RouteFactory(model=LanguageModelFactory(cache_floor=2_200))


def test_it_shows_the_prefix_estimated_counted_and_observed(short_corpus):
    route = short_corpus
    sha = shared_get("ask-ai").prompt(0).prefix_sha256
    call_of(route, 9, prefix_sha256=sha, write_5m_tokens=1_900)
    call_of(route, 8, prefix_sha256=sha, read_tokens=1_777, write_5m_tokens=123)
    call_of(route, 7, prefix_sha256=sha, read_tokens=1_900, write_5m_tokens=50)
    PrefixCount.objects.create(model=route.model, prefix_sha256=sha, tokens=1_780, counted_at=NOW)

    prefix = examine("ask-ai", NOW).prefix

    assert prefix.low < prefix.estimated < prefix.high
    assert (prefix.counted, prefix.observed, prefix.best, prefix.floor) == (1_780, 1_777, 1_777, 2_200)


def test_it_raises_the_alarm_when_the_same_texts_come_under_two_fingerprints():
    route = RouteFactory()
    call_of(route, 5, write_5m_tokens=5_000)
    call_of(route, 4, write_5m_tokens=5_000, prefix_sha256="b" * 64)

    (finding,) = examine("ask-ai", NOW).findings

    assert finding.alarm is Alarm.ACCIDENT


def test_it_looks_only_at_the_engine_that_answers_now(real):
    route = RouteFactory()
    call_of(route, 5, input_tokens=5_000)

    assert examine("ask-ai", NOW).findings == []


def test_it_examines_a_route_in_few_queries(django_assert_max_num_queries):
    route = RouteFactory()
    for minutes in range(60):
        call_of(route, minutes, read_tokens=5_000)
    examine("ask-ai", NOW)

    with django_assert_max_num_queries(7):
        examine("ask-ai", NOW)


def test_it_builds_the_same_prefix_for_every_visitor_at_every_time(short_corpus):
    """What the alarm would catch on a live site: a clock, an order or a visitor in the shared part."""
    shared = {(key, shared_get(key).prompt(0).prefix_sha256) for key in ("ask-ai", "fit-check") for _ in range(3)}
    corpus_text.__globals__["_corpus_text"].cache_clear()
    prefix_today.__globals__["prefix_of"].cache_clear()

    again = {(key, shared_get(key).prompt(0).prefix_sha256) for key in ("ask-ai", "fit-check")}

    assert shared == again


def test_it_keeps_the_floor_and_raises_the_alarm_when_a_marked_prefix_was_not_cached(real):
    model = LanguageModelFactory(cache_floor=1_024)

    call = settle(model, prefix_tokens=1_900, input=1_960)

    assert (call.cache_ttl, model.observed_floor) == ("5m", None)
    assert [finding.alarm for finding in examine("ask-ai", NOW).findings] == [Alarm.UNDER_FLOOR]


def test_it_lowers_the_floor_when_a_shorter_prefix_was_cached(real):
    model = LanguageModelFactory(cache_floor=2_048)

    call = settle(model, prefix_tokens=1_900, write_5m=1_700)

    assert model.observed_floor == 1_700
    assert "1,700 tokens were cached although the floor was 2,048" in model.observed_floor_evidence
    assert f"call {call.pk}" in model.observed_floor_evidence


def test_it_learns_nothing_from_the_demo_engine():
    model = LanguageModelFactory(cache_floor=1_024)

    settle(model, prefix_tokens=1_900, write_5m=900)

    assert model.observed_floor is None


def test_it_pads_the_chats_prefix_where_it_pays(short_corpus):
    for number in range(12):
        call_of(short_corpus, number)
    before = prefix_today()

    plan = padding_weigh(feature="ask-ai", now=NOW)
    padded = prefix_today()

    assert Route.objects.get(feature="ask-ai").pad
    assert padded.tokens == plan.tokens > 1.25 * 2_200
    assert padded.sha256 != before.sha256
    assert padded.sha256 == prefix_today().sha256 == examine("ask-ai", NOW).prefix.sha256
    assert "Skill number 7" in padded.system[1]["text"]
    assert padded.origin == f"{before.origin} +{plan.take}"
    assert Decision.objects.get().reason == f"Cache doctor: {plan.words}"


def test_it_does_not_pad_where_it_does_not_pay(short_corpus):
    for number in range(0, 60, 6):
        call_of(short_corpus, number)
    Route.objects.update(pad=True)

    plan = padding_weigh(feature="ask-ai", now=NOW)

    assert not Route.objects.get(feature="ask-ai").pad
    assert plan.words.startswith("Refused: it pays from ")
    assert len(prefix_today().system) == 1
    assert not Route.objects.get().pad


def test_it_does_not_pad_before_it_was_weighed(short_corpus):
    Route.objects.update(pad=True)

    assert len(prefix_today().system) == 1


def test_it_shows_the_owner_every_route_and_what_is_wrong(admin_client):
    route = RouteFactory()
    call_of(route, 5, input_tokens=5_000, started_at=timezone.now())

    page = admin_client.get("/admin/routing/checkup/").content.decode()

    assert "the prefix is under the model" in page
    assert "not as expected" in page
    assert "This feature has no route yet" in page  # the fit check


def test_it_weighs_padding_on_request_and_says_what_came_of_it(admin_client, short_corpus):
    page = admin_client.post("/admin/routing/checkup/ask-ai/weigh/", follow=True).content.decode()

    assert "and no calls were observed yet" in page
    assert admin_client.get("/admin/routing/checkup/ask-ai/weigh/").status_code == 405
    assert admin_client.post("/admin/routing/checkup/no-such/weigh/").status_code == 404


def test_it_shows_nobody_else_the_doctor(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))

    assert client.get("/admin/routing/checkup/").status_code == 403
    assert client.post("/admin/routing/checkup/ask-ai/weigh/").status_code == 403
    assert not LanguageModel.objects.exists()
