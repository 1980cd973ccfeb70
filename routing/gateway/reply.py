"""One answer on its way: attempts, deadlines, and the outcome that is complete however it ends.

Deadlines look at content, not at bytes: pings keep a connection open for ever and must not keep a visitor waiting.
The time a slow consumer takes to fetch the next event is not held against the model.
"""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing, suppress
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import httpx2
from django.utils import timezone

from routing.gateway.breaker import Breaker
from routing.gateway.deadline import Deadline
from routing.gateway.errors import RETRIED, Fault, fault_of, visitor_words
from routing.gateway.messages import Event, Outcome, Text, Ticket, UnableToReply, Usage, usage_sum
from routing.gateway.transcript import Decoder, Overflow, Transcript
from routing.models.headroom import Heard, gauges_of
from routing.models.ledger import CallStatus, ErrorCode
from routing.standin.tokens import tokens_of
from routing.tokens import tokens_in_family
from routing.words import span_words

logger = logging.getLogger(__name__)

_ATTEMPTS = 3
_LONGEST_WAIT = 8.0
_DRAIN_SECONDS = 0.25
_CHARS_A_TOKEN = 16  # four times what text has
_chance = random.SystemRandom()

Connect = Callable[[], Awaitable[httpx2.Response]]
Slot = Callable[[], AbstractAsyncContextManager[None]]
_T = TypeVar("_T")


