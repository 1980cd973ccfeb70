"""Reads `<profile>` and `<skills_matrix>` out of the system prompt, by the names of their fields and columns."""

import re
from datetime import date

from corpus.text.values import MatrixText, ProfileFacts, SkillRow
from routing.standin.request import tagged

_CELL_END = re.compile(r" \|(?: |$)")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def matrix_of(system: str) -> MatrixText:
    """Return the owner as the request shows them; a tag that is missing reads as empty."""
    lines = [line for line in (tagged(system, "skills_matrix") or "").splitlines() if line.strip()]
    columns = _cells(lines[0]) if lines else []
    rows = tuple(_row(dict(zip(columns, _cells(line), strict=False))) for line in lines[1:])
    return MatrixText(
        version_id=0,
        sha256="",
        text="",
        rows=tuple(row for row in rows if row.key),
        profile=_profile(tagged(system, "profile") or ""),
        tokens=0,
    )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _CELL_END.split(line)]


def _row(cells: dict[str, str]) -> SkillRow:
    key = cells.get("key", "")
    return SkillRow(
        key=key,
        name=cells.get("name", "") or key,
        aliases=_list(cells.get("also called", "")),
        category=cells.get("category", ""),
        rating=min(5, _number(cells.get("rating", ""))),
        priority=cells.get("priority", ""),
        years=_number(cells.get("years", "")),
        last_used=_month(cells.get("last used", "")),
        durable=cells.get("durable", "") == "yes",
        evidence=cells.get("evidence", ""),
        gap_reason=cells.get("gap reason", ""),
    )


def _profile(text: str) -> ProfileFacts:
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in text.split("\n"))
    }
    lowest, _, highest = fields.get("level", "").partition(" to ")
    return ProfileFacts(
        name=fields.get("name", ""),
        headline=fields.get("headline", ""),
        locations=_list(fields.get("locations", "")),
        authorised_in=_list(fields.get("authorised in", "")),
        languages=_list(fields.get("languages", "")),
        licences=_list(fields.get("licences", "")),
        level_min=lowest.strip(),
        level_max=highest.strip(),
        domains=_list(fields.get("domains", "")),
        functions=_list(fields.get("functions", "")),
        citizenships=_list(fields.get("citizenships", "")),
        career_started=_month(fields.get("career started", "")),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _number(text: str) -> int:
    digits = re.match(r"\d{1,3}", text)
    return int(digits.group()) if digits else 0


def _month(text: str) -> date | None:
    found = _MONTH.match(text)
    return date(int(found.group(1)), int(found.group(2)), 1) if found and 1 <= int(found.group(2)) <= 12 else None
