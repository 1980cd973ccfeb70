from datetime import UTC, datetime

import pytest
from django.utils import timezone

from corpus.models import Skill
from fitcheck.contract.prompt import prompt_version
from fitcheck.models import Assessment, Requirement, Status
from routing.models import Budget, Call, Route
from tests.fitcheck.conftest import POSTING
from tests.fitcheck.test_services import create

pytestmark = pytest.mark.usefixtures("site")
URL = "/fit-check/"


def submit(client, job=POSTING, **fields):
    """Send the form as a browser does."""
    return client.post(URL, {"job": job, "key": "k", **fields})


def done(**changes):
    """Return a finished record with two rows."""
    assessment = create(key=str(Assessment.objects.count())).assessment
    fields = {
        "status": Status.DONE, "verdict": "moderate", "rule_verdict": "moderate", "model_stance": "moderate",
        "agreement": "agreed", "coverage": 0.62, "must_coverage": 0.5, "role_title": "Senior Product Manager, Editor",
        "headline": "Would run discovery; has never run a queue.", "misfits": ["Kafka: rated 0 of 5."],
        "finished_at": timezone.now(), "axes": [
            {"axis": "level", "alignment": "partial", "role_value": "lead", "fact": "senior to director", "reason": ""}
        ],
        "gates": [
            {"statement": "German", "quote": "", "offset": None, "kind": "language", "needs": "german",
             "status": "unknown", "fact": ""},
        ],
        "questions": ["Which queue?"],
    }  # fmt: skip
    Assessment.objects.filter(pk=assessment.pk).update(**{**fields, **changes})
    for idx, (level, weight) in enumerate((("gap", 40.0), ("strong", 60.0))):
        Requirement.objects.create(
            assessment=assessment, idx=idx, statement=f"Asked {idx}", quote="Strong SQL", offset=3, kind="must",
            emphasis=3, weight=weight, is_verified=True, reason="Because.", model_level=level, ceiling=level,
            level=level, gap_kind="undocumented" if level == "gap" else "",
            evidence=[{"key": "sql", "name": "SQL", "rating": 3}],
        )  # fmt: skip
    assessment.refresh_from_db()
    return assessment


def test_it_prints_the_time_of_a_record_in_the_zone_it_names(client, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    assessment = done(finished_at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC))

    page = client.get(assessment.get_absolute_url()).content.decode()

    assert "1 July 2026, 12:00 UTC" in page


@pytest.mark.parametrize("status", ["done", "failed"])
def test_it_neither_links_to_nor_names_a_skill_that_is_not_listed(client, status):
    assessment = done(status=status)
    Skill.objects.filter(key="sql").update(visibility="ai")

    page = client.get(assessment.get_absolute_url()).content.decode()

    assert "#skill-sql" not in page
    assert ("A skill that is not listed" in page) is (status == "done")


def test_it_shows_the_form_with_samples_and_says_that_an_ai_reads_it(client):
    page = client.get(URL)

    assert page.status_code == 200
    assert b"An AI reads it and can be wrong" in page.content
    assert page.content.count(b'class="chip"') == 3


def test_it_fills_in_a_sample_without_scripts(client):
    page = client.get(f"{URL}?sample=clear-fit")

    assert len(page.context["job"]) > 500


def test_it_leads_from_the_form_to_the_record_at_once(client):
    response = submit(client)

    assessment = Assessment.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/fit-check/{assessment.public_id}/")
    assert len(assessment.public_id) == 32


@pytest.mark.parametrize(
    "job",
    [
        "https://example.org/jobs/17?from=mail",
        "www.example.org/jobs/17",
        "linkedin.com/jobs/view/17",
        "Senior Product Manager at Examplesoft: https://example.org/jobs/17",
        "https://example.org/jobs/17\nhttps://example.org/jobs/18",
    ],
)
def test_it_says_that_it_does_not_fetch_an_address(client, job):
    page = submit(client, job)

    assert (page.status_code, Assessment.objects.count()) == (422, 0)
    assert b"this site does not fetch addresses." in page.content
    assert page.context["job"] == job


def test_it_makes_one_check_of_a_double_click_and_two_of_a_corrected_text(client):
    addresses = [
        submit(client)["Location"],
        submit(client)["Location"],
        submit(client, POSTING + "\n- Rust", anyway="1")["Location"],
    ]

    assert len(set(addresses)) == 2
    assert Call.objects.count() == 2


@pytest.mark.parametrize(
    ("job", "status", "words"),
    [
        ("", 422, "Paste a job description first."),
        ("x" * 50, 422, "at least 200"),
        ("word " * 20_000, 413, "the limit is 20,000"),
        ("QUJD" * 400, 422, "not readable text"),
        ("\x00" + "y " * 20, 422, "at least 200"),
    ],
)
def test_it_keeps_the_draft_and_says_what_is_wrong(client, job, status, words):
    page = submit(client, job)

    assert page.status_code == status
    assert words in page.content.decode()
    assert page.context["job"] == job.replace("\x00", "")
    assert not Assessment.objects.exists()


