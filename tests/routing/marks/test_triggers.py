"""Marks on real answers: what counts, what they propose, and who may put them where."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from routing.marks.reads import trigger_state
from routing.marks.rules import MOST_A_VISITOR, MarkWindow, Opinion, Proposal, TriggerThresholds, propose, window_of
from routing.marks.writes import mark_put
from routing.models import Call, CallStatus, Mark
from tests.factories import RouteFactory

opinions = st.lists(
    st.builds(
        Opinion,
        call_id=st.integers(1, 12),
        is_deeper=st.booleans(),
        is_owner=st.booleans(),
        visitor=st.sampled_from(["v1", "v2"]),
    ),
    max_size=40,
)


@given(opinions)
def test_it_counts_every_call_once_and_none_that_is_contradicted(found):
    window = window_of(found, calls=100)

    counted = [*window.deeper_calls, *window.much_calls]
    assert len(counted) == len(set(counted)) == window.wished_deeper + window.too_much
    for call_id in counted:
        assert len({each.is_deeper for each in found if each.call_id == call_id}) == 1


@given(st.integers(3, 50), st.booleans())
def test_it_lets_no_single_visitor_decide(count, is_deeper):
    flood = [Opinion(call_id, is_deeper, is_owner=False, visitor="v") for call_id in range(count)]

    window = window_of(flood, calls=count)

    assert window.wished_deeper + window.too_much == MOST_A_VISITOR
    assert propose(window).proposal is Proposal.STAY


@given(st.integers(0, 500), st.integers(0, 100), st.integers(0, 100), st.integers(0, 500))
def test_it_takes_more_to_escalate_than_to_downgrade(calls, deeper, much, embellished):
    up = propose(MarkWindow(calls, deeper, much, embellished)).proposal
    mirrored = propose(MarkWindow(calls, much, deeper, embellished)).proposal

    assert up is not Proposal.ESCALATE or mirrored is Proposal.DOWNGRADE


@given(st.integers(1, 500), st.integers(0, 500))
def test_embellishment_alone_proposes_nothing(calls, embellished):
    assert propose(MarkWindow(calls, 0, 0, embellished)).proposal is Proposal.STAY


@given(st.integers(1, 500), st.integers(0, 100), st.integers(0, 100), st.integers(0, 500))
def test_embellishment_never_speaks_for_a_larger_model(calls, deeper, much, embellished):
    plain = propose(MarkWindow(calls, deeper, much)).proposal
    supported = propose(MarkWindow(calls, deeper, much, embellished)).proposal

    assert supported is plain or (plain, supported) == (Proposal.STAY, Proposal.DOWNGRADE)


def test_one_mark_fewer_is_enough_where_answers_break_their_contract():
    window = MarkWindow(20, 0, 2, 5, much_calls=(3, 9))

    verdict = propose(window, TriggerThresholds(least_marks_down=3, embellished_share=0.25))

    assert (verdict.proposal, verdict.rests_on) == (Proposal.DOWNGRADE, (3, 9))
    assert "5 broke their contract" in verdict.reason


@pytest.fixture
def route(db):
    return RouteFactory()


@pytest.fixture
def owner(client: Client, admin_user) -> Client:
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def call_make(route, days_ago: int = 0, **fields) -> Call:
    known = {"engine": "api", "status": CallStatus.DONE, "visitor": "v", "started_at": timezone.now()}
    known["started_at"] -= timedelta(days=days_ago)
    return Call.objects.create(feature=route.feature, model=route.model, **{**known, **fields})


def test_it_proposes_a_larger_model_on_the_inputs_it_names(route, admin_user):
    calls = [call_make(route) for _ in range(8)]
    for call in calls[:5]:
        mark_put(call_id=call.pk, kind=Mark.Kind.WISHED_DEEPER, now=timezone.now(), by=admin_user)

    state = trigger_state(route.feature, timezone.now())

    assert state.advice.proposal is Proposal.ESCALATE
    assert state.advice.reason == "5 of 8 answers were marked as not deep enough."
    assert state.advice.rests_on == tuple(call.pk for call in calls[:5])


def test_it_forgets_marks_older_than_its_window(route, admin_user, settings):
    for _ in range(8):
        call = call_make(route, days_ago=settings.TRIGGER_DAYS + 1)
        mark_put(call_id=call.pk, kind=Mark.Kind.WISHED_DEEPER, now=timezone.now(), by=admin_user)

    state = trigger_state(route.feature, timezone.now())

    assert (state.window.calls, state.advice.proposal) == (0, Proposal.STAY)


def test_it_adds_up_breaches_by_kind_and_by_answer(route):
    call_make(route, breaches=["too_long:120", "flourish:seasoned", "flourish:proven"])
    call_make(route, breaches=["too_long:95"])
    call_make(route)

    state = trigger_state(route.feature, timezone.now())

    assert list(state.breaches) == [("too_long", 2), ("flourish", 1)]
    assert (state.window.embellished, state.embellished_percent) == (2, 67)


def test_it_reads_a_state_in_three_queries(route, admin_user, django_assert_num_queries):
    for _ in range(20):
        mark_put(call_id=call_make(route).pk, kind=Mark.Kind.TOO_MUCH, now=timezone.now(), by=admin_user)

    with django_assert_num_queries(3):
        state = trigger_state(route.feature, timezone.now())
        assert len([mark.call.model.name for mark in state.marks]) == 20


def test_the_page_says_the_proposal_the_default_and_the_inputs(owner, route, admin_user):
    calls = [call_make(route) for _ in range(4)]
    for call in calls[:3]:
        mark_put(call_id=call.pk, kind=Mark.Kind.TOO_MUCH, now=timezone.now(), by=admin_user, note="a novel")

    page = owner.get("/admin/routing/mark/triggers/").content.decode()

    assert "Resist escalating" in page
    assert "Ask AI: Consider a smaller model" in page
    assert "3 of 4 answers were marked as more than was needed." in page
    assert page.count("supports the proposal") == 3
    assert "a novel" in page


def test_a_mark_is_put_in_place_of_the_opposite_and_taken_back(owner, route, admin_user):
    call = call_make(route)
    address, back = f"/admin/routing/mark/put/{call.pk}/", f"/admin/routing/call/{call.pk}/change/"

    def press(kind: str, note: str = "") -> list[tuple[str, str]]:
        answer = owner.post(address, {"kind": kind, "next": back, "note": note})
        assert answer.url == back
        return [(mark.kind, mark.note) for mark in call.marks.all()]

    assert press("wished_deeper") == [("wished_deeper", "")]
    assert press("too_much") == [("too_much", "")]
    assert press("too_much", "a novel") == [("too_much", "a novel")]
    assert press("too_much") == []


def test_a_mark_leaves_the_visitors_own_alone(owner, route):
    call = call_make(route)
    mark_put(call_id=call.pk, kind=Mark.Kind.WISHED_DEEPER, now=timezone.now())

    owner.post(f"/admin/routing/mark/put/{call.pk}/", {"kind": "too_much"})

    assert set(call.marks.values_list("kind", "is_owner")) == {("wished_deeper", False), ("too_much", True)}


@pytest.mark.parametrize(("kind", "next_"), [("no_such", "/admin/"), ("too_much", "https://elsewhere.example/")])
def test_a_mark_goes_nowhere_it_should_not(owner, route, kind, next_):
    answer = owner.post(f"/admin/routing/mark/put/{call_make(route).pk}/", {"kind": kind, "next": next_})

    assert answer.status_code == 400 or answer.url == "/admin/routing/mark/"


def test_a_stranger_marks_nothing(client, route):
    call = call_make(route)

    answer = client.post(f"/admin/routing/mark/put/{call.pk}/", {"kind": "too_much"})

    assert answer.url.startswith("/admin/login/")
    assert not call.marks.exists()


def test_the_call_page_offers_both_marks_by_key(owner, route):
    page = owner.get(f"/admin/routing/call/{call_make(route).pk}/change/").content.decode()

    assert 'data-press="h"' in page
    assert 'data-press="m"' in page
    assert "data-keys-switch" in page
