"""manage.py load_catalogue: models, prices and a route for every feature. Safe to run at every start."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from routing.catalogue.reads import features_unrouted
from routing.catalogue.writes import catalogue_load
from routing.decisions.writes import routes_ensure


class Command(BaseCommand):
    help = "Adds the models, prices and routes that are not there yet. Never changes what the owner has edited."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = catalogue_load(path=Path(settings.CATALOGUE_FILE))
        except (OSError, ValueError, KeyError) as broken:
            raise CommandError(f"{settings.CATALOGUE_FILE}: {broken!r}") from broken
        routes = routes_ensure(now=timezone.now())
        for feature in features_unrouted():
            self.stdout.write(f"{feature.key} stays off: the catalogue has no {feature.default_model}")
        self.stdout.write(f"catalogue: {loaded.models} models, {loaded.prices} prices, {routes} routes added")
