"""The owner's side: lists, forms, history, previews, and a version after every change."""

import re

import pytest

from corpus.models import CorpusVersion, Page, Profile, Skill
from corpus.selectors import corpus_text, matrix_text
from corpus.services import page_save
from tests.factories import PageFactory, ProfileFactory, SkillFactory

pytestmark = pytest.mark.django_db

PROFILE = {
    "name": "Ada Example",
    "pronoun": "she",
    "headline": "Product manager",
    "contact_url": "mailto:ada@example.org",
    "locations": "Lisbon\r\n\r\n remote \r\nLisbon",
    "level_min": "senior",
    "level_max": "director",
}
SKILL = {"name": "SQL", "key": "sql", "category": "Data", "rating": "4", "priority": "core", "years": "7"}


def row_forms(skills, **changes):
    """The fields of the editable list, as a browser would post them."""
    fields = {"form-TOTAL_FORMS": len(skills), "form-INITIAL_FORMS": len(skills), "_save": "Save"}
    for number, skill in enumerate(skills):
        fields[f"form-{number}-id"] = skill.pk
        fields[f"form-{number}-rating"] = changes.get(skill.key, skill.rating)
        fields[f"form-{number}-priority"] = skill.priority
    return fields


def test_it_takes_lists_one_a_line_and_allows_one_profile(admin_client):
    answer = admin_client.post("/admin/corpus/profile/add/", PROFILE)

    again = admin_client.get("/admin/corpus/profile/add/")

    assert answer.status_code == 302
    assert Profile.objects.get(pk=1).locations == ["Lisbon", "remote"]
    assert again.status_code == 403
    assert matrix_text().profile.locations == ("Lisbon", "remote")


@pytest.mark.parametrize(
    ("field", "value"),
    [("contact_url", "javascript:alert(1)"), ("starter_questions", "a?\nb?\nc?\nd?\ne?")],
)
def test_it_refuses_a_profile_that_visitors_could_not_use(admin_client, field, value):
    page = admin_client.post("/admin/corpus/profile/add/", {**PROFILE, field: value})

    assert field in page.context["adminform"].form.errors
    assert not Profile.objects.exists()


def test_it_cuts_a_page_when_it_is_saved(admin_client):
    fields = {"slug": "about", "title": "About", "status": "published", "visibility": "public", "order": "1"}
    formset = {"sections-TOTAL_FORMS": "0", "sections-INITIAL_FORMS": "0"}

    answer = admin_client.post(
        "/admin/corpus/page/add/", {**fields, **formset, "body": "One.\r\n\r\n## Two\r\n\r\nThree."}
    )

    page = Page.objects.get()
    assert answer.status_code == 302
    assert list(page.sections.order_by("order").values_list("anchor", "text")) == [("intro", "One."), ("two", "Three.")]
    assert page.history.count() == 1
    assert CorpusVersion.objects.get(kind="corpus").change == "First version."


def test_it_previews_a_page_without_saving_it(admin_client):
    page = admin_client.post("/admin/corpus/page/preview/", {"title": "Draft", "body": "## One\n\n<script>x</script>"})

    assert "This is a preview" in page.text
    assert "&lt;script&gt;" in page.text
    assert not Page.objects.exists()


def test_it_offers_the_preview_on_the_form(admin_client):
    page = admin_client.get(f"/admin/corpus/page/{PageFactory().pk}/change/")

    assert 'formaction="/admin/corpus/page/preview/"' in page.text
    assert "heading_path" not in page.text.split("<form")[0]


def test_it_edits_ratings_in_the_list_and_keeps_their_history(admin_client):
    skills = [SkillFactory(key="a", name="Alpha", rating=3), SkillFactory(key="b", name="Beta", rating=3)]
    versions = CorpusVersion.objects.filter(kind="matrix").count()

    admin_client.post("/admin/corpus/skill/", row_forms(skills, a=4))

    assert Skill.objects.get(key="a").rating == 4
    assert Skill.objects.get(key="a").history.count() == 2
    assert Skill.objects.get(key="b").history.count() == 1
    assert CorpusVersion.objects.filter(kind="matrix").count() == versions + 1
    assert matrix_text().rows[0].rating == 4


