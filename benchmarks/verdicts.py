"""Recorded replies of a language model, judged by the rules: what is published against what their reader judged.

    python -m benchmarks.verdicts FOLDER

FOLDER holds `recordings/fit-*/reply.json` and the postings they answer in `jds/`. Fields the schema has gained since a
reply was recorded are filled from the reply's own words: `because` from the evidence a reason repeats, `decisive` from
emphasis 4. The owner is the sample of `fixtures/`.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[1]
# recording: (posting, the words its reader would accept)
EXPECTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "fit-D-clear-fit": ("fixtures/jobs/clear-fit.txt", ("strong",)),
    "fit-E-gitlab-vp": ("22-gitlab-vp-of-product.txt", ("not_a_fit",)),
    "fit-F-18f": ("02-18f-product-manager-it-specialist.txt", ("strong",)),
    "fit-G-sourcegraph": ("01-sourcegraph-product-manager.txt", ("moderate", "not_a_fit")),
    "fit-H-mixed": ("fixtures/jobs/mixed.txt", ("moderate", "not_a_fit")),
    "fit-J-director-pmm": ("52-sourcegraph-director-product-marketing.txt", ("not_a_fit",)),
    "fit-X6-domain-word": ("01-sourcegraph-product-manager.txt", ("moderate", "not_a_fit")),
}


def main() -> int:
    """Print one line for each recording; 1 where one is published otherwise than its reader judged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", action="store_true", help="print every requirement as well")
    options = parser.parse_args()
    print("| recording | published | accepted | coverage | musts | unknown | read | open | lowered | right | ms |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    wrong = sum(not _line(options.folder, name, options.rows) for name in EXPECTED)
    return 1 if wrong else 0


def _line(folder: Path, name: str, shows_rows: bool) -> bool:
    from fitcheck.posting.reader import posting_clean
    from fitcheck.verdict.assessment import assess

    posting, accepted = EXPECTED[name]
    file = ROOT / posting if posting.startswith("fixtures/") else folder / "jds" / posting
    ground = ground_make(posting_clean(file.read_text(encoding="utf-8")))
    raw = json.loads((folder / "recordings" / name / "reply.json").read_text(encoding="utf-8"))["json"]
    answer = answer_grown(raw, ground)
    assess(answer, ground)
    began = time.perf_counter()
    assessed = assess(answer, ground)
    spent = 1000 * (time.perf_counter() - began)
    decision, measures, reading = assessed.decision, assessed.decision.measures, assessed.reading
    is_right = decision.verdict in accepted
    musts = "none" if measures.must_coverage is None else f"{measures.must_coverage:.2f}"
    lowered = sum(bool(one.lowered_from) for one in assessed.requirements)
    print(
        f"| {name} | {decision.verdict} (rules {decision.rule}) | {'/'.join(accepted)} | {measures.coverage:.2f}"
        f" | {musts}"
        f" | {measures.unknown:.2f} | {reading.read}/{reading.asks} | {measures.open} | {lowered}"
        f" | {'yes' if is_right else 'NO'} | {spent:.1f} |"
    )
    if shows_rows:
        _rows(assessed)
    return is_right


def _rows(assessed: Any) -> None:
    for one in assessed.requirements:
        print(
            f"    {one.level:9} {one.lowered_from and '<' + one.lowered_from:10} {one.weight:5.1f}"
            f" {one.kind}/{one.emphasis} {one.asked} {one.years_asked or ''} {','.join(one.named)}"
            f" | {','.join(one.kin)} | {one.quote[:70]!r}"
            f" {one.lowered_why} {','.join(one.flags)}"
        )
    for left in assessed.remainders:
        print(f"    left {left.level} {left.weight:.1f} {left.ask.kind} {left.ask.quote[:80]!r}")
    for axis in assessed.axes:
        print(f"    axis {axis.axis} {axis.alignment}")
    for gate in assessed.gates:
        print(f"    gate {gate.kind} {gate.status} {gate.holds_back} {gate.quote[:60]!r} {gate.fact}")
    words = assessed.words
    print(f"    {words.headline}\n    {words.opening}")
    for text in (*assessed.misfits, *words.questions, *words.callouts, *assessed.wanted):
        print(f"      - {text}")
    for change in assessed.would_change:
        print(f"      > {change.verdict}: {change.text}")


def ground_make(job: str) -> Any:
    """Return the ground of the sample owner, read from the files the site itself loads."""
    from corpus.text.values import MatrixText
    from fitcheck.posting.reader import posting_read
    from fitcheck.verdict.ground import ground_of
    from fitcheck.verdict.thresholds import DEFAULT

    facts, rows = owner_read()
    matrix = MatrixText(version_id=0, sha256="", text="", rows=tuple(rows), profile=facts, tokens=0)
    return ground_of(posting=posting_read(job), matrix=matrix, today=TODAY, thresholds=DEFAULT)


def owner_read() -> tuple[Any, list[Any]]:
    """Return the sample owner's facts and rows."""
    import csv

    from corpus.text.values import ProfileFacts, SkillRow

    said = json.loads((ROOT / "fixtures/profile.json").read_text(encoding="utf-8"))
    names = {name for name in ProfileFacts.__dataclass_fields__ if name in said}
    facts = {name: tuple(said[name]) if isinstance(said[name], list) else said[name] for name in names}
    facts["career_started"] = date.fromisoformat(said["career_started"])
    rows = []
    with (ROOT / "fixtures/skills.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            rows.append(
                SkillRow(
                    key=line["key"],
                    name=line["name"],
                    aliases=tuple(part.strip() for part in line["aliases"].split(";") if part.strip()),
                    category=line["category"],
                    rating=int(line["rating"]),
                    priority=line["priority"],
                    years=int(line["years"] or 0),
                    last_used=date.fromisoformat(line["last_used"]) if line["last_used"] else None,
                    durable=line["durable"] == "yes",
                    evidence=line["evidence"],
                    gap_reason=line["gap_reason"],
                )
            )
    return ProfileFacts(**facts), rows


def answer_grown(raw: dict[str, Any], ground: Any) -> Any:
    """Return an old reply in today's schema."""
    from fitcheck.contract.schema import AssessmentOut

    grown = {name: value for name, value in raw.items() if name != "callouts"}
    grown["role"] = {**raw["role"], "week": ""}
    grown["axes"] = [{name: value for name, value in axis.items() if name != "quote"} for axis in raw["axes"]]
    grown["requirements"] = [_requirement(one, ground) for one in raw["requirements"]]
    grown["decisive"] = [at for at, one in enumerate(raw["requirements"]) if one["emphasis"] == 4][:3]
    grown["callouts"] = []
    return AssessmentOut.model_validate(grown)


def _requirement(one: dict[str, Any], ground: Any) -> dict[str, Any]:
    kept = {name: value for name, value in one.items() if name != "needs"}
    return {**kept, "asked": "working", "years_asked": 0, "because": _because(one, ground)}


def _because(one: dict[str, Any], ground: Any) -> str:
    """Return the clause of the cited evidence that shares most words with the quote and the reason."""
    said = set(_words(f"{one['quote']} {one['reason']} {one['statement']}"))
    clauses = [
        clause for key in one["skill_keys"] if key in ground.rows for clause in _clauses(ground.rows[key].evidence)
    ]
    return max(clauses, key=lambda clause: len(said & set(_words(clause))), default="")


def _clauses(evidence: str) -> Iterator[str]:
    yield from (part.strip() for part in re.split(r"[;.]\s", evidence) if part.strip())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{4,}", text.casefold())


if __name__ == "__main__":
    sys.exit(main())
