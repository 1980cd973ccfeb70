"""The one box of the home page: told apart by the server, so that it works without scripts."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from fitcheck.models import Verdict
from fitcheck.posting.reader import posting_sha256
from fitcheck.posting.repair import posting_clean
from fitcheck.show.samples import sample_text
from site_project.views import Intent, intent_of
from tests.factories import AssessmentFactory, ProfileFactory

pytestmark = pytest.mark.django_db

SAMPLES = sorted((Path(settings.BASE_DIR) / "fixtures" / "jobs").glob("*.txt"))


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_it_takes_a_posting_for_one(file):
    assert intent_of(file.read_text(), least=200) == Intent.POSTING


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("", Intent.NOTHING),
        (" \n ", Intent.NOTHING),
        ("What went wrong last year?", Intent.QUESTION),
        ("One.\nTwo.\nThree.\nFour?", Intent.QUESTION),
        ("How does she decide? " * 12, Intent.QUESTION),
        ("x " * 300, Intent.POSTING),
        ("\n".join(["We are looking for somebody who leads the product side by side with us."] * 4), Intent.POSTING),
        ("https://jobs.example.org/4711", Intent.LINK),
        ("www.example.org/job", Intent.LINK),
        ("Is https://example.org hers?", Intent.QUESTION),
    ],
)
def test_it_tells_a_question_from_a_posting_and_a_link(text, intent):
    assert intent_of(text, least=200) == intent


def test_it_sends_a_question_to_ask_ai(client):
    response = client.post("/start/", {"text": " What went wrong? "})

    assert response.status_code == 302
    assert response["Location"] == "/ask-ai/?q=What+went+wrong%3F"


def test_it_asks_for_one_word_before_a_posting_is_checked(client):
    ProfileFactory()
    job = sample_text("mixed")

    page = client.post("/start/", {"text": job})
    form = page.text[page.text.index('action="/fit-check/"') :]

    assert "reads like a job description" in page.text
    assert 'name="csrfmiddlewaretoken"' in form
    assert ">Check the fit</button>" in form
    assert job.splitlines()[0] in form


def test_it_says_that_it_opens_no_links(client):
    page = client.post("/start/", {"text": "https://jobs.example.org/4711"})

    assert "does not fetch addresses" in page.text
    assert 'action="/start/"' in page.text


@pytest.mark.parametrize("text", ["", "\0", " "])
def test_it_leads_home_where_nothing_was_written(client, text):
    assert client.post("/start/", {"text": text})["Location"] == "/"


def test_it_leads_home_who_opens_its_address(client):
    assert client.get("/start/")["Location"] == "/"


def test_it_sets_no_cookie_on_the_home_page(client):
    ProfileFactory()

    assert not client.get("/").cookies


def test_it_shows_a_real_no_of_a_sample_and_never_of_a_visitors_posting(client):
    ProfileFactory()
    sample = posting_sha256(posting_clean(sample_text("clear-misfit")))
    no = {"verdict": Verdict.NOT_A_FIT, "created_at": timezone.now(), "misfits": ["Asks for Kafka: never ran it."]}
    AssessmentFactory(role_title="A stranger's job", **no)
    before = client.get("/").text
    shown = AssessmentFactory(role_title="Data Platform Lead", job_sha256=sample, **no)

    text = client.get("/").text

    assert "stranger" not in before + text
    assert "Not a fit" not in before
    assert "Not a fit" in text
    assert "Asks for Kafka: never ran it." in text
    assert shown.get_absolute_url() in text
