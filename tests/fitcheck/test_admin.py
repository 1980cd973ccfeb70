import csv
from io import BytesIO, StringIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from fitcheck.models import Review
from fitcheck.show.admin_html import job_marked
from routing.models import Mark
from tests.fitcheck.test_pages import done

pytestmark = pytest.mark.usefixtures("site")
URL = "/admin/fitcheck/assessment/"


def test_it_lists_records_with_word_and_role(admin_client):
    done(dropped_quotes=2)

    page = admin_client.get(URL).content.decode()

    assert "Moderate fit" in page
    assert "Senior Product Manager, Editor" in page
    assert "2 quotes dropped" in page
    assert "fitcheck/assessment/add/" not in page
    assert 'value="delete_selected"' not in page


@pytest.mark.parametrize("query", ["reviewed=no", "verdict__exact=moderate", "q=editor", "status__exact=done"])
def test_it_finds_records_by_filters_and_words(admin_client, query):
    done()

    page = admin_client.get(f"{URL}?{query}")

    assert page.context["cl"].result_count == 1


def test_it_shows_posting_and_result_side_by_side_read_only(admin_client):
    assessment = done()

    page = admin_client.get(f"{URL}{assessment.pk}/change/").content.decode()

    assert '<div class="fit-job" dir="auto">' in page
    assert "<mark>" in page
    assert 'name="verdict"' not in page


def test_it_leads_from_a_record_and_from_the_list_to_the_inbox(admin_client):
    assessment = done()
    Review.objects.create(assessment=assessment, verdict="not_a_fit", reviewed_at=assessment.created_at)

    page = admin_client.get(f"{URL}{assessment.pk}/change/").text

    assert f'Not a fit <a href="{URL}review/{assessment.pk}/?reviewed=all">' in page
    assert f'<a href="{URL}review/">Review one by one</a>' in admin_client.get(URL).text
    assert admin_client.get(f"{URL}?reviewed=differs").context["cl"].result_count == 1
    assert admin_client.get(f"{URL}?reviewed=no").context["cl"].result_count == 0


def test_it_marks_the_calls_behind_records_once(admin_client):
    assessment = done()
    wish = {"action": "mark_deeper", "_selected_action": [assessment.pk]}

    for _ in range(2):
        admin_client.post(URL, wish)

    mark = Mark.objects.get()
    assert (mark.call_id, mark.kind, mark.is_owner) == (assessment.call_id, "wished_deeper", True)


def test_it_takes_the_list_out_as_a_table(admin_client):
    done()

    response = admin_client.post(f"{URL}export/", {"format": "0", "resource": ""})

    assert response.status_code == 200
    assert b"public_id" in response.content


def test_it_marks_quotes_in_the_posting_and_escapes_the_rest():
    html = job_marked("<b>Strong SQL</b> and Kafka", [(3, 13), (10, 17), (-4, 2), (90, 99)])

    assert html == (
        '<div class="fit-job" dir="auto"><mark>&lt;b</mark>&gt;<mark>Strong SQL&lt;/b&gt;</mark> and Kafka</div>'
    )


def test_it_exports_without_inline_handlers_that_the_policy_would_stop(admin_client):
    done()

    page = admin_client.get(f"{URL}export/").content.decode()

    assert "role_organisation" in page
    assert "onchange=" not in page


@pytest.mark.parametrize("format", ["0", "1"])
def test_it_exports_a_strangers_words_as_text_never_as_a_formula(admin_client, format):
    done(role_title='=HYPERLINK("https://evil.example","x")', role_organisation="@SUM(1)")

    response = admin_client.post(f"{URL}export/", {"format": format, "resource": "0"})

    if format == "0":
        header, record = csv.reader(StringIO(response.text))
    else:
        header, record = load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True)
    cells = dict(zip(header, record, strict=True))
    assert cells["role_title"] == '\'=HYPERLINK("https://evil.example","x")'
    assert cells["role_organisation"] == "'@SUM(1)"


def test_it_revokes_a_link_and_lets_it_lead_there_again(admin_client):
    assessment = done()
    visitor = Client()

    found = []
    for action in ("revoke", "restore"):
        admin_client.post(URL, {"action": action, "_selected_action": [assessment.pk]})
        found.append(visitor.get(assessment.get_absolute_url()).status_code)

    assert found == [404, 200]
    assert admin_client.get(f"{URL}{assessment.pk}/change/").status_code == 200
