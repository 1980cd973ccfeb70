import asyncio

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from fitcheck.models import Assessment
from fitcheck.run.runner import runner
from routing.gateway import client as door
from site_project.asgi import application
from tests.fitcheck.conftest import POSTING
from tests.fitcheck.test_pages import done
from tests.fitcheck.test_services import create

pytestmark = pytest.mark.anyio
ORIGIN = [(b"origin", b"http://127.0.0.1:8000")]


async def opened(public_id, query=""):
    """Open the page's socket."""
    socket = WebsocketCommunicator(application, f"/ws/fit-check/{public_id}/{query}", headers=ORIGIN)
    connected, _ = await socket.connect(timeout=30)
    assert connected
    return socket


async def frames_until(socket, kind):
    """Return every frame up to the first of a kind."""
    frames = [await socket.receive_json_from(timeout=30)]
    while frames[-1]["type"] != kind:
        frames.append(await socket.receive_json_from(timeout=30))
    return frames


async def test_it_sends_rows_as_they_close_and_then_the_end(running, settings):
    settings.STANDIN_TOKENS_PER_SECOND = 400
    assessment = (await sync_to_async(create)()).assessment
    socket = await opened(assessment.public_id)
    runner.wake()

    frames = await frames_until(socket, "end")

    rows = [frame for frame in frames if frame["type"] == "requirement"]
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 3
    assert all(row["quote"] in POSTING for row in rows)
    assert frames[-1] == {"type": "end", "status": "done"}


async def test_it_follows_a_check_that_another_process_runs_from_its_rows(site):
    assessment = await sync_to_async(done)()
    await Assessment.objects.filter(pk=assessment.pk).aupdate(status="running", attempts=1)
    socket = await opened(assessment.public_id, "?attempt=1&after=1")

    first = await frames_until(socket, "requirement")
    await Assessment.objects.filter(pk=assessment.pk).aupdate(status="done")
    rest = await frames_until(socket, "end")

    assert [frame.get("seq") for frame in first] == [None, 2]
    assert [frame["type"] for frame in rest] == ["end"]


async def test_it_starts_over_when_the_check_did(site):
    assessment = await sync_to_async(done)()
    await Assessment.objects.filter(pk=assessment.pk).aupdate(status="running", attempts=2)
    socket = await opened(assessment.public_id, "?attempt=1&after=2")

    frames = [await socket.receive_json_from(timeout=30) for _ in range(3)]
    await socket.disconnect()

    assert [(frame["type"], frame.get("seq"), frame["attempt"]) for frame in frames] == [
        ("state", None, 2),
        ("requirement", 1, 2),
        ("requirement", 2, 2),
    ]


async def test_it_says_that_there_is_no_such_check(site):
    socket = await opened("0" * 32, "?attempt=x&after=9999999999999")

    frame = await socket.receive_json_from(timeout=30)
    closed = await socket.receive_output(timeout=30)

    assert frame["code"] == "not_found"
    assert closed["code"] == 4404


async def test_it_refuses_frames_and_a_foreign_origin(site):
    assessment = (await sync_to_async(create)()).assessment
    socket = await opened(assessment.public_id)
    foreign = WebsocketCommunicator(
        application, f"/ws/fit-check/{assessment.public_id}/", headers=[(b"origin", b"http://evil.example")]
    )

    assert not (await foreign.connect(timeout=30))[0]
    for _ in range(3):
        await socket.send_to(text_data="{}")
    async with asyncio.timeout(5):
        while (output := await socket.receive_output(timeout=30))["type"] != "websocket.close":
            pass

    assert output["code"] == 4400
    await door.aclose()


async def test_it_says_that_it_lives_while_nothing_is_new(site, monkeypatch):
    monkeypatch.setattr("fitcheck.consumers.PULSE_SECONDS", 0.05)
    assessment = (await sync_to_async(create)()).assessment

    frames = await frames_until(await opened(assessment.public_id), "alive")

    assert [frame["type"] for frame in frames] == ["state", "alive"]
