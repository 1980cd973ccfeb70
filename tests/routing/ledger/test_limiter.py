"""The store of the rates is there before the first request, however many come at once."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from benchmarks.processes import ROOT
from routing.ledger.rates import rates_ready, rates_reset

# Eight first requests of a fresh process, at once. Nothing listens at that address: each is to pass on to the budget.
RACE = """
import threading, django
django.setup()
from routing.ledger.rates import rate_refused
gate, ends = threading.Barrier(8), []
def ask():
    gate.wait()
    try:
        ends.append(rate_refused(rates="5/hour", feature="f", keys=["visitor:v"]))
    except Exception as error:
        ends.append(f"{type(error).__name__}: {error}")
threads = [threading.Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert ends == [None] * 8, ends
"""


@pytest.mark.processes
def test_it_is_built_before_a_fresh_node_takes_its_first_requests():
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_project.settings", "REDIS_URL": "redis://127.0.0.1:1/0"}

    done = subprocess.run([sys.executable, "-c", RACE], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("address", ["rediss//nowhere", "carrier-pigeon://host"])
def test_it_stops_the_start_where_the_address_is_none(settings, address):
    settings.REDIS_URL = address
    rates_reset()

    with pytest.raises(ImproperlyConfigured, match=r"^REDIS_URL cannot be used: "):
        rates_ready()
