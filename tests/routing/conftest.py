"""What every test of the door needs: its own event loop's client, closed; no memory of an earlier test's failures."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from routing.catalogue.writes import catalogue_load
from routing.decisions.writes import routes_ensure
from routing.gateway.breaker import breakers_reset
from routing.gateway.client import aclose
from routing.ledger.rates import rates_reset
from routing.models import LanguageModel
from tests.routing.comparing import asked_before
from tests.routing.traffic import NOW
from tests.routing.upstream import Upstream, upstream_serve

__all__ = ["asked_before"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    breakers_reset()
    rates_reset()
    yield
    breakers_reset()
    rates_reset()


@pytest.fixture
async def upstream(settings) -> AsyncIterator[Upstream]:
    """A scripted server on a real socket, in the place of the provider."""
    async with upstream_serve() as server:
        settings.ANTHROPIC_API_KEY = "sk-test"
        settings.ANTHROPIC_BASE_URL = server.url
        yield server
        await aclose()


@pytest.fixture
def real(settings) -> None:
    """A key is set: money is real. Calls may stay open side by side."""
    settings.ANTHROPIC_API_KEY = "sk-test"
    settings.ASK_NETWORK_CONCURRENCY = 100


@pytest.fixture
def lasting_catalogue(settings) -> None:
    """The demo's own models and routes, none of them near its end, as they were a day before the tests' own now."""
    catalogue_load(path=Path(settings.CATALOGUE_FILE))
    routes_ensure(now=NOW - timedelta(days=1))
    LanguageModel.objects.update(retires_on=None, lifecycle="active")
