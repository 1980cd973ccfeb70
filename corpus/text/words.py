"""What a word is: folding, tokens, lemmas, stop words, sentences with offsets, and the language of a text."""

import re
import unicodedata
from functools import lru_cache

# Names of tools keep their signs: C++, C#, .NET, Node.js, A/B, CI/CD, R&D.
_WORD = re.compile(
    r"\.NET\b|[^\W_]+(?:[+#]+(?!\w)|(?:[.'’&/_-][^\W_]+)*)",
    re.IGNORECASE,
)
_ELIDED = re.compile(r"^(?:[dlnsjcmt]|qu)['’](?=\w)|['’]s$", re.IGNORECASE)
_INSIDE = re.compile(r"[-_/'’]")
_NAMED_WITH_SIGNS = re.compile(r"[+#.&/\d]")
_SENTENCE_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]*_]*(?=\s+[^\sa-zà-öø-ÿ])|[。！？])\s*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|incl|dr|mr|mrs|ms|st|no|vs|inc|ltd|corp|co|dept|est|min|max|u\.s|u\.k|z\.b|bzw|ca|"
    r"ggf|inkl|nr|sog|d\.h|u\.a|p\.ej|sr|sra|av|art|ex|yrs?|bs|ba|ph\.d|m\.s|b\.s|b\.a)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")
_LEMMA_LANGUAGES = frozenset({"en", "de", "fr", "es", "pt", "it", "nl"})
# Of letters in one script, so that a Latin text with a few names in another script stays Latin. Japanese kana are
# mixed with Chinese characters, so that a small share is enough.
_SHARE_OF_SCRIPT = 0.2
_READ_FOR_LANGUAGE = 4_000  # characters: more changes no answer and costs time

STOP_WORDS = frozenset(
    """
    a an and are as at be been being but by can could did do does for from had has have he her his how i if in
    into is it its may might more most no nor not of on or our out over own she should so some such than that
    the their them then there these they this those to too under up us very was we were what when where which
    while who whom why will with would you your yours about all also any both each other only same through der
    die das den dem des ein eine einen einem einer und oder im in mit von zu zum zur für auf bei als auch an
    am ist sind du dein deine deiner sie ihr ihre ihren wir unser unsere sich nicht wie über aus nach le la
    les un une des du de et ou en dans pour par sur avec au aux est sont vous votre vos nous notre nos qui que
    se el los las una unos unas y o con del al es son tu tus su sus nuestro nuestra que para por como os um
    uma uns umas e ou com do da dos das no na nos nas é são você seu sua seus suas nosso nossa para por como
    """.split()
)


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """Return the text for comparison: compatibility forms and case folded, accents gone."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return unicodedata.normalize("NFKC", plain).replace("’", "'")


def words(text: str) -> list[str]:
    """Return the words as they are written; names with signs stay whole (C++, C#, .NET, Node.js, A/B, CI/CD)."""
    return [part for found in _WORD.findall(text) for part in _parts(found)]


def _parts(word: str) -> list[str]:
    word = _ELIDED.sub("", word)
    if "/" in word and len(word) > 2 * max(map(len, word.split("/"))) - 1 and len(word) <= 5:
        return [word]
    if "/" in word and not all(part.isupper() for part in word.split("/")):
        return [part for part in word.split("/") if part]
    return [word]


@lru_cache(maxsize=50_000)
def lemma(word: str, language: str = "en") -> str:
    """Return the dictionary form, folded. Acronyms and names with signs or inner capitals are only folded.

    Nothing is cut: a word the dictionary does not know stays (Looker is not "look", activation not "active").
    """
    if _NAMED_WITH_SIGNS.search(word) or not word[1:].islower() or language not in _LEMMA_LANGUAGES:
        return fold(word)
    import simplemma

    folded = word.casefold()
    form = simplemma.lemmatize(word if language == "de" else folded, lang=language)
    if word[0].isupper() and language == "en" and form != folded and not folded.endswith(("s", "ing", "ed", "ies")):
        form = folded
    return fold(form)


def lemmas(text: str, language: str = "en") -> list[str]:
    """Return the lemmas of the text in order, stop words left out; hyphenated words give their parts as well."""
    found: list[str] = []
    for word in words(text):
        parts = [part for part in _INSIDE.split(word) if part] if _INSIDE.search(word) else []
        found += [lemma(part, language) for part in ([word, *parts] if len(parts) > 1 else [word])]
    return [form for form in found if form not in STOP_WORDS]


def sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence; an abbreviation's full stop ends none."""
    spans, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text, max(0, end.start() - 8), end.start() + 1):
            continue
        spans.append((start, end.start() + len(end.group().rstrip())))
        start = end.end()
    if text[start:].strip():
        spans.append((start, start + len(text[start:].rstrip())))
    return spans


def language_of(text: str, among: tuple[str, ...] = ()) -> str:
    """Return the ISO 639-1 code of the language most of the text is in; "und" where there are no letters.

    `among` narrows the choice for a text in Latin script.
    """
    letters = len(_LETTER.findall(text[:_READ_FOR_LANGUAGE]))
    if not letters:
        return "und"
    for code, script in _SCRIPTS:
        if len(script.findall(text[:_READ_FOR_LANGUAGE])) > letters * _SHARE_OF_SCRIPT:
            return code
    if among:
        import py3langid

        ranked = py3langid.rank(_sample(text))
        return next((str(code) for code, _ in ranked if code in among), among[0])
    return _by_model(text, len(_CYRILLIC.findall(text[:_READ_FOR_LANGUAGE])) > letters * _SHARE_OF_SCRIPT)


def _sample(text: str) -> str:
    middle = max(0, len(text) // 2 - _READ_FOR_LANGUAGE // 2)
    return text[middle : middle + _READ_FOR_LANGUAGE].encode("utf-8", "replace").decode()


def _by_model(text: str, is_cyrillic: bool) -> str:
    import py3langid  # its model is loaded at import

    code = str(py3langid.classify(_sample(text))[0])
    return code if not is_cyrillic or code in {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn"} else "ru"
