"""Weigh one posting from a file and print the result: the same road as the site's, without its server."""

import asyncio
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fitcheck.endings import ending_of
from fitcheck.models import ENDED, Assessment
from fitcheck.run.runner import runner
from fitcheck.selectors import assessment_get, requirements_of
from fitcheck.services import CheckWish, assessment_create
from fitcheck.show.api_schema import fit_check_reply
from fitcheck.verdict.assessment import UnableToAssess
from routing.gateway.messages import Caller, UnableToAdmit


class Command(BaseCommand):
    help = "Weigh the job description in FILE ('-' reads standard input) and print the verdict."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--json", action="store_true", help="Print the whole record as the API gives it.")
        parser.add_argument("--fresh", action="store_true", help="Run it even if a stored record answers it.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            created = assessment_create(
                job=_read(options["file"]),
                caller=Caller(visitor="", network="command"),
                idempotency_key="",
                now=timezone.now(),
                public_id=secrets.token_hex(16),
                wish=CheckWish(is_fresh=options["fresh"]),
            )
        except (UnableToAssess, UnableToAdmit) as refused:
            raise CommandError(refused.message) from refused
        public_id = created.assessment.public_id
        if created.assessment.status not in ENDED:
            asyncio.run(_run(public_id))
        _print(assessment_get(public_id), as_json=options["json"])


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError as unreadable:
        raise CommandError(f"{file} cannot be read: {unreadable.strerror}") from unreadable


async def _run(public_id: str) -> None:
    """Run until the record has ended, here or on another node."""
    runner.start()
    ended = Assessment.objects.filter(public_id=public_id, status__in=ENDED)
    while not await ended.aexists():  # noqa: ASYNC110 (another process may be the one that ends it)
        await asyncio.sleep(0.1)
    await runner.drain(1)


def _print(assessment: Assessment, *, as_json: bool) -> None:
    requirements = requirements_of(assessment)
    if as_json:
        reply = fit_check_reply(assessment, requirements, ending_of(assessment.error_code))
        print(json.dumps(reply.model_dump(mode="json", exclude_unset=True), ensure_ascii=False, indent=2))
        return
    if not assessment.verdict:
        print(f"{assessment.get_status_display()}: {ending_of(assessment.error_code)}")
        return
    print(f"{assessment.get_verdict_display()}: {assessment.role_title or 'role not named'}")
    print(f"coverage {assessment.coverage:.0%}, engine {assessment.engine}, {assessment.get_absolute_url()}")
    for sentence in assessment.misfits:
        print(f"  misfit: {sentence}")
    for row in requirements:
        print(f"  {row.weight:5.1f} %  {row.kind:6}  {row.level:8}  {row.statement}")
