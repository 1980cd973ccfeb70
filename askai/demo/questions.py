"""What kind of question it is, before anything is looked up, and which of its words carry what is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

import simplemma
from babel import Locale

from corpus.search.index import Index, SearchTerm
from corpus.search.queries import CHAT_SPEAK, FRAME, SLIGHT, terms_of
from corpus.text.orders import is_override
from corpus.text.words import fold, language_of


class Kind(Enum):
    """What is asked for. The first group is answered without looking anything up."""

    OVERRIDE = auto()
    FOREIGN = auto()
    GREETING = auto()
    THANKS = auto()
    SMALL_TALK = auto()
    SELF = auto()
    PRIVATE = auto()
    OUTSIDE = auto()

    NAME = auto()
    WHO_IS = auto()
    CV = auto()
    CONTACT = auto()
    CAREER = auto()
    HOBBIES = auto()
    WANTS = auto()
    STARTS = auto()
    NOW = auto()
    POST = auto()
    HOME = auto()
    MOVE = auto()
    ZONE = auto()
    MODE = auto()
    ORIGIN = auto()
    MISTAKES = auto()
    LEARNING = auto()
    CHIEF = auto()
    REFERENCE = auto()
    FIT = auto()
    LEAVES = auto()
    TONGUES = auto()
    STUDY = auto()
    STRENGTHS = auto()
    WEAKNESSES = auto()
    COMPARE = auto()
    MORE = auto()

    WHEN = auto()
    HOW_MANY = auto()
    HOW_LONG = auto()
    HOW_OFTEN = auto()
    WHERE = auto()
    WHY = auto()
    WHO = auto()
    YES_NO = auto()
    HOW = auto()
    WHAT = auto()


KINDS_FILE = Path(__file__).parent / "kinds.txt"
_ONE = r"(?:you|she|he|they|it|this person|the owner|owner)"
_NAMES = {
    "{who}": rf"(?:{_ONE}|owner-name)",
    "{whom}": r"(?:you|her|him|them|owner-name)",
    "{one}": _ONE,
    "{of}": r"(?:your|her|his|their|the owner's|'s)",
    "{please}": r"(?:please |can you |could you |would you |can i |could i |may i )*",
}


def _patterns(text: str) -> dict[str, list[tuple[Kind, re.Pattern[str]]]]:
    """Read the file of kinds: its sections, each a list of kinds with their patterns."""
    found: dict[str, list[tuple[Kind, re.Pattern[str]]]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            kind, _, pattern = line.partition(" ")
            for name, words in _NAMES.items():
                pattern = pattern.replace(name, words)
            found.setdefault(section, []).append((Kind[kind], re.compile(pattern)))
    return found


_PATTERNS = _patterns(KINDS_FILE.read_text(encoding="utf-8"))
_OWNER_DOES = re.compile(
    rf"\b(?:does|do|did|has|have|had|is|are|was|were|can|could|would|will) (?:{_ONE}|owner-name)\b"
)
_ASKS_OF_OWNER = re.compile(
    r"\b(?:you|your|yours|yourself|he|his|him|himself|she|her|hers|herself|they|their|them|owner|owner-name|site|chat)\b"
)
_OUTCOME = re.compile(
    r"^(?:and |so )?how (?:did|has|have|was|were|is|are) (.+?) "
    r"(?:turn(?:ed)? out|work(?:ed)? out|pan(?:ned)? out|end(?:ed)?(?: up)?|go|gone|going|do|doing|perform|fare|"
    r"received)\b",
    re.IGNORECASE,
)
_OTHERWISE = (
    (re.compile(r"\bresponsib\w+|\bdut(?:y|ies)\b|\bremit\b|\bin charge of\b"), "to own"),
    (re.compile(rf"^(?:and )?who\b.*\b(?:with|alongside) (?:{_ONE}|her|him|them|owner-name)\b"), "team"),
)
_TYPED = re.compile(r"(?:and |so |but |since )?(when|how long|how often|how many|how much|why)\b")
_TYPES = {"when": Kind.WHEN, "how long": Kind.HOW_LONG, "how often": Kind.HOW_OFTEN, "why": Kind.WHY}
_EMPLOYS = re.compile(r"\bhow many (?:people|persons|employees|staff|workers)\b")
_GOES_LIVE = re.compile(r"\b(?:go|goes|going|gone|went) live\b", re.IGNORECASE)
_REPORTS = re.compile(r"\bwho (?:reports?|answers?) to (\w+)", re.IGNORECASE)
_MEASURE = re.compile(r"\bhow (?!many|much|do\b|does|did|is|are|was|were|has|have|can|would|long|often)([a-z]+)\b")
_VERBS = r"(?:has|have|had|did|does|do|is|are|was|were|can|would|could|will|should)"
_CLASS = re.compile(rf"(?:and |so )?(?:what|which) (?!{_VERBS}\b)((?:[\w/-]+ ){{0,2}}?[\w/-]+) {_VERBS} ")
_TIMES_LIST = """
start begin join become move leave finish stop end stay last take serve people
"""
_TIMES = frozenset(_TIMES_LIST.split())
_LATIN = 0x24F  # the last letter of the Latin blocks
_ENGLISH_LIST = """
the a an is are was were does do did has have had of in to for with on at from about and or
"""
_ENGLISH = frozenset(_ENGLISH_LIST.split())


@dataclass(frozen=True, slots=True)
class Question:
    """A question read. `text` is folded, with the owner's name as `owner-name`; `terms` are what it asks about."""

    kind: Kind
    text: str
    terms: tuple[SearchTerm, ...]

    @property
    def is_of_owner(self) -> bool:
        """True if the owner is who does or is something: "does she", "has Ada"."""
        return bool(_OWNER_DOES.search(self.text))

    @property
    def keys(self) -> tuple[SearchTerm, ...]:
        """The terms that carry the topic, the soft ones left out."""
        return tuple(term for term in self.terms if not term.is_soft)


