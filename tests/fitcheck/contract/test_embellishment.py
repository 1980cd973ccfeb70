"""What is measured of an answer's words, and how past postings are assessed again."""

import pytest
from django.utils import timezone

from fitcheck.contract.embellishment import breaches_of
from fitcheck.contract.replay import REPLAY
from fitcheck.models import Assessment, Status
from fitcheck.proof.reader import NOT_READ
from fitcheck.run.leases import assessment_begin, assessment_claim
from fitcheck.run.store import assessment_settle
from fitcheck.verdict.assessment import assess
from routing.gateway.messages import Outcome
from routing.models import Call, CallStatus
from tests.fitcheck.making import answer, asked, ground
from tests.fitcheck.test_services import create

LONG = " ".join(["word"] * 31)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (answer(asked()), []),
        (answer(asked(reason=f"A seasoned leader. {LONG}")), ["flourish:seasoned", "too_long:1"]),
        (answer(*[asked()] * 8, asked(reason=LONG)), []),
        (answer(asked(quote="ten years of Rust")), ["uncited:1"]),
        (answer(asked(), headline="An impressive, proven fit."), ["flourish:impressive", "flourish:proven"]),
    ],
)
def test_it_measures_length_praise_and_quotes_that_are_not_there(made, found):
    assert breaches_of(assess(made, ground())) == found


def record_make(sha: str, title: str = "", **fields) -> Assessment:
    known = {"status": Status.DONE, "created_at": timezone.now(), "public_id": sha, "job": "Must lead discovery."}
    return Assessment.objects.create(job_sha256=sha[:4], role_title=title, **{**known, **fields})


def test_it_gives_every_posting_once_by_its_role(site):
    record_make("aaaa1", "Product Manager")
    record_make("bbbb1")
    record_make("aaaa2", "Product Manager", role_organisation="Examplesoft")
    record_make("cccc1", status=Status.FAILED)

    assert [past.label for past in REPLAY.latest(10)] == ["Product Manager, Examplesoft", "Must lead discovery."]


def test_it_sends_the_same_posting_in_the_same_fence(site):
    record = record_make("aaaa1")

    first, second = REPLAY.prompt(record.pk), REPLAY.prompt(record.pk)

    assert first == second
    assert "Must lead discovery." in first.messages[0]["content"][0]["text"]
    with pytest.raises(LookupError):
        REPLAY.prompt(record.pk + 1)


def test_it_reads_an_assessment_out_as_words():
    said = REPLAY.readable(answer(asked(), questions=["When could she start?"]).model_dump_json())

    assert said.startswith("Strong fit. Fits.")
    assert "STRONG: Product discovery\nRan interviews." in said
    assert "To ask: When could she start?" in said
    assert REPLAY.readable("no json here") == "no json here"


def test_it_tells_routing_what_it_measured(site):
    create()
    work = assessment_begin(assessment_claim(node="a"), now=timezone.now())
    praised = answer(asked(quote="", reason="A seasoned leader."))

    assessment_settle(
        work,
        outcome=Outcome(status=CallStatus.DONE, text=praised.model_dump_json()),
        proof=NOT_READ,
        now=timezone.now(),
    )

    assert "flourish:seasoned" in Call.objects.get().breaches
