"""Reading in bites: first words at once, then at a distance, and one timer that ends what takes too long."""

import asyncio

import httpx2
import pytest
from anyio.abc import ByteStream

from routing.gateway.deadline import Deadline
from routing.gateway.pacing import FREE_READS, PACE_SECONDS, PacedStream, pace
from tests.routing.upstream import answer

pytestmark = pytest.mark.anyio


class Wire(ByteStream):
    """A connection on which something has always arrived."""

    def __init__(self) -> None:
        self.sent = b""

    async def receive(self, max_bytes: int = 65536) -> bytes:
        return b"x"

    async def send(self, item: bytes) -> None:
        self.sent += item

    async def send_eof(self) -> None: ...

    async def aclose(self) -> None: ...


async def read_times(stream: ByteStream, reads: int) -> list[float]:
    times = []
    for _ in range(reads):
        await stream.receive()
        times.append(asyncio.get_running_loop().time())
    return times


async def test_it_reads_the_first_words_at_once_and_later_ones_at_a_distance():
    times = await read_times(PacedStream(Wire()), FREE_READS + 2)

    assert times[FREE_READS - 1] - times[0] < PACE_SECONDS
    assert times[FREE_READS + 1] - times[FREE_READS - 1] >= 2 * PACE_SECONDS * 0.95


async def test_it_starts_anew_with_every_request():
    wire = Wire()
    stream = PacedStream(wire)
    await read_times(stream, FREE_READS)

    await stream.send(b"request")
    times = await read_times(stream, FREE_READS)

    assert wire.sent == b"request"
    assert times[-1] - times[0] < PACE_SECONDS


async def test_it_paces_a_clients_own_connections(upstream):
    upstream.plays(answer("Forty."))

    async with pace(httpx2.AsyncClient()) as client, client.stream("POST", upstream.url, json={}) as response:
        connection = response.extensions["network_stream"]
        await response.aread()

    assert isinstance(connection._stream, PacedStream)


async def test_it_ends_only_the_step_that_is_late():
    deadline, loop = Deadline(), asyncio.get_running_loop()

    early = await deadline.before(loop.time() + 0.05, asyncio.sleep(0, "in time"))
    await asyncio.sleep(0.06)  # nothing is under way when the time comes
    later = await deadline.before(loop.time() + 5, asyncio.sleep(0.01, "in time"))
    with pytest.raises(TimeoutError):
        await deadline.before(loop.time() + 0.02, asyncio.sleep(5))

    assert early == later == "in time"
    assert asyncio.current_task().cancelling() == 0


async def test_it_lets_someone_elses_cancel_go_first():
    deadline, loop = Deadline(), asyncio.get_running_loop()
    step = asyncio.create_task(deadline.before(loop.time() + 5, asyncio.sleep(5)))
    await asyncio.sleep(0)

    step.cancel()

    with pytest.raises(asyncio.CancelledError):
        await step
    deadline.close()
