"""Features register here, so that routing knows none of them by name."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.gateway.messages import Prompt
    from routing.models import LanguageModel
    from routing.standin.content import Responder


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


@dataclass(frozen=True, slots=True)
class Feature:
    """What routing must know of a feature. Deadlines in seconds, caps in US dollars and calls a day.

    `prompt_text` gives the stable instructions shown at `/how-it-works/`. `rates` gives the short-window limits per
    visitor and per network, such as "100/10 minutes; 500/day" ("" = none); `per_network` how many calls one network may
    have at a time (0 = any number). Both are asked at every call, because settings may say so.
    """

    key: str
    name: str
    purpose: str
    answers: Answers
    reason: str
    default_model: str
    default_cache: str
    max_output_tokens: int
    effort: str
    first_token_seconds: int
    gap_seconds: int
    total_seconds: int
    daily_cap_usd: str
    daily_cap_calls: int
    prompt_text: Callable[[], str]
    rates: Callable[[], str] = str
    per_network: Callable[[], int] = int


@dataclass(frozen=True, slots=True)
class PastInput:
    """Something a visitor really asked: the feature's own number of it, and one line to know it by."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Replay:
    """How what was asked in the past is asked again, so that two models can be compared on it.

    `latest` gives up to n inputs, newest first; `of_calls` those that these ledger rows answered; `prompt` the request
    for one of them as it would be built today (raises LookupError when it is gone); `readable` turns an answer's raw
    text into what a person reads; `kept` says which of these inputs are still there: routing empties its copies of the
    others. A feature that does not say keeps them for ever.
    """

    latest: Callable[[int], list[PastInput]]
    of_calls: Callable[[Sequence[int]], list[PastInput]]
    prompt: "Callable[[int], Prompt]"
    readable: Callable[[str], str] = str
    kept: Callable[[Collection[int]], Collection[int]] | None = None


@dataclass(frozen=True, slots=True)
class PaddingBlock:
    """A useful text a feature could add to its prefix. `tokens` estimated, in the model's own family."""

    name: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Shared:
    """The part of a feature's prompt that every call shares, for the cache doctor.

    `prompt` gives the request for the shortest question with so many padding blocks; `padding` the useful blocks it
    could add, in order, sizes in estimated tokens of the old family.
    """

    prompt: "Callable[[int], Prompt]"
    padding: Callable[[], Sequence[PaddingBlock]] = tuple


_features: dict[str, Feature] = {}
_replays: dict[str, Replay] = {}
_shared: dict[str, Shared] = {}
_responders: dict[str, "Responder"] = {}
_model_notes: dict[str, "Callable[[LanguageModel, LanguageModel], Sequence[str]]"] = {}


def register(
    feature: Feature,
    *,
    replay: Replay | None = None,
    shared: Shared | None = None,
    responder: "Responder | None" = None,
    model_notes: "Callable[[LanguageModel, LanguageModel], Sequence[str]] | None" = None,
) -> None:
    """Add a feature. The same key twice is a programming error.

    Without `replay` it cannot be compared; without `shared` its prefix is known only from its calls; without
    `responder` the demo engine refuses its requests. `model_notes` says what a move from one model to another would
    do to its answers.
    """
    if feature.key in _features and _features[feature.key] is not feature:
        raise ValueError(f"feature {feature.key!r} is registered twice")
    _features[feature.key] = feature
    if replay is not None:
        _replays[feature.key] = replay
    if shared is not None:
        _shared[feature.key] = shared
    if responder is not None:
        _responders[feature.key] = responder
    if model_notes is not None:
        _model_notes[feature.key] = model_notes


def model_notes_of(key: str, old: "LanguageModel", new: "LanguageModel") -> list[str]:
    """Return what a feature says of a move from one model to another, a sentence each."""
    said = _model_notes.get(key)
    return list(said(old, new)) if said is not None and old.pk != new.pk else []


def responder_list() -> "list[Responder]":
    """Return what answers for the features where the demo engine stands in for a model."""
    return list(_responders.values())


def replay_get(key: str) -> Replay:
    """Return how a feature's past is asked again. Raises KeyError where it did not say."""
    return _replays[key]


def is_replayable(key: str) -> bool:
    """Return whether a feature said how its past is asked again."""
    return key in _replays


def shared_get(key: str) -> Shared | None:
    """Return how a feature builds its shared prefix; None where it did not say."""
    return _shared.get(key)


def feature_list() -> list[Feature]:
    """Return every registered feature, in the order of registration."""
    return list(_features.values())


def feature_get(key: str) -> Feature:
    """Return one feature. Raises KeyError."""
    return _features[key]
