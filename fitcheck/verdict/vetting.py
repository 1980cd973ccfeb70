"""What the model wrote is shown only where it is sober, agrees with the decision, and invents nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.text.words import sentences
from fitcheck.verdict.terms import meanings_of

_PRAISE_LIST = """
amazing awesome best-in-class brilliant dream excellent exceptional extensive fantastic impressive ideal
incredible outstanding passionate perfect perfectly phenomenal proven remarkable rockstar seasoned stellar
superb talented tremendous unmatched unparalleled unrivalled world-class
"""
PRAISE = frozenset(_PRAISE_LIST.split())
_WORD = re.compile(r"[a-z][a-z-]*")
_CLAIM = re.compile(
    r"\b(?:strong|great|clear|good|excellent|solid|natural|obvious) (?:fit|match|choice)\b|"
    r"\bhire\b(?! of)|"
    r"\b(?:meets|covers|fulfils|satisfies|matches|has) (?:every|all|each|everything)\b|"
    r"\bevery(?:thing)? (?:is|requirement)\b|"
    r"\bno (?:gaps?|misfits?|weakness\w*)\b|\bnothing (?:is )?missing\b|\bmust[- ]interview\b",
    re.I,
)
_LIMIT = re.compile(
    r"\b(no|not|never|without|lacks?|lacking|missing|gaps?|none|nothing|only|but|though|although|against|rated|foreign|"
    r"new|needs?|requires?|asks?|short|cannot|n't|neither|nor|would|little|few|half|part|partly|"
    r"less|open|unknown)\b|n['’]t\b",
    re.I,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![\w.])[A-Z][\w&.+#-]*[\w+#]")
_COUNTED_LIST = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
"""
_COUNTED = {name: str(count) for count, name in enumerate(_COUNTED_LIST.split())} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "hundred": "100",
    "dozen": "12",
}
_SMALL = frozenset(["0", "1", "2", "3"])  # "two of three" of the sentence's own counting


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts a sentence may take its figures and names from."""

    numbers: frozenset[str]
    names: frozenset[str]


def sources_of(texts: Iterable[str]) -> Sources:
    """Gather what stands in the given texts."""
    whole = " ".join(texts)
    return Sources(
        numbers=frozenset(_figures(whole)),
        names=frozenset(word.casefold() for word in re.findall(r"[\w&.+#-]*[\w+#]", whole)),
    )


def is_sober(text: str) -> bool:
    """Say whether a text praises nothing."""
    return not PRAISE & set(_WORD.findall(text.casefold()))


def is_grounded(text: str, sources: Sources) -> bool:
    """Say whether every figure and every name of a text stands in its sources."""
    if any(figure not in sources.numbers and figure not in _SMALL for figure in _figures(text)):
        return False
    return all(_is_known(name, sources) for name in _names(text))


def _is_known(name: str, sources: Sources) -> bool:
    folded = name.casefold().removesuffix("'s").removesuffix("’s").strip(".-")
    parts = [part for part in re.split(r"[-/.]", folded) if part]
    return (
        folded in sources.names or folded.rstrip("s") in sources.names or all(part in sources.names for part in parts)
    )


def _figures(text: str) -> list[str]:
    digits = [figure.replace(",", "").rstrip(".") for figure in _NUMBER.findall(text)]
    return digits + [_COUNTED[word] for word in _WORD.findall(text.casefold()) if word in _COUNTED]


def _names(text: str) -> list[str]:
    """Return the capitalised words of a text, those that open a sentence left out unless they are no plain words."""
    found: list[str] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        for hit in _NAME.finditer(sentence):
            opens = not re.search(r"\w", sentence[: hit.start()]) or sentence[: hit.start()].rstrip().endswith(":")
            if not opens or not _is_plain(hit.group()):
                found.append(hit.group())
    return [name for name in found if name not in {"I", "A"}]


def _is_plain(word: str) -> bool:
    """Say whether a capitalised first word is an English word and not a name."""
    import simplemma

    return word[1:].islower() and simplemma.is_known(word.casefold(), lang="en")


def agrees(text: str, *, is_strong: bool, misfits: Sequence[str]) -> bool:
    """Say whether a text claims no more than was decided.

    A lesser verdict is never headed by a claim of fit, and no sentence may speak of what is missing without saying so.
    """
    if is_strong:
        return True
    if _CLAIM.search(text):
        return False
    missing = frozenset().union(*(meanings_of(misfit) for misfit in misfits))
    parts = [text[start:end] for start, end in sentences(text)]
    return not misfits or (
        any(_LIMIT.search(part) for part in parts)
        and all(_LIMIT.search(part) for part in parts if len(meanings_of(part) & missing) >= 2)
    )