class Reply:
    """Iterate it once for `Text` and `Cited`; then read `outcome`. Raises UnableToReply while iterating."""

    def __init__(self, ticket: Ticket, *, connect: Connect, slot: Slot, breaker: Breaker) -> None:
        self.outcome = Outcome()
        self._ticket = ticket
        self._connect = connect
        self._slot = slot
        self._breaker = breaker
        self._transcript = self._transcript_new()
        self._may_be_billed = False
        self._is_last_unbilled = False
        self._billed: list[Usage] = []  # of attempts that broke after they had begun to count
        self._now = asyncio.get_running_loop().time
        self._started = self._now()
        self._began_at = self._started
        self._deadline = Deadline()
        self._events = self._run()

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._events

    async def aclose(self) -> None:
        """End it: upstream is closed at once if the answer was still coming, and the outcome is completed."""
        await self._events.aclose()
        self._complete()

    async def _run(self) -> AsyncGenerator[Event, None]:
        try:
            async with self._slot(), aclosing(self._attempts()) as events:
                async for event in events:
                    yield event
            self.outcome.status = self._transcript.status
            self._breaker.succeeded(self._began_at)
        except Fault as fault:
            self.outcome.status, self.outcome.error = CallStatus.FAILED, fault.code
            raise self._unable(fault) from fault
        except Exception:
            self.outcome.status = CallStatus.FAILED
            raise
        finally:
            self._complete()

    async def _attempts(self) -> AsyncGenerator[Event, None]:
        """Try up to three times, but never again once a piece of content has been seen."""
        total_at = self._started + self._ticket.total_seconds
        while True:
            self._check_breaker()
            self.outcome.attempts += 1
            billed_before, self._may_be_billed = self._may_be_billed, True
            try:
                async with aclosing(self._attempt(total_at)) as events:
                    async for event in events:
                        yield event
                return
            except Fault as fault:
                self.outcome.heard = _heard(fault) or self.outcome.heard
                self._is_last_unbilled = self._is_unbilled(fault)
                if self._is_last_unbilled:
                    self._may_be_billed = billed_before
                wait = self._wait_or_raise(fault, total_at)
            if self._transcript.is_started:
                self._billed.append(self._transcript.usage)
            await asyncio.sleep(wait)

    async def _attempt(self, total_at: float) -> AsyncGenerator[Event, None]:
        """Send the request and yield what it answers, until message_stop and the end of the body."""
        self._transcript = self._transcript_new()
        content_at = self._now() + self._ticket.first_token_seconds
        response = await self._before(self._connect(), content_at, total_at)
        try:
            self.outcome.request_id = response.headers.get("request-id", "")
            self.outcome.heard = Heard(timezone.now(), gauges_of(response.headers))
            async with aclosing(response.aiter_bytes()) as chunks:
                async for event in self._read(chunks, content_at, total_at):
                    yield event
        finally:
            await response.aclose()

    async def _read(
        self, chunks: AsyncGenerator[bytes, None], content_at: float, total_at: float
    ) -> AsyncGenerator[Event, None]:
        decoder, transcript = Decoder(), self._transcript
        while chunk := await self._before(anext(chunks, b""), content_at, total_at):
            seen = transcript.pieces_seen
            for event in self._decode(decoder, chunk):
                yield event
            if transcript.is_done:
                await _drain(chunks)
                return
            if transcript.is_overlong:  # a server that keeps to no `max_tokens` would be read for ever
                transcript.stop_reason = "max_tokens"
                return
            if transcript.pieces_seen > seen:
                content_at = self._now() + self._ticket.gap_seconds
        raise Fault(ErrorCode.PROTOCOL, "the stream ended without message_stop")

    def _decode(self, decoder: Decoder, chunk: bytes) -> Iterator[Event]:
        transcript = self._transcript
        try:
            for name, payload in decoder.feed(chunk):
                event = transcript.take(name, payload)
                if transcript.pieces_seen == 1:
                    self._breaker.succeeded(self._began_at)
                if event is None:
                    continue
                if self.outcome.ttft_ms is None and isinstance(event, Text):
                    self.outcome.ttft_ms = self._elapsed_ms()
                yield event
        except Overflow as overflow:
            raise Fault(ErrorCode.PROTOCOL, "an event of more than 4 MB") from overflow

    async def _before(self, step: Awaitable[_T], content_at: float, total_at: float) -> _T:
        """Await one step within both deadlines. Raises Fault, whatever went wrong."""
        try:
            return await self._deadline.before(min(content_at, total_at), step)
        except TimeoutError as late:
            raise Fault(self._lateness(content_at, total_at)) from late
        except Exception as raised:
            raise fault_of(raised, timezone.now()) from raised

    def _lateness(self, content_at: float, total_at: float) -> ErrorCode:
        if total_at <= content_at:
            return ErrorCode.TIMEOUT_TOTAL
        return ErrorCode.TIMEOUT_STALL if self._transcript.pieces_seen else ErrorCode.TIMEOUT_FIRST_TOKEN

    def _transcript_new(self) -> Transcript:
        most = self._ticket.max_output_tokens * _CHARS_A_TOKEN
        return Transcript(self._ticket.cache_ttl, most_chars=most)

    def _check_breaker(self) -> None:
        now = self._now()
        rest = self._breaker.rest(now)
        if rest:
            raise Fault(ErrorCode.BREAKER_OPEN, retry_after=rest)
        self._began_at = now

    def _is_unbilled(self, fault: Fault) -> bool:
        """An error event before message_start is as free as an error status."""
        return fault.is_unbilled or (fault.status == 200 and not self._transcript.is_started)

    def _wait_or_raise(self, fault: Fault, total_at: float) -> float:
        """Return how long to wait before the next attempt, in seconds; raise the fault where there is none."""
        is_final = fault.is_ours or self._breaker.failed(fault.code, self._now(), self._began_at)
        attempts = self.outcome.attempts
        if is_final or attempts >= _ATTEMPTS or self._transcript.pieces_seen or fault.code not in RETRIED:
            raise fault
        wait = fault.retry_after
        if wait is None:
            wait = 0.5 * 2 ** (attempts - 1) * _chance.uniform(0.75, 1.0)
        if wait > _LONGEST_WAIT or self._now() + wait >= total_at:
            raise fault
        return wait

    def _unable(self, fault: Fault) -> UnableToReply:
        request_id = fault.request_id or self.outcome.request_id
        self.outcome.request_id = request_id
        logger.warning(
            "model call failed: call=%s model=%s attempts=%s request_id=%s %s",
            self._ticket.call_id,
            self._ticket.model,
            self.outcome.attempts,
            request_id,
            fault,
        )
        if fault.retry_after is None:
            return UnableToReply(fault.code, visitor_words(fault.code))
        now = timezone.now()
        until = now + timedelta(seconds=fault.retry_after)
        return UnableToReply(fault.code, visitor_words(fault.code, span_words(now, until)), until.isoformat())

    def _complete(self) -> None:
        """Fill the outcome, once."""
        outcome = self.outcome
        if outcome.total_ms is not None:
            return
        if outcome.status is CallStatus.CALLING:
            outcome.status = CallStatus.CANCELLED
            self._breaker.abandoned(self._began_at)
        self._deadline.close()
        outcome.total_ms = self._elapsed_ms()
        outcome.text = self._transcript.text
        outcome.stop_reason = self._transcript.stop_reason
        outcome.model = self._transcript.model
        outcome.message_id, outcome.diagnostics = self._transcript.message_id, self._transcript.diagnostics
        outcome.usage, outcome.is_estimated = self._usage()
        outcome.is_unbilled = not self._may_be_billed

    def _usage(self) -> tuple[Usage, bool]:
        """Return the counts of every billed attempt, and whether they are ours.

        Of a broken answer the text is counted, as it was never told. An attempt that may have been billed and told
        nothing leaves the whole unknown: it is charged at its bound.
        """
        if self._billed and self._is_last_unbilled:
            return usage_sum(self._billed), False
        reported = self._transcript.usage
        if reported.input is None:
            return reported, False
        if self._transcript.is_done:
            return usage_sum([*self._billed, reported]), False
        counted = tokens_in_family(tokens_of(self._transcript.text, "old"), self._ticket.tokenizer)
        return usage_sum([*self._billed, replace(reported, output=max(reported.output or 0, counted))]), True

    def _elapsed_ms(self) -> int:
        return round((self._now() - self._started) * 1000)


def _heard(fault: Fault) -> Heard | None:
    """Return what a refusal said of the provider's limits; None where it said nothing."""
    now = timezone.now()
    rests = fault.retry_after if fault.code is ErrorCode.RATE_LIMITED else None
    until = now + timedelta(seconds=rests) if rests else None
    return Heard(now, fault.gauges, until) if fault.gauges or until else None


async def _drain(chunks: AsyncGenerator[bytes, None]) -> None:
    """Read the body to its end, so that the connection can be used again."""
    with suppress(TimeoutError, httpx2.HTTPError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for _ in chunks:
                pass
