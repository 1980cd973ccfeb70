"""Eight processes at one wall: exactly as many calls pass as there is room for."""

import multiprocessing
from pathlib import Path

import pytest
from django.db import OperationalError, connections, transaction

from routing.ledger.budget import BudgetSpent, Scope, reserve
from routing.models import Budget

CAP, COST, PROCESSES, TRIES = 3_001, 7, 8, 150
WALL = Scope("day", "2026-11-23", CAP)


def _use(path: Path) -> None:
    """Leave the connection of the parent alone and open one of this process's own."""
    connections.databases["default"]["NAME"] = str(path)
    del connections["default"]


def _create(path: Path) -> None:
    _use(path)
    with connections["default"].schema_editor() as editor:
        editor.create_model(Budget)


def _try(path: Path, granted) -> None:
    _use(path)
    passed = refused = 0
    while passed + refused < TRIES:
        try:
            with transaction.atomic():
                reserve([WALL], COST)
            passed += 1
        except BudgetSpent:
            refused += 1
        except OperationalError:  # on a slow machine the database was busy for longer than it waits: it comes again
            continue
    granted.put(passed)


def _read(path: Path, rows) -> None:
    _use(path)
    rows.put(list(Budget.objects.values_list("reserved_microusd", "calls")))


def _run(target, path, *args):
    process = fork.Process(target=target, args=(path, *args))
    process.start()
    return process


fork = multiprocessing.get_context("fork")


@pytest.mark.processes
@pytest.mark.django_db
def test_it_grants_exactly_what_there_is_room_for(tmp_path):
    path, results = tmp_path / "race.sqlite3", fork.Queue()
    _run(_create, path).join(30)

    racers = [_run(_try, path, results) for _ in range(PROCESSES)]
    granted = sum(results.get(timeout=240) for _ in racers)
    for racer in racers:
        racer.join(30)

    _run(_read, path, results).join(30)
    assert granted == CAP // COST == 428
    assert results.get(timeout=30) == [(428 * COST, 428)]
