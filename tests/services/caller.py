"""One process of several that ask for money: `python -m tests.services.caller WHAT [NUMBER]`. Prints one JSON a line.

bound = what one call reserves · race N = eight processes ask N times each, then the ledger and the budget ·
settle = eight processes close every call, then the ledger and the budget · read = the ledger and the budget ·
visit = ask once for every line read.
"""

# ruff: noqa: E402 (the models can only be imported after setup)
import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.db import close_old_connections
from django.db.models import Sum

from routing.catalogue.reads import route_get
from routing.gateway.messages import Caller, Outcome, Prompt, UnableToAdmit, Usage
from routing.ledger.admission import call_bound, call_open
from routing.ledger.calls import call_close, ticket_get
from routing.models import Budget, Call, CallStatus

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PROCESSES = 8
TOKENS = Usage(input=20, write_5m=0, write_1h=0, read=0, output=100)
PROMPT = Prompt(
    system=[{"type": "text", "text": "Answer briefly."}],
    messages=[{"role": "user", "content": [{"type": "text", "text": "How many interviews?"}]}],
    version="v1",
    prefix_sha256="0" * 64,
    prefix_tokens=5,
    input_tokens=20,
)


def ask() -> str:
    """Ask for one call; return "granted" or the code of the refusal."""
    try:
        call_open(
            feature="ask-ai", prompt=PROMPT, caller=Caller(visitor=f"v{os.getpid()}", network="n"), now=NOW, begin=True
        )
    except UnableToAdmit as refused:
        return refused.code
    return "granted"


def bound(_: int) -> None:
    say(call_bound(route=route_get("ask-ai"), prompt=PROMPT, now=NOW))


def race(tries: int) -> None:
    say(together(_race, tries))
    read(0)


def settle(_: int) -> None:
    say(together(_settle, 0))
    read(0)


def together(work: Callable[[int], Any], number: int) -> list[Any]:
    """Fork eight processes, let them begin at the same moment, return what each came to."""
    fork = multiprocessing.get_context("fork")
    gate, answers = fork.Barrier(PROCESSES), fork.Queue()

    def run() -> None:
        gate.wait(60)
        answers.put(work(number))

    processes = [fork.Process(target=run) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    came = [answers.get(timeout=240) for _ in processes]
    for process in processes:
        process.join(30)
    return came


def _race(tries: int) -> dict[str, int]:
    """A visitor who met a busy database comes again: only a wall is an answer."""
    answers = {"granted": 0, "budget_spent": 0, "unavailable": 0}
    while answers["granted"] + answers["budget_spent"] < tries:
        answers[ask()] += 1
    return answers


def _settle(_: int) -> int:
    """Close every call there is; return how many it was this process that closed."""
    tickets = [ticket_get(pk) for pk in Call.objects.order_by("pk").values_list("pk", flat=True)]
    outcome = Outcome(status=CallStatus.DONE, usage=TOKENS, attempts=1)
    return sum(call_close(ticket, outcome, NOW) for ticket in tickets)


def read(_: int) -> None:
    rows = Budget.objects.order_by("scope").values_list("scope", "reserved_microusd", "spent_microusd", "calls")
    calls = Call.objects.aggregate(reserved=Sum("reserved_microusd"), spent=Sum("spent_microusd"))
    say({"rows": list(rows), "calls": Call.objects.count(), **calls})


def visit(_: int) -> None:
    say("ready")
    for _line in sys.stdin:
        close_old_connections()  # as at the begin and the end of a request
        say(ask())
        close_old_connections()


def say(words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


WHATS: dict[str, Callable[[int], None]] = {each.__name__: each for each in (bound, race, settle, read, visit)}

if __name__ == "__main__":
    WHATS[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 0)
