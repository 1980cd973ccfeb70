"""Where the person must be: places by shape, with the words of presence before them. Any case, five languages."""

import re

from corpus.text.words import STOP_WORDS, fold
from fitcheck.posting.names import countries_in

_PREPOSITION = r"(?:in|within|near|at|from|around|to|en|em|a|à|de|bei|im|aus|our|the|greater|unserem|unserer)"
_BASED = re.compile(
    r"(?:\b(?:must|should|need|required|you|you're|candidates?|applicants?|have to|able|ability|"
    r"willing\w*)\b[^.]{0,60}\b|^\W*(?:be )?"
    r"|\bif )(?:be )?(?:located|based(?! (?:up)?on\b)|resid(?:e|ent|ing|ents)|live|living|relocat\w+|commut\w+)\b|"
    r"\bcommut\w+ distance|"
    r"\bresidents? (?:of [^.]{3,30} )?only|\brelocation (?:is )?required|"
    r"\b(?:wohnhaft|wohnort|wohnsitz)\b|\bresider\b|\bhabiter\b|\bresidencia en\b|\bresidir\b|\bvivir en\b|"
    r"\bmorar em\b|\bresidencia em\b"
)
_PRESENT = re.compile(
    r"\bon-?\s?site\b|\bin[- ](?:the )?office\b|\bin[- ]person\b|\bhybrid\w*\b|\bvor ort\b|\bprasenz\w*\b|"
    r"\bsur site\b|\bpresentiel\b|"
    r"\bpresencial\w*\b|\bhibrid[oa]\b|\bhybride\b|\bdias (?:en|na|no) (?:la )?(?:oficina|escritorio)"
)
_REMOTE = re.compile(
    r"\b(?:remote(?:ly)?|virtual|anywhere|work from home|fully distributed|teletrabajo|remot[oa]|teletravail)\b"
)
_NOT_OF_PERSON = re.compile(
    r"\bwhere you live\b|\brelocation (?:expenses|costs|assistance|package|support|bonus)|"
    r"^(?:we|our|the company|the team|wir|unser\w*|nous|notre|somos|nuestr\w+)\b|\b(?:founded|headquartered|"
    r"offices? in|team based|"
    r"company based|startup|agency based|customers)\b|\bon-?site (?:gym|parking|interview|childcare|cafeteria|"
    r"kitchen)|hybrid (?:cloud|app|"
    r"vehicle|infrastructure|environment)"
)
_DUTIES_ON_SITE = re.compile(r"\b(?:inspect|visit|install|customers?|client|construction)\w*\b[^.]{0,30}\bon-?site\b")
_PLACE = r"[A-ZÀ-Ý][\w’'.-]*(?:[ -](?:of |de |do |am |an der |la |le |upon |sur )?[A-ZÀ-Ý][\w’'.-]*){0,3}"
_PLACES = re.compile(
    rf"(?:\b(?i:{_PREPOSITION})\s+|\bLocations?\W+|\bStandort\W+|[(:·|]\s*|\bor\s+|\boder\s+|^(?=[^,;(/|·–—]{{2,40}}"
    rf"(?:$|[,;(/|·–—]| (?:or|oder|ou|o|on-?site|hybrid|remote|office)\b)))(?:(?i:the|our|"
    rf"greater)\s+)?"
    rf"({_PLACE}(?:(?:,? (?:or|and|oder|ou|o|und|et|y|e) |, |; | / |/)(?:in )?{_PLACE})*)"
)
_LOW_PLACE = re.compile(
    r"\b(?:located|based|resid\w+|live|living|relocate|on-?site|hybrid|office|vor ort|wohnhaft|presencial|"
    r"site)\b(?: [^. ]+){0,3}? "
    r"(?:in|within|near|at|to|en|em|a)\s+(?:the |our )?([a-z]+(?: [a-z]+)?(?:(?:,? or |, | / )[a-z]+(?: [a-z]+)?)*)"
)
_SPLIT = re.compile(r",?\s+(?:or|and|oder|ou|o|und|et|y|e)\s+|[;/]\s*|,\s*", re.I)
_NOT_PLACES = frozenset(
    """
    on-site onsite hybrid remote office in-office must location monday tuesday wednesday thursday friday the
    you this our full-time part-time virtual anywhere ability able be based located candidates applicants
    position role work working job hybrides local standort lieu ort ubicacion location home company area
    region team required only standort präsenz presencial híbrido i we time zone eastern pacific central
    """.split()
)
_PARTS = re.compile(r"\s+[·•|–—]\s+|\s+-\s+")
_STATED = re.compile(r"\b(?:must|only|required|you|your|nur|seulement|solo|apenas|residents?)\b", re.I)
_LONGEST_HEADER = 80
_STATE = re.compile(r"^[A-Z]{2}$")


def location_needs(text: str, folded: str, header_place: str) -> list[tuple[str, ...]]:
    """Return the places of which one is enough, if the sentence states that the person must be somewhere."""
    if _NOT_OF_PERSON.search(folded):
        return []
    is_based, is_present = bool(_BASED.search(folded)), bool(_PRESENT.search(folded))
    if is_based or (is_present and not _DUTIES_ON_SITE.search(folded) and not _is_free(folded)):
        places = places_in(text) or ((header_place,) if header_place else ())
        return [places or (("on-site",) if is_present else ())]
    if _REMOTE.search(folded) and len(folded) < 160:
        bound = countries_in(text)
        return [tuple(bound)] if bound else []
    return []


def is_bare_header(line: str) -> bool:
    """Say whether a line is names side by side ("Acme · Chicago, IL (Hybrid)"): it says where the employer is."""
    return len(line) < _LONGEST_HEADER and bool(_PARTS.search(line)) and ":" not in line and not _STATED.search(line)


def last_part(line: str) -> str:
    """Return what stands after the last mark between names."""
    return _PARTS.split(line)[-1]


def _is_free(folded: str) -> bool:
    return bool(
        re.search(
            r"\b(?:remote (?:or|and) hybrid|hybrid or remote|or (?:fully )?remote|optional|if you (?:like|want))\b",
            folded,
        )
    ) and not (re.search(r"not offer", folded))


def places_in(text: str) -> tuple[str, ...]:
    """Return the names of places in the sentence, folded, state codes left out."""
    if is_bare_header(text) and (of_last := places_in(last_part(text))):
        return of_last
    found: list[str] = []
    for match in _PLACES.finditer(text):
        for name in _SPLIT.split(match.group(1)):
            if name and not _STATE.match(name.strip(" .")):
                found.append(_plain(name))
    countries = countries_in(text)
    found = [name for name in found if name and name.split()[0] not in _NOT_PLACES and name not in STOP_WORDS]
    if not found and not countries and (low := _LOW_PLACE.search(fold(text))):
        found = [
            name
            for name in map(_plain, _SPLIT.split(low.group(1)))
            if name and name.split()[0] not in _NOT_PLACES | STOP_WORDS
        ]
    return tuple(dict.fromkeys([*found, *countries])) if found else tuple(countries)


def _plain(name: str) -> str:
    words = [
        word for word in fold(name).strip(" .,()").split() if word not in {"office", "area", "facility", "offices"}
    ]
    return " ".join(words)
