"""Conditions that facts decide: licence, degree, clearance, right to work, language, presence in a place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.search.stems import fold

_SOFT = re.compile(r"\b(?:preferred|a plus|or the ability to obtain|nice to have|desirable|ideally|bonus|"
                   r"may require|may be|some positions|or equivalent|"
                   r"equivalent (?:work|experience|combination)|relevant experience|"
                   r"willing to)\b", re.IGNORECASE)  # fmt: skip
_LICENCE = re.compile(
    r"\b(?:licen[sc]ed?\b|certified\b|certification|certificate|board[- ]certified|registration with)", re.IGNORECASE
)
_LICENCE_OF = (
    ("registered nurse licence", r"registered nurse|\brn\b|nursing"), ("electrician licence", r"electrician|"
                                                                                              r"electrical"),
    ("driver licence", r"driv(?:er|ing)"), ("bar admission", r"\bbar\b|attorney"), ("cpa licence", r"\bcpa\b"),
    ("medical licence", r"physician|medical"), ("professional engineer licence", r"professional engineer"),
    ("teaching licence", r"teach"), ("pmp certification", r"\bpmp\b"), ("cissp certification", r"\bcissp\b"),
)  # fmt: skip
_DEGREE = re.compile(r"\b(?:bachelor|master(?:'?s|’s)\b|master (?:of|degree)|ph\.? ?d|doctorate|university degree|"
                     r"college degree|undergraduate degree|\bbs/|\bb\.?sc|"
                     r"m\.?sc|mba|degree (?:in|required)|degree from)", re.IGNORECASE)  # fmt: skip
_DEGREE_LEVELS = (("phd", r"ph\.? ?d|doctorate"), ("master degree", r"master|m\.?sc|mba"), ("bachelor degree", r""))
_FIELD = re.compile(
    r"(?:degree|bachelor\S*|master\S*|ph\.? ?d) (?:degree )?in ([A-Z]?[\w ]{3,40}?)(?:,| or | and |\.|;|$)"
)
_CLEARANCE = re.compile(r"\b(?:security clearance|secret clearance|top secret|public trust|background (?:check|"
                        r"investigation)|"
                        r"ts/sci|dv cleared|sc cleared)\b", re.IGNORECASE)  # fmt: skip
_AUTHORISATION = re.compile(
    r"\b(?:(?:u\.?s\.?|united states|american|eu|uk|british|canadian) citizens?(?:hip)?|citizens? (?:or|"
    r"and) nationals?|citizenship|"
    r"authori[sz](?:ed|ation) to work|work authori[sz]ation|right to work|work permit|eligible to work|"
    r"without sponsorship|green card)",
    re.IGNORECASE,
)
_COUNTRIES = (
    ("united states", r"\bu\.?s\.?a?\b|united states|american"), ("united kingdom", r"\bu\.?k\.?\b|united kingdom|"
                                                                                    r"british"),
    ("canada", r"canad"), ("germany", r"german"), ("france", r"france|french"), ("spain", r"spain"),
    ("japan", r"japan"),
    ("ireland", r"ireland|irish"), ("netherlands", r"netherlands|dutch"), ("switzerland", r"switzerland|swiss"),
    ("european union", r"\beu\b|european union"), ("australia", r"australia"), ("india", r"\bindia"),
    ("brazil", r"brazil"),
)  # fmt: skip
_IN_PLACE = re.compile(r"\b(?:work|permit|sponsorship|citizen\w*) (?:in|of|for) (?:the )?([A-Z]\w+(?: [A-Z]\w+)?)")
_LANGUAGES = (
    "german", "french", "spanish", "japanese", "english", "italian", "portuguese", "dutch", "mandarin", "chinese",
    "korean",
    "arabic", "polish", "russian", "hindi", "swedish", "danish", "norwegian", "finnish", "czech", "turkish", "hebrew",
)  # fmt: skip
_NATIVE_NAMES = {
    "german": "german|deutsch\\w*|allemand|alemán",
    "english": "english|englisch\\w*|anglais|inglés",
    "french": "french|französisch\\w*|français|francés",
    "spanish": "spanish|spanisch\\w*|español|espagnol",
}
_FLUENT = re.compile(
    r"\b(?:fluen\w+|native|business[- ]level|proficien\w+|speak\w*|c1|c2|b2|bilingual|mother tongue|"
    r"verhandlungssicher\w*|fließend\w*|courant|fluido)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:you (?:are|must be|live|reside) (?:located |based )?in|must (?:be (?:located|based)|live|reside) in|"
    r"on[- ]?site (?:in|at)|"
    r"in[- ]office (?:in|at)|days (?:a|per) week in (?:our |the )?|relocate to|based in) (?:the |"
    r"our )?([A-Z][\w.’'-]*(?:(?:[/, ]+|,? or )[A-Z][\w.’'-]*)*)"
)
_REMOTE = re.compile(r"\b(?:remote|remotely|anywhere)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gate:
    """A hard condition. `kind` is the contract's word; `needs`, in lower case, what the owner's fact must contain."""

    kind: str
    needs: str
    field: str

    def __str__(self) -> str:
        """The condition as a reader would say it."""
        named = " or ".join(name.title() for name in self.needs.split(" or "))
        said = {"location": f"presence in {named}", "authorisation": f"the right to work in {named}", "language": named}
        return said.get(self.kind, self.needs)


def gate_of(quote: str) -> Gate | None:
    """The hard condition that a stretch states, or None. "Preferred" and "or equivalent" make it no gate."""
    if _SOFT.search(quote):
        return None
    return (
        _language(quote)
        or _licence(quote)
        or _authorisation(quote)
        or _clearance(quote)
        or _degree(quote)
        or _place(quote)
    )


def is_fact_met(gate: Gate, profile: dict[str, tuple[str, ...]]) -> bool:
    """True if the profile lists what the gate needs: at least half of its words."""
    wanted = set(re.findall(r"[a-z]{2,}", gate.needs)) - {
        "licence",
        "certification",
        "degree",
        "clearance",
        "in",
        "or",
        "and",
    }
    stated = fold(" ; ".join(profile.get(gate.field, ())))
    held = sum(word in stated for word in wanted)
    return bool(wanted) and held * 2 >= len(wanted)


def _licence(quote: str) -> Gate | None:
    if not _LICENCE.search(quote):
        return None
    needs = next((name for name, pattern in _LICENCE_OF if re.search(pattern, quote, re.IGNORECASE)), None)
    return Gate("licence", needs, "licences") if needs else None


def _degree(quote: str) -> Gate | None:
    if not _DEGREE.search(quote):
        return None
    level = next(name for name, pattern in _DEGREE_LEVELS if re.search(pattern, quote, re.IGNORECASE))
    field = _FIELD.search(quote)
    return Gate("degree", f"{level} in {field.group(1).lower().strip()}" if field else level, "licences")


def _clearance(quote: str) -> Gate | None:
    hit = _CLEARANCE.search(quote)
    if not hit:
        return None
    words = hit.group().lower()
    return Gate("clearance", f"{words} clearance" if words in {"public trust", "top secret"} else words, "licences")


def _authorisation(quote: str) -> Gate | None:
    if not _AUTHORISATION.search(quote):
        return None
    countries = [name for name, pattern in _COUNTRIES if re.search(pattern, quote, re.IGNORECASE)]
    named = _IN_PLACE.search(quote)
    if not countries and named:
        countries = [named.group(1).lower()]
    return Gate("authorisation", " or ".join(countries), "authorised in") if countries else None


def _language(quote: str) -> Gate | None:
    if not _FLUENT.search(quote):
        return None
    spoken = [
        name for name in _LANGUAGES if re.search(rf"\b(?:{_NATIVE_NAMES.get(name, name)})\b", quote, re.IGNORECASE)
    ]
    joint = " or " if re.search(r"\bor\b", quote) else " and "
    return Gate("language", joint.join(spoken), "languages") if spoken else None


def _place(quote: str) -> Gate | None:
    hit = _PLACE.search(quote)
    if not hit or _REMOTE.search(quote):
        return None
    names = [fold(part).replace("eastern time zone", "").strip(" ,.") for part in re.split(r"/|,| or ", hit.group(1))]
    places = ["united states" if name in {"us", "usa", "u.s"} else name for name in names if name]
    return Gate("location", " or ".join(places), "locations") if places else None
