"""A page and the matrix as they are shown. Frozen values for the templates; no request, no HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.models import Page, RetiredSection, Section, Skill
from corpus.text.lines import SkillLine, rating_word, skill_line
from corpus.text.markdown import cuts
from corpus.text.sentences import fold
from corpus.text.snapshots import by_category, is_listed, skill_row

GAP = "gap"
_GAP_RATING = 2  # a rating up to here is a gap, as the fit check reads it
_STRONG_RATING = 4
_STRONGEST = 12
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its own heading (empty before the first one) and the tag its heading is shown in.

    `landings` are the anchors of sections whose words stand in this one now.
    """

    anchor: str
    heading: str
    tag: str
    html: str
    landings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillView:
    """One row of the public matrix."""

    key: str
    line: SkillLine
    rating: int
    years: int
    is_gap: bool
    aliases: str
    section: Section | None
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The skills of one category, strongest first."""

    anchor: str
    name: str
    skills: tuple[SkillView, ...]

    @property
    def shown(self) -> int:
        return sum(skill.is_shown for skill in self.skills)

    @property
    def strong(self) -> int:
        return sum(skill.rating >= _STRONG_RATING for skill in self.skills)

    @property
    def gaps(self) -> int:
        return sum(skill.is_gap for skill in self.skills)

    @property
    def working(self) -> int:
        return len(self.skills) - self.strong - self.gaps


@dataclass(frozen=True, slots=True)
class MatrixOverview:
    """What the matrix says at a glance. `most` is the size of the largest category, the length of a whole bar."""

    groups: tuple[Group, ...]
    most: int
    strongest: tuple[SkillView, ...]
    gaps: tuple[SkillView, ...]


@dataclass(frozen=True, slots=True)
class PageGroup:
    """The pages under one heading, in the owner's order. `name` is empty where no page of the site has a group."""

    key: str
    name: str
    pages: tuple[Page, ...]

    @property
    def has_years(self) -> bool:
        return any(page.years for page in self.pages)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the visitor asked for. Empty strings ask for nothing; `rating` is a least rating or `gap`."""

    text: str = ""
    category: str = ""
    rating: str = ""

    @property
    def is_on(self) -> bool:
        return bool(self.text or self.category or self.rating)

    def admits(self, *, words: str, category: str, rating: int) -> bool:
        """Return True if a row with these values is shown."""
        is_found = all(word in words for word in self.text.casefold().split())
        return is_found and self.category in {"", category} and self._admits_rating(rating)

    def _admits_rating(self, rating: int) -> bool:
        if self.rating == GAP:
            return rating <= _GAP_RATING
        return not self.rating.isdecimal() or rating >= int(self.rating)


def page_groups(pages: Iterable[Page]) -> list[PageGroup]:
    """Sort pages under their headings; those without one come last, so that none is lost."""
    by_key: dict[str, list[Page]] = {key: [] for key in (*Page.Group.values, "")}
    for page in pages:
        by_key.setdefault(page.group, []).append(page)
    names = {**dict(Page.Group.choices), "": "More" if any(by_key[key] for key in Page.Group.values) else ""}
    return [PageGroup(key, names.get(key, key), tuple(found)) for key, found in by_key.items() if found]


def section_views(page: Page, moved: Sequence[RetiredSection] = ()) -> list[SectionView]:
    """Return the sections of a page in order, each with its own heading and the anchors that `moved` to it."""
    landings: dict[int | None, list[str]] = {}
    for trace in moved:
        landings.setdefault(trace.moved_to_id, []).append(trace.anchor)
    sections = page.sections.order_by("order")
    return [_section_view(page, section, tuple(landings.get(section.pk, ()))) for section in sections]


def section_previews(markdown: str) -> list[SectionView]:
    """Return the sections a page would have, from Markdown that is not saved."""
    return [
        SectionView(cut.anchor, cut.headings[-1] if cut.headings else "", _tag(len(cut.headings)), cut.html)
        for cut in cuts(markdown)
    ]


def groups(skills: list[Skill], wanted: Filter) -> list[Group]:
    """Group skills by category, in the order of the alphabet. Rows the filter does not admit are kept, not shown."""
    return [_group(anchor, members, wanted) for anchor, members in by_category(skills)]


def matrix_overview(found: Sequence[Group]) -> MatrixOverview:
    """Return the categories by their share of strong skills, the strongest skills by years of use, and all gaps."""
    skills = [skill for group in found for skill in group.skills]
    best = sorted(skills, key=lambda skill: (-skill.rating, -skill.years, skill.line.name.casefold()))
    return MatrixOverview(
        groups=tuple(sorted(found, key=lambda group: (-group.strong / len(group.skills), group.name))),
        most=max((len(group.skills) for group in found), default=1),
        strongest=tuple(skill for skill in best if skill.rating >= _STRONG_RATING)[:_STRONGEST],
        gaps=tuple(sorted((skill for skill in skills if skill.is_gap), key=lambda skill: skill.rating)),
    )


def _section_view(page: Page, section: Section, landings: tuple[str, ...]) -> SectionView:
    steps = section.heading_path.removeprefix(page.title).split(" › ")[1:]
    return SectionView(
        anchor=section.anchor,
        heading=steps[-1] if steps else "",
        tag=_tag(len(steps)),
        html=section.html,
        landings=landings,
    )


def _tag(depth: int) -> str:
    return f"h{min(depth + 1, _DEEPEST)}"


def _group(anchor: str, skills: list[Skill], wanted: Filter) -> Group:
    strongest_first = sorted(skills, key=lambda skill: (-skill.rating, fold(skill.name).casefold()))
    views = tuple(_skill_view(skill, anchor, wanted) for skill in strongest_first)
    return Group(anchor=anchor, name=skills[0].category, skills=views)


def _skill_view(skill: Skill, anchor: str, wanted: Filter) -> SkillView:
    line = skill_line(skill_row(skill), is_learning=skill.learning)
    words = " ".join((str(line), *skill.aliases, skill.category)).casefold()
    section = skill.evidence_section
    return SkillView(
        key=skill.key,
        line=line,
        rating=skill.rating,
        years=skill.years,
        is_gap=skill.rating <= _GAP_RATING,
        aliases=", ".join(skill.aliases),
        section=section if section is not None and is_listed(section.page) else None,
        is_shown=wanted.admits(words=words, category=anchor, rating=skill.rating),
    )


RATINGS = (
    ("", "Any rating"),
    *((str(least), f"{least} and up: {rating_word(least)}") for least in (5, 4, 3)),
    (GAP, "Gaps: 0 to 2"),
)
