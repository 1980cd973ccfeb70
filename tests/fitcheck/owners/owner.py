"""Two owners far from the sample, with ten postings each and the verdicts that a fair reader would accept."""

import csv
import json
from datetime import date
from pathlib import Path

from django.utils.text import slugify

from corpus.text.render import matrix_render
from corpus.text.values import MatrixText, ProfileFacts, SkillRow

OWNERS = ("backend", "ward")
HERE = Path(__file__).parent


def matrix_of(owner: str) -> MatrixText:
    """Return the owner's matrix as the fit check reads it."""
    facts = json.loads((HERE / owner / "profile.json").read_text(encoding="utf-8"))
    profile = ProfileFacts(
        **{
            **{name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()},
            "career_started": date.fromisoformat(facts["career_started"]),
        }
    )
    with (HERE / owner / "skills.csv").open(encoding="utf-8", newline="") as handle:
        rows = tuple(_row(line) for line in csv.DictReader(handle, delimiter=";"))
    text = matrix_render(profile, rows)
    return MatrixText(version_id=1, sha256="0" * 64, text=text, rows=rows, profile=profile, tokens=1)


def postings_of(owner: str) -> dict[str, tuple[str, list[str]]]:
    """Return each posting by name, with the verdicts that are acceptable."""
    verdicts = json.loads((HERE / owner / "verdicts.json").read_text(encoding="utf-8"))
    return {
        name: ((HERE / owner / "jobs" / f"{name}.txt").read_text(encoding="utf-8"), accepted)
        for name, accepted in verdicts.items()
    }


def _row(line: dict[str, str]) -> SkillRow:
    rating = int(line["rating"])
    return SkillRow(
        key=slugify(line["name"]),
        name=line["name"],
        aliases=tuple(alias for alias in line["aliases"].split("|") if alias),
        category=line["category"],
        rating=rating,
        priority="core" if rating >= 4 else "working",
        years=int(line["years"]),
        last_used=date.fromisoformat(f"{line['last_used']}-01") if line["last_used"] else None,
        durable=line["category"] == "Languages spoken",
        evidence=line["evidence"],
        gap_reason=line["gap_reason"],
    )
