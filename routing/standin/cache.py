"""Prompt caching as the API accounts it: what a request reads, what it writes, what it pays in full.

Documented rules (prompt-caching page, 2026): prefix match in the order tools, system, messages, up to and including a
marked block; entries exist only where a request wrote one; from each mark at most 20 positions are looked at, the mark
being the first; nothing below the model's floor; the clock starts when the request starts; a read refreshes for free;
an entry is readable once the response that wrote it begins. Cache floors are the documented minimum, except Sonnet 4.6:
1024 is documented and 2048 was measured (anthropic-sdk-python#1194).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from routing.standin.blocks import PromptBlock
from routing.standin.content import Json
from routing.standin.tokens import Family


@dataclass(frozen=True, slots=True)
class Model:
    """One model; its cache floor in tokens of its family."""

    api_id: str
    cache_floor: int
    family: Family


MODELS = (
    Model("claude-haiku-5-5", 512, "new"),
    Model("claude-sonnet-5-5", 512, "new"),
    Model("claude-opus-5-5", 512, "new"),
    Model("claude-opus-5", 512, "new"),
    Model("claude-sonnet-5", 1024, "new"),
    Model("claude-opus-4-8", 1024, "new"),
    Model("claude-sonnet-4-6", 2048, "old"),
    Model("claude-haiku-4-5-20251001", 4096, "old"),
    Model("claude-sonnet-4-5-20250929", 1024, "old"),
)
ALIASES = {"claude-haiku-4-5": "claude-haiku-4-5-20251001", "claude-sonnet-4-5": "claude-sonnet-4-5-20250929"}
BY_ID = {model.api_id: model for model in MODELS}
BY_ID |= {alias: BY_ID[name] for alias, name in ALIASES.items()}


LOOKBACK = 20
SECONDS_BY_TTL = {"5m": 300.0, "1h": 3600.0}


@dataclass(frozen=True, slots=True)
class CacheUsage:
    """Tokens of a prompt by price class; they sum up to the whole prompt."""

    uncached: int = 0
    write_5m: int = 0
    write_1h: int = 0
    read: int = 0

    def report(self) -> Json:
        """The input side of the API's `usage` object."""
        return {
            "input_tokens": self.uncached,
            "cache_creation_input_tokens": self.write_5m + self.write_1h,
            "cache_read_input_tokens": self.read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.write_5m,
                "ephemeral_1h_input_tokens": self.write_1h,
            },
        }


@dataclass(frozen=True, slots=True)
class Position:
    """A block's place in the prefix: the hash and the tokens of everything up to and including it."""

    key: str
    tokens: int
    ttl: str | None


@dataclass(slots=True)
class Entry:
    """A cached prefix. `expires_at` in seconds of the stand-in's clock."""

    ttl: str
    expires_at: float


@dataclass(frozen=True, slots=True)
class Account:
    """What one request costs, and the entries it writes (key, ttl) once its response begins."""

    usage: CacheUsage
    writes: tuple[tuple[str, str], ...] = ()
    started_at: float = 0.0


def positions_of(blocks: Sequence[PromptBlock], model: Model) -> tuple[list[Position], int]:
    """The cacheable positions of a row of blocks, and the tokens of the whole row."""
    digest, tokens, positions = hashlib.sha256(model.api_id.encode()), 0, []
    for block in blocks:
        digest.update(block.rendered.encode() + b"\0")
        tokens += block.tokens(model.family)
        if block.is_position:
            positions.append(Position(digest.hexdigest(), tokens, block.ttl))
    return positions, tokens


@dataclass(slots=True)
class PrefixCache:
    """The prefixes in memory. One instance is one workspace."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def account(self, blocks: Sequence[PromptBlock], *, model: Model, now: float) -> Account:
        """Read what is cached (which refreshes it) and say what would be written; `begin` writes it."""
        self.forget_expired(now)
        positions, total = positions_of(blocks, model)
        marks = [at for at, place in enumerate(positions) if place.ttl and place.tokens >= model.cache_floor]
        read_at = max((self.found(positions, at, now) for at in marks), default=-1)
        read = positions[read_at].tokens if read_at >= 0 else 0
        written = [positions[at] for at in marks if at > read_at]
        usage = self.split(written, read=read, total=total)
        return Account(usage, tuple((place.key, place.ttl or "5m") for place in written), now)

    def found(self, positions: Sequence[Position], mark: int, now: float) -> int:
        """The nearest cached position at or before a mark, refreshed; -1 if there is none within the lookback."""
        for at in range(mark, max(mark - LOOKBACK, -1), -1):
            entry = self.entries.get(positions[at].key)
            if entry is not None:
                entry.expires_at = now + SECONDS_BY_TTL[entry.ttl]
                return at
        return -1

    def split(self, written: Sequence[Position], *, read: int, total: int) -> CacheUsage:
        """Charge each stretch between two written marks at the lifetime of the mark that ends it."""
        tokens_by_ttl, reached = {"5m": 0, "1h": 0}, read
        for place in written:
            tokens_by_ttl[place.ttl or "5m"] += place.tokens - reached
            reached = place.tokens
        return CacheUsage(total - reached, tokens_by_ttl["5m"], tokens_by_ttl["1h"], read)

    def begin(self, account: Account) -> None:
        """The response has begun: its entries can be read from now on, and live from when the request started."""
        for key, ttl in account.writes:
            self.entries[key] = Entry(ttl, account.started_at + SECONDS_BY_TTL[ttl])

    def forget_expired(self, now: float) -> None:
        """An entry lives up to, not including, its last second."""
        for key in [key for key, entry in self.entries.items() if entry.expires_at <= now]:
            del self.entries[key]
