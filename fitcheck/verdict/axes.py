"""Axes: does the role point where the owner does? Code only lowers what the model says."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.text.values import ProfileFacts
from fitcheck.contract.schema import AlignmentWord, AssessmentOut, AxisOut
from fitcheck.posting.outline import Posting
from fitcheck.verdict.places import words
from fitcheck.verdict.terms import meanings_of, terms_of

LADDER = ("intern", "junior", "mid", "senior", "lead", "manager", "director", "executive")
AXES = ("domain", "function", "level")
ALIGNMENT_ORDER: dict[AlignmentWord, int] = {"misaligned": 0, "partial": 1, "aligned": 2}
_NEIGHBOURS = (
    {"product", "design"}, {"product", "research"}, {"product", "marketing"}, {"product", "data"},
    {"engineering", "data"}, {"design", "research"}, {"marketing", "sales"}, {"sales", "support"},
    {"support", "operations"}, {"operations", "people"}, {"operations", "finance"}, {"finance", "legal"},
)  # fmt: skip
_NOT_SAID = frozenset({"", "unknown", "other"})


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis as decided. `role_value` is what the posting wants, `fact` what the owner states.

    `is_near`: the posting names a job family that is a neighbour of the owner's, not the owner's own.
    """

    axis: str
    alignment: AlignmentWord
    role_value: str
    fact: str
    reason: str
    is_near: bool = False


def worse(words_said: Iterable[AlignmentWord]) -> AlignmentWord:
    """Return the worst of several."""
    return min(words_said, key=ALIGNMENT_ORDER.__getitem__)


def level_alignment(seniority: str, profile: ProfileFacts) -> AlignmentWord:
    """Compare rungs: inside the owner's band aligned, one off partial, more misaligned. Not said: partial."""
    if seniority not in LADDER or profile.level_min not in LADDER or profile.level_max not in LADDER:
        return "partial"
    rung = LADDER.index(seniority)
    off = max(LADDER.index(profile.level_min) - rung, rung - LADDER.index(profile.level_max), 0)
    return "aligned" if off == 0 else "partial" if off == 1 else "misaligned"


def function_alignment(family: str, profile: ProfileFacts) -> AlignmentWord:
    """Compare job families: the owner's own aligned, a neighbour partial, else misaligned. Not said: partial."""
    own = {word for entry in profile.functions for word in words(entry).split()}
    if family in _NOT_SAID or not own:
        return "partial"
    if family in own:
        return "aligned"
    return "partial" if any({family, other} in _NEIGHBOURS for other in own) else "misaligned"


def domain_alignment(domain: str, posting: Posting, profile: ProfileFacts) -> AlignmentWord:
    """Return aligned where a domain of the owner's stands whole in the role's, and the posting itself has its words."""
    said = " ".join((domain, posting.role.domain if posting.role.domain != "unknown" else ""))
    text = meanings_of(posting.text)
    listed = [entry for entry in profile.domains if _is_phrase(entry, said) and meanings_of(entry) <= text]
    return "aligned" if listed else "partial"


def _is_phrase(entry: str, text: str) -> bool:
    wanted = [term.lemma for term in terms_of(entry)]
    found = [term.lemma for term in terms_of(text)]
    return bool(wanted) and any(found[at : at + len(wanted)] == wanted for at in range(len(found)))


def axes_of(
    answer: AssessmentOut, posting: Posting, profile: ProfileFacts, *, holds_licence: bool = False
) -> list[Axis]:
    """Return the three axes, each once: the worst of the model's word, its role and the role as code read it.

    `holds_licence`: the posting asks for a licence to practise that the owner holds, so that it is no other trade.
    """
    said = {one.axis: one for one in reversed(answer.axes)}
    axes = [_axis(name, said.get(name), answer, posting, profile) for name in AXES]  # type: ignore[call-overload]
    return [_of_own_trade(axis) if holds_licence and axis.axis == "function" else axis for axis in axes]


def _of_own_trade(axis: Axis) -> Axis:
    return replace(axis, alignment="partial") if axis.alignment == "misaligned" else axis


def _axis(name: str, said: AxisOut | None, answer: AssessmentOut, posting: Posting, profile: ProfileFacts) -> Axis:
    word: AlignmentWord = said.alignment if said else "partial"
    role = answer.role
    if name == "domain":
        by_code = {role.domain: domain_alignment(role.domain, posting, profile)}
    elif name == "level":
        read = (role.seniority, *_known(posting.role.seniority))
        by_code = {one: level_alignment(one, profile) for one in read}
    else:
        read = (role.function, *_known(posting.role.function))
        by_code = {one: function_alignment(one, profile) for one in read}
    alignment = worse([word, *by_code.values()])
    is_agreed = alignment == word
    lowest = min(by_code, key=lambda one: ALIGNMENT_ORDER[by_code[one]])
    value = said.role_value.strip() if said and is_agreed and name == "domain" else ""
    return Axis(
        axis=name,
        alignment=alignment,
        role_value=(value or lowest)[:200],
        fact=owner_fact(name, profile),
        reason=" ".join(said.reason.split())[:400] if said and is_agreed else "",
        is_near=name == "function" and any(_is_near(one, profile) for one in (role.function, posting.role.function)),
    )


def _is_near(family: str, profile: ProfileFacts) -> bool:
    return family not in _NOT_SAID and bool(profile.functions) and function_alignment(family, profile) != "aligned"


def _known(word: str) -> tuple[str, ...]:
    return () if word in _NOT_SAID else (word,)


def owner_fact(axis: str, profile: ProfileFacts) -> str:
    """Return what the owner states of an axis, in their words."""
    if axis == "level":
        return f"{profile.level_min} to {profile.level_max}"
    return "; ".join(profile.domains if axis == "domain" else profile.functions)