def test_it_strips_a_pasted_page_to_its_words(client):
    items = "".join(f"<li>You must know <b>part {at}</b> &amp; more</li>" for at in range(12))
    submit(client, f"<html><head><script>alert(1)</script></head><body><h1>Product Manager</h1><ul>{items}</ul></body>")

    job = Assessment.objects.get().job
    assert job.startswith("Product Manager\n")
    assert "You must know part 3 & more\n" in job
    assert "alert" not in job


def test_it_says_when_the_day_is_spent_and_keeps_the_text(paid, client):
    Route.objects.filter(feature="fit-check").update(daily_cap_usd="0.000001")

    page = submit(client)

    assert page.status_code == 429
    assert page.context["job"] == POSTING
    assert "Your text is kept below" in page.content.decode()


@pytest.mark.parametrize("status", ["accepted", "running"])
def test_it_shows_a_running_check_that_works_without_scripts(client, status):
    assessment = create().assessment
    Assessment.objects.update(status=status)

    page = client.get(assessment.get_absolute_url())

    assert b'<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.content
    assert assessment.public_id.encode() in page.content


def test_it_prints_the_verdict_first_and_the_misfits_before_the_rows(client):
    assessment = done()

    page = client.get(assessment.get_absolute_url()).content.decode()

    rows = page.index("Every requirement")
    places = [page.index(words) for words in ('id="verdict"', "Kafka: rated 0 of 5.", "Which queue?")]
    places += [page.index(words, rows) for words in ("Asked 0", "Asked 1")]
    assert places == sorted(places)
    assert "Must-haves: 1 met, 1 missing." in page
    assert "62% of the weight" in page


def test_it_shows_the_posting_with_what_was_weighed_and_what_was_left(client):
    left = "Strong SQL is required"
    reading = {"asks": 5, "read": 4, "left": [{"quote": left, "offset": POSTING.index(left)}]}
    assessment = done(reading=reading)

    page = client.get(assessment.get_absolute_url()).content.decode()

    assert "4 of 5 lines that ask for something were weighed." in page
    assert f'<mark class="fit-left">{left}</mark>' in page
    assert '<mark class="fit-read">' in page


def test_it_says_no_verdict_where_too_little_was_read(client):
    assessment = done(is_incomplete=True, verdict="", rule_verdict="", model_stance="", headline="")

    page = client.get(assessment.get_absolute_url()).content.decode()

    assert "No verdict" in page
    assert "Moderate fit" not in page


def test_it_says_what_was_lowered_and_why(client):
    assessment = done(second_reading={"status": "done", "asked": 2, "confirmed": 1, "lowered": 1})
    assessment.requirements.filter(idx=0).update(
        lowered_from="strong", lowered_why="the cited row does not speak of it.", proof="no"
    )

    page = client.get(assessment.get_absolute_url()).content.decode()

    assert "Lowered from strong: the cited row does not speak of it." in page
    assert "Second reading: not confirmed." in page
    assert "A second model looked at 2 claims beside their evidence: 1 confirmed, 1 lowered." in page


def test_it_shows_where_model_and_rules_disagree(client):
    assessment = done(model_stance="strong", agreement="model_higher", is_borderline=True)

    page = client.get(assessment.get_absolute_url()).content.decode()

    assert "The model’s own verdict was “strong fit”; the rules give “moderate fit”." in page
    assert "borderline</span>" in page


def test_it_escapes_what_the_model_wrote(client):
    assessment = done(headline="<script>alert(1)</script>", misfits=["<img src=x onerror=alert(1)>"])

    page = client.get(assessment.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("status", "code", "can_repeat"),
    [("failed", "not_a_job", False), ("interrupted", "network", True), ("failed", "invalid_output", True)],
)
def test_it_says_why_there_is_no_verdict(client, status, code, can_repeat):
    assessment = create().assessment
    Assessment.objects.update(status=status, error_code=code)

    page = client.get(assessment.get_absolute_url()).content.decode()

    assert ("Run it again" in page) is can_repeat


def test_it_runs_a_broken_check_again_as_a_record_of_its_own(client):
    assessment = create().assessment
    Assessment.objects.update(status="interrupted", error_code="network")

    addresses = {client.post(f"{assessment.get_absolute_url()}again/")["Location"] for _ in range(2)}

    assert Assessment.objects.count() == 2
    assert addresses.isdisjoint({assessment.get_absolute_url()})
    assert len(addresses) == 1


@pytest.mark.parametrize("make", [create, done])
def test_it_keeps_records_out_of_indexes_and_caches(client, make):
    made = make()
    assessment = made if isinstance(made, Assessment) else made.assessment

    page = client.get(assessment.get_absolute_url())

    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"


def test_it_forgets_a_record_the_owner_deleted(client):
    assessment = done()
    address = assessment.get_absolute_url()
    assessment.delete()

    assert client.get(address).status_code == 404
    assert client.get(f"{URL}{'0' * 32}/").status_code == 404


def test_it_answers_the_form_with_few_queries(client, django_assert_max_num_queries):
    submit(client)

    with django_assert_max_num_queries(40):
        submit(client, POSTING + "\nAnd Python.")


def test_it_names_the_prompt_and_leaves_nothing_reserved_by_a_refusal(client):
    submit(client, "x" * 50)

    assert len(prompt_version()) == 12
    assert not Budget.objects.exists()
