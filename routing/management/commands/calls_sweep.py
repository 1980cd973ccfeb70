"""manage.py calls_sweep: settle the calls that nobody closed. The site does so by itself; this is by hand or cron."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from routing.ledger.calls import calls_sweep


class Command(BaseCommand):
    help = "Settles lost calls: at their upper bound if they were sent, refunded if they only waited for an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{calls_sweep(timezone.now())} lost calls settled")
