"""Which rows speak of a requirement, and how far they carry it.

A row the quote names belongs to the evidence whatever the model cites. Any other cited row counts only where `because`
stands word for word in its evidence and shares meaning with the quote. All else carries nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.values import SkillRow
from fitcheck.contract.schema import LevelWord
from fitcheck.verdict.ground import Ground
from fitcheck.verdict.level import LEVEL_ORDER, AskedLevel, carried, higher_level, lower_level, years_level
from fitcheck.verdict.quotes import quote_find
from fitcheck.verdict.terms import meanings_of

STRONG_LINKS = 2
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class CitedRow:
    """One row beside a requirement. `links`: meaning words its `because` shares with the quote."""

    row: SkillRow
    is_named: bool
    links: int = 0

    @property
    def is_kin(self) -> bool:
        return self.is_named or self.links > 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows of one requirement, those named first; `because` only as far as it was found."""

    cited: tuple[CitedRow, ...]
    because: str
    low_in_statement: tuple[SkillRow, ...]
    dropped: int
    is_choice: bool

    @property
    def kin(self) -> list[CitedRow]:
        return [one for one in self.cited if one.is_kin]


@dataclass(frozen=True, slots=True)
class Carried:
    """The level the evidence carries at most, and what holds it down, as a sentence or ""."""

    level: LevelWord
    why: str = ""

    def held(self, level: LevelWord, why: str) -> "Carried":
        """Return this under another bound; the sentence is that of the lowest bound."""
        return Carried(level, why) if lower_level(level, self.level) != self.level else self


def evidence_of(
    *, quote: str, statement: str, keys: Sequence[str], because: str, ground: Ground, is_choice: bool
) -> Evidence:
    """Gather the rows a quote names, then the cited ones, each once."""
    known = list(dict.fromkeys(key.strip() for key in keys))
    existing = [ground.rows[key] for key in known if key in ground.rows]
    named = [ground.rows[key] for key in dict.fromkeys(one.key for one in ground.terms.named_in(quote))]
    words, carrier = _because(because, existing, quote, ground)
    rows = dict.fromkeys([*named, *existing])
    cited = tuple(CitedRow(row, is_named=row in named, links=words if row == carrier else 0) for row in rows)
    return Evidence(
        cited=tuple(sorted(cited, key=lambda one: not one.is_named)),
        because=because.strip() if carrier else "",
        low_in_statement=tuple(_low_in(statement, named, ground)),
        dropped=len(known) - len(existing),
        is_choice=is_choice,
    )


def _because(because: str, rows: Sequence[SkillRow], quote: str, ground: Ground) -> tuple[int, SkillRow | None]:
    """Return how many meaning words link the quote to the row whose evidence holds the words, and that row."""
    if len(because.split()) < _LEAST_WORDS and len(meanings_of(because)) < 1:
        return 0, None
    row = next((row for row in rows if quote_find(because, row.evidence)), None)
    if row is None:
        return 0, None
    return len(ground.terms.shared(because, quote)), row


def _low_in(statement: str, named: Sequence[SkillRow], ground: Ground) -> list[SkillRow]:
    rows = (ground.rows[key] for key in dict.fromkeys(one.key for one in ground.terms.named_in(statement)))
    return [row for row in rows if row.rating <= ground.thresholds.low_rating and row not in named]


def carry(evidence: Evidence, asked: AskedLevel, quote: str, ground: Ground) -> Carried:
    """Return the level the rows carry at most. `unknown` where none speaks of it."""
    career = ground.career_years if asked.is_general and ground.is_own_trade(quote) else None
    if career is not None and not evidence.kin:
        return Carried(years_level(asked.years, career), _years_why(asked, career))
    best = _best(evidence, asked, ground)
    best = _under_low(best, evidence, asked, ground)
    have = max((one.row.years for one in evidence.kin if one.row.years), default=None)
    if asked.is_general and career is not None:
        have = max(have or 0, int(career))
    return best.held(years_level(asked.years, have), _years_why(asked, have))


def _best(evidence: Evidence, asked: AskedLevel, ground: Ground) -> Carried:
    if not evidence.kin:
        return Carried("unknown", "No cited row speaks of it.")
    best = max(evidence.kin, key=lambda one: _rank(one, asked, ground))
    return _of_row(best, asked, ground)


def _rank(one: CitedRow, asked: AskedLevel, ground: Ground) -> tuple[int, int]:
    return LEVEL_ORDER[_of_row(one, asked, ground).level], one.row.rating


def _of_row(one: CitedRow, asked: AskedLevel, ground: Ground) -> Carried:
    level = carried(one.row, asked, today=ground.today, thresholds=ground.thresholds)
    found = Carried(level, f"{one.row.name} is rated {one.row.rating} of 5; {asked.depth} use is asked for.")
    if not one.is_named and one.links < STRONG_LINKS:
        return found.held("moderate", f"{one.row.name} touches it, but is not what is asked for.")
    return found


def _under_low(best: Carried, evidence: Evidence, asked: AskedLevel, ground: Ground) -> Carried:
    """Hold the level down by what is named and rated low: all of it decides, a part of it leaves moderate."""
    if evidence.is_choice:
        return best
    named = [one.row for one in evidence.cited if one.is_named]
    low = [row for row in named if row.rating <= ground.thresholds.low_rating]
    extra = list(evidence.low_in_statement)
    if not low and not extra:
        return best
    own: LevelWord = "gap"
    for row in [*low, *extra]:
        own = higher_level(own, carried(row, asked, today=ground.today, thresholds=ground.thresholds))
    worst = min([*low, *extra], key=lambda row: (row.rating, row.key))
    why = f"{worst.name} is named, and rated {worst.rating} of 5."
    has_high = any(row not in low for row in named)
    return best.held(higher_level(own, "moderate") if has_high else own, why)


def _years_why(asked: AskedLevel, have: float | None) -> str:
    if not asked.years:
        return ""
    if have is None:
        return f"{asked.years} years are asked for; the matrix states none."
    return f"{asked.years} years are asked for; {int(have)} are stated."
