"""The demo engine's verdicts against those of two readers: right, misfits, true strong, coverage as separator, and
whether formatting alone changes the word. Then the same for two owners far from the sample.

    python -m benchmarks.fits FOLDER [--rows]
    python -m benchmarks.fits FOLDER --cited 60    draws pairs of ask and cited rows, to be judged by eye

FOLDER holds verdicts.json (file, acceptable) and the texts. The owner is the sample of `fixtures/`; the two others are
those of `tests/fitcheck/owners`, with ten postings each.
"""

import argparse
import json
import os
import random
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 25)
NONE = "no verdict"


@dataclass(frozen=True, slots=True)
class Found:
    """What is published for one text. `coverage` None where it was refused."""

    word: str
    coverage: float | None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", action="store_true", help="print every text as well")
    parser.add_argument("--cited", type=int, metavar="N", help="draw N asks with the rows cited for them, and no more")
    options = parser.parse_args()

    import django

    django.setup()
    from benchmarks.verdicts import owner_read
    from corpus.text.render import matrix_render
    from corpus.text.values import MatrixText
    from tests.fitcheck.owners.owner import OWNERS, matrix_of, postings_of

    facts, rows = owner_read()
    text = matrix_render(facts, rows)
    owner = MatrixText(version_id=0, sha256="", text=text, rows=tuple(rows), profile=facts, tokens=0)
    sample = {name: (text, accepted) for name, text, accepted in _texts(options.folder)}
    if options.cited:
        return _draw(owner, sample, options.cited)
    _report("the sample owner", owner, sample, shows_rows=options.rows)
    _stable(owner, sample)
    for name in OWNERS:
        _report(name, matrix_of(name), postings_of(name), shows_rows=options.rows)


def _texts(folder: Path):
    for item in json.loads((folder / "verdicts.json").read_text())["verdicts"]:
        for path in (folder / item["file"], ROOT / "fixtures" / "jobs" / item["file"]):
            if path.exists():
                yield item["file"], path.read_text(encoding="utf-8"), item["acceptable"]
                break


def published(text: str, matrix) -> Found:
    """Return the word the site would publish for a text with the demo engine."""
    from fitcheck.verdict.assessment import UnableToAssess

    try:
        decision = assessed(text, matrix).decision
    except UnableToAssess:
        return Found("not_a_posting", None)
    return Found(decision.verdict or NONE, decision.measures.coverage)


def assessed(text: str, matrix):
    """Return what the rules make of the demo engine's reply and of its second reading. Raises UnableToAssess."""
    from fitcheck.demo.assessment import assessment_of
    from fitcheck.demo.proof import shown_of
    from fitcheck.posting.reader import posting_clean, posting_read
    from fitcheck.verdict.assessment import assess, proof_pairs
    from fitcheck.verdict.ground import ground_of
    from fitcheck.verdict.thresholds import DEFAULT

    job = posting_clean(text)
    asked = f'<job_posting id="a">\n{job}\n</job_posting>\n'
    request = {"system": matrix.text, "messages": [{"role": "user", "content": asked}]}
    ground = ground_of(posting=posting_read(job), matrix=matrix, today=TODAY, thresholds=DEFAULT)
    reply = assessment_of(request)
    pairs = proof_pairs(assess(reply, ground).requirements, ground)
    return assess(reply, replace(ground, proofs={idx: shown_of(*pair) for idx, pair in pairs.items()}))


def _draw(matrix, texts, count: int) -> None:
    """Print asks drawn from all texts with the rows cited for them and the level."""
    from fitcheck.verdict.assessment import UnableToAssess

    found = []
    for text, _ in texts.values():
        with suppress(UnableToAssess):
            found += [one for one in assessed(text, matrix).requirements if one.rows]
    for one in random.Random(count).sample(found, min(count, len(found))):
        rows = "; ".join(f"{row.name} ({row.rating})" for row in one.rows)
        print(f"{one.level:9} {rows}\n          {one.quote}")


def _report(name: str, matrix, texts, *, shows_rows: bool) -> None:
    found = {file: (published(text, matrix), accepted) for file, (text, accepted) in texts.items()}
    right = sum(one.word in accepted for one, accepted in found.values())
    misfits = [one for one, accepted in found.values() if set(accepted) <= {"not_a_fit"}]
    strong = [one for one, accepted in found.values() if accepted == ["strong"]]
    print(f"\n{name}: {right} of {len(found)} within what the readers accept")
    print(
        f"  misfits published strong {_count(misfits, 'strong')}, moderate {_count(misfits, 'moderate')},"
        f" of {len(misfits)}"
    )
    print(f"  true strong found {_count(strong, 'strong')} of {len(strong)}")
    print(f"  coverage parts fits from misfits, AUC {_auc(found.values()):.2f}")
    if shows_rows:
        for file, (one, accepted) in found.items():
            mark = " " if one.word in accepted else "!"
            print(f"  {mark} {file[:46]:46} {one.word:13} {'/'.join(accepted):24} {one.coverage}")


def _count(found: list[Found], word: str) -> int:
    return sum(one.word == word for one in found)


def _auc(found) -> float:
    """Return how often a text that may be strong is covered more than one that may only be a misfit, ties half."""
    fits = [one.coverage for one, accepted in found if "strong" in accepted and one.coverage is not None]
    misfits = [one.coverage for one, accepted in found if set(accepted) <= {"not_a_fit"} and one.coverage is not None]
    pairs = [(fit > misfit) + (fit == misfit) / 2 for fit in fits for misfit in misfits]
    return sum(pairs) / len(pairs) if pairs else float("nan")


def _stable(matrix, texts) -> None:
    from benchmarks.readings import DAMAGES

    changed = []
    for file, (text, _) in texts.items():
        words = {name: published(damage(text), matrix).word for name, damage in DAMAGES.items()}
        if len(set(words.values())) > 1:
            changed.append((file, words))
    print(f"  unchanged by formatting alone: {len(texts) - len(changed)} of {len(texts)}")
    for file, words in changed:
        print(f"    {file[:40]:40} {words}")


if __name__ == "__main__":
    main()
