"""What a change would do, asked before it is saved. Who knows what rests on the matrix says so here; nobody need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from corpus.models import Profile, Skill, Visibility
from corpus.selectors import matrix_text
from corpus.text.snapshots import facts_of, skill_row
from corpus.text.values import MatrixText


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One thing that would be another: its name and address, its word before and after, and why."""

    name: str
    address: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """What would move. `lines` are the newest of `moved`; `sentences` say what the figures rest on."""

    moved: int
    counted: int
    lines: tuple[ImpactLine, ...]
    sentences: tuple[str, ...] = ()


Watcher = Callable[[MatrixText, MatrixText, date], ImpactReport]
_watchers: list[Watcher] = []


def impact_watch(watcher: Watcher) -> None:
    """Have somebody asked before a change is saved."""
    _watchers.append(watcher)


def impact_preview(*, today: date, skills: Iterable[Skill] = (), profile: Profile | None = None) -> list[ImpactReport]:
    """Return what these unsaved rows and this unsaved profile would do. Nothing is written."""
    before = matrix_text()
    changed = list(skills)
    stored = set(Skill.objects.filter(pk__in=[skill.pk for skill in changed]).values_list("key", flat=True))
    gone = stored | {skill.key for skill in changed}
    rows = [row for row in before.rows if row.key not in gone]
    rows += [skill_row(skill) for skill in changed if skill.visibility != Visibility.PRIVATE]
    facts = facts_of(profile) if profile else before.profile
    after = replace(before, rows=tuple(sorted(rows, key=lambda row: row.key)), profile=facts)
    return [watcher(before, after, today) for watcher in _watchers]
