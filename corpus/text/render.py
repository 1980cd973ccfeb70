"""From rows to what a model reads. Pure: the same rows give the same bytes, in whatever order they were found."""

import re
from collections.abc import Iterable

from corpus.text.values import ProfileFacts, SkillRow, SourceText

_COLUMNS = (
    "key | name | also called | category | rating | priority | years | last used | durable | evidence | gap reason"
)
_FENCE = re.compile(r"<(/?\s*(?:profile|skills_matrix))", re.IGNORECASE)


def matrix_render(profile: ProfileFacts, rows: Iterable[SkillRow]) -> str:
    """Return the `<profile>` and `<skills_matrix>` blocks, rows sorted by key, one row a line."""
    lines = ["<profile>", *_profile_lines(profile), "</profile>", "<skills_matrix>", _COLUMNS]
    lines += [_row_line(row) for row in sorted(rows, key=lambda row: row.key)]
    return "\n".join([*lines, "</skills_matrix>"]) + "\n"


def sources_render(sources: Iterable[SourceText]) -> str:
    """Return every word of the sources that is sent, for counting."""
    return "\n".join(part for source in sources for part in (source.url, source.title, *source.blocks))


def _profile_lines(profile: ProfileFacts) -> list[str]:
    lists = {
        "locations": profile.locations,
        "authorised in": profile.authorised_in,
        "languages": profile.languages,
        "licences": profile.licences,
    }
    after = {"domains": profile.domains, "functions": profile.functions}
    level = f"{profile.level_min} to {profile.level_max}" if profile.level_min else ""
    stated = {
        "citizenships": _list(profile.citizenships),
        "career started": f"{profile.career_started:%Y-%m}" if profile.career_started else "",
        "wants": _list(profile.wants),
        "dealbreakers": _list(profile.dealbreakers),
        "licences complete": "yes" if profile.licences_complete else "",
    }
    return [
        f"name: {_cell(profile.name)}",
        f"headline: {_cell(profile.headline)}",
        *(f"{name}: {_list(values)}" for name, values in lists.items()),
        f"level: {level}",
        *(f"{name}: {_list(values)}" for name, values in after.items()),
        *(f"{name}: {words}" for name, words in stated.items() if words),
    ]


def _row_line(row: SkillRow) -> str:
    cells = (
        row.key,
        row.name,
        _list(row.aliases),
        row.category,
        str(row.rating),
        row.priority,
        str(row.years),
        f"{row.last_used:%Y-%m}" if row.last_used else "",
        "yes" if row.durable else "no",
        row.evidence,
        row.gap_reason,
    )
    return " | ".join(_cell(cell) for cell in cells)


def _list(values: Iterable[str]) -> str:
    return "; ".join(_cell(value).replace(";", ",") for value in values)


def _cell(text: str) -> str:
    """Keep a cell to one line and from closing its row or its block."""
    return _FENCE.sub(r"‹\1", " ".join(text.replace("|", "/").split()))
