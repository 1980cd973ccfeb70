"""What the ledger measures for each of the five questions, and where it corrects what was declared.

A count corrects an answer only from a minimum number of cases on; what is a judgment of the owner (the shape of the
task, the stakes) is shown beside its figures and never overruled by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from routing.decisions.framework import Answers, Frequency
from routing.decisions.spans import Spread

SMALL_CORPUS = 200_000
"""Tokens up to which a whole corpus is sent instead of searched (Anthropic, Contextual Retrieval, September 2024)."""
LEAST = 20
"""Cases from which a measured figure corrects a declared answer."""
_ONCE, _MANY = 1.5, 4.0
_LEFT_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """One feature over a window. Times in milliseconds, money in micro-dollars, lengths in tokens.

    `calls` left for the model and ended; `sessions` are one visitor's calls of this feature without a pause of half an
    hour, `visits` those of any feature, of which `visit_calls` were this one's. `left` ended before their answer did.
    Money, lengths and times are those of the model routed today; `priced_sessions` its sessions, `unpriced` its calls
    of unknown cost. `window` = what the model reads at most, `most_written` = what is kept free for the answer.
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
    first: Spread = field(default_factory=Spread)
    total: Spread = field(default_factory=Spread)
    spent_microusd: int | None = None
    priced_sessions: int = 0
    unpriced: int = 0
    wished_deeper: int = 0
    too_much: int = 0
    answered: int = 0

    @property
    def per_session(self) -> float | None:
        return self.calls / self.sessions if self.sessions else None

    @property
    def per_visit(self) -> float | None:
        return self.visit_calls / self.visits if self.visits else None

    @property
    def session_microusd(self) -> float | None:
        """What a session costs; None where no cost is known."""
        known = self.spent_microusd is not None and self.priced_sessions
        return (self.spent_microusd or 0) / self.priced_sessions if known else None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The answers as measured, and why each of the changed ones was changed, by the answer's name.

    `doubts` are contradictions that rest on too few cases to correct anything.
    """

    answers: Answers
    because: Mapping[str, str]
    doubts: Mapping[str, str]


def frequency_of(per_session: float) -> Frequency:
    """Name a measured number of turns a session."""
    if per_session <= _ONCE:
        return Frequency.ONCE
    return Frequency.MANY if per_session >= _MANY else Frequency.FEW


def fits(figures: Figures) -> bool | None:
    """Return whether the shared text rides in a prompt: small enough, with room for an answer. None = not measured."""
    if figures.prefix is None or figures.window is None:
        return None
    return figures.prefix <= SMALL_CORPUS and figures.prefix + figures.most_written <= figures.window


def corrected(declared: Answers, figures: Figures) -> Corrected:
    """Put measured answers in the place of declared ones that they contradict."""
    because: dict[str, str] = {}
    doubts: dict[str, str] = {}
    answers = declared
    if figures.per_session is not None and (seen := frequency_of(figures.per_session)) is not declared.frequency:
        words = f"declared {declared.frequency}, measured {seen}"
        if _holds(figures.sessions, "sessions", words, "frequency", (because, doubts)):
            answers = replace(answers, frequency=seen)
    seen_fit = fits(figures)
    if seen_fit is not None and seen_fit is not declared.fits_in_prompt:
        because["fits_in_prompt"] = f"declared {_yes(declared.fits_in_prompt)}, measured {_yes(seen_fit)}"
        answers = replace(answers, fits_in_prompt=seen_fit)
    if not declared.is_latency_felt and figures.left * 100 >= _LEFT_PERCENT * figures.calls > 0:
        words = f"declared no, yet {figures.left} of {figures.calls} left before the answer was there"
        if _holds(figures.calls, "calls", words, "is_latency_felt", (because, doubts)):
            answers = replace(answers, is_latency_felt=True)
    return Corrected(answers, because, doubts)


def _holds(n: int, unit: str, words: str, name: str, notes: tuple[dict[str, str], dict[str, str]]) -> bool:
    """Note a contradiction as a correction, or as a doubt where it rests on too few cases."""
    because, doubts = notes
    if n >= LEAST:
        because[name] = words
        return True
    doubts[name] = f"{words}, but {n} {unit} are too few to correct it ({LEAST} are needed)"
    return False


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"
