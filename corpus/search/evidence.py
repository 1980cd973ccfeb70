"""What a sentence must hold to answer a question of a kind: a date, a number, a place, a reason."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.search.index import SCALE, SearchTerm, Unit, best_worth
from corpus.text.words import lemmas

_COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half|"
    r"a dozen|both|none|no)"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_POINT = rf"(?:{_MONTH}|(?:19|20)\d\d)\b"
_NUMBER = re.compile(rf"(?<![\w.])\d[\d,.]*\b|\b{_COUNT}\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:in the (?:morning|afternoon|evening)|at night|(?:spring|summer|autumn|winter) (?:of )?\d{4}|"
    r"first quarter|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b)|"
    rf"\b(?:{_MONTH} (?:\d|of)|(?:19|20)\d\d\b|(?:in|since|until|by|from|to|last|next|mid-) ?{_MONTH})",
)
_DURATION = re.compile(
    rf"(?:\d[\d.,]*|\b{_COUNT})(?:[- ](?:and a half|more|full|working))?[- ](?:years?|months?|weeks?|days?|decades?|"
    rf"hours?|minutes?|seconds?)\b(?! (?:ahead|before|earlier|later|ago|early|late|beforehand|"
    rf"an? (?:week|month|quarter|year))\b)|"
    rf"\bsince (?:\w+ )?(?:{_POINT})|(?:{_POINT})[^.;]{{0,12}}\b(?:to|until|through|–|-) ?(?:\w+ )?"
    rf"(?:{_POINT}|now|today|present)",
    re.IGNORECASE,
)
_OFTEN = re.compile(
    r"\b(?:every|each|daily|weekly|monthly|quarterly|yearly|annually|(?:once|twice|times|\w+) an? "
    r"(?:day|week|month|year|"
    r"quarter|shift)|(?:per|a) (?:day|week|month|quarter|year|shift)|often|always|"
    r"never|rarely|sometimes|\w+ (?:days?|nights?|weeks?|weekends?|shifts?|months?) (?:in|out of) \w+)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|(?<!ever )since(?! (?:then|\w+ \d|\d))|so that|in order to|due to|which is why|reasons?|"
    r"for the sake)\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(r"\b(?:after|when|until)\b", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:(?:my|him|her)self|themselves|colleagues?|people|person|staff|team|boss|chief|head|lead|nurses?|assistants?|analysts?|presidents?|everybody|"
    r"nobody|customers?|(?!other|number|never|after|under|over|whether|together|rather|later|former|further|however|"
    r"earlier|larger|smaller|order|paper|letter|answer|quarter|matter|computer|server|power|water|summer|winter|"
    r"september|october|november|december)[a-z]{3,}(?:er|or|ist|ian|ee)s?)\b|(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+"
)
_WISHED = re.compile(r"\b(?:would|wants?|wishes|hopes?|plans to|ideally?)\b", re.IGNORECASE)
_ZONE = re.compile(r"\b[A-Z][a-z]+ Time\b|\b(?:UTC|GMT|CES?T|[ECMP][SD]?T)\b|\btime zone\b")
_PLACE = re.compile(
    r"\b(?:in|at|on|near|outside|around|to|from|into) (?:the |an? |two |three |four |five )?"
    r"(?:([A-Z][\w'’-]+)|(?:[a-z]+ ){0,2}?(?:offices?|parking lot|library|libraries|hospitals?|clinics?|schools?|home|"
    r"house|city|cities|town|towns|village|villages|building|room|station|counter|department|ward|garden|river|factory|"
    r"warehouses?|university|college|abroad)"
    r"(?=[.,;:)]|$| (?:where|that|which|who|and|for|of|to|with|on|in|by|from|at)\b))"
)
_LIKING = re.compile(
    r"\b(?:lik(?:es?|ed|ing)|lov(?:es?|ed|ing)|enjoy\w*|prefer\w*|favou?rites?|hobb(?:y|ies)|hat(?:es?|ed)|proud\w*|"
    r"gravitat\w+|interest\w*|glad)\b",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    rf"\b(?:start\w*|beg[aiu]n\w*|join\w*|bec[ao]me\w*|since|promot\w+|qualif\w+|hired|took over|launch\w*|first|"
    rf"introduc\w+|moved|opened)\b|\b(?:from|in) (?:\w+ )?(?:{_MONTH} )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\b(?:lives?|living|based|located|relocat\w+|resides?|home is|moved|settled)(?: and \w+)? "
    r"(?:in|at|near|to|outside|around|on) (?:the )?[A-Z]"
)
_SIZE = re.compile(
    rf"(?:\d[\d,.]*|\b{_COUNT})(?: [\w-]+){{0,3}}? (?:people|persons|staff|employees|beds|members|pupils|students|"
    rf"users|customers|engineers|nurses|seats|colleagues|developers|managers)\b|"
    rf"\b(?:teams?|groups?|staff|ward|company|hospital) of "
    rf"(?:about )?(?:\d|{_COUNT})|\bemploy\w* (?:about )?\d",
    re.IGNORECASE,
)
_HEADS = re.compile(
    rf"(?:\d[\d,.]*|\b{_COUNT})[ -](?:people|persons|staff|employees|beds?|members|pupils|"
    rf"students)\b|\bemploy\w* (?:about )?\d",
    re.IGNORECASE,
)
_CALENDAR = re.compile(rf"{_MONTH} \d+(?:, \d{{4}})?|\b(?:19|20)\d\d\b")
_CHIEF = re.compile(
    r"\breports? to\b|\b(?:manager|boss|supervisor|chief|line manager)(?:'s name)? (?:is|was)\b(?! \w+ing\b)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"^\W*(?:{_MONTH} )?((?:19|20)\d\d) ?(?:to|until|–|-|—) ?(?:{_MONTH} )?((?:19|20)\d\d|now|today|present)", re.I
)
_SERVED = re.compile(
    r"\b(?:is|was|am|has been|have been|had been|became|works? as|worked as|served as|joined as|hired as|promoted to|"
    rf"moved up to)\b (?:an? |the |now )?(?:[\w&/-]+,? ){{0,5}}?(?:at|for|with|of|in|on) (?:the )?(?!{_MONTH})[A-Z]"
)
_OPEN = 9999
_CLAUSE = 9  # words: so near the start of a sentence a number after "from" or "to" counts what the sentence begins with
_NOW = re.compile(r"\b(?:now|currently|current|present|today|since)\b", re.IGNORECASE)
_LESSON = re.compile(
    r"\b(?:since then|ever since|now|nowadays|learn\w*|lessons?|next time|from then on)\b", re.IGNORECASE
)


def has_date(unit: Unit) -> bool:
    return bool(_DATE.search(unit.text))


def has_duration(unit: Unit) -> bool:
    return bool(_DURATION.search(unit.text))


def has_frequency(unit: Unit) -> bool:
    return bool(_OFTEN.search(unit.text))


def has_reason(unit: Unit) -> bool:
    return bool(_REASON.search(unit.text))


def has_occasion(unit: Unit) -> bool:
    """True if the sentence tells after or upon what something happened: a reason, half told."""
    return bool(_OCCASION.search(unit.text))


def explains(unit: Unit) -> bool:
    """True if the sentence tells what had come before: "had refused their request"."""
    return bool(re.search(r"\bhad (?:not |never )?(?:been )?\w+(?:ed|en|t|n)\b", unit.text))


def tells_of_the_past(unit: Unit) -> bool:
    return bool(re.search(r"\b(?:was|were|had|(?:19|20)\d\d)\b|^(?:\S+ ){1,3}\w+ed\b", unit.text))


def persons(unit: Unit, asked: Collection[str] = ()) -> set[str]:
    """The people that a sentence names: a name and a surname past its start, or a word of what people are.

    `asked` = lemmas of the question, which name nobody new.
    """
    return {hit.group() for hit in _PERSON.finditer(unit.text) if not set(lemmas(hit.group())) & set(asked)}


def names_a_thing(unit: Unit, known: Collection[str]) -> bool:
    """True if the sentence holds a name past its start that is none of the known ones (lower case)."""
    names = re.findall(r"(?<=[a-z,;:] )[A-Z][\w’'-]+", unit.text)
    return any(not re.fullmatch(_MONTH, name) and re.sub(r"['’]s$", "", name).lower() not in known for name in names)


def tells_a_liking(unit: Unit) -> bool:
    return bool(_LIKING.search(unit.text)) and not unit.is_rated


def tells_a_beginning(unit: Unit) -> bool:
    return bool(_BEGINNING.search(unit.text)) or opens_with_years(unit)


def is_wished(unit: Unit) -> bool:
    return bool(_WISHED.search(unit.text))


def names_a_time_zone(unit: Unit) -> bool:
    return bool(_ZONE.search(unit.text))


def has_headcount(unit: Unit) -> bool:
    """True if a number tells how many people a place has, or beds, or customers."""
    return bool(_HEADS.search(unit.text))


def has_measure(unit: Unit) -> bool:
    """True if the sentence holds a figure in digits that is no date."""
    return bool(re.search(r"\d", _CALENDAR.sub("", unit.text)))


def has_figure(unit: Unit) -> bool:
    return bool(_NUMBER.search(_CALENDAR.sub("", unit.text)))


def has_size(unit: Unit) -> bool:
    """True if a number counts people, beds or the like: "41 staff", "a team of nine"."""
    return bool(_SIZE.search(unit.text))


def has_count_of(unit: Unit, counted: SearchTerm) -> bool:
    """True if a number stands right before the thing counted: "22 engineers", "three product managers"."""
    text = _CALENDAR.sub("", SCALE.sub("", unit.text))
    for hit in _NUMBER.finditer(text):
        near = text[hit.end() :].split()[:4]
        before = text[: hit.start()].split()
        is_range = len(before) > 1 and bool(_NUMBER.fullmatch(before[-2]))
        near += before[-4:] if before[-1:] in (["is"], ["to"], ["was"]) and not is_range else []
        near += before[:6] if before[-1:] in (["from"], ["to"], ["at"]) and len(before) <= _CLAUSE else []
        if best_worth(counted, frozenset(lemmas(" ".join(near)))):
            return True
    return False


def has_count_in(unit: Unit, group: SearchTerm) -> bool:
    """True if a number tells how many a group has: "a team of five"."""
    before = [unit.text[: hit.start()].split() for hit in _NUMBER.finditer(unit.text)]
    return any(words[-1:] == ["of"] and best_worth(group, frozenset(lemmas(" ".join(words[-4:])))) for words in before)


def has_place(unit: Unit, owner: Collection[str]) -> bool:
    """True if a word of place leads to a kind of place or a name that is neither a month nor the owner."""
    names = (hit.group(1) for hit in _PLACE.finditer(unit.text))
    return any(not name or (not re.fullmatch(_MONTH, name) and name.lower() not in owner) for name in names)


def tells_where_one_lives(unit: Unit) -> bool:
    return bool(_LIVES.search(unit.text))


def tells_a_post(unit: Unit) -> bool:
    """True for "was senior engineer at Globex" and for "2019 to 2022: senior engineer, Globex"."""
    return bool(_SERVED.search(unit.text)) or opens_with_years(unit)


def opens_with_years(unit: Unit) -> bool:
    return bool(_RANGE.search(unit.text))


def years_of(unit: Unit) -> range:
    """The years that the sentence opens with, both ends included: "2019 to 2022: …". "Now" has no end."""
    hit = _RANGE.search(unit.text)
    if hit is None:
        return range(0)
    return range(int(hit[1]), (int(hit[2]) if hit[2].isdigit() else _OPEN) + 1)


def tells_of_now(unit: Unit) -> bool:
    return bool(_NOW.search(unit.text))


def is_to_come(unit: Unit) -> bool:
    """True if the sentence is no tale of the past: "can start", "notice is four weeks", not "started in 2019"."""
    return not re.search(r"\b(?:started|began|had|was|were|joined)\b", unit.text)


def tells_a_lesson(unit: Unit) -> bool:
    return bool(_LESSON.search(unit.text))


def tells_of_a_chief(unit: Unit) -> bool:
    return bool(_CHIEF.search(unit.text))


def lasts_until_now(unit: Unit) -> bool:
    return bool(re.search(r"\byears?\b|\bsince\b|\b(?:now|present|today)\b", unit.text))
