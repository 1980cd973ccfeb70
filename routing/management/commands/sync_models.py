"""manage.py sync_models: what the Models API says of the models in the catalogue."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from routing.catalogue.writes import Synced, models_sync
from routing.gateway.client import UnableToList, aclose, models_list
from routing.gateway.messages import JsonObject


class Command(BaseCommand):
    help = "Updates capabilities, lifecycle, window and retirement from the Models API. Never prices or cache floors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--add", action="store_true", help="Also add models that the catalogue does not have.")
        parser.add_argument("--dry-run", action="store_true", help="Only show what would change.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = asyncio.run(_rows())
        except UnableToList as unable:
            self.stdout.write(f"{unable} The catalogue was not changed.")
            return
        keep = not options["dry_run"]
        self._say(models_sync(rows, now=timezone.now(), add=options["add"], keep=keep))
        if not keep:
            self.stdout.write("Nothing was saved.")

    def _say(self, synced: Synced) -> None:
        for line in (*synced.changed, *synced.added):
            self.stdout.write(line)
        for api_id in synced.unlisted:
            self.stdout.write(f"{api_id}: the server does not list it")
        if synced.unknown:
            self.stdout.write(f"not in the catalogue (--add adds them): {', '.join(synced.unknown)}")
        self.stdout.write(f"{synced.told} models found, {len(synced.changed)} changes, {len(synced.added)} added")


async def _rows() -> list[JsonObject]:
    try:
        return await models_list()
    finally:
        await aclose()
