"""The five questions that choose a model, each answered with one reason.

Shape and stakes weigh double: what the task is decides more than how often it is done. A tie goes to the small model,
because escalating is easy to do and hard to take back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """First question: does the feature look things up, or put them together?"""

    RETRIEVAL = "retrieval"
    SYNTHESIS = "synthesis"


class Frequency(StrEnum):
    """Second question: how often is it used in one session?"""

    ONCE = "once"
    FEW = "few"
    MANY = "many"


class Stakes(StrEnum):
    """Fourth question: what does an answer that is almost good enough cost?"""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Answers:
    """The owner's declared answers to the five questions; measured figures correct them later."""

    shape: Shape
    frequency: Frequency
    fits_in_prompt: bool
    stakes: Stakes
    is_latency_felt: bool


class Size(StrEnum):
    """What is recommended: the smallest model of the day that answers well, or the next larger line."""

    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Reason:
    """One question with its answer, where it leans (None = neither) and why."""

    question: str
    answer: str
    lean: Size | None
    why: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The size, and the five reasons in the order of the questions."""

    size: Size
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ShapeCheck:
    """Whether a feature can ride on another's route: `reuse` names that feature, None = route it apart.

    `beside` holds one line for every routed feature: what they have in common, and what keeps them apart.
    """

    reuse: str | None
    reason: str
    beside: tuple["Beside", ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A planned feature beside a routed one: the answers that agree and those that differ, as words."""

    name: str
    same: tuple[str, ...]
    different: tuple[str, ...]
    is_reusable: bool


def recommend(answers: Answers) -> Recommendation:
    """Weigh the five answers."""
    reasons = (_shape(answers), _frequency(answers), _fit(answers), _stakes(answers), _latency(answers))
    return Recommendation(Size.LARGE if _score(reasons) > 0 else Size.SMALL, reasons)


def shape_check(answers: Answers, others: Mapping[str, Answers]) -> ShapeCheck:
    """Compare a feature's task with those already routed: same shape, stakes and latency may share a route."""
    beside = tuple(_beside(name, answers, known) for name, known in others.items())
    for each in beside:
        if each.is_reusable:
            return ShapeCheck(each.name, f"Same shape, stakes and pace as {each.name}: reuse its route.", beside)
    return ShapeCheck(None, "No routed feature has this shape, stakes and pace: route it apart.", beside)


def _beside(name: str, answers: Answers, known: Answers) -> Beside:
    """Hold five answers against five; how often it is used and what it must know may differ on one route."""
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


def _shape(answers: Answers) -> Reason:
    question = "Does it look things up, or put them together?"
    if answers.shape is Shape.RETRIEVAL:
        return Reason(question, "It looks up.", Size.SMALL, "Finding and quoting is what a small model does well.", 2)
    why = "Holding many facts against one another is where small models drop some."
    return Reason(question, "It puts together.", Size.LARGE, why, 2)


def _frequency(answers: Answers) -> Reason:
    question = "How often is it used in one visit?"
    if answers.frequency is Frequency.MANY:
        return Reason(question, "Many times.", Size.SMALL, "Every cent is multiplied by every turn.")
    if answers.frequency is Frequency.ONCE:
        return Reason(question, "Once.", Size.LARGE, "One careful answer a visit is affordable.")
    return Reason(question, "A few times.", None, "Neither the price nor the care of one answer decides.")


def _fit(answers: Answers) -> Reason:
    question = "Does all it must know fit in the prompt?"
    if answers.fits_in_prompt:
        return Reason(question, "Yes.", None, "Nothing has to be searched for: all of it rides in a cached prefix.")
    return Reason(question, "No.", Size.LARGE, "What is left out must be reasoned about.")


def _stakes(answers: Answers) -> Reason:
    question = "What does an answer cost that is almost good enough?"
    if answers.stakes is Stakes.HIGH:
        return Reason(question, "A lot.", Size.LARGE, "Nobody sees that it was almost right; they act on it.", 2)
    return Reason(question, "Little.", Size.SMALL, "The source is one click away, and the visitor can ask again.", 2)


def _latency(answers: Answers) -> Reason:
    question = "Does the visitor feel the wait?"
    if answers.is_latency_felt:
        return Reason(question, "Yes.", Size.SMALL, "The first word must come at once.")
    return Reason(question, "No.", Size.LARGE, "A minute for a considered answer is what people expect.")
