"""Run by test_processes in a process of its own: ten threads accept the same posting under the same key at once."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from fitcheck.services import assessment_create  # noqa: E402
from routing.gateway.messages import Caller  # noqa: E402

POSTING = sys.stdin.read()


def accept(at: int) -> str:
    try:
        created = assessment_create(
            job=POSTING,
            caller=Caller("visitor", "network"),
            idempotency_key="double click",
            now=timezone.now(),
            public_id=f"{at:032x}",
        )
    finally:
        connections.close_all()
    return created.assessment.public_id


with ThreadPoolExecutor(10) as pool:
    sys.stdout.write(json.dumps(list(pool.map(accept, range(10)))))
