"""A spreadsheet through the owner's own door: preview, confirm, and what comes of it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from corpus.imports.cells import text_clean
from corpus.imports.formats import CSV, XLSX, SkillResource
from corpus.imports.plan import plan_make
from corpus.imports.uploads import content_read
from corpus.models import CorpusVersion, ImportUpload, Skill, Visibility
from tests.corpus.sheets import HEADER, KAFKA, SQL, csv_file, xlsx_file
from tests.factories import PageFactory, SkillFactory

URL = "/admin/corpus/skill/import/"


def preview(client, content, name="skills.xlsx"):
    upload = SimpleUploadedFile(name, content)
    return client.post(URL, {"import_file": upload, "format": "0", "resource": "0"})


def confirm(client, page):
    fields = dict(page.context["confirm_form"].initial)
    return client.post("/admin/corpus/skill/process_import/", fields, follow=True)


@pytest.mark.django_db
def test_it_shows_what_changes_and_saves_it_on_confirmation(admin_client):
    SkillFactory(key="sql", name="SQL", category="Data", rating=3, evidence="Old words.")
    SkillFactory(key="same", name="Same", rating=4)
    SkillFactory(key="absent", name="Absent")
    content = csv_file(
        ["key", "name", "category", "rating", "evidence"],
        ["sql", "SQL", "Data", "4", "New words."],
        ["same", "Same", "Product", "4", "Used Same at work."],
        ["", "Kafka", "Platforms", "0", ""],
    )

    page = preview(admin_client, content)

    assert page.context["counts"] == {"new": 1, "changed": 1, "same": 1, "refused": 0}
    assert page.context["missing"] == ["Absent"]
    shown = [(row.number, row.skill.name, [change.name for change in row.changes]) for row in page.context["previews"]]
    assert shown[0] == (2, "SQL", ["rating", "evidence"])
    assert shown[1][:2] == (4, "Kafka")
    assert Skill.objects.get(key="sql").rating == 3

    done = confirm(admin_client, page)

    sql = Skill.objects.get(key="sql")
    assert (sql.rating, sql.evidence) == (4, "New words.")
    assert Skill.objects.get(key="kafka").rating == 0
    assert Skill.objects.filter(key="absent").exists()
    assert sql.history.first().history_user.is_superuser
    assert "1 rating changed: SQL 3 → 4; 1 skill added: Kafka." in str(next(iter(done.context["messages"])))
    assert not ImportUpload.objects.exists()


@pytest.mark.django_db
def test_it_leaves_out_bad_rows_by_number_and_takes_the_others(admin_client):
    content = xlsx_file(HEADER, SQL, ["Bad", "Data", "banana", "P0", 1, ""], KAFKA)

    page = preview(admin_client, content)
    confirm(admin_client, page)

    assert "<strong>Row 3</strong>: Bad: rating “banana” is not a whole number from 0 to 5." in page.text
    assert "Import 2 rows, leave 1 out" in page.text
    assert set(Skill.objects.values_list("name", flat=True)) == {"SQL", "Kafka"}


@pytest.mark.django_db
def test_it_names_every_row_where_none_can_be_used(admin_client):
    page = preview(admin_client, csv_file(HEADER, ["Bad", "Data", "9", "P0", "1", ""]))

    assert "rating “9” is not between 0 and 5" in page.text
    assert "confirm" not in page.text
    assert "nothing to import" in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("exporter", [XLSX, CSV])
def test_it_brings_back_what_it_took_out_without_a_change(admin_client, exporter):
    section = PageFactory(body="## Work\n\nWords.").sections.get()
    SkillFactory(key="a", name="=1+1", evidence="+cmd|' /C calc'!A0", aliases=["-x", "two; three"], durable=True)
    SkillFactory(key="b", name="C++", rating=0, years=0, last_used=None, learning=True, gap_reason="'=quoted")
    SkillFactory(key="c", name="C#", evidence="Line one\nline “two”, ünïcode", evidence_section=section)
    SkillFactory(key="d", name="Quiet", visibility=Visibility.PRIVATE, priority="avoid", honest_note="canary-note")
    format_number = [XLSX, CSV].index(exporter)
    before = list(Skill.objects.order_by("key").values())

    export = admin_client.post("/admin/corpus/skill/export/", {"format": str(format_number), "resource": "0"})
    page = preview(admin_client, export.content)

    assert page.context["counts"] == {"new": 0, "changed": 0, "same": 4, "refused": 0}
    assert page.context["missing"] == []
    assert list(Skill.objects.order_by("key").values()) == before
    assert b"canary-note" not in export.content


@pytest.mark.django_db
@pytest.mark.parametrize("exporter", [XLSX, CSV])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text(min_size=1, max_size=20).filter(text_clean), min_size=1, max_size=3))
def test_it_round_trips_any_words(exporter, words):
    Skill.objects.all().delete()
    cleaned = [text_clean(word) for word in words]
    SkillFactory(key="x", name="X", evidence="\n".join(cleaned), gap_reason=cleaned[0])

    content = exporter().export_data(SkillResource().export(Skill.objects.order_by("key")))
    plan = plan_make(content_read(content))

    assert plan.same == 1, plan


@pytest.mark.django_db
def test_it_exports_no_cell_that_a_program_would_run(admin_client):
    SkillFactory(key="a", name='=HYPERLINK("http://a.example")', evidence="@SUM(1)", gap_reason="-2+3")

    dataset = SkillResource().export(Skill.objects.all())
    book = load_workbook(BytesIO(XLSX().export_data(dataset)))
    lines = CSV().export_data(dataset).decode("utf-8-sig")

    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    assert isinstance(book.active["E2"].value, int)
    assert "'=HYPERLINK" in lines
    assert "'@SUM" in lines
    assert "'-2+3" in lines


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"<html><table></table></html>", b"PK\x03\x04broken", b"\x00\x01\x02" * 50])
def test_it_shows_the_sentence_on_the_form_and_touches_nothing(admin_client, content):
    SkillFactory(key="sql", name="SQL")

    page = preview(admin_client, content)

    assert page.status_code == 200
    assert page.context["form"].errors["import_file"]
    assert "Traceback" not in page.text
    assert Skill.objects.count() == 1


@pytest.mark.django_db
def test_it_refuses_a_large_upload_before_it_is_stored(admin_client, settings):
    settings.IMPORT_MAX_BYTES = 1_000

    page = preview(admin_client, b"x" * 1_001)

    assert "the limit is 0.0 MB" in page.text
    assert not ImportUpload.objects.exists()


@pytest.mark.django_db
def test_it_takes_a_name_that_opens_with_a_sign_only_as_text(admin_client):
    signed = csv_file(HEADER, ["+cmd", "Data", 3, "P2", 1, ""], ["'-marked", "Data", 3, "P2", 1, ""])

    page = preview(admin_client, signed)
    confirm(admin_client, page)

    assert [row.number for row in page.context["refused"]] == [2]
    assert list(Skill.objects.values_list("name", "key")) == [("-marked", "marked")]


@pytest.mark.django_db
def test_it_gives_new_skills_keys_of_their_own(admin_client):
    SkillFactory(key="c", name="C")
    rows = (["C++", "Code", 3, "P2", 1, ""], ["C#", "Code", 3, "P2", 1, ""], ["日本語", "Code", 3, "P2", 1, ""])

    confirm(admin_client, preview(admin_client, csv_file(HEADER, *rows)))

    keys = list(Skill.objects.order_by("pk").values_list("key", flat=True))
    assert keys[:3] == ["c", "c-2", "c-3"]
    assert keys[3].startswith("skill-")


@pytest.mark.django_db
def test_it_matches_by_key_so_that_a_name_can_change(admin_client):
    SkillFactory(key="sql", name="SQL", rating=4)
    SkillFactory(key="dbt", name="dbt", rating=2)
    content = csv_file(["key", "name"], ["sql", "Structured queries"], ["dbt", "sql"])

    page = preview(admin_client, content)
    confirm(admin_client, page)

    assert [(row.number, row.reason) for row in page.context["refused"]] == [
        (3, "sql: another skill already has this name (key: sql)")
    ]
    assert Skill.objects.get(key="sql").name == "Structured queries"
    assert Skill.objects.get(key="dbt").name == "dbt"


@pytest.mark.django_db
def test_it_ignores_foreign_ids_and_leaves_absent_columns_alone(admin_client):
    SkillFactory(pk=1, key="old", name="Old", years=9, visibility=Visibility.PRIVATE)
    header = ["id", "Skill", "Category", "Rating", "Visibility"]
    content = csv_file(header, ["1", "New", "Data", "3", ""], ["2", "old", "Data", "3", ""])

    confirm(admin_client, preview(admin_client, content))

    old = Skill.objects.get(pk=1)
    assert (old.name, old.rating, old.years, old.visibility) == ("old", 3, 9, Visibility.PRIVATE)
    assert Skill.objects.get(key="new").pk != 1


@pytest.mark.django_db
def test_it_refuses_evidence_on_a_section_that_is_not_there(admin_client):
    content = csv_file(["name", "category", "rating", "evidence_section"], ["SQL", "Data", "3", "about#none"])

    page = preview(admin_client, content)

    assert "no page has the section “about#none”" in page.text


@pytest.mark.django_db
def test_it_lets_only_the_sender_confirm(admin_client, client, django_user_model):
    page = preview(admin_client, csv_file(HEADER, SQL))
    client.force_login(django_user_model.objects.create_superuser("other", password="x"))

    answer = confirm(client, page)

    assert "has expired" in str(next(iter(answer.context["messages"])))
    assert not Skill.objects.exists()


@pytest.mark.django_db
def test_it_forgets_a_preview_after_an_hour(admin_client):
    page = preview(admin_client, csv_file(HEADER, SQL))
    upload = ImportUpload.objects.get()
    ImportUpload.objects.update(created_at=upload.created_at - timedelta(minutes=61))

    confirm(admin_client, page)
    preview(admin_client, csv_file(HEADER, SQL))

    assert not Skill.objects.exists()
    assert not ImportUpload.objects.filter(pk=upload.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("broken", [{"format": "7"}, {"format": "x"}, {"import_file_name": "../../etc/passwd"}])
def test_it_survives_a_forged_confirmation(admin_client, broken):
    page = preview(admin_client, csv_file(HEADER, SQL))
    fields = {**page.context["confirm_form"].initial, **broken}

    answer = admin_client.post("/admin/corpus/skill/process_import/", fields)

    assert answer.status_code == 302
    assert not Skill.objects.exists()


@pytest.mark.django_db
def test_it_keeps_import_and_export_from_staff_without_the_right(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("staff", password="x", is_staff=True))

    statuses = [client.get(f"/admin/corpus/skill/{door}/").status_code for door in ("import", "export")]

    assert statuses == [403, 403]


@pytest.mark.django_db
def test_it_writes_one_version_for_one_import(admin_client):
    SkillFactory(key="sql", name="SQL")
    before = CorpusVersion.objects.filter(kind="matrix").count()

    confirm(admin_client, preview(admin_client, csv_file(HEADER, SQL, KAFKA)))

    assert CorpusVersion.objects.filter(kind="matrix").count() == before + 1
