"""The demo engine's answers to the golden questions of two owners: how many are right, and what one costs.

`python -m benchmarks.answers` prints a row a kind for each owner (right of all, declined) and the processor time of an
answer. `--misses` prints what was answered where it was wrong. The questions: `tests/askai/demo/golden/*.txt`.
"""

import argparse
import os
import time
from collections import defaultdict
from statistics import median, quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print every answer that is wrong")
    options = parser.parse_args()
    import django

    django.setup()
    from askai.demo.answers import DECLINE
    from tests.askai.demo.golden.golden import asked, goldens, is_right, text_of

    counts: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    spent: list[float] = []
    for golden in goldens():
        start = time.process_time()
        reply = text_of(asked(golden))
        spent += [1000 * (time.process_time() - start) / len(golden.turns)]
        is_good = is_right(golden.expected, reply)
        counts[golden.owner, golden.kind].append((is_good, reply.startswith(DECLINE)))
        if options.misses and not is_good:
            print(f"{golden.owner}: {' > '.join(golden.turns)}\n    wanted: {golden.expected}\n    said: {reply}")
    for (owner, kind), marks in counts.items():
        right, declined = (sum(column) for column in zip(*marks, strict=True))
        print(f"{owner:<8}{kind:<18}{right:>3} of {len(marks):<4}{declined:>3} declined")
    total = [mark for marks in counts.values() for mark in marks]
    right = sum(is_good for is_good, _declined in total)
    print(f"{right} of {len(total)} right ({right / len(total):.0%})")
    print(f"processor time an answer: median {median(spent):.1f} ms, 95 % under {quantiles(spent, n=20)[-1]:.1f} ms")


if __name__ == "__main__":
    main()
