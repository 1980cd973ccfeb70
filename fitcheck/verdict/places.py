"""Countries, cities and languages as postings name them, from the CLDR: names in several languages, time zone cities.

Countries are ISO 3166 codes ("EU" for the Union), languages ISO 639-1 codes. What the CLDR does not know is no place.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from corpus.text.words import fold

UNION = "EU"
# Members of the European Union: https://european-union.europa.eu/principles-countries-history/eu-countries_en
_MEMBERS_LIST = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
"""
_MEMBERS = frozenset(_MEMBERS_LIST.split())
_NAMED_IN = ("en", "de", "fr", "es", "pt", "it", "nl")
# Short forms and peoples the CLDR lists under no territory. Lower case; "us" is read only in capitals.
_SHORT = {
    "usa": "US", "u s a": "US", "united states of america": "US", "america": "US", "american": "US",
    "uk": "GB", "u k": "GB", "britain": "GB", "great britain": "GB", "british": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "holland": "NL", "turkey": "TR", "irish": "IE", "swiss": "CH",
    "czech republic": "CZ",
    "austrian": "AT", "belgian": "BE", "canadian": "CA", "australian": "AU", "mexican": "MX", "brazilian": "BR",
    "indian": "IN", "eea": UNION, "europe": UNION, "european": UNION,
}  # fmt: skip
_CAPITALS = re.compile(r"\bU\.?\s?S\.?(?:\s?A\.?)?(?![\w])|\bEU\b|\bE\.U\.")
_MOST_WORDS = 5
_LETTERS_LEAST = 4
_LETTERS_LEAST_ELSEWHERE = 5  # shorter foreign names are English words: "lets" is Dutch for Latvian
_NO_PLACES = frozenset({"UTC", "GMT", "Etc"})


def words(text: str) -> str:
    """Return the text folded, with one space between its words and around them, ready for whole-word search."""
    return " " + " ".join(re.findall(r"[^\W_]+", fold(text))) + " "


def countries_in(text: str) -> frozenset[str]:
    """Return the countries a text names, the Union as one of them; a language's people count as its country."""
    found = _found(text, _countries()) | _found(text, _peoples())
    capitals = {_capital(hit.group()) for hit in _CAPITALS.finditer(text)}
    return found | capitals


def cities_in(text: str) -> frozenset[str]:
    """Return the countries of the larger cities a text names."""
    return _found(text, _cities())


def is_place_in(place: str, text: str) -> bool:
    """Say whether a text names a place, and not only as a part of a longer name: New is not in New York."""
    named, searched = words(place), words(text)
    longer = (f" {city} " for city in _cities() if named in f" {city} " and f" {city} " != named)
    return named in searched and not any(city in searched for city in longer)


def languages_in(text: str) -> frozenset[str]:
    """Return the spoken languages a text names, in whatever language it names them."""
    return _found(re.sub(r"(?i)kenntnisse", " ", text), _languages())


def language_name(code: str) -> str:
    """Return the English name of a language or, for an unknown code, the code."""
    return str(Locale("en").languages.get(code, code))


def country_name(code: str) -> str:
    """Return the English name of a country or, for an unknown code, the code."""
    return str(Locale("en").territories.get(code, code))


def is_country_allowed(needed: str, *, allowed: Iterable[str], citizen_of: Iterable[str] = ()) -> bool:
    """Say whether a right to work covers a country.

    A right in the Union covers its members, and so does the citizenship of one; a permit in one member does not.
    """
    stated = set(allowed)
    if needed in stated or needed in set(citizen_of):
        return True
    has_union = UNION in stated or bool(_MEMBERS & set(citizen_of)) or UNION in set(citizen_of)
    if needed == UNION:
        return has_union or bool(_MEMBERS & stated)
    return needed in _MEMBERS and has_union


def _capital(name: str) -> str:
    return UNION if "E" in name else "US"


def _found(text: str, table: Mapping[str, str]) -> frozenset[str]:
    parts = words(text).split()
    hits: set[str] = set()
    at = 0
    while at < len(parts):
        size = next((n for n in range(_MOST_WORDS, 0, -1) if " ".join(parts[at : at + n]) in table), 0)
        if size:
            hits.add(table[" ".join(parts[at : at + size])])
        at += size or 1
    return frozenset(hits)


@cache
def _countries() -> dict[str, str]:
    table = dict(_SHORT)
    for name in _NAMED_IN:
        for code, country in Locale(name).territories.items():
            if (code.isalpha() and len(code) == 2) and len(country) >= _LETTERS_LEAST:
                table.setdefault(words(country).strip(), code)
    return table


@cache
def _peoples() -> dict[str, str]:
    """A people by its language: German citizens are of the country where German is likeliest spoken."""
    likely = get_global("likely_subtags")
    table: dict[str, str] = {}
    for code, name in Locale("en").languages.items():
        country = likely.get(code, "").rpartition("_")[2]
        if len(code) == 2 and len(country) == 2 and code != "en":
            table.setdefault(words(name).strip(), country)
    return table


@cache
def _cities() -> dict[str, str]:
    table: dict[str, str] = {}
    for zone, country in get_global("zone_territories").items():
        area, _, city = zone.rpartition("/")
        if area and not _NO_PLACES & set(zone.split("/")) and len(country) == 2:
            table.setdefault(words(city.replace("_", " ")).strip(), country)
    return table


@cache
def _languages() -> dict[str, str]:
    table = {"mandarin": "zh", "castellano": "es", "farsi": "fa"}
    for locale in _NAMED_IN:
        least = _LETTERS_LEAST if locale == "en" else _LETTERS_LEAST_ELSEWHERE
        for code, name in Locale(locale).languages.items():
            if len(code) == 2 and len(name) >= least:
                table.setdefault(words(name).strip(), code)
    return table
