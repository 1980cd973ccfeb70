"""The second reading of one check: pairs are read in batches while the rest of the answer still streams."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db import DatabaseError

from fitcheck.proof.feature import FIT_PROOF
from fitcheck.proof.prompt import CONTROL, EvidencePair, pairs_ordered, proof_prompt
from fitcheck.proof.reply import ShowsWord, proof_read
from routing.catalogue.reads import route_get
from routing.crossing import cross, hop
from routing.gateway.client import stream
from routing.gateway.messages import Caller, Prompt, Ticket, UnableToAdmit, UnableToReply
from routing.ledger.admission import call_open
from routing.ledger.calls import call_close
from routing.models import Route
from routing.worker import Clock

logger = logging.getLogger(__name__)

BATCH = 12
WAIT_SECONDS = 4.0  # after the last requirement has closed: the verdict does not wait longer for a confirmation

ProofStatus = Literal["done", "off", "failed", "budget"]


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What came of it: a word for each requirement that was read, by its idx. `status` is the worst of its batches."""

    status: ProofStatus
    words: dict[int, ShowsWord]


NOT_READ = SecondReading("done", {})


@dataclass(slots=True)
class ProofReader:
    """Reads the pairs of one check. `seed` orders them; nothing it raises reaches the check."""

    caller: Caller
    seed: str
    clock: Clock
    _waiting: list[EvidencePair] = field(default_factory=list)
    _batches: list[asyncio.Task[SecondReading]] = field(default_factory=list)

    def offer(self, pairs: Sequence[EvidencePair]) -> None:
        """Take pairs that have closed; every twelve begin to be read at once."""
        self._waiting.extend(pairs)
        while len(self._waiting) >= BATCH:
            self._begin(self._waiting[:BATCH])
            del self._waiting[:BATCH]

    async def finish(self) -> SecondReading:
        """Read what is left, and return everything that is known four seconds later."""
        if self._waiting:
            self._begin(self._waiting)
            self._waiting = []
        if not self._batches:
            return NOT_READ
        await asyncio.wait(self._batches, timeout=WAIT_SECONDS)
        return _summed([task.result() if task.done() else _FAILED for task in self._batches])

    async def close(self) -> None:
        """Stop what still runs; every begun call is settled before this returns."""
        for task in self._batches:
            task.cancel()
        await asyncio.gather(*self._batches, return_exceptions=True)

    def _begin(self, pairs: Sequence[EvidencePair]) -> None:
        ordered = pairs_ordered([*pairs, CONTROL], seed=self.seed)
        self._batches.append(asyncio.create_task(_batch_read(ordered, self.caller, self.clock)))


_FAILED = SecondReading("failed", {})
_WORST: tuple[ProofStatus, ...] = ("off", "budget", "failed", "done")


def _summed(batches: Sequence[SecondReading]) -> SecondReading:
    words = {idx: word for batch in batches for idx, word in batch.words.items()}
    return SecondReading(min((batch.status for batch in batches), key=_WORST.index), words)


async def _batch_read(pairs: Sequence[EvidencePair], caller: Caller, clock: Clock) -> SecondReading:
    """Make one call for these pairs. It never raises but when it is cancelled."""
    prompt = proof_prompt(pairs)
    try:
        ticket = await cross(_ticket, prompt, caller, clock())
    except UnableToAdmit as refused:
        return SecondReading("budget" if refused.code in {"budget_spent", "rate_limited"} else "failed", {})
    except DatabaseError:
        logger.warning("second reading: the database is away")
        return _FAILED
    if ticket is None:
        return SecondReading("off", {})
    words = proof_read(await _answer(ticket, prompt, clock), pairs)
    return _FAILED if words is None else trusted(words)


def trusted(words: dict[int, ShowsWord]) -> SecondReading:
    """Return what was read; where the control was found shown, only what lowers."""
    control = words.pop(CONTROL.idx, "no")
    if control == "no":
        return SecondReading("done", words)
    logger.warning("second reading: the control pair was answered %s", control)
    return SecondReading("failed", {idx: word for idx, word in words.items() if word != "yes"})


def _ticket(prompt: Prompt, caller: Caller, now: datetime) -> Ticket | None:
    """Return a granted call that has begun; None where the route is switched off or was never made."""
    try:
        if not route_get(FIT_PROOF.key).is_enabled:
            return None
    except Route.DoesNotExist:
        return None
    return call_open(feature=FIT_PROOF.key, prompt=prompt, caller=caller, now=now, begin=True)


async def _answer(ticket: Ticket, prompt: Prompt, clock: Clock) -> str:
    """Return the reply's text, "" where it broke. The call is settled however it ended."""
    async with stream(ticket, prompt) as reply:
        try:
            async for _event in reply:
                pass
        except UnableToReply as unable:
            logger.warning("second reading: the model could not answer: %s", unable.code)
        finally:
            await reply.aclose()
            await asyncio.shield(hop(call_close, ticket, reply.outcome, clock()))
    return reply.outcome.text
