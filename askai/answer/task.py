"""Answers being written in this process. An answer belongs to nobody's socket: it ends even if everyone leaves.

Each is one task: open the turn (one thread hop), relay the stream, close the turn (one thread hop).
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import assert_never

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from askai.answer.citations import AnswerDraft, AnswerPart
from askai.answer.frames import Frames
from askai.answer.leases import turn_beat
from askai.answer.lookout import LOOK_SECONDS, Lookout
from askai.answer.retry import HeldStart, has_fault, is_retried, retry_open, retry_settle
from askai.selectors import BEAT_SECONDS, Wish
from askai.services import OpenTurn, TurnWork, UnableToAsk, VisitorQuestion, turn_close, turn_open
from routing.crossing import cross, hop_paid
from routing.gateway.client import stream
from routing.gateway.messages import Caller, Cited, Event, Outcome, Text, UnableToReply
from routing.ledger.calls import call_release
from routing.models import CallStatus

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_LEFT = "Nobody was reading any more, so the answer ends here."
_RESTARTED = "The site was restarted here. Ask again for the whole answer."

_answers: dict[int, "ChatAnswer"] = {}  # by turn, once there is one
_lookout = Lookout(_answers)
_running: dict[asyncio.Task[None], "ChatAnswer"] = {}  # holds the tasks: a bare one may be collected while it runs


def answer_begin(*, question: VisitorQuestion, caller: Caller, clock: Clock) -> "ChatAnswer":
    """Start an answer and return at once. Await its `opened` for the turn."""
    answer = ChatAnswer(question, caller, clock)
    task = asyncio.create_task(answer.run())
    _running[task] = answer
    task.add_done_callback(_forget)
    return answer


def answer_of(turn_id: int) -> "ChatAnswer | None":
    """Return the answer of a turn while this process writes it."""
    return _answers.get(turn_id)


def answers_stop(visitor: str) -> bool:
    """Stop what this visitor asked in this process, an answer about to begin included. False = there was nothing."""
    mine = [answer for answer in _running.values() if answer.visitor == visitor]
    for answer in mine:
        answer.stop()
    return bool(mine)


async def answers_drain(seconds: float) -> None:
    """Let the running answers end; stop those that take longer and store what they have."""
    if _running:
        await asyncio.wait(set(_running), timeout=seconds)
    for answer in list(_running.values()):
        answer.stop(_RESTARTED)
    if _running:
        await asyncio.wait(set(_running), timeout=5)


def _forget(task: asyncio.Task[None]) -> None:
    _running.pop(task, None)


class ChatAnswer:
    """One question on its way to an answer. `opened` holds the stored turn, or why there is none."""

    def __init__(self, question: VisitorQuestion, caller: Caller, clock: Clock) -> None:
        self.opened: asyncio.Future[OpenTurn] = asyncio.get_running_loop().create_future()
        self.frames: Frames | None = None
        self.visitor = "" if question.is_lone else caller.visitor
        self._question = question
        self._caller = caller
        self._clock = clock
        self._reading: asyncio.Task[None] | None = None
        self._is_stopped = False
        self._is_watched = asyncio.Event()
        self._why = ""
        self._outcome = Outcome(status=CallStatus.CANCELLED, is_unbilled=True)  # until the request leaves

    async def run(self) -> None:
        """Carry the answer from question to stored text. Whoever asked reads a refusal from `opened`."""
        try:
            if len(_running) > settings.ASK_CONCURRENCY:
                raise UnableToAsk("busy", "Many people are asking right now. Try again in a few seconds.")
            opened = await cross(turn_open, question=self._question, caller=self._caller, now=self._clock())
        except Exception as error:  # noqa: BLE001 (handed on to whoever asked)
            self.opened.set_exception(error)
            self.opened.exception()  # marks it as seen: the one who asked may have left
            return
        if opened.work is None:
            self.opened.set_result(opened)
            return
        frames = self.frames = Frames(opened.id, on_alone=partial(self.stop, _LEFT))
        _answers[opened.id] = self
        _lookout.begin()
        self.opened.set_result(opened)
        try:
            await self._answer(opened.work, frames)
        finally:
            _answers.pop(opened.id, None)
            _lookout.end()

    def stop(self, why: str = "") -> None:
        """Stop paying now; what was written so far is kept. `why` is for the visitor, where it was not their wish."""
        self._is_stopped, self._why = True, self._why or why
        if self._reading is not None:
            self._reading.cancel()

    def heed(self, wish: Wish) -> None:
        """Do what was asked at another process: stop, or keep the frames in the row for whoever follows there."""
        if wish.is_stop_wanted:
            self.stop()
        elif wish.is_watched:
            self._is_watched.set()

    async def _answer(self, work: TurnWork, frames: Frames) -> None:
        draft, done = AnswerDraft(passages=work.prefix.passages), None
        self._work = work
        try:
            message = await self._relay(work, draft, frames)
            frames.flush()
            done = await hop_paid(
                turn_close,
                work=self._work,
                draft=draft,
                outcome=self._outcome,
                message=message,
                frames=frames.next_seq,
                now=self._clock(),
            )
        except Exception:
            # The call is settled by the sweep, the turn marked when it is next read.
            logger.exception("turn %s was not stored", work.turn_id)
        finally:
            frames.end(done)

    async def _relay(self, work: TurnWork, draft: AnswerDraft, frames: Frames) -> str:
        """Read the stream to its end, failure or stop. Return a sentence where it needs one."""
        self._reading = asyncio.create_task(self._read(work, draft, frames))
        beating = asyncio.create_task(self._beat(work, draft, frames))
        if self._is_stopped:
            self._reading.cancel()
        try:
            await self._reading
        except UnableToReply as error:
            return error.message
        except asyncio.CancelledError:
            if not self._is_stopped:
                raise
            return self._why
        except Exception:
            # A bug, not the model's failure: the turn is still closed, and its money settled.
            logger.exception("turn %s broke", work.turn_id)
        finally:
            beating.cancel()
        return ""

    async def _beat(self, work: TurnWork, draft: AnswerDraft, frames: Frames) -> None:
        """Say now and then that this process lives, and more often while its words are read at another one.

        Most answers have ended before the first beat.
        """
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._is_watched.wait()
                    await asyncio.sleep(LOOK_SECONDS / 2)
            live = frames.stored if self._is_watched.is_set() else []
            try:
                is_held = await cross(turn_beat, turn_id=work.turn_id, text=draft.text, live=live)
            except (DatabaseError, InterfaceError):
                logger.warning("turn %s: a beat was missed", work.turn_id)
                continue
            if not is_held:
                self.stop()

    async def _read(self, work: TurnWork, draft: AnswerDraft, frames: Frames) -> None:
        second = await self._pass(work, draft, frames, HeldStart() if is_retried(work.ticket) else None)
        if second is not None:
            draft.clear()
            await self._pass(second, draft, frames, None)

    async def _pass(
        self, work: TurnWork, draft: AnswerDraft, frames: Frames, held: HeldStart | None
    ) -> TurnWork | None:
        """Read one reply to its end. Returns the second try where the beginning has no source and was not shown."""
        second = None
        try:
            async with stream(work.ticket, work.prompt) as reply:
                self._outcome = reply.outcome
                async for event in reply:
                    number = _drawn(event, draft)
                    if held is None or held.is_over:
                        _show(event, number, draft, frames)
                        continue
                    held.take(event, number)
                    second = await self._judged(work, held.closed(draft.parts()), held, draft, frames)
                    if second is not None:
                        break
                if held is not None and not held.is_over and second is None:
                    parts = draft.parts() if reply.outcome.status == CallStatus.DONE else ()
                    second = await self._judged(work, parts, held, draft, frames, is_end=True)
        finally:
            if second is not None:
                first, self._outcome = self._outcome, Outcome(status=CallStatus.CANCELLED, is_unbilled=True)
                self._work = second
                await asyncio.shield(
                    hop_paid(retry_settle, first=work, second=second, outcome=first, now=self._clock())
                )
        return second

    async def _judged(
        self,
        work: TurnWork,
        parts: Sequence[AnswerPart],
        held: HeldStart,
        draft: AnswerDraft,
        frames: Frames,
        *,
        is_end: bool = False,
    ) -> TurnWork | None:
        """Open a second try where what is held back has no source; show it where it has, or nothing can be said."""
        if not parts and not held.is_too_long and not is_end:
            return None
        if bool(parts) and await cross(has_fault, work, parts, self._clock()):
            second = await self._opened_again(work)
            if second is not None:
                return second
        for event, number in held.release():
            _show(event, number, draft, frames)
        return None

    async def _opened_again(self, work: TurnWork) -> TurnWork | None:
        """Cancelled meanwhile, the second call is given back: the thread cannot be stopped half-way."""
        opening = asyncio.ensure_future(cross(retry_open, work=work, caller=self._caller, now=self._clock()))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            second = await opening
            if second is not None:
                await cross(call_release, second.ticket, self._clock())
            raise


def _drawn(event: Event, draft: AnswerDraft) -> int | None:
    """Add an event to the answer; returns the number of a new chip."""
    match event:
        case Text():
            draft.take_text(event)
            return None
        case Cited():
            return draft.take_citation(event)
        case _:
            assert_never(event)


def _show(event: Event, number: int | None, draft: AnswerDraft, frames: Frames) -> None:
    """Send an event to whoever reads."""
    if isinstance(event, Text):
        frames.add_text(event.text)
    elif number is not None:
        frames.add_citation(number, draft.citations[number - 1])
