"""The five questions that choose a model, each answered with one reason.

Shape and stakes count twice: what the task is matters more than how often it is done. A tie goes to the small model,
because moving to a larger model is easy and moving back is hard.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from routing.registry import Answers, Frequency, Shape, Stakes


class Size(StrEnum):
    """What is recommended: the smallest model of the day that answers well, or the next larger line."""

    SMALL = "small"
    LARGE = "large"


GivenAnswer = Shape | Frequency | Stakes | bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One question with its answer, where it leans (None = neither) and why."""

    question: str
    answer: str
    lean: Size | None
    why: str
    weight: int = 1


_SMALL, _LARGE = Size.SMALL, Size.LARGE
_TABLE: tuple[tuple[str, str, int, dict[GivenAnswer, tuple[str, Size | None, str]]], ...] = (
    ("shape", "Does it look things up, or combine them?", 2, {
        Shape.RETRIEVAL: ("It looks up.", _SMALL, "Finding and quoting is what a small model does well."),
        Shape.SYNTHESIS: (
            "It combines.", _LARGE, "When many facts must be compared with each other, small models miss some."
        ),
    }),
    ("frequency", "How often is it used per visit?", 1, {
        Frequency.ONCE: ("Once.", _LARGE, "One careful answer per visit is affordable."),
        Frequency.FEW: ("A few times.", None, "Neither the cost nor the care of one answer decides."),
        Frequency.MANY: ("Many times.", _SMALL, "The cost of an answer is paid on every turn."),
    }),
    ("fits_in_prompt", "Does everything it must know fit in the prompt?", 1, {
        True: ("Yes.", None, "No search is needed: all of it is sent in a cached prefix."),
        False: ("No.", _LARGE, "The model must work without what is left out."),
    }),
    ("stakes", "What does an almost good answer cost?", 2, {
        Stakes.LOW: ("Little.", _SMALL, "The source is one click away, and the visitor can ask again."),
        Stakes.HIGH: ("A lot.", _LARGE, "Nobody notices the error, and people act on it."),
    }),
    ("is_latency_felt", "Does the visitor feel the wait?", 1, {
        True: ("Yes.", _SMALL, "The first word must come at once."),
        False: ("No.", _LARGE, "People expect to wait a minute for a considered answer."),
    }),
)  # fmt: skip
QUESTIONS = {
    name: {value: Reason(question, words, lean, why, weight) for value, (words, lean, why) in answers.items()}
    for name, question, weight, answers in _TABLE
}
"""The five questions by the answer's name, each with its possible answers."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The size, and the five reasons in the order of the questions."""

    size: Size
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ShapeCheck:
    """Whether a feature can share another's route: `reuse` names that feature, None = it needs a route of its own.

    `beside` compares it with every routed feature.
    """

    reuse: str | None
    reason: str
    beside: tuple["Beside", ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A planned feature compared with a routed one: the answers that agree and those that differ, as words."""

    name: str
    same: tuple[str, ...]
    different: tuple[str, ...]
    is_reusable: bool


def recommend(answers: Answers) -> Recommendation:
    """Weigh the five answers."""
    reasons = tuple(given[getattr(answers, name)] for name, given in QUESTIONS.items())
    return Recommendation(Size.LARGE if _score(reasons) > 0 else Size.SMALL, reasons)


def shape_check(answers: Answers, others: Mapping[str, Answers]) -> ShapeCheck:
    """Compare a feature's task with those already routed: same shape, stakes and latency may share a route."""
    beside = tuple(_beside(name, answers, known) for name, known in others.items())
    for each in beside:
        if each.is_reusable:
            return ShapeCheck(each.name, f"Same shape, stakes and speed as {each.name}: share its route.", beside)
    return ShapeCheck(None, "No routed feature has this shape, stakes and speed.", beside)


def _beside(name: str, answers: Answers, known: Answers) -> Beside:
    """Compare five answers with five; how often it is used and what it must know may differ on one route."""
    pairs = list(zip(recommend(answers).reasons, recommend(known).reasons, strict=True))
    same = tuple(f"{one.question} {one.answer}" for one, other in pairs if one.answer == other.answer)
    different = tuple(
        f"{one.question} Here: {_lower(one.answer)} There: {_lower(other.answer)}"
        for one, other in pairs
        if one.answer != other.answer
    )
    return Beside(name, same, different, _kind(answers) == _kind(known))


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _kind(answers: Answers) -> tuple[Shape, Stakes, bool]:
    return answers.shape, answers.stakes, answers.is_latency_felt


def _score(reasons: tuple[Reason, ...]) -> int:
    """Positive leans large, negative small."""
    signs = {Size.LARGE: 1, Size.SMALL: -1, None: 0}
    return sum(reason.weight * signs[reason.lean] for reason in reasons)
