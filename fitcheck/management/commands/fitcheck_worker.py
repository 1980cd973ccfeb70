"""Run fit checks in a process of their own, beside or instead of the server's runner."""

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fitcheck.run.runner import runner


class Command(BaseCommand):
    help = "Run fit checks until stopped. Any number of these may run against one database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", type=float, default=20.0, help="Seconds to let running checks end.")

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(_serve(options["drain"]))


async def _serve(seconds: float) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    runner.start()
    print("fit check worker is running", flush=True)
    await stopped.wait()
    await runner.drain(seconds)
