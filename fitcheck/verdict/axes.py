"""Axes: does the role point where the owner does? Level and function by code, domain by the model under code's eye."""

from dataclasses import dataclass

from corpus.text.values import ProfileFacts
from fitcheck.contract.schema import AlignmentWord, Role
from fitcheck.verdict.places import words

LADDER = ("intern", "junior", "mid", "senior", "lead", "manager", "director", "executive")
AXES = ("domain", "function", "level")
ALIGNMENT_ORDER: dict[AlignmentWord, int] = {"misaligned": 0, "partial": 1, "aligned": 2}
_NEIGHBOURS = (
    {"product", "design"}, {"product", "research"}, {"product", "marketing"}, {"product", "data"},
    {"engineering", "data"}, {"design", "research"}, {"marketing", "sales"}, {"sales", "support"},
    {"support", "operations"}, {"operations", "people"}, {"operations", "finance"}, {"finance", "legal"},
)  # fmt: skip
_EMPTY_WORDS = frozenset({"and", "the", "for", "with", "software", "services", "products", "product", "tools", "of"})


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis as decided. `role_value` is what the posting wants, `fact` what the owner states."""

    axis: str
    alignment: AlignmentWord
    role_value: str
    fact: str
    reason: str


def worse(one: AlignmentWord, other: AlignmentWord) -> AlignmentWord:
    """Return the worse of two: the model may lower what code says, never raise it."""
    return min(one, other, key=ALIGNMENT_ORDER.__getitem__)


def level_alignment(seniority: str, profile: ProfileFacts) -> AlignmentWord | None:
    """Compare rungs: inside the owner's band aligned, one off partial, more misaligned. None if not stated."""
    if seniority not in LADDER or profile.level_min not in LADDER or profile.level_max not in LADDER:
        return None
    rung = LADDER.index(seniority)
    off = max(LADDER.index(profile.level_min) - rung, rung - LADDER.index(profile.level_max), 0)
    return "aligned" if off == 0 else "partial" if off == 1 else "misaligned"


def function_alignment(family: str, profile: ProfileFacts) -> AlignmentWord | None:
    """Compare job families: the owner's own aligned, a neighbour partial, else misaligned. None if not known."""
    own = {word for entry in profile.functions for word in words(entry).split()}
    if family == "other" or not own:
        return None
    if family in own:
        return "aligned"
    is_near = any({family, other} in _NEIGHBOURS for other in own)
    return "partial" if is_near else "misaligned"


def domain_alignment(domain: str, word: AlignmentWord, profile: ProfileFacts) -> AlignmentWord:
    """Take the model's word where the owner's list of domains does not contradict it, else the middle."""
    if not profile.domains:
        return word
    is_listed = any(_is_same_domain(domain, entry) for entry in profile.domains)
    if (is_listed and word == "misaligned") or (not is_listed and word == "aligned"):
        return "partial"
    return word


def _is_same_domain(domain: str, entry: str) -> bool:
    wanted = {word for word in words(domain).split() if len(word) > 2} - _EMPTY_WORDS
    listed = {word for word in words(entry).split() if len(word) > 2} - _EMPTY_WORDS
    return bool(wanted & listed)


def axis_decide(axis: str, word: AlignmentWord, *, role: Role, profile: ProfileFacts) -> AlignmentWord:
    """Decide one axis from the model's word and the owner's facts."""
    if axis == "domain":
        return domain_alignment(role.domain, word, profile)
    is_level = axis == "level"
    by_code = level_alignment(role.seniority, profile) if is_level else function_alignment(role.function, profile)
    return word if by_code is None else worse(by_code, word)


def owner_fact(axis: str, profile: ProfileFacts) -> str:
    """Return what the owner states of an axis, in their words."""
    if axis == "level":
        return f"{profile.level_min} to {profile.level_max}"
    return "; ".join(profile.domains if axis == "domain" else profile.functions)
