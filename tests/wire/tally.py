"""An independent count of what was asked and sent, to hold a ledger against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from routing.standin.cache import Account, PrefixCache
from routing.standin.content import Json
from routing.standin.reply import Watcher


@dataclass(slots=True)
class Tally:
    """Counts since the start. `calls` by path, `statuses` of all replies, `replies` begun, whole and broken off,
    `hosts` as the requests named them.

    Tokens are those of `/v1/messages` only: input classes once a reply has begun, output as far as it was sent.
    """

    calls: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    replies: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)

    def report(self) -> Json:
        names = ("calls", "statuses", "replies", "tokens", "models", "hosts")
        return {name: dict(getattr(self, name)) for name in names}


@dataclass(slots=True)
class MessageWatcher(Watcher):
    """Books one message: its cache entries when it begins, its tokens as they leave."""

    cache: PrefixCache
    account: Account
    tally: Tally

    def begun(self) -> None:
        self.cache.begin(self.account)
        self.tally.replies["begun"] += 1
        usage = self.account.usage.report()
        for name in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"):
            self.tally.tokens[name] += usage[name]

    def sent(self, tokens: int) -> None:
        self.tally.tokens["output_tokens"] += tokens

    def ended(self, *, is_whole: bool) -> None:
        self.tally.replies["whole" if is_whole else "broken_off"] += 1
