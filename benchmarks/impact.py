"""How long the site takes to say which stored verdicts a change would move, with many records.

    python -m benchmarks.impact [--records 10000]

The records are those of the demo engine for the postings of `fixtures/` and of `tests/fitcheck/owners`, judged for the
sample owner and stored again and again, in a database of their own.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

GOAL = 300  # milliseconds
TIMES = 3


def main() -> None:
    """Print a line for each kind of change."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    count = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": f"sqlite:///{folder}/impact.sqlite3"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_catalogue", verbosity=0)
        call_command("load_demo", verbosity=0)
        _fill(count)
        _measure()


def _fill(count: int) -> None:
    from django.utils import timezone

    from corpus.selectors import matrix_text
    from fitcheck.models import Assessment, Requirement
    from fitcheck.review.bearings import records_complete
    from fitcheck.run.store import _decided, _row

    matrix, found = matrix_text(), _judged()
    now = timezone.now()
    for at in range(0, count, 500):
        chosen = [found[number % len(found)] for number in range(at, min(at + 500, count))]
        records = Assessment.objects.bulk_create(
            Assessment(
                public_id=f"{at + number:032x}", job="", job_sha256="", created_at=now, finished_at=now, status="done",
                matrix_version_id=matrix.version_id, role_title=assessed.answer.role.title[:200], **_decided(assessed),
            )
            for number, assessed in enumerate(chosen)
        )  # fmt: skip
        Requirement.objects.bulk_create(
            _row(record.pk, one) for record, each in zip(records, chosen, strict=True) for one in each.requirements
        )
    began = time.perf_counter()
    records_complete(count)
    print(f"{count:,} records, {Requirement.objects.count():,} requirements, of {len(found)} postings")
    print(f"made once for records of before: {time.perf_counter() - began:.1f} s")


def _judged() -> list:
    from benchmarks.fits import ROOT, assessed
    from corpus.selectors import matrix_text
    from fitcheck.verdict.assessment import UnableToAssess

    paths = [
        *sorted(Path(ROOT, "fixtures/jobs").glob("*.txt")),
        *sorted(Path(ROOT, "tests/fitcheck/owners").rglob("*.txt")),
    ]
    found = []
    for path in paths:
        with suppress(UnableToAssess):
            found.append(assessed(path.read_text(encoding="utf-8"), matrix_text()))
    return [one for one in found if one.decision.verdict]


def _measure() -> None:
    from corpus.selectors import matrix_text
    from fitcheck.models import Requirement

    matrix = matrix_text()
    cited = Counter(row["key"] for rows in Requirement.objects.values_list("evidence", flat=True) for row in rows)
    ranked = [key for key, _ in cited.most_common()]
    new = replace(matrix.rows[0], key="kubernetes-new", name="Kotlin", aliases=("nursing",), rating=5)
    facts = matrix.profile
    changes = {
        f"one rating, of the row cited most ({cited[ranked[0]]:,} times)": _rated(matrix, ranked[:1]),
        f"one rating, of a row cited {cited[ranked[len(ranked) // 2]]:,} times": _rated(
            matrix, [ranked[len(ranked) // 2]]
        ),
        "an import that changes 20 ratings": _rated(matrix, ranked[:20]),
        "an import that changes every rating": _rated(matrix, [row.key for row in matrix.rows]),
        "a new row": replace(matrix, rows=(*matrix.rows, new)),
        "a country left out of the profile": replace(matrix, profile=replace(facts, authorised_in=("Ireland",))),
        "another level": replace(matrix, profile=replace(facts, level_max="senior", level_min="mid")),
    }
    print(f"{'ms, median of ' + str(TIMES):<60}{'wall':>8}{'CPU':>8}{'moved':>8}   goal < {GOAL}")
    for name, after in changes.items():
        taken, worked, moved = zip(*(_timed(matrix, after) for _ in range(TIMES)), strict=True)
        wall, cpu = statistics.median(taken), statistics.median(worked)
        said = "met" if wall < GOAL else "met on a machine of its own" if cpu < GOAL else "MISSED"
        print(f"{name:<60}{wall:>8.0f}{cpu:>8.0f}{moved[0]:>8}   {said}")


def _rated(matrix, keys):
    """Return the matrix with these ratings turned down, the low ones up."""
    wanted = set(keys)
    rows = (
        replace(row, rating=row.rating - 2 if row.rating > 2 else row.rating + 2) if row.key in wanted else row
        for row in matrix.rows
    )
    return replace(matrix, rows=tuple(rows))


def _timed(before, after) -> tuple[float, float, int]:
    from datetime import date

    from fitcheck.review.impact import impact_of

    began, worked = time.perf_counter(), time.process_time()
    report = impact_of(before, after, date(2026, 11, 25))
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked), report.moved


if __name__ == "__main__":
    main()
