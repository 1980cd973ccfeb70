"""What is wrong with real files: read as it was meant, or refused by its row with a reason."""

from datetime import date

import pytest

from corpus.imports.gate import UnableToImport
from corpus.imports.rows import reading_of
from tests.corpus.sheets import HEADER, KAFKA, SQL, csv_file, xlsx_file, zip_with


def read(content):
    return reading_of(content, max_bytes=2_000_000, max_rows=2_000)


def refused(content):
    return [(row.number, row.reason) for row in read(content).refused]


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
        (zip_with(xlsx_file(HEADER, SQL), "xl/extra.xml", b" " * 12_000_000), "as tightly as a zip bomb"),
        (zip_with(xlsx_file(HEADER, SQL), "xl/extra.xml", b" " * 21_000_000), "exceeds the limit of 20 MB"),
        (zip_with(xlsx_file(HEADER, SQL), "xl/vbaProject.bin", b"x"), "contains macros"),
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
        (csv_file([*HEADER, "Gap Identified"], [*SQL, "no"]), "Columns not imported: Gap Identified."),
        (csv_file(HEADER, ["SQL", "Data", "Expert", "High", "7+", ""]), "Words read as ratings: Expert → 5."),
        (csv_file(HEADER, ["SQL", "Data", "5", "High", "7+", ""]), "Priorities: High → core."),
        (csv_file(HEADER, ["SQL", "Data", "5", "P0", "7+", ""]), "Years read as the minimum: 7+ → 7."),
        (csv_file(HEADER, ["S\u200bQL", "Data", "5", "P0", "7", ""]), "Invisible characters were removed (1 cell)."),
        (xlsx_file(HEADER, ["SQL", "Data", "4.0", "P0", 7, ""]), "Decimals read as whole numbers: 4.0 → 4."),
        (csv_file(HEADER, ["<b>SQL</b>", "Data", "5", "P0", "7", ""]), "Names that contain markup"),
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
        (["One", "Data", 3, "urgent", 1, ""], "One: priority “urgent” is not one of core"),
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
        (3, "ＳＱＬ: the same skill as row 2, which is kept; the two ratings differ: 4 and 1"),
        (5, "RÉSUMÉ: the same skill as row 4, which is kept"),
    ]


def test_it_reads_a_cell_with_new_lines_as_one_row():
    reading = read(b'Skill,Category,Rating,Evidence\r\n"Road""map""",Product,5,"line one\r\nline two, more"\r\n')

    assert [row.values["evidence"] for row in reading.rows] == ["line one\nline two, more"]
    assert reading.rows[0].values["name"] == 'Road"map"'
