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
    """

    failures: deque[float] = field(default_factory=deque)
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

    def succeeded(self) -> None:
        """Close: the model answers."""
        self.failures.clear()
        self.open_until = 0.0
        self.probe_started = None

    def failed(self, code: ErrorCode, now: float) -> bool:
        """Count a failure; return whether it opened the breaker."""
        was_probe = self.probe_started is not None
        self.probe_started = None
        if code in _TERMINAL:
            self.open_until = now + LONG_REST
            return True
        if code not in _COUNTED:
            return False
        self.failures.append(now)
        while self.failures[0] < now - WINDOW:
            self.failures.popleft()
        if was_probe or len(self.failures) >= FAILURES:
            self.open_until = now + REST
            return True
        return False

    def abandoned(self) -> None:
        """The call ended without an answer about the model's health (cancelled): let another one probe."""
        self.probe_started = None


_breakers: dict[str, Breaker] = {}


def breaker_of(model: str) -> Breaker:
    """Return this process's breaker of a model."""
    return _breakers.setdefault(model, Breaker())


def breakers_reset() -> None:
    """Forget everything."""
    _breakers.clear()
