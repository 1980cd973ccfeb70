"""The `anthropic-ratelimit-*` headers: what is left of this minute. Shown, never enforced (a fault is for that).

Limits of the provider's first tier (rate limits page, August 2026). Cache reads do not count as input.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from routing.standin.cache import CacheUsage

LIMITS = {"requests": 1_000, "input-tokens": 2_000_000, "output-tokens": 400_000}
WINDOW_SECONDS = 60


@dataclass(slots=True)
class PlayedHeadroom:
    """What was used in the minute that `window` numbers (minutes since 1970)."""

    window: int = 0
    used: Counter[str] = field(default_factory=Counter)

    def enter(self, now: float) -> None:
        """A new minute starts from nothing."""
        window = int(now // WINDOW_SECONDS)
        if window != self.window:
            self.window, self.used = window, Counter()

    def book(self, usage: CacheUsage, output_tokens: int, *, now: float) -> None:
        self.enter(now)
        counted = usage.uncached + usage.write_5m + usage.write_1h
        self.used.update({"requests": 1, "input-tokens": counted, "output-tokens": output_tokens})

    def headers(self, now: float) -> dict[str, str]:
        """Limit, remaining and reset for requests, input and output tokens, and for the tighter of the two tokens."""
        self.enter(now)
        reset = datetime.fromtimestamp((self.window + 1) * WINDOW_SECONDS, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        left = {name: max(limit - self.used[name], 0) for name, limit in LIMITS.items()}
        tighter = min(("input-tokens", "output-tokens"), key=lambda name: left[name])
        headers: dict[str, str] = {}
        for shown, name in [*((name, name) for name in LIMITS), ("tokens", tighter)]:
            prefix = f"anthropic-ratelimit-{shown}"
            headers[f"{prefix}-limit"] = str(LIMITS[name])
            headers[f"{prefix}-remaining"] = str(left[name] if shown == "requests" else round(left[name], -3))
            headers[f"{prefix}-reset"] = reset
        return headers
