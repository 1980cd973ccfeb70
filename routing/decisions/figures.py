"""What the ledger measures for each of the five questions, in words, and where it corrects what was declared.

A count corrects an answer only from a minimum number of cases on. What only the owner can judge (the shape of the task,
the stakes) is shown beside its figures and never overruled by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from routing.ledger.reads import Spread
from routing.registry import Answers, Frequency
from routing.words import count, ms, percent, usd

SMALL_CORPUS = 200_000
"""Tokens up to which a whole corpus is sent instead of searched (Anthropic, Contextual Retrieval, September 2024)."""
LEAST = 20
"""Cases from which a measured figure corrects a declared answer."""
_ONCE, _MANY = 1.5, 4.0
_LEFT_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """One feature over a window. Times in milliseconds, money in micro-dollars, lengths in tokens.

    `calls` reached the model and ended; `sessions` are one visitor's calls of this feature without a pause of half an
    hour, `visits` those of any feature, of which `visit_calls` were this one's. `left` were stopped before their answer
    was complete. Money, lengths, times and `read_percent` (the share of the prompt tokens that came from the cache) are
    those of the model routed today; `priced_sessions` its sessions, `unpriced` its calls of unknown cost, `is_free` =
    the engine costs nothing. `prefix` = the shared text as it was sent last, `window` = what the model reads at most,
    `most_written` = what is kept free for the answer. `is_cut` = there were more calls than are looked at; `since` =
    the start of the oldest one.
    """

    calls: int = 0
    sessions: int = 0
    visits: int = 0
    visit_calls: int = 0
    left: int = 0
    prefix: int | None = None
    window: int | None = None
    most_written: int = 0
    read: Spread = field(default_factory=Spread)
    written: Spread = field(default_factory=Spread)
    read_percent: int | None = None
    first: Spread = field(default_factory=Spread)
    total: Spread = field(default_factory=Spread)
    spent_microusd: int | None = None
    priced_sessions: int = 0
    unpriced: int = 0
    wished_deeper: int = 0
    too_much: int = 0
    answered: int = 0
    is_free: bool = False
    since: datetime | None = None
    is_cut: bool = False

    @property
    def per_session(self) -> float | None:
        return self.calls / self.sessions if self.sessions else None

    @property
    def session_microusd(self) -> float | None:
        """What a session costs; None where no cost is known."""
        known = self.spent_microusd is not None and self.priced_sessions
        return (self.spent_microusd or 0) / self.priced_sessions if known else None

    @property
    def fits(self) -> bool | None:
        """Whether the shared text is small enough for a prompt, with room for an answer. None = not measured."""
        if self.prefix is None or self.window is None:
            return None
        return self.prefix <= SMALL_CORPUS and self.prefix + self.most_written <= self.window


@dataclass(frozen=True, slots=True)
class WeighedAnswers:
    """The answers as measured, and by the answer's name why it was changed (`because`).

    `doubts` are contradictions that rest on too few cases to correct anything.
    """

    answers: Answers
    because: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)


def frequency_of(per_session: float) -> Frequency:
    """Name a measured number of turns per session."""
    if per_session <= _ONCE:
        return Frequency.ONCE
    return Frequency.MANY if per_session >= _MANY else Frequency.FEW


def corrected(declared: Answers, figures: Figures) -> WeighedAnswers:
    """Put measured answers in the place of declared ones that they contradict."""
    found: dict[str, tuple[object, str, int, str]] = {}
    if figures.per_session is not None and (seen := frequency_of(figures.per_session)) is not declared.frequency:
        found["frequency"] = (seen, f"declared {declared.frequency}, measured {seen}", figures.sessions, "sessions")
    if figures.fits is not None and figures.fits is not declared.fits_in_prompt:
        words = f"declared {_yes(declared.fits_in_prompt)}, measured {_yes(figures.fits)}"
        found["fits_in_prompt"] = (figures.fits, words, LEAST, "calls")
    if not declared.is_latency_felt and figures.left * 100 >= _LEFT_PERCENT * figures.calls > 0:
        words = f"declared no, but {figures.left} of {figures.calls} visitors left before the answer was complete"
        found["is_latency_felt"] = (True, words, figures.calls, "calls")
    sure: dict[str, object] = {name: answer for name, (answer, _, n, _) in found.items() if n >= LEAST}
    return WeighedAnswers(
        answers=replace(declared, **sure),  # type: ignore[arg-type]
        because={name: found[name][1] for name in sure},
        doubts={
            name: f"{words}, but {n} {unit} are too few to correct it ({LEAST} are needed)"
            for name, (_, words, n, unit) in found.items()
            if name not in sure
        },
    )


def figure_words(figures: Figures) -> dict[str, str]:
    """Return one sentence for each question by the answer's name, in the order of the questions. "" = not measured."""
    return {
        "shape": _shape(figures),
        "frequency": _frequency(figures),
        "fits_in_prompt": _fit(figures),
        "stakes": _stakes(figures),
        "is_latency_felt": _latency(figures),
    }


def _shape(figures: Figures) -> str:
    read, written = figures.read.p50, figures.written.p50
    if not read or not written:
        return ""
    each = f"{read:,} tokens read and {written:,} written per answer (medians, n = {figures.written.n:,} answers)"
    return f"{each}: {read / written:.0f} read per token written."


def _frequency(figures: Figures) -> str:
    if figures.per_session is None:
        return ""
    words = f"{figures.per_session:.1f} turns per session (n = {count(figures.sessions, 'session')})"
    if figures.visits:
        visits = count(figures.visits, "visit")
        words += f", {figures.visit_calls / figures.visits:.1f} per visit to any feature (n = {visits})"
    return f"{words}."


def _fit(figures: Figures) -> str:
    if figures.prefix is None or figures.window is None:
        return ""
    window = f"{percent(figures.prefix, figures.window)} of the model's context window of {figures.window:,}"
    small = f"{percent(figures.prefix, SMALL_CORPUS)} of the {SMALL_CORPUS:,} up to which texts need no search"
    return f"About {figures.prefix:,} tokens shared by every call: {window}, {small}."


def _stakes(figures: Figures) -> str:
    words = "The demo engine is free" if figures.is_free and figures.priced_sessions else _session_cost(figures)
    if not words:
        return ""
    if figures.answered:
        marks = f"{figures.wished_deeper} marked as not deep enough, {figures.too_much} as too much"
        words += f"; of {count(figures.answered, 'answer')}, {marks}"
    return f"{words}."


def _session_cost(figures: Figures) -> str:
    if figures.session_microusd is None:
        return ""
    least = "At least " if figures.unpriced else ""
    words = f"{least}{usd(figures.session_microusd)} per session (n = {count(figures.priced_sessions, 'session')})"
    if figures.unpriced:
        words += f"; {count(figures.unpriced, 'call')} of unknown cost not counted"
    return words


def _latency(figures: Figures) -> str:
    if not figures.first.n and not figures.total.n:
        return ""
    words = f"First word after {_spread(figures.first)}, whole answer after {_spread(figures.total)}"
    words += f" (p50 and p95; n = {count(figures.total.n or figures.first.n, 'call')})"
    if figures.calls:
        words += f"; {percent(figures.left, figures.calls)} of visitors left before the answer was complete"
    return f"{words}."


def _spread(spread: Spread) -> str:
    return f"{ms(spread.p50)} and {ms(spread.p95)}" if spread.n else "a time not measured"


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
