"""How one condition stands against the owner's facts: met, failed or open. One decider for each kind.

What is needed is read from the quote. A fact that is not stated leaves a condition open.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from corpus.text.values import ProfileFacts
from fitcheck.posting.outline import Posting
from fitcheck.verdict.licences import DRIVER, FILLER, is_practice
from fitcheck.verdict.places import (
    cities_in,
    countries_in,
    country_name,
    is_country_allowed,
    is_place_in,
    language_name,
    languages_in,
    words,
)

GateStatus = Literal["met", "failed", "unknown"]

_DEGREES = (
    (3, ("phd", "ph d", "doctorate", "doctoral", "dphil", "jd", "j d", "md", "m d")),
    (2, ("master", "masters", "master s", "msc", "m sc", "ma", "m a", "mba", "meng", "mphil", "ms", "graduate degree")),
    (1, ("bachelor", "bachelors", "bachelor s", "bsc", "b sc", "ba", "b a", "bs", "beng", "degree", "diplom")),
)  # fmt: skip
_DEGREE_WORDS_LIST = """
field related relevant discipline university college level higher any subject s graduate undergraduate four
year accredited equivalent similar minimum from with s your must have required
"""
_DEGREE_WORDS = frozenset(word for _, names in _DEGREES for name in names for word in name.split()) | frozenset(
    _DEGREE_WORDS_LIST.split()
)
_BROAD = frozenset(["science", "sciences", "arts", "studies"])
_CLEARED = re.compile(r"\b(clearance|cleared|vetted|vetting|public trust|top secret|sc cleared|dv cleared)\b", re.I)
_LATER = re.compile(
    r"\b(background (?:check|investigation)|public trust|before you can start|obtain|undergo|be granted)", re.I
)
_HELD = re.compile(
    r"\b(active|current(?:ly)?|existing|hold|possess|already|top secret|ts/?sci|sc cleared|dv cleared)\b", re.I
)
_REMOTE = re.compile(r"\b(remote|remotely|virtual|anywhere|telework|work from home|distributed|wherever)\b", re.I)
_NOT_REMOTE = re.compile(r"\b(?:not|no|never|without|nor)\b[^.;\n]{0,30}\b(?:remote|telework|work from home)", re.I)
_PRESENT = re.compile(r"\bon[ -]?site\b|\bin[ -]office\b|\bin[ -]person\b|\bdays? (?:a|per|each) week\b", re.I)
_FLUENCY = (
    (5, re.compile(r"\b(native|mother tongue|muttersprach\w*|langue maternelle|nativo|bilingual|c2)\b", re.I)),
    (
        4,
        re.compile(
            r"\b(fluen\w+|verhandlungssicher|flie[sß]+end|courant\w*|fluido|proficien\w+|full professional|c1)\b", re.I
        ),
    ),
    (3, re.compile(r"\b(business|professional|working|good|very good|sehr gut\w*|b2)\b", re.I)),
    (2, re.compile(r"\b(conversational|intermediate|b1)\b", re.I)),
    (1, re.compile(r"\b(basic|beginner|elementary|a1|a2)\b", re.I)),
)
_STATED_LEVEL = 4  # a language that is listed without a level is spoken at work, which is not native


@dataclass(frozen=True, slots=True)
class GateRuling:
    """How one condition stands. `fact` is the owner's own word that decided, or what the owner states instead.

    `is_settled_later`: open, but the employer settles it after choosing (a background check).
    """

    status: GateStatus
    fact: str = ""
    needs: str = ""
    is_settled_later: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked: the words scanned, any of which is enough, and the quote they stand in."""

    needs: tuple[str, ...]
    quote: str
    profile: ProfileFacts
    posting: Posting

    @property
    def text(self) -> str:
        return f"{self.quote} ; {' ; '.join(self.needs)}"


def ruling_of(kind: str, *, needs: tuple[str, ...], quote: str, profile: ProfileFacts, posting: Posting) -> GateRuling:
    """Hold one condition against the profile."""
    return _DECIDERS[kind](Need(needs=needs, quote=quote, profile=profile, posting=posting))


def _listed(facts: tuple[str, ...]) -> str:
    return "; ".join(facts)