def question_of(written: str, index: Index, owner: Collection[str], names: Collection[str] = ()) -> Question:
    """Read a question: its kind and its terms. `names` are those of skills, as they are written."""
    text = _plain(written, owner)
    kind = kind_of(written, text, index)
    written = _GOES_LIVE.sub("release", _REPORTS.sub(r"who does \1 manage", written))
    written = _OUTCOME.sub(r"outcome \1", written).rstrip(" ?!.") + _said_otherwise(text)
    terms = terms_of(written, index, owner, names, is_either=kind is not Kind.COMPARE)
    terms = _without_measures(text, terms)
    return Question(kind, text, _without_times(terms) if kind in {Kind.WHEN, Kind.HOW_LONG} else terms)


def type_of(text: str) -> Kind | None:
    """The kind of fact that a question opens with, whatever it is about: "how long does she want to stay"."""
    hit = _TYPED.match(text)
    return _TYPES.get(hit[1], Kind.HOW_MANY) if hit else None


def class_of(text: str) -> list[str]:
    """The words for the class of things that is asked for: "safety standards" in "which safety standards does she"."""
    hit = _CLASS.match(text)
    return hit[1].split() if hit else []


def _said_otherwise(text: str) -> str:
    """The words that pages use for what the question says in another way."""
    return "".join(f" {words}" for pattern, words in _OTHERWISE if pattern.search(text))


def _without_measures(text: str, terms: Sequence[SearchTerm]) -> tuple[SearchTerm, ...]:
    """The terms with the word that only says what is measured made soft: "how accurate", "which safety standards".

    A class of things ("standards") is one only where the pages do not hold the word.
    """
    hit = _MEASURE.search(text)
    measured = {hit[1]} if hit else set()
    measured |= {"employ", "employs"} if _EMPLOYS.search(text) else set()
    classed = class_of(text)[1:][-1:]
    soft = [
        term
        for term in terms
        if not term.is_name and (fold(term.word) in measured or (fold(term.word) in classed and not term.is_heard))
    ]
    if not [term for term in terms if not term.is_soft and term not in soft]:
        return tuple(terms)
    return tuple(replace(term, weight=SLIGHT) if term in soft else term for term in terms)


def _without_times(terms: Sequence[SearchTerm]) -> tuple[SearchTerm, ...]:
    """The terms with the verbs of beginning and ending made soft where others are left: the date itself says them."""
    others = [term for term in terms if not term.is_soft and not _TIMES & set(term.worth)]
    return tuple(replace(term, weight=SLIGHT) if others and _TIMES & set(term.worth) else term for term in terms)


def kind_of(written: str, text: str, index: Index) -> Kind:
    """The kind of a question, by the first pattern that fits; the kinds that are never looked up go first."""
    if is_override(written):
        return Kind.OVERRIDE
    if language_read(written, index) != "English":
        return Kind.FOREIGN
    bare = text.strip(" .!?,;:")
    whole = next((kind for kind, pattern in _PATTERNS["whole"] if pattern.fullmatch(bare)), None)
    sections = ("contact", "search", "part") if _ASKS_OF_OWNER.search(text) else ("contact", "search", "errand", "part")
    return (
        _first("private", text) or whole or next((kind for name in sections if (kind := _first(name, bare))), Kind.WHAT)
    )


def _first(section: str, text: str) -> Kind | None:
    return next((kind for kind, pattern in _PATTERNS[section] if pattern.search(text)), None)


def _plain(written: str, owner: Collection[str]) -> str:
    """The text folded, chat spelling written out, the owner's name as one word."""
    text = re.sub(r"[^\w'.?!,;:/+#-]+", " ", fold(written))
    text = re.sub(r"^(and|so|but|ok|well|then|also|if so),\s", r"\1 ", text)
    text = " ".join(CHAT_SPEAK.get(token.strip("?!.,"), token) for token in text.split())
    if owner:
        one = "|".join(re.escape(part) for part in sorted(owner, key=len, reverse=True) if len(part) > 1)
        text = re.sub(rf"\b(?:{one})\b(?:[ -](?:{one})\b)*", "owner-name", text)
    text = re.sub(r"\b(what|who|where|how|when)'?s\b", r"\1 is", text)
    return re.sub(r"\b(your|her|his|their) self\b", r"\1self", text)


def language_read(written: str, index: Index) -> str:
    """English, or the name of the language that a text seems to be in."""
    letters = re.findall(r"[^\W\d_]", written)
    if sum(not letter.isascii() and ord(letter) > _LATIN for letter in letters) * 3 > len(letters):
        return _language(language_of(written))
    tokens = [fold(token) for token in re.findall(r"[^\W\d_]+", written)]
    strange = sum(not _is_read(token, index) for token in tokens)
    strange += sum(not token.isascii() and token.islower() for token in re.findall(r"[^\W\d_]+", written))
    plain = sum(token in FRAME or token in _ENGLISH or token in CHAT_SPEAK for token in tokens)
    if strange < 2 or strange <= plain:
        return "English"
    code = language_of(written)
    return _language(code) if code != "en" or strange * 2 > len(tokens) else "English"


def _language(code: str) -> str:
    """The name of a language in English. A text of strange words that is taken for English is in another one."""
    return Locale("en").languages.get(code, "another language") if code != "en" else "another language"


def _is_read(token: str, index: Index) -> bool:
    return token in CHAT_SPEAK or token in index.known or simplemma.is_known(token, lang="en")
