"""The mapping of a sheet through the owner's own door, and what is confirmed after the matrix has changed."""

import pytest

from corpus.models import Change, Skill
from tests.corpus.sheets import HEADER, SQL, csv_file
from tests.corpus.test_imports import confirm, preview
from tests.corpus.test_scales import book_with, rated
from tests.factories import SkillFactory

URL = "/admin/corpus/skill/import/mapping/"


def mapped(page, **changes):
    """The fields of the mapping's form as a browser would post them."""
    mapping = page.context["mapping"]
    fields = {"import_file_name": page.context["confirm_form"].initial["import_file_name"]}
    fields |= {"sheet": mapping.sheet, "sheet_read": mapping.sheet, "encoding": mapping.encoding}
    for heading in mapping.headings:
        fields[f"column-{heading.position}"] = heading.field
        if heading.field in {"rating", "priority"}:
            fields[f"{heading.field}_read"] = heading.position
    for kind, proposals in (("rating", mapping.ratings), ("priority", mapping.priorities)):
        for number, each in enumerate(proposals):
            fields |= {f"{kind}-text-{number}": each.text, f"{kind}-{number}": each.value}
    return fields | changes


@pytest.mark.django_db
def test_it_imports_another_scale_only_once_its_owner_has_mapped_it(admin_client):
    page = preview(admin_client, rated("8", "10", "3"))

    again = admin_client.post(URL, mapped(page, **{"rating-2": ""}))

    confirm(admin_client, again)

    assert "its values go beyond 5" in page.text
    assert page.context["previews"] == []
    assert dict(Skill.objects.values_list("name", "rating")) == {"Skill 0": 4, "Skill 1": 5}


@pytest.mark.django_db
def test_it_reads_columns_as_its_owner_says_and_gives_new_skills_a_category(admin_client):
    content = csv_file(["Skill", "Level", "Remarks"], ["Go", "4", "Wrote the gateway"])
    page = preview(admin_client, content)

    again = admin_client.post(URL, mapped(page, **{"column-2": "evidence", "category": "Code"}))
    confirm(admin_client, again)

    skill = Skill.objects.get()
    assert (skill.category, skill.evidence, skill.honest_note) == ("Code", "Wrote the gateway", "")


@pytest.mark.django_db
def test_it_forgets_what_was_said_of_another_sheet(admin_client):
    page = preview(admin_client, book_with())

    again = admin_client.post(URL, mapped(page, sheet="Now", **{"column-0": "", "column-1": "name"}))

    assert again.context["mapping"].sheet == "Now"
    assert [row.skill.name for row in again.context["previews"]] == ["SQL", "Kafka"]


@pytest.mark.django_db
def test_it_says_where_a_mapping_cannot_be_read_and_keeps_the_one_before(admin_client):
    page = preview(admin_client, csv_file(HEADER, SQL))

    again = admin_client.post(URL, mapped(page, **{"column-1": "name"}))
    confirm(admin_client, again)

    assert "Columns A and B are both read as name" in again.text
    assert Skill.objects.get().name == "SQL"


@pytest.mark.django_db
def test_it_imports_nothing_where_a_row_was_changed_since_the_preview(admin_client):
    skill = SkillFactory(key="sql", name="SQL", category="Data", rating=4)
    page = preview(admin_client, csv_file(["key", "rating"], ["sql", "1"]))
    skill.rating = 5
    skill.save()

    outdated = confirm(admin_client, page)
    between = Skill.objects.get().rating
    confirm(admin_client, outdated)

    assert between == 5
    assert "SQL was changed since: rating is 5 now, at the preview it was 4, the file says 1." in outdated.text
    assert Skill.objects.get().rating == 1


@pytest.mark.django_db
def test_it_takes_an_import_back_as_one_change(admin_client):
    SkillFactory(key="sql", name="SQL", category="Data", rating=4)
    content = csv_file(["key", "name", "category", "rating"], ["sql", "SQL", "Data", "1"], ["go", "Go", "Code", "2"])
    confirm(admin_client, preview(admin_client, content))
    change = Change.objects.get()
    history = Skill.objects.get(key="sql").history.count()

    admin_client.post(f"/admin/corpus/change/{change.pk}/change/")

    assert change.label.endswith("2 rows: skills.xlsx")
    assert history == 2
    assert dict(Skill.objects.values_list("key", "rating")) == {"sql": 4}
