"""A verdict weighed again by a reader: an address, nothing stored, never mistakable for the owner's verdict."""

import re

import pytest
from django.forms.models import model_to_dict

from fitcheck.models import Assessment, Requirement
from tests.fitcheck.test_pages import done

pytestmark = pytest.mark.usefixtures("site")
WEIGHING = {"left": [], "is_thin": False, "is_foreign": False}


@pytest.fixture
def record() -> Assessment:
    """A moderate fit of four rows, the gap among them heavy."""
    assessment = done(weighing=WEIGHING, axes=[], gates=[], model_stance="strong")
    for idx, (level, weight) in enumerate((("gap", 20.0), ("strong", 30.0))):
        Requirement.objects.create(
            assessment=assessment, idx=2 + idx, statement=f"Asked {2 + idx}", kind="should", emphasis=2, weight=weight,
            is_verified=True, model_level=level, ceiling=level, level=level,
        )  # fmt: skip
    return assessment


def page_of(client, record, text):
    response = client.get(f"{record.get_absolute_url()}reweighed/", {"w": text} if text else {})
    assert response.status_code == 200
    return response


def stored(record):
    record.refresh_from_db()
    rows = [model_to_dict(one) for one in record.requirements.order_by("idx")]
    return model_to_dict(record), rows, Assessment.objects.count()


def test_it_weighs_again_by_the_same_rule_and_stores_nothing(client, record, django_assert_max_num_queries):
    before = stored(record)

    with django_assert_max_num_queries(8):
        page = page_of(client, record, "0x").content.decode()

    assert "Re-weighed: Strong fit" in page
    assert "Left out: Asked 0" in page
    assert stored(record) == before


def test_it_says_at_the_top_in_the_title_and_in_the_card_that_a_reader_did_it(client, record):
    response = page_of(client, record, "0x")
    page = response.content.decode()

    said = r"Re-weighed by a reader: Strong fit \(original: Moderate fit\)"
    assert re.search(rf"<title>{said}", page)
    assert re.search(rf'<meta property="og:title" content="{said}"', page)
    assert page.index("Re-weighed by a reader.</strong>") < page.index("<h1")
    assert f'<a href="{record.get_absolute_url()}">Original verdict: Moderate fit</a>' in page
    assert 'class="verdict' not in page
    assert "Would run discovery; has never run a queue." not in page


def test_it_is_kept_out_of_indexes(client, record):
    response = page_of(client, record, "0x")

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


def test_it_makes_a_short_address_of_the_form(client, record):
    sent = {"k0": "nice", "e0": "1", "k1": "must", "e1": "3", "k2": "x", "e2": "2", "k3": "should", "e3": "2"}

    response = client.get(f"{record.get_absolute_url()}reweighed/", sent)

    assert (response.status_code, response["Location"]) == (302, f"{record.get_absolute_url()}reweighed/?w=0n1.2x")


def test_it_leads_to_the_bare_page_where_the_form_changes_nothing(client, record):
    response = client.get(f"{record.get_absolute_url()}reweighed/", {"k0": "must", "e0": "3"})

    assert response["Location"] == f"{record.get_absolute_url()}reweighed/"


def test_it_offers_every_line_that_weighs_with_what_was_chosen(client, record):
    page = page_of(client, record, "0n1.1x").content.decode()

    assert page.count('<fieldset class="fit-weigh-line') == 4
    assert page.count('<option value="x" selected>') == 1
    assert "must have, stressed → nice to have, mentioned" in page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "0x.9x", "0m7", "x" * 5000, "0x\x00", "٣x", "c3x"])
def test_it_reads_what_it_can_of_a_hostile_address_and_says_so(client, record, text):
    page = page_of(client, record, text).content.decode()

    assert "A part of this address could not be read and was left out." in page
    assert "<script>alert" not in page


def test_it_says_that_nothing_is_left_to_weigh(client, record):
    page = page_of(client, record, "0x.1x.2x.3x").content.decode()

    assert "nothing is left to weigh" in page
    assert "<title>Re-weighed by a reader: no verdict (original: Moderate fit)" in page


def test_it_leaves_out_a_condition(client, record):
    gate = {"statement": "German", "quote": "", "offset": None, "kind": "language", "needs": "german", "fact": ""}
    Assessment.objects.update(gates=[{**gate, "status": "failed", "holds_back": False}], verdict="not_a_fit")

    held, waived = (page_of(client, record, text).content.decode() for text in ("0x", "0x.c0x"))

    assert "Re-weighed: Not a fit" in held
    assert "1 condition not met" in held
    assert "Re-weighed: Strong fit" in waived
    assert "Condition left out: German" in waived
    assert "condition not met" not in waived


def test_it_says_where_the_models_own_word_holds_it_down(client, record):
    Assessment.objects.update(model_stance="moderate")

    page = page_of(client, record, "0x").content.decode()

    assert "Re-weighed: Moderate fit" in page
    assert "With these weights the rules give “strong fit”." in page


@pytest.mark.parametrize(
    "changes",
    [{"weighing": {}}, {"verdict": "", "is_incomplete": True}, {"status": "running", "verdict": ""}],
)
def test_it_is_not_offered_where_there_is_nothing_to_weigh_again(client, record, changes):
    Assessment.objects.update(**changes)

    assert b"reweighed/" not in client.get(record.get_absolute_url()).content
    assert client.get(f"{record.get_absolute_url()}reweighed/").status_code == 404
    assert client.get(f"{record.get_absolute_url()}reweighed/?w=0x").status_code == 404


def test_it_is_offered_beside_the_verdict(client, record):
    page = client.get(record.get_absolute_url()).content.decode()

    assert f'href="{record.get_absolute_url()}reweighed/"' in page
