"""Gates: conditions that facts decide, not ratings. Code holds them against the owner's profile.

A gate fails only if its quote stands in the posting, the owner states facts of that kind, and none of them matches.
Where the profile says nothing, the gate is a question for the owner, never a reason to say no.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from corpus.text.values import ProfileFacts
from fitcheck.contract.schema import GateKind
from fitcheck.verdict.places import countries_in, is_country_allowed, languages_in, words

GateStatus = Literal["met", "failed", "unknown"]

_DEGREES = (
    (3, ("phd", "ph d", "doctorate", "doctoral", "dphil")),
    (2, ("master", "masters", "master s", "msc", "m sc", "ma", "m a", "mba", "meng", "mphil", "graduate degree")),
    (1, ("bachelor", "bachelors", "bachelor s", "bsc", "b sc", "ba", "b a", "bs", "beng", "degree", "diplom")),
)  # fmt: skip
_DEGREE_WORDS = frozenset(word for _, names in _DEGREES for name in names for word in name.split()) | frozenset({
    "field", "related", "relevant", "discipline", "university", "college", "level", "higher", "any", "subject", "s",
    "science", "sciences", "arts", "studies", "graduate", "undergraduate", "four", "year", "accredited",
})  # fmt: skip
_SOFT = re.compile(r"\b(preferred|equivalent|comparable|desirable|ideally|a plus|nice to have|or similar)\b", re.I)
_CLEARED = re.compile(r"\b(clearance|cleared|vetted|vetting|public trust|top secret|sc cleared|dv cleared)\b", re.I)
_REMOTE = re.compile(r"\b(remote|remotely|virtual|anywhere|telework|work from home|distributed)\b", re.I)
_PRACTICE = re.compile(
    r"\b(rn|r n|registered nurse|nurse|nursing|electrician|electrical contractor|attorney|bar admission|solicitor|"
    r"physician|medical|pharmacist|engineer licen[cs]e|professional engineer|cpa|pilot|teaching|teacher|driver|"
    r"driving|cdl|board certified|journeyman|plumb\w+)\b",
    re.I,
)  # fmt: skip
_FILLER = frozenset({
    "a", "an", "and", "the", "of", "in", "to", "or", "for", "as", "with", "valid", "current", "active", "licence",
    "license", "licensed", "licenced", "certificate", "certification", "certified", "required", "must", "have", "hold",
    "possess", "state", "possession", "full", "unrestricted", "practice", "issued", "by", "degree", "be", "at", "least",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class GateRuling:
    """How one gate stands. `fact` is the owner's own word that decided, or what the owner states instead."""

    status: GateStatus
    fact: str


def gate_rule(kind: GateKind, *, needs: str, quote: str, profile: ProfileFacts) -> GateRuling:
    """Hold one gate against the profile. `quote` is "" if it is not in the posting: then nothing can fail."""
    decide = _DECIDERS.get(kind)
    if decide is None or not needs.strip():
        return GateRuling("unknown", "")
    ruling = decide(needs, profile)
    if ruling.status == "failed" and (not quote or _SOFT.search(quote)):
        return GateRuling("unknown", ruling.fact)
    return ruling


def _listed(facts: tuple[str, ...]) -> str:
    return "; ".join(facts)


def _authorisation(needs: str, profile: ProfileFacts) -> GateRuling:
    needed = countries_in(needs)
    if not profile.authorised_in or not needed:
        return GateRuling("unknown", _listed(profile.authorised_in))
    allowed = countries_in(" ; ".join(profile.authorised_in))
    is_met = any(is_country_allowed(country, allowed) for country in needed)
    return GateRuling("met" if is_met else "failed", _listed(profile.authorised_in))


def _language(needs: str, profile: ProfileFacts) -> GateRuling:
    needed = languages_in(needs)
    if not profile.languages or not needed:
        return GateRuling("unknown", _listed(profile.languages))
    spoken = languages_in(" ; ".join(profile.languages))
    is_met = bool(needed & spoken) if " or " in words(needs) else needed <= spoken
    return GateRuling("met" if is_met else "failed", _listed(profile.languages))


