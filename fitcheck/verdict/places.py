"""Countries and languages as postings name them, folded to one word each. Only what gates need; unknown names pass
through unchanged and are compared as they stand."""

import re

_COUNTRIES = {
    "united states": ("us", "u s", "usa", "u s a", "united states", "united states of america", "american", "america"),
    "united kingdom": ("uk", "u k", "gb", "united kingdom", "great britain", "britain", "british", "england"),
    "germany": ("germany", "german", "deutschland"),
    "france": ("france", "french"),
    "spain": ("spain", "spanish"),
    "italy": ("italy", "italian"),
    "netherlands": ("netherlands", "dutch", "the netherlands", "holland"),
    "ireland": ("ireland", "irish"),
    "portugal": ("portugal", "portuguese"),
    "poland": ("poland", "polish"),
    "sweden": ("sweden", "swedish"),
    "denmark": ("denmark", "danish"),
    "finland": ("finland", "finnish"),
    "austria": ("austria", "austrian"),
    "belgium": ("belgium", "belgian"),
    "switzerland": ("switzerland", "swiss"),
    "norway": ("norway", "norwegian"),
    "canada": ("canada", "canadian"),
    "australia": ("australia", "australian"),
    "new zealand": ("new zealand",),
    "india": ("india", "indian"),
    "japan": ("japan", "japanese"),
    "singapore": ("singapore",),
    "brazil": ("brazil", "brazilian"),
    "mexico": ("mexico", "mexican"),
    "israel": ("israel", "israeli"),
    "european union": ("eu", "e u", "european union", "eea", "europe", "european"),
}
_MEMBERS = frozenset({
    "germany", "france", "spain", "italy", "netherlands", "ireland", "portugal", "poland", "sweden", "denmark",
    "finland", "austria", "belgium",
})  # fmt: skip
_LANGUAGES = {
    "english": ("english", "englisch", "anglais", "ingles"),
    "german": ("german", "deutsch", "allemand"),
    "french": ("french", "francais", "français", "franzosisch", "französisch"),
    "spanish": ("spanish", "espanol", "español", "spanisch", "castellano"),
    "portuguese": ("portuguese", "portugues", "português"),
    "italian": ("italian", "italiano"),
    "dutch": ("dutch", "nederlands"),
    "polish": ("polish", "polski"),
    "russian": ("russian",),
    "ukrainian": ("ukrainian",),
    "arabic": ("arabic",),
    "hebrew": ("hebrew",),
    "hindi": ("hindi",),
    "turkish": ("turkish",),
    "japanese": ("japanese",),
    "korean": ("korean",),
    "chinese": ("chinese", "mandarin"),
    "cantonese": ("cantonese",),
    "swedish": ("swedish", "svenska"),
    "danish": ("danish", "dansk"),
    "norwegian": ("norwegian", "norsk"),
    "finnish": ("finnish", "suomi"),
    "czech": ("czech",),
    "greek": ("greek",),
}


def words(text: str) -> str:
    """Return the text as lower-case words with one space between and around, ready for whole-word search."""
    return " " + " ".join(re.findall(r"[^\W_]+", text.casefold())) + " "


def _named(text: str, table: dict[str, tuple[str, ...]]) -> frozenset[str]:
    searched = words(text)
    # "us" the pronoun is not a country; as a place it is written in capitals.
    if " us " in searched and not re.search(r"\bU\.?S\.?\b", text) and searched.strip() != "us":
        searched = searched.replace(" us ", " ")
    return frozenset(name for name, spellings in table.items() if any(f" {word} " in searched for word in spellings))


def countries_in(text: str) -> frozenset[str]:
    """Return the countries a text names, the European Union as one of them."""
    return _named(text, _COUNTRIES)


def languages_in(text: str) -> frozenset[str]:
    """Return the spoken languages a text names."""
    return _named(text, _LANGUAGES)


def is_country_allowed(needed: str, allowed: frozenset[str]) -> bool:
    """Say whether a right to work covers a country. A right in the Union covers its members, and the reverse."""
    if needed in allowed:
        return True
    if needed == "european union":
        return bool(allowed & _MEMBERS)
    return needed in _MEMBERS and ("european union" in allowed or bool(allowed & _MEMBERS))
