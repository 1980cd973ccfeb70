"""Load the demo owner into an empty site."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from corpus.demo import UnableToLoad, demo_load, is_site_empty
from corpus.services import corpus_versions_refresh


class Command(BaseCommand):
    help = "Loads the demo owner from fixtures/ once; does nothing where somebody has written anything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_site_empty():
            corpus_versions_refresh(now=timezone.now())
            self.stdout.write("This site already has content: nothing was loaded.")
            return
        try:
            loaded = demo_load(folder=options["folder"], now=timezone.now())
        except UnableToLoad as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Loaded {loaded}.")