def _countries(need: Need) -> frozenset[str]:
    """Return the countries asked for; where the quote names none, the one country the posting's conditions name."""
    found = countries_in(need.text) | cities_in(need.quote)
    if found:
        return found
    others = frozenset().union(*(countries_in(one.quote) for one in need.posting.conditions)) or countries_in(
        need.posting.text
    )
    return others if len(others) == 1 else frozenset()


def _authorisation(need: Need) -> GateRuling:
    facts, needed = need.profile.authorised_in, _countries(need)
    named = "; ".join(sorted(country_name(code) for code in needed))
    if not facts or not needed:
        return GateRuling("unknown", _listed(facts), named)
    allowed, citizen = countries_in(" ; ".join(facts)), countries_in(" ; ".join(need.profile.citizenships))
    is_met = any(is_country_allowed(one, allowed=allowed, citizen_of=citizen) for one in needed)
    return GateRuling("met" if is_met else "failed", _listed(facts), named)


def _citizenship(need: Need) -> GateRuling:
    """Citizenship is not the right to work: only a stated citizenship meets it."""
    facts, needed = need.profile.citizenships, _countries(need)
    named = "; ".join(sorted(country_name(code) for code in needed))
    if not facts or not needed:
        return GateRuling("unknown", _listed(facts), named)
    held = countries_in(" ; ".join(facts))
    if any(is_country_allowed(one, allowed=(), citizen_of=held) for one in needed):
        return GateRuling("met", _listed(facts), named)
    has_other_way = re.search(r"permanent resident|green card|work permit|or (?:\w+ ){0,3}authori", need.quote, re.I)
    return GateRuling("unknown" if has_other_way else "failed", _listed(facts), named)


def _language(need: Need) -> GateRuling:
    facts, needed = need.profile.languages, languages_in("; ".join(need.needs)) or languages_in(need.text)
    named = "; ".join(sorted(language_name(code) for code in needed))
    if not facts or not needed:
        return GateRuling("unknown", _listed(facts), named)
    stands = {code: _spoken(code, need) for code in needed}
    words_ = list(stands.values())
    is_choice = len(need.needs) > 1 or (not need.needs and _is_plain_choice(need.quote))
    if is_choice:
        status: GateStatus = "met" if "met" in words_ else "unknown" if "unknown" in words_ else "failed"
    else:
        status = "failed" if "failed" in words_ else "unknown" if "unknown" in words_ else "met"
    return GateRuling(status, _listed(facts), named)


def _is_plain_choice(quote: str) -> bool:
    """ "German or French" is a choice; "English and (German or French)" is more than one."""
    return re.search(r"\b(or|oder|ou)\b", quote, re.I) is not None and not re.search(
        r"\b(and|und|et|y)\b|[&+]", quote, re.I
    )


def _spoken(code: str, need: Need) -> GateStatus:
    entry = next((fact for fact in need.profile.languages if code in languages_in(fact)), None)
    if entry is None:
        return "failed"
    return "met" if _fluency(entry, _STATED_LEVEL) >= _fluency(need.quote, 0) else "unknown"


def _fluency(text: str, default: int) -> int:
    return next((rank for rank, pattern in _FLUENCY if pattern.search(text)), default)


def _location(need: Need) -> GateRuling:
    places = need.profile.locations
    if not places:
        return GateRuling("unknown")
    facts = _listed(places)
    own = [place for place in places if not _REMOTE.search(place)]
    if any(is_place_in(place, need.quote) for place in own):
        return GateRuling("met", facts)
    if _REMOTE.search(need.quote) and not _NOT_REMOTE.search(need.quote):
        return GateRuling(_remote(need), facts)
    return GateRuling(_elsewhere(need, own), facts)


def _remote(need: Need) -> GateStatus:
    """A remote role is open to who works remotely; one bound to a country also asks for the right to be there."""
    bound = countries_in(need.text) | cities_in(need.quote)
    if bound and not _is_allowed(bound, need.profile):
        return "failed" if need.profile.authorised_in else "unknown"
    return "met" if any(_REMOTE.search(place) for place in need.profile.locations) else "unknown"


