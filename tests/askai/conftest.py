"""A site with a few pages, a browser's cookie, and the stand-in behind the one door."""

import json
from collections.abc import AsyncIterator, Callable
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings as site_settings
from django.core.signing import Signer

from routing.gateway import client as door
from site_project.asgi import application
from tests.door import routes_ready
from tests.factories import PageFactory, ProfileFactory, SkillFactory, one_change

ORIGIN = b"http://127.0.0.1:8000"
DISCOVERY = "Ada ran 40 interviews with editors in 2025. The interviews cut the roadmap from nine bets to three."
WEEKLY = "Ada moved the editor to weekly releases. Crashes fell 12 percent in the first quarter."


@pytest.fixture
def site(transactional_db: None) -> None:
    """An owner, two pages, a skill, and the routes."""
    routes_ready()
    with one_change():
        ProfileFactory()
        PageFactory(slug="editor", title="The editor", body=f"{WEEKLY}\n\n## Discovery\n\n{DISCOVERY}")
        PageFactory(
            slug="payments", title="Payments", body="Ada shipped invoices for 300 shops. Refunds took two days."
        )
        SkillFactory(name="Kafka", rating=0, category="Data platforms", evidence="")


def cookie_of(name: str) -> str:
    """Return the cookie of a visitor of that name, signed as the site signs it."""
    return Signer(salt="routing.visitor").sign(name)


@pytest.fixture
def visitor() -> str:
    """Return the signed cookie of a visitor."""
    return cookie_of(f"visitor-{uuid4()}")


@pytest.fixture
def slow(settings) -> None:
    """The stand-in writes at the pace of a slow model, so that something can happen in between."""
    settings.STANDIN_TOKENS_PER_SECOND = 60


class Browser:
    """One tab: a websocket with the visitor's cookie."""

    def __init__(self, cookie: str, origin: bytes = ORIGIN) -> None:
        jar = SimpleCookie({site_settings.VISITOR_COOKIE_NAME: cookie})
        headers = [(b"origin", origin), (b"cookie", jar.output(header="").strip().encode())]
        self.socket = WebsocketCommunicator(application, "/ws/ask-ai/", headers=headers)
        self.widest = 0  # bytes of the biggest message so far

    async def open(self) -> dict:
        connected, _ = await self.socket.connect(timeout=30)
        assert connected
        return await self.take()

    async def take(self) -> dict:
        frame, text = await self._frame(), ""
        while frame["type"] == "part":
            text += frame["text"]
            frame = json.loads(text) if frame["is_last"] else await self._frame()
        return frame

    async def _frame(self) -> dict:
        text = await self.socket.receive_from(timeout=30)
        self.widest = max(self.widest, len(text.encode()))
        return json.loads(text)

    async def send(self, **frame: object) -> None:
        await self.socket.send_json_to(frame)

    async def ask(self, text: str, key: str | None = None) -> list[dict]:
        """Ask, and return every frame until the end of the answer or an error."""
        await self.send(type="ask", text=text, key=key or str(uuid4()))
        return await self.until("answer.done", "error")

    async def until(self, *types: str) -> list[dict]:
        frames = [await self.take()]
        while frames[-1]["type"] not in types:
            frames.append(await self.take())
        return frames

    async def close(self) -> None:
        await self.socket.disconnect()


@pytest.fixture
async def open_browser(site: None, visitor: str) -> AsyncIterator[Callable[..., object]]:
    """Open tabs of one visitor; all are closed, and what they started is over, when the test ends."""
    tabs: list[Browser] = []

    async def open_one(cookie: str = visitor) -> Browser:
        tabs.append(Browser(cookie))
        tabs[-1].ready = await tabs[-1].open()
        return tabs[-1]

    yield open_one
    from askai.answer.task import answers_drain

    for tab in tabs:
        await tab.close()
    await answers_drain(5)
    await door.aclose()
