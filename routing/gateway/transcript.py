"""What one stream said so far: typed events out, usage merged, the end recognised.

Only the event types that are used are decoded; the SDK's models for every event cost more than the rest of a relay.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

import jiter

from routing.gateway.cleaning import storable
from routing.gateway.errors import Fault, fault_of_event
from routing.gateway.messages import Cited, Event, Text, Usage
from routing.models.ledger import CallStatus, ErrorCode

_MOST = 4 * 1024 * 1024
_MOST_TOKENS = 2**31 - 1


class Overflow(ValueError):
    """One event grew past four megabytes: no model sends that."""


class Decoder:
    """Feed it chunks; it yields (event, data) for every event that is complete. A cut character waits for its rest."""

    def __init__(self) -> None:
        self._rest = b""
        self._name = b""
        self._lines: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield the events that this chunk completes. Raises Overflow."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > _MOST:
            raise Overflow
        for line in lines:
            if line.endswith(b"\r"):
                line = line[:-1]
            if not line:
                yield from self._dispatch()
            elif line.startswith(b"data:"):
                self._lines.append(line[5:].removeprefix(b" "))
            elif line.startswith(b"event:"):
                self._name = line[6:].strip()

    def _dispatch(self) -> Iterator[tuple[bytes, bytes]]:
        if self._lines:
            yield self._name, b"\n".join(self._lines)
        self._name = b""
        self._lines = []


logger = logging.getLogger(__name__)

_STATUS = {
    "end_turn": CallStatus.DONE,
    "stop_sequence": CallStatus.DONE,
    "max_tokens": CallStatus.CUT,
    "model_context_window_exceeded": CallStatus.CUT,
    "refusal": CallStatus.REFUSED,
}
_SCALARS = {
    "input_tokens": "input",
    "cache_creation_input_tokens": "write",
    "cache_read_input_tokens": "read",
    "output_tokens": "output",
}


class Transcript:
    """Reads the events of one attempt. `is_done` after message_stop; `pieces_seen` counts pieces of content.

    `is_overlong` = more text came than `most_chars`: what is over them is not taken.
    """

    def __init__(self, cache_ttl: str, *, most_chars: int) -> None:
        self._ttl = cache_ttl
        self._room = most_chars
        self._counts: dict[str, int] = {}
        self._split: dict[str, int] = {}
        self._pieces: list[str] = []
        self._halves: dict[int, str] = {}  # by block: the first half of a character that came in two pieces
        self.stop_reason = ""
        self.message_id = ""
        self.model = ""
        self.diagnostics: dict[str, Any] | None = None
        self.is_done = False
        self.is_overlong = False
        self.pieces_seen = 0
        self.is_started = False

    def take(self, name: bytes, data: bytes) -> Event | None:
        """Read one event; ignore what is not known. Raises Fault for an `error` event and for broken JSON."""
        reader = _READERS.get(name or _name_of(data))
        if reader is None:
            return None
        try:
            return reader(self, _parsed(data))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as broken:
            raise Fault(ErrorCode.PROTOCOL, f"{name.decode('latin-1')}: {type(broken).__name__}") from broken

    @property
    def text(self) -> str:
        """The answer so far, every text block joined."""
        return "".join(self._pieces)

    @property
    def status(self) -> CallStatus:
        """How a finished stream ended, by its stop reason."""
        if self.stop_reason not in _STATUS:
            logger.warning("unexpected stop reason %s", self.stop_reason)
        return _STATUS.get(self.stop_reason, CallStatus.DONE)

    @property
    def usage(self) -> Usage:
        """The counts as reported. The scalar prices the writes; the 5m/1h split holds only if it adds up to it."""
        write = self._counts.get("write")
        five, hour = self._split.get("5m", 0), self._split.get("1h", 0)
        if write is None:
            five_or_none, hour_or_none = None, None
        elif five + hour == write:
            five_or_none, hour_or_none = five, hour
        else:
            five_or_none, hour_or_none = (0, write) if self._ttl == "1h" else (write, 0)
        return Usage(
            input=self._counts.get("input"),
            write_5m=five_or_none,
            write_1h=hour_or_none,
            read=self._counts.get("read"),
            output=self._counts.get("output"),
            thinking=self._counts.get("thinking"),
        )

    def _start(self, event: dict[str, Any]) -> None:
        self.is_started = True
        message = event["message"]
        self.message_id = storable(str(message.get("id") or ""))
        self.model = storable(str(message.get("model") or ""))
        said = message.get("diagnostics")
        self.diagnostics = said if isinstance(said, dict) else None
        self._count(message.get("usage"))

    def _block(self, event: dict[str, Any]) -> Event | None:
        block = event["content_block"]
        text = block.get("text") if block.get("type") == "text" else None
        self.pieces_seen += 1 if text else 0
        return self._text(event["index"], text)

    def _delta(self, event: dict[str, Any]) -> Event | None:
        delta = event["delta"]
        kind = delta.get("type")
        self.pieces_seen += 1
        if kind == "text_delta":
            return self._text(event["index"], delta["text"])
        if kind == "citations_delta":
            return _cited(event["index"], delta["citation"])
        return None

    def _text(self, block: int, text: str | None) -> Event | None:
        if not text:
            return None
        text = self._halves.pop(block, "") + text
        if "\ud800" <= text[-1] <= "\udbff":
            self._halves[block], text = text[-1], text[:-1]
        text = storable(text)
        self.is_overlong = self.is_overlong or len(text) > self._room
        text = text[: self._room]
        if not text:
            return None
        self._room -= len(text)
        self._pieces.append(text)
        return Text(block, text)

    def _message(self, event: dict[str, Any]) -> None:
        self.stop_reason = storable(event["delta"].get("stop_reason") or "") or self.stop_reason
        self._count(event.get("usage"))

    def _stop(self, event: dict[str, Any]) -> None:
        if not self.stop_reason:
            raise Fault(ErrorCode.PROTOCOL, "message_stop without a stop reason")
        self.is_done = True

    def _error(self, event: dict[str, Any]) -> None:
        error = event["error"]
        code = (error.get("details") or {}).get("error_code") or ""
        raise fault_of_event(
            str(error.get("type") or ""), str(error.get("message") or ""), str(code), str(event.get("request_id") or "")
        )

    def _count(self, usage: dict[str, Any] | None) -> None:
        """Later counts are cumulative: what is present overwrites, what is absent keeps the earlier figure."""
        if not usage:
            return
        for field, name in _SCALARS.items():
            if usage.get(field) is not None:
                self._counts[name] = _tokens(usage[field])
        split = usage.get("cache_creation") or {}
        for field, name in (("ephemeral_5m_input_tokens", "5m"), ("ephemeral_1h_input_tokens", "1h")):
            if split.get(field) is not None:
                self._split[name] = _tokens(split[field])
        thinking = (usage.get("output_tokens_details") or {}).get("thinking_tokens")
        if thinking is not None:
            self._counts["thinking"] = _tokens(thinking)


_READERS = {
    b"message_start": Transcript._start,
    b"content_block_start": Transcript._block,
    b"content_block_delta": Transcript._delta,
    b"message_delta": Transcript._message,
    b"message_stop": Transcript._stop,
    b"error": Transcript._error,
}


def _parsed(data: bytes) -> Any:
    """Return what a JSON text says. The slow parser has the last word: it takes the lone surrogates jiter refuses."""
    try:
        return jiter.from_json(data, cache_mode="keys")
    except ValueError:
        return json.loads(data)


def _tokens(count: Any) -> int:
    """Return a count that can be stored and priced. Raises ValueError: a negative one would give money back."""
    if isinstance(count, bool) or not 0 <= count <= _MOST_TOKENS:
        raise ValueError("no count of tokens")
    return int(count)


def _name_of(data: bytes) -> bytes:
    """Return the event's own type, for servers that leave the `event:` line out."""
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        return b""
    return str(event.get("type", "")).encode() if isinstance(event, dict) else b""


def _cited(block: int, citation: dict[str, Any]) -> Cited:
    return Cited(
        block=block,
        source=storable(citation.get("source") or ""),
        title=storable(citation.get("title") or citation.get("document_title") or ""),
        quote=storable(citation.get("cited_text") or ""),
    )
