"""Golden questions for two owners, the sample and a ward manager: what an answer must hold, or a decline."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from askai.demo.answers import DECLINE, answer
from corpus.demo import pages_read
from corpus.text.lines import skill_line
from corpus.text.markdown import cuts
from corpus.text.sentences import blocks
from corpus.text.values import SkillRow
from routing.standin.content import Answer
from tests.askai.demo.owners import Corpus, request_of
from tests.fitcheck.owners.owner import HERE, matrix_of

FOLDER = Path(__file__).parent
FIXTURES = Path(__file__).resolve().parents[4] / "fixtures"
NAMES = {"sample": "Maya Okafor-Lindgren", "ward": "Lucía Baeza"}
_SHORT = 260  # characters of a reply that claims nothing


@dataclass(frozen=True, slots=True)
class Golden:
    """A question, the turns before it first; `expected` as the files say. `is_missed` = known to be wrong today."""

    owner: str
    kind: str
    turns: tuple[str, ...]
    expected: str
    is_missed: bool


def goldens() -> Iterator[Golden]:
    for owner in NAMES:
        kind = ""
        for line in (FOLDER / f"{owner}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                kind = line.strip("[]")
            elif line and not line.startswith("#"):
                asked, _, expected = line.removeprefix("? ").rpartition(" = ")
                yield Golden(owner, kind, tuple(asked.split(" > ")), expected, line.startswith("? "))


def asked(golden: Golden) -> Answer:
    """Put the turns one after another, each with the replies before it; returns the last reply."""
    said: list[str] = []
    for turn in golden.turns:
        reply = answer(request_of(NAMES[golden.owner], corpus(golden.owner), *said, turn))
        said += [turn, text_of(reply)]
    return reply


def text_of(reply: Answer) -> str:
    return "".join(piece.text for piece in reply.pieces)


def is_right(expected: str, reply: str) -> bool:
    return any(_holds(part.strip(), reply) for part in expected.split(" / "))


def _holds(part: str, reply: str) -> bool:
    if part.startswith("-"):
        return reply.startswith(DECLINE) and part[1:] in reply
    if part == "~":
        return len(reply) < _SHORT
    return all(word.strip().lower() in reply.lower() for word in part.split(" & "))


@cache
def corpus(owner: str) -> Corpus:
    """The sections of the owner's pages and skills, titled and cut as the site sends them."""
    folder = FIXTURES if owner == "sample" else HERE / owner
    cut = [
        (page.title, part) for page in pages_read(folder) if page.visibility != "private" for part in cuts(page.body)
    ]
    sections = [(" › ".join([title, *part.headings]), blocks(part.text)) for title, part in cut]
    by_category: dict[str, list[str]] = defaultdict(list)
    for row in sorted(_rows(owner), key=lambda row: row.key):
        by_category[row.category].append(str(skill_line(row)))
    skills = [(f"Skills: {category}", tuple(lines)) for category, lines in sorted(by_category.items())]
    return (*(section for section in sections if section[1]), *skills)


def _rows(owner: str) -> list[SkillRow]:
    if owner != "sample":
        return list(matrix_of(owner).rows)
    with (FIXTURES / "skills.csv").open(encoding="utf-8", newline="") as handle:
        return [_row(line) for line in csv.DictReader(handle) if line["visibility"] == "public"]


def _row(line: dict[str, str]) -> SkillRow:
    return SkillRow(
        key=line["key"],
        name=line["name"],
        aliases=(),
        category=line["category"],
        rating=int(line["rating"]),
        priority=line["priority"],
        years=int(line["years"] or 0),
        last_used=date.fromisoformat(line["last_used"]) if line["last_used"] else None,
        durable=line["durable"] == "yes",
        evidence=line["evidence"],
        gap_reason=line["gap_reason"],
    )
