"""The wire of `/ws/fit-check/<public_id>/`: it is only read. Every frame the server sends; the browser sends none."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Protocol

from fitcheck.show.record import words_of

PULSE_SECONDS = 5.0  # at least this often something is sent: twice as long without a frame means a dead connection
CLOSE_BAD_FRAMES = 4400
CLOSE_NOT_FOUND = 4404


@dataclass(frozen=True, slots=True)
class StateFrame:
    """Where the check stands. `attempt` grows when it is begun anew: rows of an earlier one are void.

    `role_week` is the ordinary week of the role, `asks` how many lines of the posting ask for something.
    """

    type: ClassVar[str] = "state"
    status: str
    attempt: int
    role_title: str
    role_organisation: str
    role_week: str = ""
    asks: int = 0


@dataclass(frozen=True, slots=True)
class RequirementFrame:
    """One closed requirement, verified. `seq` counts them from 1: ask for what is missing by `?after=seq`."""

    type: ClassVar[str] = "requirement"
    seq: int
    attempt: int
    statement: str
    quote: str
    kind: str
    emphasis: int
    level: str
    reason: str
    skills: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class AliveFrame:
    """Nothing new, but the check goes on or waits for its turn."""

    type: ClassVar[str] = "alive"


@dataclass(frozen=True, slots=True)
class EndFrame:
    """It ended: the page has the whole record."""

    type: ClassVar[str] = "end"
    status: str


@dataclass(frozen=True, slots=True)
class ErrorFrame:
    """The same shape as every error of the site."""

    type: ClassVar[str] = "error"
    code: str
    message: str


Frame = StateFrame | RequirementFrame | AliveFrame | EndFrame | ErrorFrame


class Closed(Protocol):
    """What a requirement frame is made of: a row as judged in memory, or as stored."""

    @property
    def idx(self) -> int: ...
    @property
    def statement(self) -> str: ...
    @property
    def quote(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def emphasis(self) -> int: ...
    @property
    def level(self) -> str: ...
    @property
    def reason(self) -> str: ...


def requirement_frame(row: Closed, *, attempt: int, skills: Sequence[Mapping[str, Any]]) -> RequirementFrame:
    """Return the frame of one closed requirement."""
    statement, quote = words_of(row.statement, row.quote)
    return RequirementFrame(
        seq=row.idx + 1,
        attempt=attempt,
        statement=statement,
        quote=quote,
        kind=row.kind,
        emphasis=row.emphasis,
        level=row.level,
        reason=row.reason,
        skills=list(skills),
    )


def frame_text(frame: Frame) -> str:
    """Return the frame as JSON text."""
    return json.dumps({"type": frame.type, **asdict(frame)}, ensure_ascii=False, separators=(",", ":"))
