"""A posting that is almost one this visitor checked is met with that check; another visitor's is never shown."""

import pytest
from django.test import Client

from fitcheck.likeness import ALIKE, likeness
from fitcheck.models import Assessment, Status
from tests.factories import SkillFactory
from tests.fitcheck.conftest import CLEAR_FIT, JOBS, POSTING

URL = "/fit-check/"
CHANGED = CLEAR_FIT.replace("Senior", "Lead") + "\n- Knows the trams of Porto.\n"


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        (CHANGED, True),
        (CLEAR_FIT.upper(), True),
        ("\n".join(CLEAR_FIT.split()), True),
        (CLEAR_FIT[: len(CLEAR_FIT) // 2], False),
        ((JOBS / "mixed.txt").read_text(encoding="utf-8"), False),
        ("", False),
    ],
)
def test_it_tells_a_changed_line_from_another_posting(other, is_alike):
    assert (likeness(CLEAR_FIT, other) >= ALIKE) is is_alike
    assert likeness(CLEAR_FIT, other) == likeness(other, CLEAR_FIT)


def sent(client, job, **fields):
    """Send the form as the page does: what it was opened with gives the browser its cookie."""
    client.get(URL)
    return client.post(URL, {"job": job, "key": "k", **fields})


@pytest.mark.usefixtures("site")
def test_it_offers_the_check_there_is_of_almost_the_same_text_and_keeps_the_new_one(client):
    first = sent(client, CLEAR_FIT)
    Assessment.objects.update(status=Status.DONE, verdict="moderate")

    page = sent(client, CHANGED)

    assert (page.status_code, Assessment.objects.count()) == (200, 1)
    assert "You checked a text like this on" in page.content.decode()
    assert f'href="{first["Location"]}"' in page.content.decode()
    assert page.context["job"] == CHANGED
    assert sent(client, CHANGED, anyway="1").status_code == 303
    assert Assessment.objects.count() == 2


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("change", [{"is_text_kept": False}, {"status": Status.FAILED}, {"visitor": "another"}])
def test_it_offers_no_text_that_is_not_kept_no_broken_check_and_nobody_elses(client, change):
    sent(client, CLEAR_FIT)
    Assessment.objects.update(**{"status": Status.DONE, **change})

    assert sent(client, CHANGED).status_code == 303


@pytest.mark.usefixtures("site")
def test_it_checks_the_very_same_posting_again_where_the_matrix_has_changed(client):
    sent(client, CLEAR_FIT)
    Assessment.objects.update(status=Status.DONE)
    SkillFactory(name="Ferries", rating=4)

    assert sent(client, CLEAR_FIT, key="another").status_code == 303
    assert Assessment.objects.count() == 2


@pytest.mark.usefixtures("site")
def test_another_visitor_is_not_told_of_it():
    sent(Client(), CLEAR_FIT)
    Assessment.objects.update(status=Status.DONE)

    page = sent(Client(), CHANGED)

    assert (page.status_code, Assessment.objects.count()) == (303, 2)


@pytest.mark.usefixtures("site")
def test_it_is_silent_for_a_posting_of_its_own(client):
    sent(client, CLEAR_FIT)

    assert sent(client, POSTING).status_code == 303
