"""What is decided of a question or an answer from its words alone. Pure: no database, no settings, no clock."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from askai.answer.citations import AnswerPart, squeeze
from askai.answer.claims import Held, Sentence, Unsourced, sentences_of, uncited
from askai.answer.library import Library
from askai.answer.speech import (
    DECLINED_SENTENCE,
    is_asking_back,
    is_first_person,
    is_of_itself,
    is_silence,
    is_to_reader,
    without_silence,
)

OFF_TOPIC_OPENING = "This chat answers only about "
WORDS_AT_MOST = 90
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
_LIST = re.compile(r"^\s*(?:[-*•+]|\d+[.)]|\||#{1,6})\s*\S", re.MULTILINE)
_LIST_WANTED = re.compile(
    r"\b(?:list\w*|bullets?|table|enumerate|points|aufz\w+|tabelle|liste\w*|lista\w*|elenc\w+)\b", re.IGNORECASE
)
_TO_A_PERSON = re.compile(r"\b(?:ask|asked|contact|e-?mail|write|reach)\b", re.IGNORECASE)
_SORRY = re.compile(r"^\W*(?:I|we|sorry|unfortunately|yes|no)\b", re.IGNORECASE)
_GLUE_WORDS = 2


def is_declined(text: str) -> bool:
    """Return whether an answer begins with what the site does not say, in the words asked for or in others."""
    if squeeze(text).casefold().startswith(squeeze(DECLINED_SENTENCE).casefold().rstrip(".")):
        return True
    for sentence in sentences_of([AnswerPart(text)]):
        rest = without_silence(sentence.text)
        is_glue = bool(_SORRY.match(rest)) or len(rest.split()) <= _GLUE_WORDS
        if is_silence(sentence.text) or not is_glue:
            return is_silence(sentence.text) and is_glue
    return False


def is_partial(text: str) -> bool:
    """Return whether an answer names something the site does not say beside what it does."""
    return not is_declined(text) and any(is_silence(sentence.text) for sentence in sentences_of([AnswerPart(text)]))


def is_off_topic(text: str) -> bool:
    """Return whether an answer is the sentence for what this chat is not for, or begins with it."""
    return text.strip().startswith(OFF_TOPIC_OPENING)


def content_words(text: str) -> list[str]:
    """Return the words that carry meaning, folded, in order, each once."""
    words = (word.casefold() for word in _WORD.findall(text))
    return list(dict.fromkeys(word for word in words if word not in _STOP_WORDS))


def topic_of(question: str, owner: str = "") -> str:
    """Return what an unanswered question was about: its content words, 200 characters at most, without the owner."""
    name = {word.casefold() for word in _WORD.findall(owner)}
    asked = (word for word in content_words(question) if re.sub(r"['’]s?$", "", word) not in name)
    return " ".join(asked)[:_TOPIC_CHARS].strip()


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


def breaches(
    parts: Sequence[AnswerPart], library: Library, held: Held, lacking: Sequence[Unsourced], *, dropped: int
) -> list[str]:
    """Return how an answer broke its contract, as `kind` or `kind:detail`.

    `lacking` are its sentences without a source; `dropped` counts citations of what we did not send. A server that
    cannot cite is not blamed for not citing.
    """
    text = "".join(part.text for part in parts)
    sentences = sentences_of(parts)
    counts = {
        "too_long": len(text.split()) if len(text.split()) > WORDS_AT_MOST else 0,
        "uncited": uncited(parts, library) if held.can_cite else 0,
        "bad_citation": dropped,
        **{f"unsourced_{kind}": sum(each.kind == kind for each in lacking) for kind in ("figure", "name", "skill")},
        "unrelated_citation": sum(each.kind == "unrelated" for each in lacking),
        "first_person": sum(_is_first_person(each) for each in sentences),
        "closing_offer": int(_is_offer(sentences)),
        "unasked_list": int(len(_LIST.findall(text)) > 1 and not _LIST_WANTED.search(held.question)),
    }
    praise = {word for each in sentences for word in _praise(each, library)}
    return [*(f"flourish:{word}" for word in sorted(praise)), *(f"{kind}:{n}" for kind, n in counts.items() if n)]


def _praise(sentence: Sentence, library: Library) -> set[str]:
    """Return the words of praise that are the model's own: not quoted from a source, not denied."""
    said = FLOURISHES & set(content_words(sentence.said))
    return {word for word in said if word not in library.cited(sentence.cited).words}


def _is_first_person(sentence: Sentence) -> bool:
    if is_of_itself(sentence.text) or is_to_reader(sentence.text):
        return False
    quoted = squeeze(" ".join(citation.quote for citation in sentence.cited))
    return is_first_person(sentence.text) and squeeze(sentence.text).rstrip(".") not in quoted


def _is_offer(sentences: Sequence[Sentence]) -> bool:
    """Return whether an answer ends by offering more. To name a person where the site says nothing is no offer."""
    last = sentences[-1] if len(sentences) > 1 else None
    if last is None or last.cited or not is_to_reader(last.text) or is_asking_back(last.text):
        return False
    is_answer = any(each.cited or is_silence(each.text) for each in sentences[:-1])
    is_referral = bool(_TO_A_PERSON.search(last.text)) and any(is_silence(each.text) for each in sentences)
    return is_answer and not is_referral


def _stem(word: str) -> str:
    """Fold the commonest English endings: enough to find a near passage, never shown."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
