"""How pages grow with an owner's records: each on the sample owner's empty site, and again over many records.

`python -m benchmarks.flat [--calls 200000]` copies one call, turn, conversation and fit check over a year, evenly:
for so many calls a third as many turns, a tenth as many conversations and fit checks, and twenty requirements a fit
check. Pages are asked for inside this process, on SQLite. Milliseconds, the median of five, and the ratio of both.
"""

import argparse
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from benchmarks.day import JOBS, QUESTIONS
from benchmarks.demo import demo

PAGES = ("/", "/pages/", "/skills/", "/how-it-works/", "/ask-ai/", "/fit-check/")
DESK = (
    "", "routing/call/", "routing/spending/", "routing/budget/", "routing/mark/", "routing/route/", "askai/turn/",
    "askai/conversation/", "fitcheck/assessment/", "corpus/skill/",
)  # fmt: skip
ROUNDS = 5
BATCH = 2_000
YEAR = timedelta(days=365)


def timed(ask: Callable[[], object]) -> float:
    """Return the median of five, ms, after one that does not count."""
    ask()
    spent = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


def measure() -> dict[str, float]:
    """Return the milliseconds of each page, and of sending a posting that is refused or known by its key."""
    from django.contrib.auth.models import User
    from django.test import Client

    host = {"host": "127.0.0.1:8000"}
    visitor, owner = Client(headers=host), Client(headers=host)
    owner.force_login(User.objects.get_or_create(username="owner", is_staff=True, is_superuser=True)[0])
    found = {path: timed(lambda path=path: _get(visitor, path)) for path in PAGES}
    found |= {f"/admin/{path}": timed(lambda path=path: _get(owner, f"/admin/{path}")) for path in DESK}
    job = sorted(JOBS.glob("*.txt"))[0].read_text(encoding="utf-8")
    found["POST /fit-check/"] = timed(
        lambda: visitor.post("/fit-check/", {"job": job, "key": uuid.uuid4().hex, "fresh": "1"})
    )
    return found


def _get(client: Any, path: str) -> None:
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")


def seed() -> None:
    """Ask one question and check one posting, so that there is one record of each kind to copy."""
    import asyncio

    from asgiref.sync import async_to_sync
    from django.test import Client
    from django.utils import timezone

    from fitcheck.models import Assessment, Status
    from fitcheck.run.runner import runner

    client = Client(headers={"host": "127.0.0.1:8000"})
    client.post("/api/ask", {"text": QUESTIONS[0]}, content_type="application/json")
    client.post("/fit-check/", {"job": sorted(JOBS.glob("*.txt"))[0].read_text(encoding="utf-8"), "key": "seed"})

    async def work() -> None:
        runner.start(timezone.now)
        while not await Assessment.objects.filter(status=Status.DONE).aexists():  # noqa: ASYNC110 (no event is told)
            await asyncio.sleep(0.1)
        await runner.drain(5)

    async_to_sync(work)()


def copies(row: Any, number: int, over: Callable[[int], dict[str, Any]]) -> Iterable[Any]:
    """Yield so many copies of a row, unsaved, each with what differs in it."""
    model = type(row)
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    values.pop("id")
    return (model(**{**values, **over(n)}) for n in range(number))


def grow(calls: int, now: datetime) -> None:
    """Fill the ledger, the chats and the fit checks."""
    from askai.models import Conversation, Turn
    from fitcheck.models import Assessment, Requirement
    from routing.models import Call

    def when(n: int, of: int) -> datetime:
        return now - YEAR * ((of - n) / of)

    def add(model: Any, rows: Iterable[Any]) -> list[int]:
        before = set() if model is Requirement else set(model.objects.values_list("pk", flat=True))
        model.objects.bulk_create(rows, batch_size=BATCH)
        return [] if model is Requirement else sorted(set(model.objects.values_list("pk", flat=True)) - before)

    call, turn = Call.objects.filter(feature="ask-ai").first(), Turn.objects.first()
    check = Assessment.objects.filter(verdict__gt="").first()
    if call is None or turn is None or check is None:
        raise RuntimeError("the seed left no records to copy")
    add(Call, copies(call, calls, lambda n: {"started_at": when(n, calls), "visitor": f"visitor {n // 5}"}))
    tenth, third = max(calls // 10, 1), max(calls // 3, 1)
    chats = add(
        Conversation,
        copies(
            turn.conversation,
            tenth,
            lambda n: {"public_id": uuid.uuid4(), "visitor": f"v{n}", "started_at": when(n, tenth)},
        ),
    )
    add(
        Turn,
        copies(
            turn,
            third,
            lambda n: {
                "conversation_id": chats[n % tenth], "idx": n // tenth, "key": uuid.uuid4(), "asked_at": when(n, third),
            },
        ),
    )  # fmt: skip
    checks = add(
        Assessment,
        copies(
            check,
            tenth,
            lambda n: {
                "public_id": uuid.uuid4().hex, "visitor": f"v{n}", "idempotency_key": "", "created_at": when(n, tenth),
                "job_sha256": f"{n:064}",
            },
        ),
    )  # fmt: skip
    row = Requirement.objects.filter(assessment=check).first()
    if row is not None:
        add(Requirement, copies(row, 20 * tenth, lambda n: {"assessment_id": checks[n // 20], "idx": n % 20}))


def main() -> None:
    """Measure, grow, measure again; print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200_000)
    calls = parser.parse_args().calls
    with demo():
        from django.core.management import call_command
        from django.utils import timezone

        call_command("collectstatic", interactive=False, verbosity=0)
        seed()
        small = measure()
        grow(calls, timezone.now())
        large = measure()
    print(f"{'page':<34}{'few':>9}{f'{calls:,} calls':>18}{'ratio':>8}", file=sys.stdout)
    for path, before in small.items():
        print(f"{path:<34}{before:>9.1f}{large[path]:>18.1f}{large[path] / before:>8.1f}", file=sys.stdout)


if __name__ == "__main__":
    main()
