"""`manage.py standin --port 8900`: the demo engine as a server that speaks the Messages API."""

from __future__ import annotations

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from routing.gateway.engines import standin_new
from routing.standin.serve import serve


class Command(BaseCommand):
    help = "Serve the Messages API stand-in (the demo engine) over HTTP until interrupted."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (default: this machine only).")
        parser.add_argument("--port", type=int, default=8900, help="Port to listen on; 0 takes a free one.")
        parser.add_argument(
            "--tokens-per-second", type=float, default=0, help="Pace of the text; 0 (the default) = no waiting."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port, pace = options["host"], options["port"], options["tokens_per_second"]
        try:
            asyncio.run(serve(standin_new(), port, host=host, tokens_per_second=pace, announce=self.announce))
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}") from error

    def announce(self, url: str) -> None:
        self.stdout.write(f"Demo engine listening on {url} (ANTHROPIC_BASE_URL={url}). Ctrl-C stops it.")
        self.stdout.flush()