def _elsewhere(need: Need, own: list[str]) -> GateStatus:
    """Another place fails only where the owner may not work, or where presence is asked and theirs is another.

    Who may work in another country than their own has thought of going there: that is a question.
    """
    named = countries_in(need.text) | cities_in(need.quote)
    if named and need.profile.authorised_in and not _is_allowed(named, need.profile):
        return "failed"
    if named and countries_in(" ; ".join(own)) & countries_in(need.text):
        return "met"
    if named - countries_in(" ; ".join(own)) - cities_in(" ; ".join(own)) and need.profile.authorised_in:
        return "unknown"
    is_named = re.search(r"\b(?:in|at|our)\s+(?:our\s+|the\s+)?[A-Z][a-z]+", need.quote) is not None
    return "failed" if own and is_named and _PRESENT.search(need.quote) else "unknown"


def _is_allowed(countries: frozenset[str], profile: ProfileFacts) -> bool:
    allowed = countries_in(" ; ".join((*profile.locations, *profile.authorised_in)))
    citizen = countries_in(" ; ".join(profile.citizenships))
    return any(is_country_allowed(one, allowed=allowed, citizen_of=citizen) for one in countries)


def _degree(need: Need) -> GateRuling:
    degrees = [(level, entry) for entry in need.profile.licences if (level := _degree_level(entry))]
    if not degrees:
        return GateRuling("unknown")
    wanted = _lowest_degree(need.quote) or 1
    high_enough = [entry for level, entry in degrees if level >= wanted]
    if not high_enough:
        return GateRuling("failed", _listed(tuple(entry for _, entry in degrees)))
    match = next((entry for entry in high_enough if _is_subject_met(need, entry)), None)
    # The right level in another subject is for the reader to weigh: relatedness is not a matter of words.
    return GateRuling("met", match) if match else GateRuling("unknown", _listed(tuple(high_enough)))


def _is_subject_met(need: Need, entry: str) -> bool:
    subject = {word for one in need.needs for word in words(one).split()} or set(words(need.quote).split())
    subject -= FILLER | _DEGREE_WORDS
    named = subject - _BROAD
    if named:
        return bool(named & set(words(entry).split()))
    return not subject or "arts" in subject or "science" in words(entry)


def _degree_level(text: str) -> int:
    searched = words(text)
    return next((level for level, names in _DEGREES if any(f" {name} " in searched for name in names)), 0)


def _lowest_degree(text: str) -> int:
    """Return the lowest degree that is named: "a Bachelor's or Master's" is met by the first."""
    searched = words(text)
    named = [level for level, names in _DEGREES if any(f" {name} " in searched for name in names)]
    specific = [
        level for level in named if level > 1 or not re.fullmatch(r".*\bdegree\b.*", searched) or "bachelor" in searched
    ]
    return min(specific or named or [0])


def _clearance(need: Need) -> GateRuling:
    stated = tuple(entry for entry in need.profile.licences if _CLEARED.search(entry))
    is_later = bool(_LATER.search(need.quote)) and not _HELD.search(need.quote)
    match = next((entry for entry in stated if _covers(need, entry)), None)
    if match:
        return GateRuling("met", match)
    return GateRuling("unknown", _listed(stated), is_settled_later=is_later)


def _licence(need: Need) -> GateRuling:
    facts = need.profile.licences
    match = next((entry for entry in facts if _covers(need, entry)), None)
    if match:
        return GateRuling("met", match)
    is_stated = bool(facts) and is_practice(need.text) and not DRIVER.search(need.quote)
    return GateRuling("failed" if is_stated or need.profile.licences_complete else "unknown", _listed(facts))


def _covers(need: Need, entry: str) -> bool:
    """Say whether the fact has every word that means something in one of the needs: a CSPO is no Scrum master."""
    held = set(words(entry).split())
    asked = [set(words(one).split()) - FILLER for one in need.needs or (need.quote,)]
    return any(wanted and wanted <= held for wanted in asked)


_DECIDERS: dict[str, Callable[[Need], GateRuling]] = {
    "authorisation": _authorisation,
    "citizenship": _citizenship,
    "language": _language,
    "location": _location,
    "degree": _degree,
    "clearance": _clearance,
    "licence": _licence,
}
