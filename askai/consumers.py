"""The Ask AI socket: speaks the wire, owns its followers, never awaits an answer inside a handler.

Channels hands a consumer one frame at a time: whatever takes long runs in a task, or a `stop` would wait behind the
answer it should stop. No channel layer: an answer's frames come from this process or from the stored turn.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from contextlib import aclosing
from functools import lru_cache
from typing import Any, assert_never
from uuid import uuid4

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.urls import path
from django.utils import timezone
from limits import parse

from askai.answer.leases import turns_stop
from askai.answer.task import answer_begin, answer_of, answers_stop
from askai.answer.whole import turn_follow
from askai.opinions import turn_thumb
from askai.selectors import turn_record
from askai.services import OpenTurn, UnableToAsk, VisitorQuestion, conversation_close, conversation_show, turn_find
from askai.wire import (
    PULSE_SECONDS,
    Alive,
    Ask,
    BadFrame,
    BrowserFrame,
    New,
    Ready,
    Refused,
    Resume,
    ServerFrame,
    Stop,
    Thumb,
    TurnOpened,
    frame_read,
    frame_write,
)
from routing.crossing import cross
from routing.gateway.engines import engine
from routing.gateway.messages import Caller, UnableToAdmit
from routing.ledger.callers import caller_of_scope
from routing.sockets import parts_of

logger = logging.getLogger(__name__)

BAD_FRAMES, RATE = 4400, 4029
_STRIKES = 3
_SEND_SECONDS = 10

_BROKE = Refused("unavailable", "Something went wrong on this side. Your question is safe to send again.")


_NOBODY = Caller(visitor="", network="")
_tabs: dict[str, set["AskConsumer"]] = {}  # open sockets of this process, by visitor


class AskConsumer(AsyncWebsocketConsumer):
    """One browser tab. Its visitor cookie decides the conversation."""

    async def connect(self) -> None:
        """Accept, and tell what the conversation holds."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._stamps: deque[float] = deque()
        self._strikes = 0
        self._is_gone = False
        self._shown: tuple[str | None, int] = (None, 0)  # the conversation and how many of its turns
        self._whole = asyncio.Lock()  # the parts of one frame follow each other
        self._order = asyncio.Lock()  # first come, first served: a question after "new" belongs to the new chat
        caller = caller_of_scope(self.scope)
        self._caller = caller or _NOBODY
        await self.accept()
        if caller is None:
            await self._send(Refused("not_found", "This page needs its cookie to keep a conversation. Reload it."))
            await self._hang_up(BAD_FRAMES)
            return
        _tabs.setdefault(caller.visitor, set()).add(self)
        self._spawn(self._ready())

    async def disconnect(self, code: int) -> None:
        """Stop following. The answers themselves go on, and are stored."""
        self._is_gone = True
        for task in self._tasks:
            task.cancel()
        tabs = _tabs.get(self._caller.visitor, set())
        tabs.discard(self)
        if not tabs:
            _tabs.pop(self._caller.visitor, None)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Check a frame and start what it asks for."""
        if self._is_gone:
            return
        if self._is_too_fast():
            await self._hang_up(RATE)
            return
        if text_data is None or len(text_data.encode("utf-8", "replace")) > settings.SOCKET_MAX_BYTES:
            await self._strike(f"A message must be text of {settings.SOCKET_MAX_BYTES:,} bytes at most.")
            return
        try:
            frame = frame_read(text_data)
        except BadFrame:
            await self._strike("That message is not one this page sends.")
            return
        self._act(frame)

    def _act(self, frame: BrowserFrame) -> None:
        match frame:
            case Ask():
                self._spawn(self._ask(frame))
            case Stop():
                if not answers_stop(self._caller.visitor):
                    self._spawn(self._stop_elsewhere())
            case Resume():
                self._spawn(self._resume(frame.turn, frame.after))
            case New():
                self._spawn(self._new())
            case Thumb():
                self._spawn(self._thumb(frame))
            case _:
                assert_never(frame)

    async def _ready(self) -> None:
        conversation, turns = await cross(conversation_show, visitor=self._caller.visitor)
        name = str(conversation.public_id) if conversation else None
        self._shown = (name, len(turns))
        await self._send(Ready(name, engine(), [turn_record(turn) for turn in turns]))

    async def _ask(self, frame: Ask) -> None:
        question = VisitorQuestion(text=frame.text, key=frame.key, conversation=uuid4())
        async with self._order:
            answer = answer_begin(question=question, caller=self._caller, clock=timezone.now)
            opened = await asyncio.shield(answer.opened)
        self._tell_other_tabs()
        if self._has_missed(opened):
            await self._ready()
        self._shown = (opened.conversation, max(self._shown[1], opened.idx + 1))
        await self._send(TurnOpened(opened.id, str(opened.key)))
        await self._follow(opened.id, 0)

    def _has_missed(self, opened: OpenTurn) -> bool:
        """Return whether the chat that this tab shows went on, or was closed, at another process."""
        name, count = self._shown
        return opened.idx > count or (opened.conversation != name and (name is not None or opened.idx > 0))

    async def _stop_elsewhere(self) -> None:
        await cross(turns_stop, visitor=self._caller.visitor)

    async def _resume(self, turn_id: int, after: int) -> None:
        # Whose turn it is comes first: a turn being written is as private as a stored one.
        await cross(turn_find, turn_id=turn_id, visitor=self._caller.visitor)
        await self._follow(turn_id, after)

    async def _follow(self, turn_id: int, after: int) -> None:
        """Send a turn's frames: those being written here, or else those that another process keeps in its row."""
        answer = answer_of(turn_id)
        if answer is None or answer.frames is None:
            async for frame in turn_follow(turn_id=turn_id, visitor=self._caller.visitor, after=after):
                await self._send(frame)
            return
        async with aclosing(answer.frames.follow(after)) as frames:
            async for frame in frames:
                await self._send(frame)
        if not answer.frames.is_stored:
            await self._send(_BROKE)

    async def _new(self) -> None:
        async with self._order:
            await cross(conversation_close, visitor=self._caller.visitor)
            self._tell_other_tabs()
            await self._ready()

    def _tell_other_tabs(self) -> None:
        """Let the visitor's other tabs see what has changed: they resume a running answer by themselves."""
        for tab in _tabs.get(self._caller.visitor, set()) - {self}:
            tab._spawn(tab._ready())

    async def _thumb(self, frame: Thumb) -> None:
        async with self._order:
            await cross(
                turn_thumb,
                turn_id=frame.turn,
                visitor=self._caller.visitor,
                value=frame.value,
                reason=frame.reason or "",
                now=timezone.now(),
            )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a frame's work; a failure is told on the socket, which lives on."""
        pulse = asyncio.create_task(self._pulse())
        try:
            await work
        except (UnableToAsk, UnableToAdmit) as error:
            await self._send(Refused(error.code, error.message, getattr(error, "retry_at", None)))
        except Exception:
            logger.exception("a frame's work broke")
            await self._send(_BROKE)
        finally:
            pulse.cancel()

    async def _pulse(self) -> None:
        while True:
            await asyncio.sleep(PULSE_SECONDS)
            await self._send(Alive())

    async def _strike(self, message: str) -> None:
        self._strikes += 1
        await self._send(Refused("bad_frame", message))
        if self._strikes >= _STRIKES:
            await self._hang_up(BAD_FRAMES)

    async def _hang_up(self, code: int) -> None:
        """Close, and hear nothing more: frames that are already on their way are not acted on."""
        self._is_gone = True
        await self.close(code)

    def _is_too_fast(self) -> bool:
        amount, seconds = _frame_rate(settings.SOCKET_FRAMES)
        now = asyncio.get_running_loop().time()
        self._stamps.append(now)
        while self._stamps[0] <= now - seconds:
            self._stamps.popleft()
        return len(self._stamps) > amount

    async def _send(self, frame: ServerFrame) -> None:
        """Send a frame. A browser that does not take it in ten seconds is gone."""
        if self._is_gone:
            return
        first, *rest = parts_of(frame_write(frame))
        if not rest:
            await self._send_text(first)
            return
        async with self._whole:
            for part in (first, *rest):
                await self._send_text(part)

    async def _send_text(self, text: str) -> None:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                await self.send(text_data=text)
        except TimeoutError:
            await self.close()


@lru_cache(maxsize=4)
def _frame_rate(rate: str) -> tuple[int, int]:
    """Return how many frames in how many seconds, from a text such as `20/10 seconds`."""
    item = parse(rate)
    return item.amount, item.get_expiry()


websocket_urlpatterns = [path("ws/ask-ai/", AskConsumer.as_asgi())]  # type: ignore[arg-type]  # Channels routes applications
