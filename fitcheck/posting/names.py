"""Names of countries and languages in the languages that are read, from the tables of the Unicode locale project."""

import re
from functools import cache

from babel import Locale
from babel.core import get_global

from corpus.text.words import fold

READ_LANGUAGES = ("en", "de", "fr", "es", "pt")
_SHORT_COUNTRIES = {"US": "US", "USA": "US", "U.S.": "US", "U.S.A.": "US", "UK": "GB", "U.K.": "GB", "UAE": "AE"}
_SHORT = re.compile(r"\b(?:USA?|UK|UAE)\b|\bU\.\s?[SK]\.(?:A\.)?")
_REGIONS = re.compile(r"\b(?:eu|european union|eea|europe|emea|latam|north america|apac|dach|europaische union|ue)\b")
_WIDELY_SPOKEN = 5  # percent of a country
_SHORTEST = 4
_WORD = re.compile(r"[^\W\d_]{4,}")


@cache
def _languages() -> dict[str, str]:
    """Map folded names in the languages read, to English names, for the languages that peoples speak."""
    codes = {
        code.split("_")[0]
        for spoken in get_global("territory_languages").values()
        for code, facts in spoken.items()
        if facts["official_status"] or facts["population_percent"] >= _WIDELY_SPOKEN
    }
    english = Locale("en").languages
    found: dict[str, str] = {}
    for locale in map(Locale, READ_LANGUAGES):
        for code, name in locale.languages.items():
            if code in codes and code in english and len(name) >= _SHORTEST:
                found.setdefault(fold(name), english[code].casefold())
    return found | {"mandarin": "chinese", "castellano": "spanish", "cantonese": "cantonese"}


@cache
def _language_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _languages()), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({names})(?=(?:e[nrs]?)?\b|kenntnis|-?sprach|sprech)")


@cache
def _countries() -> dict[str, str]:
    english = Locale("en").territories
    return {
        fold(name): fold(english[code])
        for locale in map(Locale, READ_LANGUAGES)
        for code, name in locale.territories.items()
        if code.isalpha() and code in english and len(name) >= _SHORTEST
    }


@cache
def _country_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _countries()), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({names})(?!\w)")


@cache
def _beginnings() -> frozenset[str]:
    """Return the first letters of every name: a text without one of them is not searched further."""
    return frozenset(name[:_SHORTEST] for name in (*_languages(), *_countries()))


def _may_name(folded: str) -> bool:
    beginnings = _beginnings()
    return any(word[:_SHORTEST] in beginnings for word in _WORD.findall(folded))


def languages_in(text: str) -> list[tuple[str, int, int]]:
    """Return English names of the languages named, with their place in the folded text."""
    folded = fold(text)
    if not _may_name(folded):
        return []
    return [
        (_languages()[found.group(1)], found.start(), found.end()) for found in _language_pattern().finditer(folded)
    ]


def countries_in(text: str) -> list[str]:
    """Return English names of the countries and regions named, folded, in order, none twice."""
    folded = fold(text)
    places = _country_pattern().finditer(folded) if _may_name(folded) else ()
    found = [(match.start(), _countries()[match.group(1)]) for match in places]
    found += [(match.start(), match.group()) for match in _REGIONS.finditer(folded)]
    english = Locale("en").territories
    for match in _SHORT.finditer(text):
        code = _SHORT_COUNTRIES["".join(match.group().split()).replace(".", "")]
        found.append((match.start(), fold(english[code])))
    return list(dict.fromkeys(name for _, name in sorted(found)))
