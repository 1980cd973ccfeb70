"""What every test of the door needs: its own event loop's client, closed; no memory of an earlier test's failures."""

from collections.abc import AsyncIterator, Iterator

import pytest

from routing.breaker import breakers_reset
from routing.client import aclose
from routing.rates import rates_reset
from tests.routing.comparing import asked_before
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
