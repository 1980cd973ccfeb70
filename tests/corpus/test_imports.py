"""A spreadsheet through the owner's own door: preview, confirm, and everything that is wrong with real files."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from corpus.cells import text_clean
from corpus.formats import CSV, XLSX, Spreadsheet
from corpus.gate import UnableToImport
from corpus.models import CorpusVersion, ImportUpload, Skill, Visibility
from corpus.reading import reading_of
from corpus.resources import SkillResource
from tests.corpus.sheets import HEADER, KAFKA, SQL, csv_file, xlsx_file, zip_with
from tests.factories import PageFactory, SkillFactory

URL = "/admin/corpus/skill/import/"


def preview(client, content, name="skills.xlsx"):
    upload = SimpleUploadedFile(name, content)
    return client.post(URL, {"import_file": upload, "format": "0", "resource": "0"})


def confirm(client, page):
    fields = dict(page.context["confirm_form"].initial)
    return client.post("/admin/corpus/skill/process_import/", fields, follow=True)


def read(content):
    return reading_of(content, max_bytes=2_000_000, max_rows=2_000)


def refused(content):
    return [(row.number, row.reason) for row in read(content).refused]


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
    shown = [(row.number, row.name, [change.name for change in row.changes]) for row in page.context["previews"]]
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
    result = SkillResource().import_data(Spreadsheet().create_dataset(content), dry_run=True)

    assert result.totals["skip"] == 1, SkillResource().previews(result)


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


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"<html><table><tr><td>Skill</td></tr></table></html>", "an HTML page, not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old .xls workbook or one with a password"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (bytes(range(32)) * 20, "This is not a spreadsheet"),
        (b"PK\x03\x04" + b"broken" * 20, "The workbook is damaged"),
        (b"x" * 2_000_001, "the limit is 2.0 MB"),
        (csv_file(["a", "b"], ["1", "2"]), "No header was found"),
        (csv_file(HEADER), "no rows under it"),
        (csv_file([*HEADER, "Score"], [*SQL, 3]), "Columns C and G are both read as rating"),
        (csv_file(HEADER, *([f"Skill {n}", "Bulk", "1", "P0", "1", ""] for n in range(2_001))), "more than 2,000 rows"),
        (csv_file(HEADER, ["x" * 140_000, "Data", "1", "P0", "1", ""]), "cannot be read as CSV near line"),
        (zip_with(xlsx_file(HEADER, SQL), "xl/extra.xml", b" " * 12_000_000), "as a zip bomb does"),
        (zip_with(xlsx_file(HEADER, SQL), "xl/extra.xml", b" " * 21_000_000), "unfolds to more than 20 MB"),
        (zip_with(xlsx_file(HEADER, SQL), "xl/vbaProject.bin", b"x"), "holds macros"),
        (
            zip_with(xlsx_file(HEADER, SQL), "xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'),
            "declares XML entities",
        ),
        (zip_with(xlsx_file(HEADER, SQL), "xl/worksheets/sheet1.xml", b"<worksheet><sheetDa"), "is damaged"),
    ],
)
def test_it_refuses_a_file_it_cannot_use_with_a_sentence(content, sentence):
    with pytest.raises(UnableToImport, match=sentence.replace(".", r"\.")):
        read(content)


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


@pytest.mark.parametrize(
    "content",
    [
        csv_file(HEADER, SQL, KAFKA, encoding="utf-8-sig"),
        csv_file(HEADER, SQL, KAFKA, delimiter=";"),
        csv_file(HEADER, SQL, KAFKA, delimiter="\t"),
        csv_file(HEADER, SQL, KAFKA, encoding="utf-16"),
        csv_file([" skill ", "CATEGORY", "Rating\xa0", "priority ", "Years", "Evidence"], SQL, KAFKA),
        csv_file(["My skills"], [], HEADER, SQL, [], KAFKA),
        xlsx_file(HEADER, SQL, [], KAFKA, *([None] * 6 for _ in range(30))),
        xlsx_file(["Skills of Ada"], ["May", None, "1-5"], HEADER, SQL, KAFKA),
        xlsx_file(["id", *HEADER, "Unnamed: 9"], [1, *SQL, "x"], [2, *KAFKA, "y"]),
        xlsx_file(HEADER, [" SQL ", "Data", "4", "p0 ", "7", "Wrote the cohort queries"], KAFKA),
        xlsx_file(HEADER, ["SQL", "Data", "\u200b4.0", "High", "7+", "Wrote the cohort queries"], KAFKA),
        xlsx_file(HEADER, ["SQL", "Data", "Advanced", "must have", 7.0, "Wrote the cohort queries"], KAFKA),
    ],
)
def test_it_reads_the_same_two_rows_from_any_such_file(content):
    rows = read(content).rows

    assert [(row.values["name"], row.values["rating"], row.values["years"]) for row in rows] == [
        ("SQL", 4, 7),
        ("Kafka", 0, 0),
    ]
    assert [row.values["priority"] for row in rows] == ["core", "working"]
    assert rows[0].values["evidence"] == "Wrote the cohort queries"


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (xlsx_file(["Title"], HEADER, SQL), "The header was found on row 2"),
        (csv_file(["id", *HEADER], [1, *SQL]), "The id column was not used"),
        (csv_file([*HEADER, "Gap Identified"], [*SQL, "no"]), "Columns that were left out: Gap Identified."),
        (csv_file(HEADER, ["SQL", "Data", "Expert", "High", "7+", ""]), "Words read as ratings: Expert → 5."),
        (csv_file(HEADER, ["SQL", "Data", "5", "High", "7+", ""]), "Priorities: High → core."),
        (csv_file(HEADER, ["SQL", "Data", "5", "P0", "7+", ""]), "Years read as their least: 7+ → 7."),
        (csv_file(HEADER, ["S\u200bQL", "Data", "5", "P0", "7", ""]), "Invisible characters were removed (1 cell)."),
        (xlsx_file(HEADER, ["SQL", "Data", "4.0", "P0", 7, ""]), "Decimals read as whole numbers: 4.0 → 4."),
        (csv_file(HEADER, ["<b>SQL</b>", "Data", "5", "P0", "7", ""]), "Names that hold markup"),
        (csv_file(HEADER, SQL, encoding="cp1252").replace(b"SQL", b"Caf\xe9"), "it was read as Windows-1252"),
    ],
)
def test_it_says_what_it_read_otherwise_than_written(content, note):
    assert any(note in said for said in read(content).notes), read(content).notes


def test_it_fills_a_category_merged_down_and_says_so():
    content = xlsx_file(
        HEADER,
        SQL,
        ["Kafka", None, 0, "P2", 0, ""],
        ["dbt", None, 2, "P2", 1, ""],
        change=lambda sheet: sheet.merge_cells("B2:B3"),
    )

    reading = read(content)

    assert [row.values["category"] for row in reading.rows] == ["Data", "Data"]
    assert [row.number for row in reading.refused] == [4]
    assert "Blank cells of the column category were filled from the merged cell above them." in reading.notes


NO_RATINGS = (
    *("-1", "6", "4.5", "4,5", "4/5", "n/a", "-", "5 (expert)", "", "five", "★★★★", "+4", "1e0", "４", "4,"),
    *("NaN", "inf", "TRUE", "9" * 20, "9" * 400),
)


@pytest.mark.parametrize("rating", NO_RATINGS)
def test_it_never_guesses_a_rating(rating):
    [(number, reason)] = refused(csv_file(HEADER, ["SQL", "Data", rating, "P0", "7", ""]))

    assert number == 2
    assert reason.startswith("SQL: rating ")


@pytest.mark.parametrize("rating", [4.5, -1, 6, True, date(2026, 4, 5), 1e99])
def test_it_never_guesses_a_rating_of_a_workbook(rating):
    assert [number for number, _reason in refused(xlsx_file(HEADER, ["SQL", "Data", rating, "P0", 7, ""]))] == [2]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (['=HYPERLINK("http://a.example","x")', "Data", 3, "P2", 1, ""], "name is a formula; paste its value instead"),
        (["Avg", "Data", "=AVERAGE(C2:C3)", "P2", 1, ""], "Avg: rating is a formula with no stored value"),
        (["One", "Data", 3, "P2", 1, "=1+1"], "One: evidence is a formula; paste its value instead"),
        (["", "Data", 3, "P2", 1, ""], "name is empty"),
        (["x" * 121, "Data", 3, "P2", 1, ""], f"{'x' * 60}: name is longer than 120 characters"),
        (["One", "Data", 3, "urgent", 1, ""], "One: priority “urgent” is none of core"),
        (["One", "Data", 3, "P2", "0-2", ""], "One: years “0-2” is a range; write one number"),
        (["One", "Data", 3, "P2", 61, ""], "One: years “61” is not between 0 and 60"),
        (["One", "", 3, "P2", 1, ""], "One: category is empty"),
    ],
)
@pytest.mark.parametrize("write", [csv_file, xlsx_file])
def test_it_refuses_a_row_by_its_number_with_a_reason(write, row, reason):
    [(number, said)] = refused(write(HEADER, row))

    assert number == 2
    assert reason in said


def test_it_names_both_rows_of_one_skill():
    rest = ["Data", "1", "P0", "1", ""]
    twins = (["ＳＱＬ", *rest], ["Re\u0301sume\u0301", *rest], ["RÉSUMÉ ", *rest])
    content = csv_file(HEADER, SQL, *twins)

    assert refused(content) == [
        (3, "ＳＱＬ: the same skill as row 2, which is kept; their ratings differ, 4 and 1"),
        (5, "RÉSUMÉ: the same skill as row 4, which is kept"),
    ]


def test_it_reads_a_cell_with_new_lines_as_one_row():
    reading = read(b'Skill,Category,Rating,Evidence\r\n"Road""map""",Product,5,"line one\r\nline two, more"\r\n')

    assert [row.values["evidence"] for row in reading.rows] == ["line one\nline two, more"]
    assert reading.rows[0].values["name"] == 'Road"map"'


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
        (3, "sql: another skill has this name already (its key is sql)")
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
