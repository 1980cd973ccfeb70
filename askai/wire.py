"""The wire of `/ws/ask-ai/`: every frame a browser may send and every frame the server sends. Nothing else passes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

# While the work of a frame goes on, something is sent at least this often: a browser that hears nothing for twice as
# long takes the connection for dead.
PULSE_SECONDS = 5.0

# --- Browser → server -------------------------------------------------------------------------------


class BadFrame(Exception):
    """A frame that is no JSON, of no known type, or with fields that do not fit it."""


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(_Frame):
    """A question. The same key never asks twice."""

    type: Literal["ask"]
    text: str
    key: UUID


class Stop(_Frame):
    """Stop the answer that is being written; what is there stays."""

    type: Literal["stop"]


class Resume(_Frame):
    """Send the frames of a turn that come after sequence number `after`."""

    type: Literal["resume"]
    turn: int = Field(ge=1, le=2**63 - 1)
    after: int = Field(ge=0, le=2**31 - 1)


class New(_Frame):
    """Close the conversation and begin another."""

    type: Literal["new"]


class Thumb(_Frame):
    """What the visitor thought of an answer."""

    type: Literal["thumb"]
    turn: int = Field(ge=1, le=2**63 - 1)
    value: Literal[1, -1]
    reason: str | None = Field(default=None, max_length=200)


BrowserFrame = Ask | Stop | Resume | New | Thumb
_frames: TypeAdapter[BrowserFrame] = TypeAdapter(Annotated[BrowserFrame, Field(discriminator="type")])


def frame_read(text: str) -> BrowserFrame:
    """Return the frame a text holds. Raises BadFrame."""
    try:
        return _frames.validate_json(text)
    except (ValidationError, UnicodeEncodeError) as error:
        raise BadFrame("not a frame of this wire") from error


# --- Server → browser -------------------------------------------------------------------------------
# A frame that is too big for one message is sent as `part` frames, which the browser joins: routing/sockets.py.


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A stored turn, as `ready` lists it. `seq` is the number of its last frame."""

    turn: int
    key: str
    question: str
    state: str
    html: str
    citations: list[dict[str, str]]
    thumb: int | None
    seq: int


@dataclass(frozen=True, slots=True)
class Ready:
    """Sent once after connecting, and after `new`."""

    type: ClassVar[str] = "ready"
    conversation: str | None
    engine: str
    turns: list[TurnRecord]


@dataclass(frozen=True, slots=True)
class TurnOpened:
    """The question is stored; its answer follows under this turn's id."""

    type: ClassVar[str] = "turn.opened"
    turn: int
    key: str


@dataclass(frozen=True, slots=True)
class AnswerDelta:
    """The next piece of the answer's text. `seq` counts the frames of a turn from 1."""

    type: ClassVar[str] = "answer.delta"
    turn: int
    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class AnswerCitation:
    """The words just sent are supported by chip `index`, counted from 1."""

    type: ClassVar[str] = "answer.citation"
    turn: int
    seq: int
    index: int
    source: str
    title: str
    quote: str


@dataclass(frozen=True, slots=True)
class AnswerDone:
    """The last frame of a turn: the whole answer as sanitised HTML, and how it ended."""

    type: ClassVar[str] = "answer.done"
    turn: int
    seq: int
    state: str
    html: str
    citations: list[dict[str, str]]
    engine: str
    model: str


@dataclass(frozen=True, slots=True)
class Alive:
    """Nothing new, but the server is there and works: sent every `PULSE_SECONDS` while it does."""

    type: ClassVar[str] = "alive"


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that was not carried out. `retry_at` is an ISO time or None."""

    type: ClassVar[str] = "error"
    code: str
    message: str
    retry_at: str | None = None


AnswerFrame = AnswerDelta | AnswerCitation | AnswerDone


def frames_stored(frames: Sequence[AnswerFrame]) -> list[list[object]]:
    """Return frames 1, 2, … of one turn as they are kept in its row: of each what is its own."""
    return [[getattr(frame, name.name) for name in fields(frame)[2:]] for frame in frames]


def frames_read(turn: int, stored: Sequence[Sequence[Any]], after: int) -> list[AnswerFrame]:
    """Return the frames of a row that come after number `after`."""
    kept = list(enumerate(stored, start=1))[after:]
    return [(AnswerDelta if len(own) == 1 else AnswerCitation)(turn, seq, *own) for seq, own in kept]


ServerFrame = Ready | TurnOpened | AnswerFrame | Alive | Refused


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps makes a new one per frame


def frame_write(frame: ServerFrame) -> str:
    """Return the frame as JSON text."""
    return _json({"type": frame.type, **_values(frame)})


def _values(record: ServerFrame | TurnRecord) -> dict[str, object]:
    values = {name.name: getattr(record, name.name) for name in fields(record)}
    if isinstance(record, Ready):
        values["turns"] = [_values(turn) for turn in record.turns]
    return values
