"""What is decided of a question or an answer from its words alone. Pure: no database, no settings, no clock."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DECLINED_SENTENCE = "The site does not say."
WORDS_AT_MOST = 90
_CLAIM_WORDS = 6  # shorter uncited sentences are glue: "Yes." or "Before that, she did."
_TOPIC_CHARS = 200

# Words of praise the instructions forbid; one list for the prompt's promise and for its measurement.
_PRAISE = """
passionate seasoned proven extensive impressive exceptional world-class expertise stellar outstanding renowned visionary
unparalleled remarkable dynamic innovative cutting-edge wealth adept
"""
FLOURISHES = frozenset(_PRAISE.split())

_GLUE = """
a about after all also am an and any are as at be been before but by can could did do does for from had has have he
her hers him his how i if in into is it its know known me more most much my no not of on or our out own over say she
should so some tell than that the their them then there these they this those to under up us very was we were what
when where which who whom why will with work worked working would you your ever many long good please
"""
_STOP_WORDS = frozenset(_GLUE.split())
_WORD = re.compile(r"[^\W_][\w'’+#.-]*[\w+#]|[^\W_]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+")


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A content block of an answer: its text and how many verified citations support it."""

    text: str
    citations: int


def squeeze(text: str) -> str:
    """Return the text without white space: how two copies of one passage are compared."""
    return "".join(text.split())


def is_declined(text: str) -> bool:
    """Return whether the answer says that the site has none."""
    return squeeze(text).casefold().startswith(squeeze(DECLINED_SENTENCE).casefold().rstrip("."))


def content_words(text: str) -> list[str]:
    """Return the words that carry meaning, folded, in order, each once."""
    words = (word.casefold() for word in _WORD.findall(text))
    return list(dict.fromkeys(word for word in words if word not in _STOP_WORDS))


def topic_of(question: str) -> str:
    """Return what an unanswered question was about: its content words, 200 characters at most."""
    return " ".join(content_words(question))[:_TOPIC_CHARS].strip()


def nearest(question: str, passages: Mapping[str, str]) -> str | None:
    """Return the key of the passage that shares the rarest words with the question, None if none is shared.

    Rarity is the inverse document frequency over the passages; the first of equals wins, so the order decides.
    """
    asked = {_stem(word) for word in content_words(question)}
    bags = {key: {_stem(word) for word in content_words(passage)} for key, passage in passages.items()}
    seen = Counter(word for bag in bags.values() for word in bag)
    weight = {word: math.log(1 + len(bags) / seen[word]) for word in asked if seen[word]}
    scores = {key: sum(weight.get(word, 0.0) for word in bag & asked) for key, bag in bags.items()}
    best = max(scores, key=lambda key: scores[key], default=None)
    return best if best is not None and scores[best] > 0 else None


def breaches(parts: Sequence[AnswerPart], *, dropped: int, can_cite: bool) -> list[str]:
    """Return how an answer broke its contract: `too_long`, `uncited`, `bad_citation`, `flourish:<word>`.

    `dropped` counts citations that named no source we sent; a server that cannot cite is not blamed for not citing.
    """
    text = "".join(part.text for part in parts)
    words = text.split()
    found = [f"flourish:{word}" for word in sorted(FLOURISHES & set(content_words(text)))]
    if len(words) > WORDS_AT_MOST:
        found.append(f"too_long:{len(words)}")
    if can_cite and not is_declined(text) and _uncited_claims(parts):
        found.append(f"uncited:{_uncited_claims(parts)}")
    if dropped:
        found.append(f"bad_citation:{dropped}")
    return found


def _uncited_claims(parts: Sequence[AnswerPart]) -> int:
    """Count the whole sentences in blocks without a citation that are long enough to claim something."""
    loose = (sentence for part in parts if not part.citations for sentence in _SENTENCE_END.split(part.text.strip()))
    return sum(len(sentence.split()) >= _CLAIM_WORDS for sentence in loose)


def _stem(word: str) -> str:
    """Fold the commonest English endings: enough to find a near passage, never shown."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
