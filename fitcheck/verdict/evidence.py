"""Which rows speak of a requirement, and how far they carry it.

A row the quote names belongs to the evidence whatever the model cites. Any other cited row counts only where `because`
stands word for word in its evidence and shares meaning with the quote. All else carries nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.text.values import SkillRow
from fitcheck.contract.schema import DepthWord, LevelWord, RequirementOut
from fitcheck.verdict.ground import Ground
from fitcheck.verdict.level import LEVEL_ORDER, AskedLevel, carried, higher_level, lower_level, years_level
from fitcheck.verdict.quotes import quote_find
from fitcheck.verdict.terms import MatrixTerms, Term, is_meant, meanings_of, terms_of

STRONG_LINKS = 2
_LEAST_WORDS = 3
_LINKED_SHARE = 1 / 3
_TAIL = re.compile(r"\b(?:with|using|plus|including|alongside|as well as|while)\b|;", re.I)
_DEPTHS: dict[DepthWord, str] = {
    "aware": "some familiarity", "working": "working experience", "solid": "solid experience",
    "expert": "expert knowledge",
}  # fmt: skip
_FOREIGN_HEAD, _FOREIGN_LEAST, _FOREIGN_SHARE = 2, 4, 0.6


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
    """The rows of one requirement, those named first; `because` only as far as it was found.

    `choices` are the keys of rows of which one is enough.
    """

    cited: tuple[CitedRow, ...]
    because: str
    low_in_statement: tuple[SkillRow, ...]
    dropped: int
    choices: frozenset[str] = frozenset()

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
    *,
    quote: str,
    said: RequirementOut | None,
    ground: Ground,
    alternatives: Iterable[str] = (),
    is_confirmed: bool = False,
) -> Evidence:
    """Gather the rows a quote names, then those that were cited, each once; none where nobody read it.

    `is_confirmed`: the second reading found the quote in the evidence. Between two languages, where no word can link
    them, that makes the row that holds `because` kin, as far as moderate.
    """
    known = list(dict.fromkeys(key.strip() for key in (said.skill_keys if said else ())))
    because = said.because if said else ""
    existing = [ground.rows[key] for key in known if key in ground.rows]
    named = [ground.rows[key] for key in dict.fromkeys(one.key for one in ground.terms.named_in(quote))]
    words, carrier = _because(because, existing, quote, ground)
    if is_confirmed and not ground.is_same_language:
        words = max(words, 1)
    rows = dict.fromkeys([*named, *existing])
    cited = tuple(CitedRow(row, is_named=row in named, links=words if row == carrier else 0) for row in rows)
    return Evidence(
        cited=tuple(sorted(cited, key=lambda one: not one.is_named)),
        because=because.strip() if carrier else "",
        low_in_statement=tuple(_low_in(said.statement if said else "", named, ground)),
        dropped=len(known) - len(existing),
        choices=choices_in(alternatives, ground.terms),
    )


def choices_in(alternatives: Iterable[str], terms: MatrixTerms) -> frozenset[str]:
    """Return the keys of the rows that are named among things of which one is enough."""
    return frozenset(one.key for text in alternatives for one in terms.named_in(text))


def _because(because: str, rows: Sequence[SkillRow], quote: str, ground: Ground) -> tuple[int, SkillRow | None]:
    """Return how many meaning words link the quote to the row whose evidence holds the words, and that row."""
    if len(because.split()) < _LEAST_WORDS and len(meanings_of(because)) < 1:
        return 0, None
    row = next((row for row in rows if quote_find(because, row.evidence)), None)
    if row is None:
        return 0, None
    shared = len(ground.terms.shared(because, quote))
    is_close = shared >= _LINKED_SHARE * len(meanings_of(quote))
    return shared if is_close else min(shared, STRONG_LINKS - 1), row


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
    best = _under_foreign(best, evidence, quote, ground)
    have = max((one.row.years for one in evidence.kin if one.row.years), default=None)
    if asked.is_general and career is not None:
        have = max(have or 0, int(career))
    return best.held(years_level(asked.years, have), _years_why(asked, have))


def _best(evidence: Evidence, asked: AskedLevel, ground: Ground) -> Carried:
    if not evidence.kin:
        return Carried("unknown", "No row that was cited shows it.")
    best = max(evidence.kin, key=lambda one: _rank(one, asked, ground))
    return _of_row(best, asked, ground)


def _rank(one: CitedRow, asked: AskedLevel, ground: Ground) -> tuple[int, int]:
    return LEVEL_ORDER[_of_row(one, asked, ground).level], one.row.rating


def _of_row(one: CitedRow, asked: AskedLevel, ground: Ground) -> Carried:
    level = carried(one.row, asked, today=ground.today, thresholds=ground.thresholds)
    found = Carried(level, f"{one.row.name} is rated {one.row.rating} of 5, and {_DEPTHS[asked.depth]} is asked for.")
    if not one.is_named and one.links < STRONG_LINKS:
        return found.held("moderate", f"{one.row.name} comes close, but is not what is asked for.")
    return found


def _under_low(best: Carried, evidence: Evidence, asked: AskedLevel, ground: Ground) -> Carried:
    """Hold the level down by what is named and rated low: all of it decides, a part of it leaves moderate.

    What a choice stands for is no part of it: "nursing in a clinic or a ward" asks for nursing.
    """
    named = [one.row for one in evidence.cited if one.is_named and one.row.key not in evidence.choices]
    low = [row for row in named if row.rating <= ground.thresholds.low_rating]
    extra = [row for row in evidence.low_in_statement if not evidence.choices]
    if not low and not extra:
        return best
    own: LevelWord = "gap"
    for row in [*low, *extra]:
        own = higher_level(own, carried(row, asked, today=ground.today, thresholds=ground.thresholds))
    worst = min([*low, *extra], key=lambda row: (row.rating, row.key))
    why = f"The posting names {worst.name}, which is rated {worst.rating} of 5."
    has_high = any(row not in low for row in named)
    return best.held(higher_level(own, "moderate") if has_high else own, why)


def _under_foreign(best: Carried, evidence: Evidence, quote: str, ground: Ground) -> Carried:
    """Hold the level at moderate where the thing itself is in no row and those named only stand beside it.

    "Rust compilers, with a roadmap and user interviews" asks for compilers.
    """
    if evidence.choices or not ground.is_same_language:
        return best
    terms = [term for term in terms_of(quote) if is_meant(term.lemma)]
    foreign = [term for term in terms if ground.terms.is_foreign_to(term)]
    if not (_is_mostly(foreign, terms, _FOREIGN_LEAST, _FOREIGN_SHARE) or _is_foreign_first(terms, quote, ground)):
        return best
    return best.held("moderate", "Most of what is asked for here is in no row of the matrix.")


def _is_foreign_first(terms: Sequence[Term], quote: str, ground: Ground) -> bool:
    tail = _TAIL.search(quote, 1)
    if tail is None or any(one.start < tail.start() for one in ground.terms.named_in(quote)):
        return False
    head = [term for term in terms if term.end <= tail.start()]
    return _is_mostly([term for term in head if ground.terms.is_foreign_to(term)], head, _FOREIGN_HEAD, 0.5)


def _is_mostly(foreign: Sequence[Term], terms: Sequence[Term], least: int, share: float) -> bool:
    return len(foreign) >= least and len(foreign) > share * len(terms)


def _years_why(asked: AskedLevel, have: float | None) -> str:
    if not asked.years:
        return ""
    wanted = "One year is" if asked.years == 1 else f"{asked.years} years are"
    stated = "does not say how many there are" if have is None else f"states {int(have)}"
    return f"{wanted} asked for, and the matrix {stated}."
