"""A stand-in with a clock of its own, and the official client on either carrier: in process or over a socket."""

import pytest

from routing.standin.serve import serving
from tests.wire.double import Double
from tests.wire.wiring import Clock, ShortResponder, client_in_process, client_over_socket


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def standin(clock):
    return Double(responders=[ShortResponder()], clock=clock)


@pytest.fixture(params=["in_process", "socket"])
async def client(request, standin):
    """The SDK's client without retries, once per carrier."""
    if request.param == "in_process":
        async with client_in_process(standin) as connected:
            yield connected
    else:
        async with serving(standin) as url, client_over_socket(url) as connected:
            yield connected


@pytest.fixture
async def near_client(standin):
    """The SDK's client in process only, for what the carrier has no part in."""
    async with client_in_process(standin) as connected:
        yield connected
