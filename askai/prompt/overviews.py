"""Useful texts a short corpus can be filled up with, so that the model's cache takes it: views over the same sources.

Made only from the corpus that follows them in the prompt: nothing is said twice in the same shape, nothing new is
claimed, and the same corpus gives the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text.lines import SkillLine
from corpus.text.tokens import tokens_estimate
from corpus.text.values import CorpusText, SourceText

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
    line: SkillLine
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
    by_rating: dict[str, list[str]] = {}
    for skill in skills:
        by_rating.setdefault(skill.line.rating, []).append(skill.line.name)
    return [f"{rating}: {', '.join(by_rating[rating])}" for rating in sorted(by_rating, reverse=True)]


def _table(skills: Sequence[_Skill]) -> list[str]:
    if not skills:
        return []
    return ["skill | category | rating | use", *map(_table_row, skills)]


def _table_row(skill: _Skill) -> str:
    rating, _of, _words = skill.line.rating.partition(" of ")
    return f"{skill.line.name} | {skill.category} | {rating} | {skill.line.facts.strip(', ') or '–'}"


def _skills(sources: Sequence[SourceText]) -> Iterator[_Skill]:
    for source in sources:
        if "/skills/#" not in source.url:
            continue
        for block in source.blocks:
            line = SkillLine.parse(block)
            if line is not None:
                yield _Skill(line, source.title.removeprefix("Skills: "))
