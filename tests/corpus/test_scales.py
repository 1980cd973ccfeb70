"""Sheets as people have them: nothing of another scale is read before its owner says what it means."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from corpus.imports.choices import Choices
from corpus.imports.gate import UnableToImport
from corpus.imports.rows import reading_of
from corpus.models import Skill
from tests.corpus.sheets import HEADER, SQL, bytes_of, csv_file, xlsx_file


def read(content, **chosen):
    return reading_of(content, max_bytes=2_000_000, max_rows=2_000, choices=Choices(**chosen))


def rated(*ratings):
    """A sheet with one skill for each rating, as the cells say it."""
    return csv_file(["Skill", "Category", "Rating"], *([f"Skill {n}", "Data", each] for n, each in enumerate(ratings)))


def percentages(*values):
    def as_percent(sheet):
        for row in range(2, 2 + len(values)):
            sheet.cell(row=row, column=3).number_format = "0%"

    rows = ([f"Skill {n}", "Data", value] for n, value in enumerate(values))
    return xlsx_file(["Skill", "Category", "Rating"], *rows, change=as_percent)


@pytest.mark.parametrize(
    ("content", "proposed"),
    [
        (rated("8", "9", "10", "2", "3"), {"8": "4", "9": "4", "10": "5", "2": "1", "3": "1"}),
        (rated("80", "100", "35"), {"80": "4", "100": "5", "35": "1"}),
        (rated("4/5", "3/5", "5/5"), {"4/5": "4", "3/5": "3", "5/5": "5"}),
        (rated("8/10", "3 of 10"), {"8/10": "4", "3 of 10": "1"}),
        (rated("80 %", "100%", "12.5 %"), {"80 %": "4", "100%": "5", "12.5 %": "1"}),
        (rated("1.0", "0.8", "0.65"), {"1.0": "5", "0.8": "4", "0.65": "3"}),
        (percentages(1.0, 0.8, 0.0), {"100 %": "5", "80 %": "4", "0 %": "0"}),
        (rated("★★★★☆", "★★", "☆☆☆☆☆"), {"★★★★☆": "4", "★★": "2", "☆☆☆☆☆": "0"}),
        (rated("●●●●○", "●○○○○"), {"●●●●○": "4", "●○○○○": "1"}),
        (rated("4 - advanced", "2: basic"), {"4 - advanced": "4", "2: basic": "2"}),
        (rated("Expert (5)", "Basic (2)"), {"Expert (5)": "5", "Basic (2)": "2"}),
        (rated("Grundkenntnisse", "sehr gut", "Wizard"), {"Grundkenntnisse": "2", "sehr gut": "4", "Wizard": ""}),
    ],
)
def test_it_stops_a_column_of_another_scale_and_proposes_what_it_may_mean(content, proposed):
    reading = read(content)
    after = read(content, ratings=proposed)

    assert reading.mapping.stopped
    assert reading.rows == []
    assert {each.text: each.value for each in reading.mapping.ratings} == proposed
    assert not after.mapping.stopped
    wanted = [int(value) for value in proposed.values() if value]
    assert [row.values["rating"] for row in after.rows] == wanted


@pytest.mark.parametrize(
    "ratings", [("5", "4", "6", "3", "2"), ("4", "4,5", "3", "5"), ("5", "n/a", "4/5", "★", "3", "80 %", "2", "1")]
)
def test_it_takes_single_slips_for_slips(ratings):
    reading = read(rated(*ratings))

    assert not reading.mapping.stopped
    assert [row.values["rating"] for row in reading.rows] == [int(each) for each in ratings if each in "12345"]
    assert len(reading.refused) == len(ratings) - len(reading.rows)


def test_it_reads_the_scale_of_this_admin_as_it_is_shown():
    labels = [label for _value, label in Skill.Rating.choices]

    assert [row.values["rating"] for row in read(rated(*labels)).rows] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["Skill", "Type", "Proficiency"], ["name", "category", "rating"]),
        (["Skill", "Category", "Type", "Rating", "Level of joy"], ["name", "category", "", "rating", ""]),
        (["Fähigkeit", "Kategorie", "Bewertung", "Jahre"], ["name", "category", "rating", "years"]),
        (["Kenntnisse", "Bereich", "Niveau (1-5)", "Zuletzt benutzt"], ["name", "category", "rating", "last_used"]),
        (["Skill", "Category", "Proficiency (1-10)", "Notes"], ["name", "category", "rating", "honest_note"]),
    ],
)
def test_it_knows_everyday_headings_and_says_which_it_took(headings, fields):
    reading = read(csv_file(headings, ["SQL", "3", "3", "3", "3"][: len(headings)]))

    assert [heading.field for heading in reading.mapping.headings] == fields
    assert any("everyday name" in note for note in reading.notes) == any(h.is_guess for h in reading.mapping.headings)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("May 2026", "2026-05-01"),
        ("Mai 2026", "2026-05-01"),
        ("May-26", "2026-05-01"),
        ("31 May 2026", "2026-05-31"),
        ("May 31, 2026", "2026-05-31"),
        ("05/2026", "2026-05-01"),
        ("31.05.2026", "2026-05-31"),
        ("03.05.26", "2026-05-03"),
        ("31/05/2026", "2026-05-31"),
        ("5/31/2026", "2026-05-31"),
        ("2026-05-31 00:00:00", "2026-05-31"),
        ("2026", "2026-01-01"),
        ("46173", "2026-05-31"),
    ],
)
def test_it_reads_a_day_as_people_write_it(written, expected):
    [row] = read(csv_file(["Skill", "Category", "Rating", "Last used"], ["SQL", "Data", "4", written])).rows

    assert row.values["last_used"] == date.fromisoformat(expected)


@pytest.mark.parametrize("written", ["Q2 2026", "31/31/2026", "yesterday", "2026-13", "99999"])
def test_it_refuses_what_is_no_day(written):
    reading = read(csv_file(["Skill", "Category", "Rating", "Last used"], ["SQL", "Data", "4", written]))

    assert "is not a date" in reading.refused[0].reason


def test_it_asks_for_the_order_of_day_and_month_unless_another_cell_says_it():
    def sheet(*days):
        return csv_file(
            ["Skill", "Category", "Rating", "Last used"], *([f"S{n}", "Data", "4", day] for n, day in enumerate(days))
        )

    open_ = read(sheet("05/06/2026", "07/08/26"))
    chosen = read(sheet("05/06/2026"), order="month")
    told = read(sheet("05/06/2026", "31/05/2026"))

    assert open_.mapping.is_order_asked
    assert ["two orders" in row.reason for row in open_.refused] == [True, True]
    assert chosen.rows[0].values["last_used"] == date(2026, 5, 6)
    assert told.rows[0].values["last_used"] == date(2026, 6, 5)


def test_it_reads_days_and_times_of_a_workbook():
    content = xlsx_file(
        ["Skill", "Category", "Rating", "Last used"],
        ["A", "Data", 4, datetime.fromisoformat("2026-05-31T12:00:00")],
        ["B", "Data", 4, date(2026, 5, 1)],
    )

    assert [row.values["last_used"] for row in read(content).rows] == [date(2026, 5, 31), date(2026, 5, 1)]


@pytest.mark.parametrize(
    "content",
    [
        b'Skill,Category,Rating,Evidence\nSQL,Data,4,"fine"\nC,Code,3,"never closed\nD,Code,2,words\nE,Code,1,more\n',
        b'Skill,Category,Rating,Evidence\nSQL,Data,4,fine\nC,Code,3,"never closed\nD,Code,2,"quoted"\n',
        b'Skill;Category;Rating;Evidence\nSQL;Data;4;"a, b, c, d"\nC;Code;3;"never closed, at all\nD;Code;2;x\n',
    ],
)
def test_it_refuses_a_file_with_an_open_quotation_mark_and_names_its_row(content):
    with pytest.raises(UnableToImport, match="Row 3 opens a quotation mark that is not closed"):
        read(content)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16", "utf-8"])
def test_it_reads_accents_in_the_encodings_of_this_world(encoding):
    words = ["Négociation", "Gestion de l’équipe", "Réunions à distance"]
    content = csv_file(["Skill", "Category", "Rating", "Evidence"], [words[0], words[1], "4", words[2]])
    reading = read(content.decode().encode(encoding))

    assert [reading.rows[0].values[name] for name in ("name", "category", "evidence")] == words
    assert any("“Négociation”" in note for note in reading.notes) == (not encoding.startswith("utf"))


def test_it_reads_the_encoding_that_is_chosen():
    content = csv_file(["Skill", "Category", "Rating"], ["Négociation", "Data", "4"]).decode().encode("mac_roman")

    with pytest.raises(UnableToImport, match="choose another encoding"):
        read(content, encoding="utf_8")
    assert read(content, encoding="mac_roman").rows[0].values["name"] == "Négociation"


def book_with(*, hidden_sheet=False, hidden_rows=()):
    book = Workbook()
    book.active.title = "Old"
    for row in (["Skill", "Category", "Rating"], ["Fax", "Office", 5]):
        book.active.append(row)
    book.active.sheet_state = "hidden" if hidden_sheet else "visible"
    book.create_chartsheet("Chart", 0)
    now = book.create_sheet("Now")
    for row in (HEADER, SQL, ["Kafka", "Data", 2, "P1", 1, ""]):
        now.append(row)
    for number in hidden_rows:
        now.row_dimensions[number].hidden = True
    return bytes_of(book)


def test_it_leaves_hidden_sheets_and_rows_out_and_names_them_unless_they_are_chosen():
    content = book_with(hidden_sheet=True, hidden_rows=[3])

    reading = read(content)
    ticked = read(content, has_hidden_rows=True)
    other = read(content, sheet="Old")

    assert [row.values["name"] for row in reading.rows] == ["SQL"]
    assert "Read the sheet “Now”; left alone: “Old” (hidden)." in reading.notes
    assert "1 hidden row was left out: 3." in reading.notes
    assert [row.values["name"] for row in ticked.rows] == ["SQL", "Kafka"]
    assert [row.values["name"] for row in other.rows] == ["Fax"]


def test_it_offers_every_sheet_and_reads_the_first_that_shows():
    reading = read(book_with())

    assert reading.mapping.sheet == "Old"
    assert [name.title for name in reading.mapping.sheets] == ["Old", "Now"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["SQL", "Data", 4, "P0", 7, "x" * 2_001], "evidence is 2,001 characters long; the limit is 2,000"),
        (["\u202eLQS", "Data", 4, "P0", 7, ""], "name holds invisible characters that turn its direction"),
    ],
)
def test_it_refuses_what_would_not_be_read_as_it_is_written(row, reason):
    assert reason in read(csv_file(HEADER, row)).refused[0].reason
