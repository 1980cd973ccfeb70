from random import Random

import pytest
from django.utils import timezone

from fitcheck.models import Assessment, Status
from fitcheck.services import CheckWish, assessment_create
from fitcheck.verdict.assessment import UnableToAssess
from routing.gateway.messages import Caller, UnableToAdmit
from routing.models import Budget, Call, Route
from tests.factories import SkillFactory
from tests.fitcheck.conftest import POSTING

pytestmark = pytest.mark.usefixtures("site")
CALLER = Caller(visitor="visitor-1", network="network-1")


def create(job=POSTING, key="", caller=CALLER, public_id="", **changes):
    """Accept a posting as a view does."""
    public_id = public_id or f"{Assessment.objects.count():032x}"
    return assessment_create(
        job=job, caller=caller, idempotency_key=key, now=timezone.now(), public_id=public_id, **changes
    )


def finish(assessment):
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.DONE, verdict="strong")


def test_it_reserves_the_money_with_the_row(paid):
    created = create()

    call = Call.objects.get(pk=created.assessment.call_id)
    assert (call.status, call.feature, call.prompt_version) == (
        "reserved",
        "fit-check",
        created.assessment.prompt_version,
    )
    assert set(Budget.objects.values_list("reserved_microusd", flat=True)) == {call.reserved_microusd}


def test_it_gives_the_same_record_for_the_same_key():
    first, second = create(key="k"), create(key="k", job=f"  {POSTING.upper()} ")

    assert (second.assessment.pk, second.is_new) == (first.assessment.pk, False)
    assert Call.objects.count() == 1


def test_it_refuses_the_same_key_for_another_posting():
    create(key="k")

    with pytest.raises(UnableToAssess) as refused:
        create(key="k", job=POSTING.replace("SQL", "COBOL"))

    assert refused.value.code == "conflict"


def test_it_keeps_the_keys_of_two_callers_apart():
    first, second = create(key="k"), create(key="k", caller=Caller("visitor-2", "network-1"))
    third, fourth = (create(key="k", caller=Caller("", network)) for network in ("network-1", "network-2"))

    assert len({one.assessment.pk for one in (first, second, third, fourth)}) == 4


def test_it_returns_the_stored_record_of_the_same_posting_for_nothing():
    first = create()
    finish(first.assessment)

    second = create(job=POSTING.replace("\n", "\r\n  "), caller=Caller("other", "elsewhere"))

    assert (second.assessment.pk, second.is_new, Call.objects.count()) == (first.assessment.pk, False, 1)


@pytest.mark.parametrize("changed", ["matrix", "prompt", "model", "engine", "fresh"])
def test_it_weighs_anew_when_what_decides_has_changed(changed):
    first = create().assessment
    finish(first)
    if changed == "matrix":
        SkillFactory(name="COBOL", rating=5)
    elif changed != "fresh":
        field = {"prompt": "prompt_version", "model": "model", "engine": "engine"}[changed]
        Assessment.objects.filter(pk=first.pk).update(**{field: "other"})

    second = create(wish=CheckWish(is_fresh=changed == "fresh"))

    assert second.is_new


@pytest.mark.parametrize(
    ("job", "code"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\x00\u200b", "empty"),
        ("x" * 50, "too_short"),
        ("word " * 20_000, "too_long"),
        ("QUJD" * 400, "not_text"),
        ("%PDF-1.7 " + "stream endobj " * 40, "not_text"),
        ("\ufffd\ufffdab " * 100, "not_text"),
        (Random(4).randbytes(3_000).decode("latin-1"), "not_text"),
        ("- I have: experience with usability testing, prototyping and sketching.\n" * 6, "not_a_job"),
    ],
)
def test_it_refuses_what_is_no_text_before_it_costs_anything(job, code):
    with pytest.raises(UnableToAssess) as refused:
        create(job=job)

    assert refused.value.code == code
    assert not Call.objects.exists()
    assert not Assessment.objects.exists()


def test_it_takes_a_posting_with_drawn_lines_in_the_first_person():
    job = (
        "-" * 400
        + "\n| a | b |\n"
        + "I led this team. My team needs you: you will own the roadmap and your results.\n" * 9
    )

    assert create(job=job).is_new


def test_it_stores_nothing_when_the_day_is_spent(paid):
    Route.objects.filter(feature="fit-check").update(daily_cap_usd="0.000001")

    with pytest.raises(UnableToAdmit) as refused:
        create()

    assert refused.value.code == "budget_spent"
    assert not Assessment.objects.exists()
    assert not Call.objects.exists()
