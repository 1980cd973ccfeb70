"""The one door to the model as the features' tests find it: nothing remembered, routes there, the stand-in behind."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from routing.catalogue.writes import catalogue_load
from routing.decisions.writes import routes_ensure
from routing.gateway import client
from routing.gateway.breaker import breakers_reset
from routing.ledger.rates import rates_reset
from tests.wire.double import Double


def routes_ready() -> None:
    """Load the catalogue and the routes; forget the rates and failures of earlier tests."""
    rates_reset()
    breakers_reset()
    catalogue_load(path=Path(settings.CATALOGUE_FILE))
    routes_ensure(now=timezone.now())


def standin() -> Double:
    """Return the double behind this loop's door."""
    found = client.standin()
    assert isinstance(found, Double)
    return found
