"""Whom a sentence tells of: the owner who acts, something of the owner's, or something else."""

from __future__ import annotations

import re

from askai.demo.material import Material
from corpus.search.index import Unit
from corpus.text.words import fold

OTHER = 2  # the distance of a sentence that tells of something else
_OWNERS = frozenset({"my", "his", "her", "their", "our"})
_PERSONS = frozenset({"i", "he", "she", "they", "we"})
_ASIDE = re.compile(
    r"^(?:(?:In|At|By|After|Before|Since|Until|During|With|On|From|As|When|For)\b[^,;:.]{1,60}, |"
    r"(?:\w+ly|Then|Later), )"
)


def has_subject(material: Material, unit: Unit) -> bool:
    """True if the sentence tells of the owner, or of what is the owner's own."""
    return distance_of(material, unit) < OTHER


def distance_of(material: Material, unit: Unit) -> int:
    """0 if the owner is who acts in the sentence, 1 if it is something of the owner's, else more."""
    start = fold(_ASIDE.sub("", unit.text)).split(" ")
    first = re.split(r"['’]", start[0].strip(",.;:"))
    if first[0] in {*material.owner, *_PERSONS}:
        name = next((word for word in start[1:4] if not material.owner & set(re.split(r"[-'’]", word))), "")
        is_of = (len(first) > 1 and first[1] == "s") or any(word.endswith(("'s", "’s")) for word in start[1:3])
        return 1 if is_of and name else 0
    is_near = bool({*material.owner, *_PERSONS} & set(start[:5]))
    return 1 if is_near or start[0] in _OWNERS else OTHER


def around(material: Material, unit: Unit) -> frozenset[str]:
    """The words of a sentence, its section and its page."""
    return material.index.titles[unit.section] | frozenset(unit.lemmas)
