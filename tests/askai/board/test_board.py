"""The board after a scripted week: questions declined, disputed and uncited, and fit checks with gaps."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from askai.board.triage import board_rows
from askai.models import Conversation, Gap, Turn
from fitcheck.models import Assessment, Requirement
from routing.models import Call, CallStatus, LanguageModel, Mark
from tests.factories import AssessmentFactory, PageFactory
from tests.routing.comparing import turn_make

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/admin/askai/gap/"
SECRET = "Does Ada breed axolotls?"


@pytest.fixture
def owner(client):
    client.force_login(User.objects.create_superuser("owner"))
    return client


def asked(question: str, days_ago: int, **fields) -> Turn:
    declined = {"state": "declined", "topic": "it", "text": "The site does not say."}
    return turn_make(question, **{**declined, **fields, "asked_at": timezone.now() - timedelta(days=days_ago)})


def requirement(statement: str, level: str, *, moves: bool = False, is_kept: bool = True) -> Requirement:
    changes = [{"verdict": "strong", "text": f"Strong, if there is strong evidence for “{statement}”."}]
    check = AssessmentFactory(would_change=changes if moves else [], is_text_kept=is_kept)
    return Requirement.objects.create(
        assessment=check, idx=0, statement=statement, kind="must", emphasis=3, is_verified=True,
        model_level=level, ceiling=level, level=level,
    )  # fmt: skip


@pytest.fixture
def week(site) -> None:
    """A week of visitors."""
    asked("Has Ada worked with Terraform?", 6)
    asked("Does she know terraform?", 4)
    asked("Which conferences has she spoken at?", 3)
    asked("Write a poem about the sea.", 3, topic="")
    asked("What did Ada ship?", 2, state="answered", text="Invoices.")
    asked("How long did refunds take?", 2, state="answered", text="Three days.", thumb=-1, thumb_reason="wrong")
    asked("Who led discovery?", 1, state="answered", text="Bo did.", unsourced=[{"text": "Bo did.", "kind": "name"}])
    call = Call.objects.create(
        feature="ask-ai", model=LanguageModel.objects.first(), engine="standin", status=CallStatus.DONE,
        started_at=timezone.now(), reserved_microusd=0,
    )  # fmt: skip
    asked("Why weekly releases?", 1, state="answered", text="Because.", call=call)
    Mark.objects.create(call=call, kind=Mark.Kind.WISHED_DEEPER, marked_at=timezone.now())
    requirement("Terraform", "unknown", moves=True)
    requirement("Apache Kafka in production", "gap")
    requirement("SQL for your own questions", "strong")


def found() -> dict[str, tuple[int, int, list[tuple[str, int]]]]:
    return {row.group.newest.text: (row.group.count, row.group.moves, row.group.reasons) for row in board_rows()}


def test_it_joins_what_visitors_and_postings_ask_and_ranks_it(week):
    groups = found()

    assert next(iter(groups)) == "Terraform"
    assert groups["Terraform"] == (3, 1, [("declined", 2), ("no row in a fit check", 1)])
    assert groups["How long did refunds take?"] == (1, 0, [("disputed", 1)])
    assert groups["Why weekly releases?"] == (1, 0, [("disputed", 1)])
    assert groups["Who led discovery?"] == (1, 0, [("answered without a source", 1)])
    assert groups["Apache Kafka in production"] == (1, 0, [("a gap in a fit check", 1)])
    assert set(groups).isdisjoint({"What did Ada ship?", "Write a poem about the sea.", "SQL for your own questions"})


def test_it_shows_what_search_finds_of_what_was_missed(week, owner):
    page = owner.get(BOARD).content.decode()

    assert "Refunds took two days." in page
    assert "it would move 1 verdict." in page
    assert 'data-press="5"' in page


@pytest.mark.parametrize("triage", Gap.Triage.values)
def test_it_sorts_a_group_with_one_key(week, owner, triage):
    row = board_rows()[0]

    owner.post(BOARD, {"key": row.key, "triage": triage})

    assert row.group.newest.text not in [each.group.newest.text for each in owner.get(BOARD).context["rows"]]
    assert Gap.objects.get().triage == triage
    sorted_row = owner.get(BOARD, {"show": "all"}).context["rows"][0]
    assert (sorted_row.key, sorted_row.gap.triage) == (row.key, triage)


def test_it_changes_its_mind_without_a_second_row(week, owner):
    key = board_rows()[0].key
    for triage in ("missing", "outside"):
        owner.post(BOARD, {"key": key, "triage": triage})

    assert [gap.triage for gap in Gap.objects.all()] == ["outside"]


def test_it_brings_back_what_is_asked_again_after_it_was_answered(week, owner):
    for row in board_rows()[:2]:
        owner.post(BOARD, {"key": row.key, "triage": "answered" if row.group.moves else "outside"})
    assert not any(row.group.moves for row in board_rows() if row.is_open)

    asked("Can Ada write Terraform?", 0)

    again = next(row for row in board_rows() if row.group.moves)
    assert again.is_open
    assert "It was asked again since." in owner.get(BOARD).content.decode()


@pytest.mark.parametrize("given", [{"key": "none", "triage": "missing"}, {"key": "", "triage": "nonsense"}])
def test_it_says_so_when_a_group_is_gone(week, owner, given):
    page = owner.post(BOARD, given, follow=True).content.decode()

    assert "have changed meanwhile" in page
    assert not Gap.objects.exists()


def test_it_keeps_no_word_of_a_visitor_once_the_conversation_is_gone(week, owner):
    asked(SECRET, 0)
    owner.post(
        BOARD, {"key": next(row.key for row in board_rows() if row.group.newest.text == SECRET), "triage": "missing"}
    )
    assert SECRET in owner.get(BOARD, {"show": "all"}).content.decode()

    Conversation.objects.all().delete()

    assert "axolotl" not in owner.get(BOARD, {"show": "all"}).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT marks FROM askai_gap")
        assert "axolotl" not in str(cursor.fetchall()).lower()


def test_it_shows_no_words_of_a_posting_that_is_not_to_be_kept(week):
    requirement("Welding of submarines", "gap", is_kept=False)

    assert "Welding of submarines" not in found()
    Assessment.objects.update(is_text_kept=False)
    assert "Apache Kafka in production" not in found()


@pytest.mark.parametrize(
    ("form", "field", "begins"),
    [
        ("admin:corpus_page_add", "body", "## Which conferences has she spoken at?"),
        ("admin:corpus_page_add", "title", "Which conferences"),
        ("admin:corpus_skill_add", "name", "Which conferences"),
    ],
)
def test_it_opens_a_form_that_begins_with_what_was_asked(week, owner, form, field, begins):
    turn = Turn.objects.get(question__startswith="Which conferences")

    page = owner.get(reverse(form), {"asked": f"turn-{turn.pk}"})

    assert page.context["adminform"].form.initial[field].startswith(begins)
    for gone in ("turn-99999", "turn-", "turn-9" * 30, "x-1", "", "turn--1"):
        assert field not in owner.get(reverse(form), {"asked": gone}).context["adminform"].form.initial


def test_it_lets_the_owner_correct_an_answer_in_words_of_their_own(week, owner):
    turn = Turn.objects.get(thumb=-1)
    link = f"{reverse('admin:askai_goldenquestion_add')}?asked=turn-{turn.pk}"
    assert link in owner.get(BOARD).content.decode()

    page = owner.get(link)

    assert "Asked was: “How long did refunds take?”" in page.content.decode()
    assert "question" not in page.context["adminform"].form.initial
    assert page.context["adminform"].form.initial["note"]


def test_it_needs_the_right_to_look_and_to_change(week, client):
    assert client.get(BOARD).status_code == 302
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert client.get(BOARD).status_code == 403
    assert client.post(BOARD, {"key": "x", "triage": "missing"}).status_code == 403


def test_it_is_empty_before_anybody_asked(site, owner):
    assert "Nothing is waiting here." in owner.get(BOARD).content.decode()
    PageFactory(slug="later")
    assert board_rows() == []
