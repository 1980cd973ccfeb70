"""Ordinary edits lose nothing: anchors, evidence, other tabs' values, and whatever is taken back."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from corpus.changes.conflicts import RowChanged, mark_of, row_claim
from corpus.changes.record import change_open
from corpus.changes.undo import UnableToUndo, change_undo
from corpus.models import Change, ChangedRow, Page, Profile, Section, Skill
from corpus.services import page_delete, row_delete
from tests.corpus.test_admin import PROFILE, row_forms
from tests.corpus.test_sections import BODY, saved
from tests.factories import PageFactory, ProfileFactory, SkillFactory

pytestmark = pytest.mark.django_db
CHANGES = "/admin/corpus/change/"


def fields_of(client, url):
    """The fields of an admin form as a browser would post them."""
    form = client.get(url).context["adminform"].form
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


@pytest.fixture
def page():
    return PageFactory(slug="about", title="About", body=BODY)


@pytest.fixture
def skill(page):
    return SkillFactory(key="sql", name="SQL", rating=4, years=5, evidence_section=page.sections.get(anchor="work"))


def test_it_keeps_what_another_tab_saved_and_shows_both_values(admin_client, skill):
    url = f"/admin/corpus/skill/{skill.pk}/change/"
    first, second = fields_of(admin_client, url), fields_of(admin_client, url)
    admin_client.post(url, {**first, "rating": "3"})

    refused = admin_client.post(url, {**second, "years": "9"})
    skill.refresh_from_db()
    between = (skill.rating, skill.years)
    form = refused.context["adminform"].form
    kept = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    admin_client.post(url, kept)

    assert between == (3, 5)
    assert "was changed after you opened it" in refused.text
    assert "from “4 · others ask me” to “3 · do it alone”" in refused.text
    skill.refresh_from_db()
    assert (skill.rating, skill.years) == (3, 9)


def test_it_names_both_values_where_two_tabs_wrote_one_field(admin_client, skill):
    url = f"/admin/corpus/skill/{skill.pk}/change/"
    first, second = fields_of(admin_client, url), fields_of(admin_client, url)
    admin_client.post(url, {**first, "rating": "3"})

    refused = admin_client.post(url, {**second, "rating": "5"})

    assert "it is “3 · do it alone” now, you wrote “5 · set the standard”" in refused.text
    skill.refresh_from_db()
    assert skill.rating == 3


@pytest.mark.parametrize("seen", ["2020-01-01T00:00:00+00:00", "2026-13-45T00:00:00", "x", "\0"])
def test_it_takes_a_mark_it_never_gave_for_a_stale_one(admin_client, skill, seen):
    Skill.objects.filter(pk=skill.pk).update(aliases=["Structured queries"])
    url = f"/admin/corpus/skill/{skill.pk}/change/"
    fields = {**fields_of(admin_client, url), "aliases": "Other", "rating": "2"}

    refused = admin_client.post(url, {**fields, "seen": seen})

    assert refused.status_code == 200
    assert Skill.objects.get().rating == 4


def test_it_claims_a_row_only_as_it_was_seen(skill):
    mark = mark_of(skill)
    Skill.objects.filter(pk=skill.pk).update(rating=1, updated_at=timezone.now())

    with pytest.raises(RowChanged):
        row_claim(row=skill, mark=mark, now=timezone.now())


def test_it_starts_over_where_another_save_came_between_the_check_and_the_write(admin_client, skill):
    url = f"/admin/corpus/skill/{skill.pk}/change/"
    fields = fields_of(admin_client, url)
    claims = []

    def race(execute, sql, params, many, context):
        if sql.startswith('UPDATE "corpus_skill" SET "updated_at"'):
            claims.append(sql)
            if len(claims) == 1:  # as if another process had been faster: the row is no longer the one that was seen
                Skill.objects.filter(pk=skill.pk).update(rating=1, updated_at=timezone.now())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(race):
        answer = admin_client.post(url, {**fields, "years": "9"})

    skill.refresh_from_db()
    assert answer.status_code == 302
    assert len(claims) == 2
    assert skill.years == 9


def test_it_writes_no_old_value_back_from_a_stale_list(admin_client):
    alpha, beta = SkillFactory(key="a", name="Alpha", rating=1), SkillFactory(key="b", name="Beta", rating=1)
    marks = {f"form-{index}-seen": row.updated_at.isoformat() for index, row in enumerate([alpha, beta])}
    stale = row_forms([alpha, beta], b=4) | marks
    alpha.rating = 3
    alpha.save()

    admin_client.post("/admin/corpus/skill/", stale)

    assert list(Skill.objects.order_by("key").values_list("rating", flat=True)) == [3, 4]


def test_it_shows_both_values_in_a_stale_list(admin_client):
    alpha = SkillFactory(key="a", name="Alpha", rating=1)
    stale = row_forms([alpha], a=5) | {"form-0-seen": alpha.updated_at.isoformat()}
    alpha.rating = 3
    alpha.save()

    page = admin_client.post("/admin/corpus/skill/", stale)

    assert Skill.objects.get().rating == 3
    assert "it is “3 · do it alone” now, you wrote “5 · set the standard”" in page.text


def test_it_carries_the_mark_of_every_row_in_the_list(admin_client, skill):
    page = admin_client.get("/admin/corpus/skill/")

    assert f'name="form-0-seen" value="{skill.updated_at.isoformat()}"' in page.text.replace("&#x2B;", "+")


def test_it_records_what_a_form_changed_and_takes_it_back(admin_client, skill):
    url = f"/admin/corpus/skill/{skill.pk}/change/"
    admin_client.post(url, {**fields_of(admin_client, url), "rating": "2"})
    change = Change.objects.get()

    shown = admin_client.get(f"{CHANGES}{change.pk}/change/")
    admin_client.post(f"{CHANGES}{change.pk}/change/")

    assert change.label == "Skill “SQL” edited"
    assert change.user.is_superuser
    assert "rating: <del>4</del> → <ins>2</ins>" in shown.text
    assert Skill.objects.get().rating == 4
    assert [each.label for each in Change.objects.order_by("pk")] == [change.label, f"Undo: {change.label}"]


def test_it_takes_an_undo_back_as_well(admin_client, skill):
    url = f"/admin/corpus/skill/{skill.pk}/change/"
    admin_client.post(url, {**fields_of(admin_client, url), "rating": "2"})

    for _step in range(2):
        admin_client.post(f"{CHANGES}{Change.objects.latest('pk').pk}/change/")

    assert Skill.objects.get().rating == 2


def test_it_takes_back_once(admin_client, skill):
    admin_client.post("/admin/corpus/skill/", {"action": "priority_core", "_selected_action": [skill.pk]})
    url = f"{CHANGES}{Change.objects.get().pk}/change/"

    answers = [admin_client.post(url, follow=True) for _press in range(2)]

    assert "taken back already" in str(list(answers[1].context["messages"])[-1])
    assert Change.objects.count() == 2


def test_it_takes_a_bulk_action_back_but_for_what_was_changed_since(admin_client):
    rows = [SkillFactory(key=key, name=key.upper(), priority="avoid") for key in "abc"]
    chosen = [row.pk for row in rows]
    admin_client.post("/admin/corpus/skill/", {"action": "priority_core", "_selected_action": chosen})
    Skill.objects.filter(key="b").update(priority="working")

    answer = admin_client.post(f"{CHANGES}{Change.objects.get().pk}/change/", follow=True)

    assert Change.objects.order_by("pk").first().label == "Priority Core set on 3 skills"
    assert list(Skill.objects.order_by("key").values_list("priority", flat=True)) == ["avoid", "working", "avoid"]
    assert "left as they are: B." in str(list(answer.context["messages"])[-1])


def test_it_brings_deleted_skills_back_as_they_were(admin_client, skill):
    other = SkillFactory(key="kafka", name="Kafka", aliases=["Streams"], last_used="2024-05-01")
    before = list(Skill.objects.order_by("pk").values("pk", "key", "aliases", "last_used", "evidence_section_id"))
    admin_client.post(
        "/admin/corpus/skill/",
        {"action": "delete_selected", "_selected_action": [skill.pk, other.pk], "post": "yes"},
    )
    gone = Skill.objects.count()

    admin_client.post(f"{CHANGES}{Change.objects.get(label='2 skills deleted').pk}/change/")

    assert gone == 0
    assert list(Skill.objects.order_by("pk").values(*before[0])) == before


def test_it_brings_a_deleted_page_back_with_its_anchors_and_evidence(admin_client, client, page, skill):
    saved(page, BODY.replace("## Work", "## Payments"))
    sections = list(page.sections.order_by("order").values_list("pk", "anchor"))
    admin_client.post(f"/admin/corpus/page/{page.pk}/delete/", {"post": "yes"})
    skill.refresh_from_db()
    lost = skill.evidence_section_id

    admin_client.post(f"{CHANGES}{Change.objects.get(label='Page “About” deleted').pk}/change/")

    skill.refresh_from_db()
    assert lost is None
    assert skill.evidence_section.anchor == "work"
    assert list(Page.objects.get(pk=page.pk).sections.order_by("order").values_list("pk", "anchor")) == sections
    assert client.get("/pages/about/").status_code == 200


def test_it_takes_the_adding_of_a_row_back(admin_client):
    fields = {"name": "Go", "key": "go", "category": "Code", "rating": "3", "priority": "core", "years": "1"}
    admin_client.post("/admin/corpus/skill/add/", {**fields, "visibility": "public"})

    admin_client.post(f"{CHANGES}{Change.objects.get(label='Skill “Go” added').pk}/change/")

    assert not Skill.objects.exists()


def test_it_takes_nothing_back_where_another_row_has_the_name_by_now(skill):
    with change_open(user_id=None, now=timezone.now()):
        row_delete(row=Skill.objects.get(pk=skill.pk))
    SkillFactory(key="sql", name="SQL again")

    with pytest.raises(UnableToUndo):
        change_undo(change=Change.objects.get(), user_id=None, now=timezone.now())

    assert Change.objects.get().undone_at is None


def test_it_takes_a_profile_back_with_its_dates_and_lists(admin_client):
    ProfileFactory(career_started="2010-09-01")
    url = "/admin/corpus/profile/1/change/"
    admin_client.post(url, {**fields_of(admin_client, url), **PROFILE, "career_started": "", "name": "Bea"})

    admin_client.post(f"{CHANGES}{Change.objects.get().pk}/change/")

    owner = Profile.objects.get()
    assert (owner.name, str(owner.career_started)) == ("Ada Example", "2010-09-01")


def test_it_records_nothing_where_nothing_was_changed(admin_client, skill):
    url = f"/admin/corpus/skill/{skill.pk}/change/"

    admin_client.post(url, fields_of(admin_client, url))

    assert not Change.objects.exists()


def test_it_lets_only_those_take_back_who_may_change_the_rows(client, django_user_model, skill):
    with change_open(user_id=None, now=timezone.now()):
        page_delete(page=Page.objects.get())
    reader = django_user_model.objects.create_user("reader", password="x", is_staff=True)
    client.force_login(reader)
    url = f"{CHANGES}{Change.objects.get().pk}/change/"
    closed = client.get(url).status_code
    reader.user_permissions.add(Permission.objects.get(codename="view_change"))

    statuses = [client.get(url).status_code, client.post(url).status_code]

    assert closed == 403
    assert statuses == [200, 403]
    assert not Page.objects.exists()
    assert ChangedRow.objects.filter(kind="page").count() == 1
    assert not Section.objects.exists()
