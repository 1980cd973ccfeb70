"""Which column of a stranger's spreadsheet is which field: by exact and everyday names, or as the owner says."""

import re
import unicodedata
from dataclasses import dataclass, replace

from corpus.imports.gate import UnableToImport
from corpus.imports.sheets import CandidateSheet, SheetRow

_SEARCHED = 20  # rows looked at for a header
_SCALE = re.compile(r"( \d+)?( (to|bis))? \d+$")  # "proficiency 1 10", once folded

_NAMES = {
    "key": ("key", "slug"),
    "name": ("name", "skill", "skill name", "skills", "competency", "capability"),
    "aliases": ("aliases", "alias", "also called", "also known as", "synonyms"),
    "category": ("category", "area", "group", "skill category"),
    "rating": ("rating", "level", "score", "self rating", "my rating", "rating 0 5", "rating 1 5", "skill level"),
    "priority": ("priority", "importance"),
    "years": ("years", "years of experience", "experience years", "yrs"),
    "last_used": ("last used", "last used on", "last year used"),
    "durable": ("durable",),
    "evidence": ("evidence", "proof", "example", "examples"),
    "evidence_section": ("evidence section",),
    "honest_note": ("honest note", "private note"),
    "gap_reason": ("gap reason",),
    "learning": ("learning", "learning now"),
    "visibility": ("visibility",),
}
# Everyday and German headings: taken where no column has an exact name of the field, and said, so that the owner looks.
# Notes are the owner's own until the owner says otherwise: evidence is public.
_EVERYDAY = {
    "name": (
        *(
            "fähigkeit",
            "fähigkeiten",
            "kenntnis",
            "kenntnisse",
            "kompetenz",
            "kompetenzen",
            "technology",
            "technologie",
        ),
        *("tool", "tools", "competence", "ability", "topic", "thema", "what"),
    ),
    "aliases": ("aka", "other names", "synonyme", "auch genannt"),
    "category": (
        "type",
        "typ",
        "art",
        "kategorie",
        "bereich",
        "gruppe",
        "domain",
        "family",
        "skill type",
        "skill area",
    ),
    "rating": (
        *("proficiency", "proficiency level", "expertise", "mastery", "confidence", "strength", "competency level"),
        *("bewertung", "niveau", "stufe", "einstufung", "kenntnisstand", "selbsteinschätzung", "note 1 bis 5"),
        *("current level", "skill rating", "stars", "self assessment", "points", "punkte", "erfahrungsstufe"),
    ),
    "priority": ("priorität", "wichtigkeit", "prio", "relevance", "relevanz"),
    "years": (
        *("experience", "years experience", "experience in years", "exp", "years exp", "yoe", "no of years", "jahre"),
        *("erfahrung", "berufserfahrung", "jahre erfahrung", "erfahrung in jahren", "erfahrung jahre", "seit jahren"),
    ),
    "last_used": (
        *("last use", "last time used", "most recent", "most recently used", "last year", "last", "used until"),
        *("zuletzt", "zuletzt benutzt", "zuletzt verwendet", "zuletzt genutzt", "letzte nutzung", "zuletzt eingesetzt"),
    ),
    "evidence": (
        *("project", "projects", "where used", "used in", "used at", "proof points", "achievement", "achievements"),
        *("beleg", "belege", "nachweis", "nachweise", "beispiel", "beispiele", "projekt", "projekte"),
    ),
    "honest_note": (
        *("note", "notes", "comment", "comments", "remark", "remarks", "notiz", "notizen", "bemerkung", "bemerkungen"),
        *("anmerkung", "anmerkungen", "kommentar", "kommentare"),
    ),
}
FIELDS = tuple(_NAMES)
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}
_EVERYDAY_OF = {name: field for field, names in _EVERYDAY.items() for name in names}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the table: `field` is empty where it is not read; `is_guess` where an everyday name was taken."""

    position: int
    text: str
    field: str
    is_guess: bool = False

    @property
    def letter(self) -> str:
        return column_letter(self.position)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table starts, and its columns from the left."""

    row_number: int
    headings: tuple[Heading, ...]

    @property
    def columns(self) -> dict[str, int]:
        """The position of each field that is read."""
        return {heading.field: heading.position for heading in self.headings if heading.field}

    @property
    def ignored(self) -> tuple[str, ...]:
        return tuple(heading.text for heading in self.headings if not heading.field)


def header_find(sheet: CandidateSheet, chosen: dict[int, str]) -> Header | None:
    """Return the header among the first rows, or None; `chosen` is what the owner says of columns by position.

    Raises UnableToImport where two columns are one field.
    """
    for is_everyday in (False, True):
        for row in sheet.rows[:_SEARCHED]:
            headings = _headings(row, is_everyday=is_everyday)
            known = {heading.field for heading in headings if heading.field}
            if known & {"name", "key"} and len(known) >= 2:
                return _chosen(Header(row.number, _headings(row, is_everyday=True)), chosen)
    return None


def column_letter(position: int) -> str:
    """Return the letters a spreadsheet shows over a column: 0 → A, 26 → AA."""
    return (_LETTERS[position // 26 - 1] if position >= 26 else "") + _LETTERS[position % 26]


def _chosen(header: Header, chosen: dict[int, str]) -> Header:
    headings = tuple(
        replace(heading, field=chosen[heading.position], is_guess=False)
        if chosen.get(heading.position) in {"", *FIELDS}
        else heading
        for heading in header.headings
    )
    for field in FIELDS:
        letters = [heading.letter for heading in headings if heading.field == field]
        if len(letters) > 1:
            raise UnableToImport(f"Columns {' and '.join(letters)} are both read as {field}: rename or remove one.")
    return Header(header.row_number, headings)


def _headings(row: SheetRow, *, is_everyday: bool) -> tuple[Heading, ...]:
    """Name the columns of a row, exact names before everyday ones, and of those the first from the left."""
    words = [_folded(cell.value) for cell in row.cells]
    fields = [_FIELD_OF.get(word, "") for word in words]
    guessed: set[int] = set()
    for position, word in enumerate(words if is_everyday else ()):
        field = _EVERYDAY_OF.get(word) or _EVERYDAY_OF.get(_SCALE.sub("", word), "")
        if field and not fields[position] and field not in fields:
            fields[position] = field
            guessed.add(position)
    return tuple(
        Heading(position, " ".join(str(cell.value).split()), fields[position], position in guessed)
        for position, cell in enumerate(row.cells)
        if not cell.is_blank
    )


def _folded(value: object) -> str:
    if not isinstance(value, str):
        return ""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())
    return " ".join(re.sub(r"[\W_]+", " ", folded).split())
