"""The inbox: one record after the other, judged by plain forms; two reviewers never overwrite each other."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from corpus.models import CorpusVersion
from fitcheck.models import Assessment, Review
from fitcheck.review.service import UnableToReview, review_write
from tests.factories import AssessmentFactory, ProfileFactory
from tests.fitcheck.review.records import GERMAN, record_made

pytestmark = pytest.mark.django_db
INBOX = "/admin/fitcheck/assessment/review/"


def address(record: Assessment, query: str = "") -> str:
    return f"{INBOX}{record.pk}/{query}"


def act(client: Client, record: Assessment, do: str, query: str = "", **fields: str):
    """Press a button of the page as it stands."""
    state = client.get(address(record, query)).context["state"]
    return client.post(address(record, query), {"do": do, "state": state, **fields})


def other_reviewer() -> Client:
    user = User.objects.create_user("second", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_assessment", "change_review"]))
    client = Client()
    client.force_login(user)
    return client


def test_it_opens_the_newest_record_that_is_not_reviewed(admin_client):
    old, new = record_made(), record_made()

    assert admin_client.get(INBOX)["Location"] == address(new)
    assert admin_client.get(address(new)).context["older"] == old
    assert admin_client.get(address(old)).context["newer"] == new


def test_it_shows_everything_a_decision_needs(admin_client):
    record = record_made(
        is_borderline=True, agreement="model_higher", model_stance="strong", gates=[GERMAN],
        axes=[{"axis": "level", "alignment": "partial", "role_value": "lead", "fact": "", "reason": ""}],
    )  # fmt: skip

    page = admin_client.get(address(record)).content.decode()

    for words in ("Moderate fit", "Model strong fit, rule moderate fit, covered 60%", "Borderline",
                  "Model and rule differ", "German", "Level: partly", "Asked 0", "SQL 3/5"):  # fmt: skip
        assert words in page
    assert '<mark class="is-read">' in page


def test_it_goes_on_to_the_next_record_after_a_verdict_and_ends_with_a_sentence(admin_client, admin_user):
    old, new = record_made(), record_made()

    after = act(admin_client, new, "agree")
    last = act(admin_client, old, "verdict:not_a_fit")

    assert after["Location"] == address(old)
    assert last["Location"] == INBOX
    assert "Every fit check is reviewed." in admin_client.get(INBOX).text
    assert {(one.assessment, one.verdict, one.reviewed_by) for one in Review.objects.all()} == {
        (new, "moderate", admin_user),
        (old, "not_a_fit", admin_user),
    }


def test_it_counts_a_record_as_reviewed_only_once_it_is_judged(admin_client):
    record = record_made()

    act(admin_client, record, "note", note="  Ask about Kafka. ")
    act(admin_client, record, "golden")

    review = Review.objects.get()
    assert (review.note, review.is_golden, review.is_judged) == ("Ask about Kafka.", True, False)
    assert Assessment.objects.to_review().get() == record
    assert b"<b>1</b> fit checks to review" in admin_client.get("/admin/").content
    act(admin_client, record, "agree")
    assert Review.objects.get().note == "Ask about Kafka."
    assert not Assessment.objects.to_review().exists()


def test_it_corrects_a_requirement_in_one_tap_and_says_what_the_rule_gives_then(admin_client):
    record = record_made()

    response = act(admin_client, record, "correct:0:level:strong")

    assert response["Location"] == address(record) + "#row-0"
    assert Review.objects.get().corrections["rows"]["0"]["level"] == "strong"
    assert "With the corrections the rule gives “strong fit”" in admin_client.get(address(record)).text
    act(admin_client, record, "correct:0:level:gap")
    assert Review.objects.get().corrections == {}


def test_it_marks_a_line_of_the_posting_that_was_missed(admin_client):
    record = record_made()
    page = admin_client.get(address(record))
    line = next(one for one in page.context["sheet"].lines if one.text == "- Experience with Kafka")

    act(admin_client, record, f"correct:missed:{line.start}:{line.end}")

    assert record.job[line.start : line.end] == "- Experience with Kafka"
    assert Review.objects.get().corrections["missed"] == [[line.start, line.end]]


def test_it_cuts_the_posting_into_its_lines_without_losing_a_character(admin_client):
    record = record_made()

    lines = admin_client.get(address(record)).context["sheet"].lines

    assert [record.job[line.start : line.end] for line in lines] == record.job.split("\n")


def test_it_keeps_what_came_of_it_with_the_day_of_each(admin_client):
    record = record_made()

    act(admin_client, record, "outcome:interview", on="2026-03-09")
    act(admin_client, record, "outcome:replied", on="2026-03-01")

    review = Review.objects.get()
    assert (review.outcome, [one["on"] for one in review.outcomes]) == ("interview", ["2026-03-01", "2026-03-09"])
    act(admin_client, record, "outcome:interview")
    assert Review.objects.get().outcome == "replied"


@pytest.mark.parametrize("do", ["", "verdict:great", "correct:99:level:gap", "outcome:fame", "correct:missed:0:3"])
def test_it_refuses_what_no_button_says(admin_client, do):
    record = record_made()

    assert act(admin_client, record, do).status_code == 400
    assert not Review.objects.exists()


def test_it_takes_the_last_steps_back_one_by_one(admin_client):
    old, new = record_made(), record_made()
    act(admin_client, new, "golden")
    act(admin_client, new, "verdict:strong")
    act(admin_client, old, "agree")

    back = admin_client.post(INBOX)
    assert back["Location"] == address(old)
    assert Review.objects.get().assessment == new
    admin_client.post(INBOX)
    assert (Review.objects.get().verdict, Review.objects.get().is_golden) == ("", True)
    admin_client.post(INBOX)
    assert not Review.objects.exists()
    assert "There is nothing to take back." in admin_client.post(INBOX, follow=True).text


def test_it_tells_the_second_of_two_reviewers_and_keeps_the_first_ones_word(admin_client):
    record, second = record_made(), other_reviewer()
    seen = second.get(address(record)).context["state"]
    act(admin_client, record, "verdict:strong")

    response = second.post(address(record), {"do": "agree", "state": seen}, follow=True)

    assert "Admin has reviewed this record since you opened it. Nothing of yours was saved" in response.text
    assert Review.objects.get().verdict == "strong"


def test_it_takes_back_nothing_that_another_reviewer_went_on_from(admin_client):
    record, second = record_made(), other_reviewer()
    act(admin_client, record, "agree", "?reviewed=all")
    act(second, record, "verdict:strong", "?reviewed=all")

    response = admin_client.post(INBOX, follow=True)

    assert "Second has reviewed this record since" in response.text
    assert Review.objects.get().verdict == "strong"


def test_it_says_that_a_record_was_deleted_meanwhile(admin_client):
    record = record_made()
    gone = address(record)
    record.delete()

    response = admin_client.post(gone, {"do": "agree", "state": ""}, follow=True)

    assert "This record was deleted. Nothing was saved." in response.text


def test_it_writes_no_review_of_a_record_that_goes_while_it_is_judged(admin_user):
    record = record_made()
    pk = record.pk
    record.delete()

    with pytest.raises(UnableToReview) as refused:
        review_write(assessment_id=pk, state="", fields={"verdict": "strong"}, now=timezone.now(), by=admin_user)

    assert refused.value.is_gone
    assert not Review.objects.exists()


def test_it_lets_nobody_review_who_may_only_look(admin_client):
    record, reader = record_made(), other_reviewer()
    User.objects.get(username="second").user_permissions.remove(Permission.objects.get(codename="change_review"))

    page = reader.get(address(record))

    assert 'value="agree"' not in page.text
    assert reader.post(address(record), {"do": "agree", "state": ""}).status_code == 403
    assert reader.post(INBOX).status_code == 403
    assert Client().get(INBOX).status_code == 302


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("verdict=strong", {"verdict": "strong"}),
        ("verdict=incomplete", {"verdict": "", "is_incomplete": True}),
        ("borderline=yes", {"is_borderline": True}),
        ("agreement=differs", {"agreement": "model_lower"}),
        ("agreement=model_lower", {"agreement": "model_lower"}),
        ("second=off", {"second_reading": {"status": "off"}}),
        ("second=lowered", {"second_reading": {"status": "done", "lowered": 2}}),
        ("engine=api", {"engine": "api"}),
        ("model=other", {"model": "other"}),
    ],
)
def test_it_filters_and_keeps_the_filters_on_the_way(admin_client, query, fields):
    AssessmentFactory()
    wanted = AssessmentFactory(**fields)

    page = admin_client.get(f"{INBOX}?{query}", follow=True)

    assert page.context["record"] == wanted
    assert page.context["left"] == "1"
    assert page.redirect_chain == [(address(wanted, f"?{query}"), 302)]


@pytest.mark.parametrize(
    ("query", "review"),
    [
        ("reviewed=yes", {"verdict": "moderate"}),
        ("reviewed=differs", {"verdict": "strong"}),
        ("reviewed=golden", {"is_golden": True, "is_judged": False}),
        ("outcome=offer&reviewed=yes", {"outcome": "offer"}),
        ("outcome=other&reviewed=yes", {"outcome": "they called"}),
    ],
)
def test_it_filters_by_what_the_owner_said(admin_client, query, review):
    AssessmentFactory()
    wanted = AssessmentFactory()
    Review.objects.create(assessment=wanted, reviewed_at=wanted.created_at, **review)

    page = admin_client.get(f"{INBOX}?{query}", follow=True)

    assert (page.context["record"], page.context["left"]) == (wanted, "1")


def test_it_filters_by_rows_that_code_lowered_and_by_matrix_version(admin_client):
    AssessmentFactory()
    ProfileFactory()
    wanted = record_made(matrix_version=CorpusVersion.objects.filter(kind="matrix").latest("pk"))
    wanted.requirements.filter(idx=0).update(lowered_from="strong")

    for query in ("lowered=yes", f"matrix={wanted.matrix_version_id}"):
        page = admin_client.get(f"{INBOX}?{query}", follow=True)
        assert (page.context["record"], page.context["left"]) == (wanted, "1")


def test_it_takes_a_filter_that_is_not_on_offer_for_none(admin_client):
    record = record_made()

    page = admin_client.get(f"{INBOX}?verdict=x&matrix=1'&model=%00", follow=True)

    assert page.context["record"] == record


def test_it_reads_one_record_in_few_queries(admin_client, django_assert_max_num_queries):
    record = record_made()

    with django_assert_max_num_queries(16):
        admin_client.get(address(record))
