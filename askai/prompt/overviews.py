"""Useful texts a short corpus can be filled up with, so that the model's cache takes it: views over the same sources.

Made only from the corpus that follows them in the prompt: nothing is said twice in the same shape, nothing new is
claimed, and the same corpus gives the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text.tokens import tokens_estimate
from corpus.text.values import CorpusText, SourceText

_SKILL = re.compile(r"^(?P<name>.+?): (?P<rating>[0-5]) of 5 \((?P<word>[^)]*)\)(?P<facts>[^.]*)\.")
_FRAME = (
    "<{tag}>\nAn overview of the sources that follow. See the whole by it; answer from the sources and cite them.\n"
)


@dataclass(frozen=True, slots=True)
class Overview:
    """One block: a name the owner reads, and the text the model gets. `tokens` estimated, old family."""

    name: str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class _Skill:
    name: str
    rating: int
    word: str
    facts: str
    category: str


def overviews_of(corpus: CorpusText) -> tuple[Overview, ...]:
    """Return what can be added, most useful first; what the corpus has nothing for is left out."""
    skills = list(_skills(corpus.sources))
    made = (
        _overview("skills digest", "skills_by_rating", _digest(skills)),
        _overview("public matrix", "skills_table", _table(skills)),
        _overview("list of pages", "contents", [f"{source.title}: {source.url}" for source in corpus.sources]),
    )
    return tuple(each for each in made if each is not None)


def _overview(name: str, tag: str, lines: Sequence[str]) -> Overview | None:
    if not lines:
        return None
    text = _FRAME.format(tag=tag) + "\n".join(lines) + f"\n</{tag}>"
    return Overview(name, text, tokens_estimate(text))


def _digest(skills: Sequence[_Skill]) -> list[str]:
    """Every skill once, the strongest first: what no single category shows."""
    words = {skill.rating: skill.word for skill in skills}
    return [
        f"{rating} of 5 ({words[rating]}): " + ", ".join(skill.name for skill in skills if skill.rating == rating)
        for rating in sorted(words, reverse=True)
    ]


def _table(skills: Sequence[_Skill]) -> list[str]:
    if not skills:
        return []
    return ["skill | category | rating | use", *(f"{s.name} | {s.category} | {s.rating} | {s.facts}" for s in skills)]


def _skills(sources: Sequence[SourceText]) -> Iterator[_Skill]:
    for source in sources:
        if "/skills/#" not in source.url:
            continue
        for block in source.blocks:
            found = _SKILL.match(block)
            if found:
                facts = found["facts"].strip(", ") or "–"
                category = source.title.removeprefix("Skills: ")
                yield _Skill(found["name"], int(found["rating"]), found["word"], facts, category)