def test_it_names_every_control_of_the_list(admin_client):
    SkillFactory(name="Alpha")

    page = admin_client.get("/admin/corpus/skill/")

    assert 'aria-label="Rating of Alpha"' in page.text
    assert 'aria-label="Priority of Alpha"' in page.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [("stale=yes", {"old"}), ("unproven=yes", {"bare"}), ("q=fresh", {"fresh"}), ("priority__exact=core", {"old"})],
)
def test_it_filters_the_list(admin_client, query, expected):
    SkillFactory(key="old", name="Old", last_used="2020-01-01", priority="core")
    SkillFactory(key="durable", name="Durable", last_used="2020-01-01", durable=True)
    SkillFactory(key="bare", name="Bare", evidence="", rating=3)
    SkillFactory(key="gap", name="Gap", evidence="", rating=0)
    SkillFactory(key="fresh", name="Fresh")

    page = admin_client.get(f"/admin/corpus/skill/?{query}")

    assert {skill.key for skill in page.context["cl"].result_list} == expected


@pytest.mark.parametrize(("action", "field", "value"), [("priority_core", "priority", "core")])
def test_it_sets_a_priority_on_many_and_keeps_their_history(admin_client, action, field, value):
    skills = [SkillFactory(priority="avoid"), SkillFactory(priority="core")]
    chosen = [skill.pk for skill in skills]

    admin_client.post("/admin/corpus/skill/", {"action": action, "_selected_action": chosen})

    assert set(Skill.objects.values_list(field, flat=True)) == {value}
    assert [skill.history.count() for skill in skills] == [2, 1]
    assert {row.priority for row in matrix_text().rows} == {"core"}


def test_it_forgets_a_deleted_skill_in_the_texts(admin_client):
    skill = SkillFactory()

    admin_client.post(f"/admin/corpus/skill/{skill.pk}/delete/", {"post": "yes"})

    assert matrix_text().rows == ()


def test_it_refuses_a_second_skill_of_the_same_folded_name(admin_client):
    SkillFactory(key="sql-old", name="sql")

    page = admin_client.post("/admin/corpus/skill/add/", {**SKILL, "name": "ＳＱＬ "})

    assert "A skill named “sql” already exists." in page.text
    assert Skill.objects.count() == 1


def test_it_stores_new_lines_plainly(admin_client):
    answer = admin_client.post("/admin/corpus/skill/add/", {**SKILL, "visibility": "public", "evidence": "One\r\ntwo "})

    assert answer.status_code == 302
    assert Skill.objects.get().evidence == "One\ntwo"


def test_it_shows_the_history_of_a_skill(admin_client):
    skill = SkillFactory(rating=3)
    skill.rating = 4
    skill.save()

    page = admin_client.get(f"/admin/corpus/skill/{skill.pk}/history/")

    assert re.search(r"Changed|Created", page.text)


def test_it_brings_an_older_page_back_from_its_history(admin_client):
    page = PageFactory(title="About", body="Old words.")
    page.body = "New words."
    page_save(page=page)
    old = page.history.last()
    fields = {"slug": page.slug, "title": "About", "body": "Old words.", "status": "published", "visibility": "public"}

    answer = admin_client.post(f"/admin/corpus/page/{page.pk}/history/{old.pk}/", {**fields, "order": "1"})

    assert answer.status_code == 302
    assert page.sections.get().text == "Old words."
    assert corpus_text().sources[0].blocks == ("Old words.",)


def test_it_keeps_versions_as_they_are(admin_client):
    ProfileFactory()
    version = CorpusVersion.objects.first()

    pages = [admin_client.get(f"/admin/corpus/corpusversion/{path}") for path in ("", f"{version.pk}/change/")]
    doors = [admin_client.get(f"/admin/corpus/corpusversion/{path}") for path in ("add/", f"{version.pk}/delete/")]

    assert [page.status_code for page in pages] == [200, 200]
    assert [door.status_code for door in doors] == [403, 403]
