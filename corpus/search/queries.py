"""What a question or a query asks about: its words, weighed. The words of asking itself are left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from corpus.search.index import Index, SearchTerm
from corpus.search.meanings import phrases, spelt_out
from corpus.text.words import STOP_WORDS, fold, lemma, words

CHAT_SPEAK = {
    "u": "you", "ur": "your", "r": "are", "wat": "what", "wot": "what", "whats": "what is", "wheres": "where is",
    "whos": "who is", "hows": "how is", "y": "why", "pls": "please", "plz": "please", "thx": "thanks", "ty": "thanks",
    "abt": "about", "abot": "about", "tel": "tell", "yr": "your", "yrs": "years", "exp": "experience", "hv": "have",
    "youself": "yourself", "urself": "yourself", "n": "and", "bday": "birthday", "yoe": "years of experience",
}  # fmt: skip
_POSSESSIVE = re.compile(r"my|your|his|her|its|their|our|\w+'s?")
SLIGHT = 0.3  # what a word counts that says little by itself
_MOST = " most"
_LATER = 0.4  # what the words of a further sentence count once one has said what the question is about
FRAME_LIST = """
i me my mine we us our let lets please tell describe explain give show talk share say know get got kind sort type
thing stuff anything something someone anyone everything example time situation moment instance case really actually
exactly specifically typically usually generally ever yet still want like just even else again maybe think right
since see find many much long often go come make take do did one two some lot bit way ask question answer hear mention
walk could you she he they her his him their them who what when where why how which whose whom also very so too
person candidate owner name good well great nice okay ok hey hi hello able possible there here people's 's s' vs
almost nearly already only quite soon versus compare compared difference need willing open allow require prefer rather
"""
_ASKS = frozenset({"share", "show", "walk", "talk"})  # asking as they stand, things with an s: "shares", "talks"
FRAME = frozenset(FRAME_LIST.split())
_SOFT_LIST = """
high highest
new old whole full
experience background work job role position career professional specific significant key project recent recently
important main day face overcome happen bring provide meet big style handle deal use using used year month area
level skill ability involve responsible responsibility part kind company current currently today now past last first
typical typically biggest best worst most special particular actual overall general exact difficult personal
interesting rate proficient familiar knowledge expert expertise comfortable proficiency competent period length
amount hold number result outcome impact effect size accept title run spend conduct process method approach way hand-on
hands-on phase stage
deep deeply worth consider build create achieve deliver contribute accomplish produce accomplishment
"""
SOFT = frozenset(_SOFT_LIST.split())


def terms_of(
    written: str, index: Index, owner: Collection[str], names: Collection[str] = (), *, is_either: bool = True
) -> tuple[SearchTerm, ...]:
    """What a text asks about, in order, each once. A soft word that the corpus does not hold is left out.

    `is_either` = one of two words joined by "or" is enough.
    """
    found: dict[str, SearchTerm] = {}
    weight = 1.0
    for sentence in re.split(r"(?<=[?!.])\s+", written):
        before = ""
        for term in _sentence_terms(sentence, index, owner, names):
            if isinstance(term, str):
                before = term if is_either or term != "or" else ""
                continue
            _add(found, term if term.is_soft else replace(term, weight=weight), before)
            before = ""
        weight = _LATER if any(not term.is_soft for term in found.values()) else weight
    for name in phrases(written):
        _add(found, index.term(name), "")
    most = found.pop(_MOST, None)
    terms = [replace(term, weight=_LATER) if most and not term.is_name else term for term in found.values()]
    return tuple([most, *terms] if most else terms)[:24]


def _add(found: dict[str, SearchTerm], term: SearchTerm, before: str) -> None:
    """Add a term: after "or" it is another word for the one before, after "most" it is what the question is about."""
    last = next(reversed(found), None)
    if before == "most" and term.is_heard and not term.is_soft:
        found[_MOST] = term
    elif before == "or" and last and not (term.is_name or term.is_soft or found[last].is_name or found[last].is_soft):
        found[last] = replace(
            found[last], worth=found[last].worth | term.worth, is_heard=found[last].is_heard or term.is_heard
        )
    elif term.is_heard or not term.is_soft:
        found.setdefault(term.word.lower(), term)


def _sentence_terms(
    sentence: str, index: Index, owner: Collection[str], names: Collection[str]
) -> Iterator[SearchTerm | str]:
    """The terms of a sentence, and the words "or" and "most" between them."""
    written = words(sentence)
    for place, word in enumerate(written):
        if fold(word) in {"or", "most"}:
            yield fold(word)
        if fold(word) == "own" and place and not _POSSESSIVE.fullmatch(fold(written[place - 1])):
            yield index.term("owns")
        for part in _pieces(word, index):
            folded = CHAT_SPEAK.get(fold(part), fold(part))
            form = folded if index.spread[folded] else lemma(folded)
            is_skill = part in names
            is_short = part.isupper() and len(part) > 1 and folded not in FRAME and not sentence.isupper()
            if is_skill or is_short or not _is_left_out(part, form, owner):
                is_name = is_skill or (place > 0 and part[:1].isupper() and not sentence.isupper())
                term = index.term(part, is_name=is_name)
                is_slight = part.isdigit() or (folded.endswith("ly") and not term.is_heard)
                is_soft = not is_name and bool({form, folded} & SOFT or is_slight)
                yield replace(term, weight=SLIGHT, worth=_exact(term)) if is_soft else term


def _exact(term: SearchTerm) -> dict[str, float]:
    return {name: worth for name, worth in term.worth.items() if worth == 1.0}


def _is_left_out(part: str, form: str, owner: Collection[str]) -> bool:
    word = CHAT_SPEAK.get(fold(part), fold(part))
    is_frame = word in FRAME or (form in FRAME and not (form in _ASKS and word == f"{form}s"))
    return " " in word or form in STOP_WORDS or is_frame or word in owner or len(word) < 2


def _pieces(word: str, index: Index) -> Sequence[str]:
    """The parts of a word with hyphens; what a short form stands for where the corpus does not use the form itself."""
    word = re.sub(r"['’]s?$", "", word)
    if not index.spread[fold(word)] and spelt_out(fold(word)):
        return spelt_out(fold(word))
    if index.spread[fold(word)]:
        return [word]
    return [part for part in re.split(r"[-_]", word) if part]
