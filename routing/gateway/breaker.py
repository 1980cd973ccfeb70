"""One circuit breaker per model and process: after repeated failure, stop asking for a while.

Times are seconds of a monotonic clock, passed in.
"""

from collections import deque
from dataclasses import dataclass, field

from routing.models.ledger import ErrorCode

FAILURES, WINDOW, REST, LONG_REST = 5, 60.0, 30.0, 300.0
_COUNTED = {
    ErrorCode.OVERLOADED,
    ErrorCode.SERVER,
    ErrorCode.NETWORK,
    ErrorCode.TIMEOUT_FIRST_TOKEN,
    ErrorCode.TIMEOUT_STALL,
    ErrorCode.TIMEOUT_TOTAL,
}
_TERMINAL = {ErrorCode.SPEND_LIMITED, ErrorCode.BILLING, ErrorCode.AUTH, ErrorCode.NOT_FOUND_MODEL}


@dataclass(slots=True)
class Breaker:
    """Opens after five failures in a minute for 30 s, at once and for 5 min when money, key or model is refused.

    When the rest is over one call is let through as a probe; its success closes the breaker, its failure opens it anew.
    A call is known by `began_at`, the time at which `rest` let it through.
    """

    failures: deque[float] = field(default_factory=deque)
    opened_at: float = 0.0
    open_until: float = 0.0
    probe_started: float | None = None

    def rest(self, now: float) -> float:
        """Return for how many seconds calls are refused; 0 = one may go (and, half-open, is now the probe)."""
        rest = self._rest(now)
        if self.open_until and not rest:
            self.probe_started = now
        return rest

    def is_open(self, now: float) -> bool:
        """Return whether calls are refused now, without becoming the probe."""
        return self._rest(now) > 0

    def _rest(self, now: float) -> float:
        if not self.open_until or now < self.open_until:
            return max(0.0, self.open_until - now)
        if self.probe_started is not None and now - self.probe_started < REST:
            return REST - (now - self.probe_started)
        return 0.0

    def succeeded(self, began_at: float) -> None:
        """Close: the model answers. A stream begun before the breaker opened says nothing of the model since."""
        if self.open_until and began_at < self.opened_at:
            return
        self.failures.clear()
        self.open_until = 0.0
        self.probe_started = None

    def failed(self, code: ErrorCode, now: float, began_at: float) -> bool:
        """Count a failure; return whether it opened the breaker."""
        was_probe = self.abandoned(began_at)
        if code in _TERMINAL:
            self._open(now, LONG_REST)
            return True
        if code not in _COUNTED:
            return False
        self.failures.append(now)
        while self.failures[0] < now - WINDOW:
            self.failures.popleft()
        if was_probe or len(self.failures) >= FAILURES:
            self._open(now, REST)
            return True
        return False

    def abandoned(self, began_at: float) -> bool:
        """Let another call probe if this one, which ended without a word about the model, was the probe."""
        was_probe = self.probe_started == began_at
        if was_probe:
            self.probe_started = None
        return was_probe

    def _open(self, now: float, seconds: float) -> None:
        self.opened_at, self.open_until = now, now + seconds


_breakers: dict[str, Breaker] = {}


def breaker_of(model: str) -> Breaker:
    """Return this process's breaker of a model."""
    return _breakers.setdefault(model, Breaker())


def breakers_reset() -> None:
    """Forget everything."""
    _breakers.clear()
