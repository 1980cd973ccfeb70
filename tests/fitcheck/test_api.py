import json
from datetime import datetime, timedelta

import pytest

from corpus.models import Skill
from fitcheck.models import Assessment
from routing.models import Call, Route
from tests.fitcheck.conftest import POSTING
from tests.fitcheck.test_pages import done

pytestmark = pytest.mark.usefixtures("site")
URL = "/api/fit-checks"
FIELDS = {
    "id", "status", "verdict", "borderline", "agreement", "coverage", "must_coverage", "role", "axes", "gates",
    "headline", "opening", "misfits", "questions", "requirements", "engine", "model", "matrix_version",
    "prompt_version", "created_at", "url", "incomplete", "notices", "reading", "second_reading", "decisive",
    "unknown", "would_change", "wanted", "text_kept", "delete_at",
}  # fmt: skip
REQUIREMENT = {
    "idx", "statement", "quote", "offset", "kind", "axis", "emphasis", "weight", "level", "gap_kind", "reason",
    "skills", "flags", "asked", "years_asked", "because", "proof", "lowered_from", "lowered_why",
}  # fmt: skip


def post(client, job=POSTING, *, keeping=None, **headers):
    """Send a posting as a program does."""
    sent = {"job": job, **(keeping or {})}
    return client.post(URL, json.dumps(sent), content_type="application/json", headers=headers)


def test_it_accepts_a_posting_and_says_where_to_look(client):
    response = post(client)

    assessment = Assessment.objects.get()
    assert response.status_code == 202
    assert response.json() == {
        "id": assessment.public_id,
        "url": f"http://127.0.0.1:8000/fit-check/{assessment.public_id}/",
        "status": "accepted",
    }


def test_it_gives_the_stored_record_of_the_same_posting(client):
    assessment = done()

    response = post(client)

    assert (response.status_code, response.json()["id"]) == (200, assessment.public_id)


def test_it_answers_the_same_key_with_the_same_record(client):
    replies = [post(client, **{"Idempotency-Key": "abc"}).json() for _ in range(3)]

    assert len({reply["id"] for reply in replies}) == 1
    assert Call.objects.count() == 1


def test_it_refuses_the_same_key_for_another_posting(client):
    post(client, **{"Idempotency-Key": "abc"})

    response = post(client, POSTING + "And COBOL.", **{"Idempotency-Key": "abc"})

    assert (response.status_code, response.json()["error"]["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("job", "status", "code"),
    [
        ("", 422, "empty"),
        ("short", 422, "too_short"),
        ("word " * 9_000, 413, "too_long"),
        ("QUJD" * 99, 422, "not_text"),
        ("https://example.org/jobs/1", 422, "not_text"),
    ],
)
def test_it_refuses_bad_text_in_the_one_error_shape(client, job, status, code):
    response = post(client, job)

    assert response.status_code == status
    assert set(response.json()["error"]) == {"code", "message"}
    assert response.json()["error"]["code"] == code


def test_a_program_says_what_is_kept(client):
    accepted = post(client, keeping={"keep_text": False, "delete_after_days": 30}).json()

    assessment = Assessment.objects.get()
    assert (assessment.is_text_kept, (assessment.expires_at - assessment.created_at).days) == (False, 30)
    record = client.get(f"{URL}/{accepted['id']}").json()
    assert record["text_kept"] is False
    assert datetime.fromisoformat(record["delete_at"]) - assessment.expires_at < timedelta(seconds=1)


def test_a_program_keeps_all_unless_it_says_otherwise_and_for_days_on_offer(client):
    refused = post(client, keeping={"delete_after_days": 31})
    post(client)

    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid")
    assert "delete_after_days" in refused.json()["error"]["message"]
    assert list(Assessment.objects.values_list("is_text_kept", "expires_at")) == [(True, None)]


def test_a_program_cannot_drop_the_text_of_another_program(client):
    assessment = done()
    Assessment.objects.update(visitor="")

    response = post(client, keeping={"keep_text": False, "delete_after_days": 7})

    assert (response.status_code, response.json()["id"]) == (200, assessment.public_id)
    assert list(Assessment.objects.values_list("is_text_kept", "expires_at")) == [(True, None)]


def test_it_says_when_to_come_back(paid, client):
    Route.objects.filter(feature="fit-check").update(daily_cap_usd="0.000001")

    response = post(client)

    assert (response.status_code, response.json()["error"]["code"]) == (429, "budget_spent")
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"job": 7}', '{"job": "\\ud83d"}', "{"])
def test_it_survives_a_body_that_is_not_what_it_asked_for(client, body):
    response = client.post(URL, body, content_type="application/json")

    assert response.status_code in {400, 422}
    assert set(response.json()["error"]) == {"code", "message"}


def test_it_gives_the_whole_record_in_the_promised_shape(client):
    assessment = done()

    reply = client.get(f"{URL}/{assessment.public_id}").json()

    assert set(reply) == FIELDS
    assert [set(one) for one in reply["requirements"]] == [REQUIREMENT] * 2
    assert (reply["status"], reply["verdict"], reply["borderline"]) == ("done", "moderate", False)
    assert reply["requirements"][0]["skills"] == [{"key": "sql", "name": "SQL", "rating": 3}]


def test_it_says_what_went_wrong_with_a_record_that_failed(client):
    public_id = post(client).json()["id"]
    Assessment.objects.update(status="failed", error_code="not_a_job")

    reply = client.get(f"{URL}/{public_id}").json()

    assert (reply["verdict"], reply["error"]["code"]) == (None, "not_a_job")


@pytest.mark.parametrize("status", ["failed", "interrupted"])
def test_it_answers_a_key_whose_record_failed_with_that_record_not_with_work_accepted(client, status):
    public_id = post(client, **{"Idempotency-Key": "k"}).json()["id"]
    Assessment.objects.update(status=status, error_code="overloaded")

    again = post(client, **{"Idempotency-Key": "k"})

    assert (again.status_code, again.json()["id"], again.json()["status"]) == (200, public_id, status)
    assert again.json()["error"]["code"] == "overloaded"


def test_it_names_no_skill_that_the_site_does_not_list(client):
    assessment = done()
    Skill.objects.filter(key="sql").update(visibility="ai")

    reply = client.get(f"{URL}/{assessment.public_id}").json()

    assert [one["skills"] for one in reply["requirements"]] == [[], []]


@pytest.mark.parametrize("public_id", ["nothing", "0" * 32, "%00", "../admin"])
def test_it_knows_no_other_record(client, public_id):
    response = client.get(f"{URL}/{public_id}")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"
