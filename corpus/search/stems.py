"""Words: folding, stems, sentences and spelling. Small on purpose, so that the same word always has the same stem."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+(?:[.'’][a-z0-9]+)*(?:\+\+|#)?")
_VOWEL = re.compile(r"[aeiouy]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]*[A-Z0-9À-Þ])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|Mr|Ms|Mrs|Dr|Inc|Sr|Jr|No|U\.S|approx)\.|\b[A-Z]\.)$")
_BRITISH = re.compile(r"ise(?=$|[drs])|isation|ising")
# Longest first; the second value is the shortest stem that may be left.
_SUFFIXES = (
    ("ization", 3), ("fulness", 4), ("iveness", 4), ("ational", 4), ("ations", 4), ("ements", 4), ("ation", 4),
    ("izing", 3), ("ement", 4), ("ments", 4), ("ating", 4), ("ators", 4), ("ment", 4), ("ized", 3), ("izes", 3),
    ("ator", 4), ("ated", 4), ("ates", 4), ("ship", 4), ("ings", 3), ("ness", 4), ("ions", 4), ("able", 4), ("ize", 3),
    ("ity", 6), ("ics", 5),
    ("ies", 3), ("ing", 3), ("ion", 4), ("ate", 4),
    ("ic", 5), ("ers", 3), ("ive", 4), ("ed", 3), ("er", 3),
    ("ly", 3), ("es", 3), ("s", 3), ("e", 3), ("y", 3), ("i", 3),
)  # fmt: skip
_EXCEPTIONS = {
    word: word for word in ("series", "kubernetes", "redis", "business", "analysis", "status", "news", "aws")
}
_EXCEPTIONS |= dict.fromkeys(("experiment", "experiments", "experimental"), "experiment")
_IRREGULAR = """
left:leav led:lead built:build wrote:writ written:writ ran:run chose:choos chosen:choos grew:grow grown:grow drove:driv
spoke:speak sold:sel taught:teach learnt:learn won:win paid:pay broke:break shown:show knew:know thought:think met:meet
sales:sales priority:priorit interviewer:interview people:people lately:recent validation:validat validate:validat
decision:decid decisions:decid
"""
_EXCEPTIONS |= dict(pair.split(":") for pair in _IRREGULAR.split())

_STOP = """
    a an the and or but if so of to in on at by for from with about into over under as than then that this these
    those it its is are was were be been being am do does did done doing have has had having will would can could
    should shall may might must i me my we our us you your yours yourself he him his she her hers they them their
    theirs himself herself themselves who whom whose which what when where why how there here not no nor too very
    just also any some all each both more most other such only own same s t re ve ll d m up out off down again
    further once per via etc please really actually exactly specifically typically usually generally ever
    info information u ur r wat abot tel tell share describe explain give walk through example examples time situation
    something anything thing things stuff someone get got go going kind kinds lot like want know let make made way
    say says said one two many much myself let's i'm i've i'd you're you've what's whats he's she's it's don't
    didn't couldn't wasn't hey good great best well able take took use used using person candidate
"""
STOP_WORDS = frozenset(_STOP.split())


def fold(text: str) -> str:
    """Lower case, accents off, typographic apostrophes straightened. Letters outside Latin are kept as they are."""
    text = text.replace("’", "'")
    if text.isascii():
        return text.lower()
    flat = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in flat if not unicodedata.combining(mark)).lower()


def words(text: str) -> list[str]:
    """Words of the folded text in order; `c++`, `c#` and `18.5` stay whole, a possessive loses its `'s`."""
    return [word.removesuffix("'s") for word in _WORD.findall(fold(text).replace("a/b", "ab"))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """One suffix off, then a last vowel and a doubled consonant; British and American spelling meet."""
    if word in _EXCEPTIONS or len(word) < 4 or not word.isalpha():
        return _EXCEPTIONS.get(word, word)
    word = (
        word.replace("licence", "license")
        .replace("programme", "program")
        .replace("our", "or", int(word.endswith("our")))
    )
    word = _BRITISH.sub(lambda hit: "iz" + hit.group()[2:], word)
    for suffix, shortest in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= shortest and _VOWEL.search(word[: -len(suffix)]):
            word = word[: -len(suffix)]
            break
    return _finish(word)


def _finish(word: str) -> str:
    if len(word) > 4 and word[-1] in "eiy":
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word


def stems(text: str) -> list[str]:
    """Stems of the words that carry meaning (stop words left out), in order."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def sentences(text: str) -> list[str]:
    """Sentences of a text, each a verbatim stretch of it. A new line ends a sentence too."""
    found: list[str] = []
    for line in text.splitlines():
        start = 0
        for gap in _SENTENCE_END.finditer(line):
            if _ABBREVIATION.search(line[: gap.start()]):
                continue
            found.append(line[start : gap.start()].strip())
            start = gap.end()
        found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def distance(one: str, other: str, limit: int) -> int:
    """Edits between two words, a swap of neighbours counting once; `limit + 1` as soon as it is certain to be more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        row = [i]
        for j, right in enumerate(other, start=1):
            best = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
        before, previous = previous, row
    return min(previous[-1], limit + 1)


def spelt(word: str, known: frozenset[str]) -> str | None:
    """Return the known word nearest in spelling: one edit from five letters, two from eight; else None.

    Few people misspell how a word begins: only words with one of its first two letters in front are tried.
    """
    if word in known:
        return word
    limit = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
    if not limit:
        return None
    alike = (other for other in known if abs(len(other) - len(word)) <= limit and other[0] in word[:2])
    near = ((distance(word, other, limit), other) for other in alike)
    best = min(near, default=(limit + 1, ""))
    return best[1] if best[0] <= limit else None
