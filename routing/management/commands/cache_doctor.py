"""manage.py cache_doctor: what every route's prompt cache should do and does."""

from argparse import ArgumentParser

from django.core.management import BaseCommand
from django.utils import timezone

from routing.caching.reads import Examination, examine
from routing.caching.writes import UnableToExamine, padding_weigh, prefix_count
from routing.catalogue.reads import routes_all
from routing.registry import feature_list


class Command(BaseCommand):
    help = "Examines the prompt cache of every route. --count counts prefixes, --pad applies padding where it pays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", action="store_true", help="have the provider count the prefixes (free)")
        parser.add_argument("--pad", action="store_true", help="switch padding on where it pays, else off")

    def handle(self, *args: object, count: bool = False, pad: bool = False, **options: object) -> None:
        routed = {route.feature for route in routes_all()}
        for feature in feature_list():
            if feature.key not in routed:
                self.stdout.write(f"{feature.key}: no route")
                continue
            self._act(feature.key, count=count, pad=pad)
            for line in lines(examine(feature.key, timezone.now())):
                self.stdout.write(line)

    def _act(self, feature: str, *, count: bool, pad: bool) -> None:
        try:
            if count:
                prefix_count(feature=feature, now=timezone.now())
            if pad:
                padding_weigh(feature=feature, now=timezone.now())
        except UnableToExamine as unable:
            self.stderr.write(f"{feature}: {unable}")


def lines(found: Examination) -> list[str]:
    """Say an examination in a few lines."""
    prefix = found.prefix
    said = [
        f"{found.route.feature} ({found.route.model}, cache {found.route.cache})",
        f"  prefix     {prefix.best} tokens (estimated {prefix.estimated}, {prefix.low} to {prefix.high}; "
        f"counted {prefix.counted}; observed {prefix.observed}); floor {prefix.floor}",
        f"  padding    {found.plan.words if found.plan else 'this feature has no shared prefix to examine'}",
    ]
    said.append(f"  expected   {found.as_expected} of {len(found.looked)} calls did what was expected")
    return said + [f"  ALARM      {finding.words} (calls {finding.calls})" for finding in found.findings]