def _location(needs: str, profile: ProfileFacts) -> GateRuling:
    if not profile.locations:
        return GateRuling("unknown", "")
    facts = _listed(profile.locations)
    if _REMOTE.search(needs):
        return GateRuling(_remote(needs, profile), facts)
    places = [words(place).strip() for place in re.split(r"[;,/()]|\bor\b|\band\b", needs)]
    known = words(" ".join(profile.locations))
    if any(place and f" {place} " in known for place in places):
        return GateRuling("met", facts)
    return GateRuling(_country(needs, profile), facts)


def _country(needs: str, profile: ProfileFacts) -> GateStatus:
    """A whole country is asked for: cities do not say which they lie in, the right to work there leaves it open."""
    needed = countries_in(needs)
    if needed & countries_in(" ; ".join(profile.locations)):
        return "met"
    allowed = countries_in(" ; ".join(profile.authorised_in))
    return "unknown" if any(is_country_allowed(country, allowed) for country in needed) else "failed"


def _remote(needs: str, profile: ProfileFacts) -> GateStatus:
    """A remote role is open to who works remotely; one bound to a country also asks for the right to be there."""
    if not any(_REMOTE.search(place) for place in profile.locations):
        return "failed"
    bound = countries_in(needs)
    allowed = countries_in(" ; ".join((*profile.locations, *profile.authorised_in)))
    if not bound or any(is_country_allowed(country, allowed) for country in bound):
        return "met"
    return "failed" if allowed else "unknown"


def _degree(needs: str, profile: ProfileFacts) -> GateRuling:
    degrees = [(level, entry) for entry in profile.licences if (level := _degree_level(entry))]
    if not degrees:
        return GateRuling("unknown", "")
    wanted = _degree_level(needs) or 1
    high_enough = [entry for level, entry in degrees if level >= wanted]
    if not high_enough:
        return GateRuling("failed", _listed(tuple(entry for _, entry in degrees)))
    match = next((entry for entry in high_enough if _is_subject_met(needs, entry)), None)
    # The right level in another subject is for the reader to weigh: relatedness is not a matter of words.
    return GateRuling("met", match) if match else GateRuling("unknown", _listed(tuple(high_enough)))


def _is_subject_met(needs: str, entry: str) -> bool:
    subject = set(words(needs).split()) - _FILLER - _DEGREE_WORDS
    return not subject or bool(subject & set(words(entry).split()))


def _degree_level(text: str) -> int:
    searched = words(text)
    return next((level for level, names in _DEGREES if any(f" {name} " in searched for name in names)), 0)


def _clearance(needs: str, profile: ProfileFacts) -> GateRuling:
    stated = tuple(entry for entry in profile.licences if _CLEARED.search(entry))
    if not stated:
        return GateRuling("unknown", "")
    match = next((entry for entry in stated if _shares_tokens(needs, entry)), None)
    return GateRuling("met", match) if match else GateRuling("failed", _listed(stated))


def _licence(needs: str, profile: ProfileFacts) -> GateRuling:
    if not profile.licences:
        return GateRuling("unknown", "")
    match = next((entry for entry in profile.licences if _shares_tokens(needs, entry)), None)
    if match:
        return GateRuling("met", match)
    # A licence to practise is had or not had; a course certificate may simply be missing from the list.
    status: GateStatus = "failed" if _PRACTICE.search(needs) else "unknown"
    return GateRuling(status, _listed(profile.licences))


def _shares_tokens(needs: str, entry: str) -> bool:
    """Say whether the fact covers at least half of the words that mean something in the need."""
    wanted = set(words(needs).split()) - _FILLER
    return bool(wanted) and len(wanted & set(words(entry).split())) * 2 >= len(wanted)


_DECIDERS: dict[GateKind, Callable[[str, ProfileFacts], GateRuling]] = {
    "authorisation": _authorisation,
    "language": _language,
    "location": _location,
    "degree": _degree,
    "clearance": _clearance,
    "licence": _licence,
}
