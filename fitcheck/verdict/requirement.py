"""Requirements held against the posting and the matrix: what is verified stays, what is not weighs nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.text.values import SkillRow
from fitcheck.contract.schema import DepthWord, KindWord, LevelWord, RequirementOut
from fitcheck.verdict.evidence import Carried, Evidence, carry, evidence_of
from fitcheck.verdict.frame import Frame, quote_place, touched_by
from fitcheck.verdict.ground import Ground
from fitcheck.verdict.level import DEPTH_NEEDS, LEVEL_ORDER, AskedLevel, effective_rating, lower_level
from fitcheck.verdict.quotes import Quote, naming
from fitcheck.verdict.terms import meanings_of
from fitcheck.verdict.thresholds import Thresholds
from fitcheck.verdict.vetting import is_grounded, is_sober
from fitcheck.verdict.weight import KIND_ORDER, Weighed, emphasis_clamped

REQUIREMENT_LIMIT = 40
_STATEMENT_LIMIT, _REASON_LIMIT = 400, 600


@dataclass(frozen=True, slots=True)
class Judged:
    """One requirement as decided. `offset` in characters, None without a verified quote; `weight` in percent.

    `covered`: the words of each ask that its quote reads, by the ask's index. `proof`: the second reading's word.
    """

    idx: int
    statement: str
    quote: str
    offset: int | None
    gate: str
    axis: str
    reason: str
    model_level: LevelWord
    proof: str
    covered: Mapping[int, frozenset[int]]
    kind: KindWord = "should"
    emphasis: int = 1
    asked: DepthWord = "working"
    years_asked: int | None = None
    because: str = ""
    rows: tuple[SkillRow, ...] = ()
    named: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    ceiling: LevelWord = "unknown"
    level: LevelWord = "unknown"
    lowered_why: str = ""
    gap_kind: str = ""
    flags: tuple[str, ...] = ()
    dropped_skills: int = 0
    weight: float = 0.0

    @property
    def is_verified(self) -> bool:
        return self.offset is not None

    @property
    def lowered_from(self) -> str:
        """The model's level where code lowered it, else ""."""
        return self.model_level if LEVEL_ORDER[self.level] < LEVEL_ORDER[self.model_level] else ""

    def words(self, most: int = 12) -> str:
        """Return what is asked, as a part of a sentence."""
        return naming(self.statement or self.quote, self.row_names, most)

    @property
    def row_names(self) -> list[str]:
        return [row.name for row in self.rows]

    def weighed(self) -> Weighed:
        """Return what the verdict needs of it."""
        return Weighed(kind=self.kind, weight=self.weight, level=self.level)


def requirement_judge(idx: int, said: RequirementOut, ground: Ground) -> Judged:
    """Verify one requirement and hold its level under what its rows carry. Its weight needs all of them: 0 here."""
    place = quote_place(said.quote, ground.posting.text, ground.frames)
    covered = touched_by(place, ground.frames)
    frames = _touched(covered, ground.frames)
    return _held(Judged(
        idx=idx,
        statement=_statement(said, place, ground),
        quote=place.text if place else "",
        offset=place.offset if place else None,
        gate=said.gate if said.kind == "gate" else "none",
        axis=said.axis,
        reason=" ".join(said.reason.split())[:_REASON_LIMIT],
        model_level=said.level,
        proof=(ground.proofs or {}).get(idx, ""),
        covered=covered,
    ), said, frames, ground)  # fmt: skip


def _held(one: Judged, said: RequirementOut, frames: Sequence[Frame], ground: Ground) -> Judged:
    """Give a requirement its rows, and the level they carry as the posting asks it."""
    asked = _asked(said, frames)
    evidence = evidence_of(
        quote=one.quote,
        said=said,
        ground=ground,
        alternatives=_alternatives(frames),
        is_confirmed=one.proof == "yes" and said.level in {"strong", "moderate"},
    )
    bound = _proved(carry(evidence, asked, one.quote, ground), one.proof)
    level = _level(said.level, bound, evidence)
    kind, emphasis = _stressed(said, frames[0] if frames else None, level)
    return replace(
        one,
        kind=kind,
        emphasis=emphasis,
        asked=asked.depth,
        years_asked=asked.years,
        because=evidence.because,
        rows=tuple(cited.row for cited in evidence.cited),
        named=tuple(cited.row.key for cited in evidence.cited if cited.is_named),
        kin=tuple(cited.row.key for cited in evidence.kin),
        ceiling=bound.level,
        level=level,
        lowered_why=bound.why if LEVEL_ORDER[level] < LEVEL_ORDER[said.level] else "",
        gap_kind=_gap_kind(level, evidence, ground),
        flags=_flags(one.offset is None, one.covered, evidence),
        dropped_skills=evidence.dropped,
    )


def _alternatives(frames: Sequence[Frame]) -> list[str]:
    """Return what is one of several everywhere it is asked; nothing where one ask leaves no choice."""
    is_choice = all(frame.ask.alternatives for frame in frames)
    return [text for frame in frames for text in frame.ask.alternatives] if is_choice else []


def _statement(said: RequirementOut, place: Quote | None, ground: Ground) -> str:
    """Return the model's words where they say what the quote says, else the quote.

    They may invent no figure and no name, and in the posting's own language share a word of meaning with the quote.
    """
    text = " ".join(said.statement.split())[:_STATEMENT_LIMIT]
    if place is None or (text and text.casefold() in place.text.casefold()):
        return text
    is_linked = bool(meanings_of(text) & meanings_of(place.text)) or not meanings_of(place.text)
    is_same = is_linked or not ground.is_same_language
    if text and is_same and is_sober(text) and is_grounded(text, ground.posted):
        return text
    return " ".join(place.text.split())[:_STATEMENT_LIMIT]


def _touched(covered: Mapping[int, frozenset[int]], frames: Sequence[Frame]) -> list[Frame]:
    """Return the asks a quote reads, the strictest first: what stands beside a must is not read as less."""
    found = [frame for frame in frames if frame.ask.idx in covered]
    found.sort(key=lambda frame: (-KIND_ORDER[frame.ask.kind], -frame.ask.stress, -len(covered[frame.ask.idx])))
    return found


def _asked(said: RequirementOut, frames: Sequence[Frame]) -> AskedLevel:
    """Return depth and years as the posting asks them; the model may read more into it, never less."""
    if not frames:
        return AskedLevel(depth=said.asked, years=said.years_asked if said.years_asked > 0 else None)
    depth = max((said.asked, *(frame.ask.depth for frame in frames)), key=DEPTH_NEEDS.__getitem__)
    longest = max(frames, key=lambda frame: frame.ask.years or 0).ask
    return AskedLevel(depth=depth, years=longest.years, is_general=longest.is_general)


def _proved(bound: Carried, proof: str) -> Carried:
    """The second reading only lowers."""
    if proof == "no":
        return bound.held("unknown", "The second reading did not find it in the evidence.")
    if proof == "partly":
        return bound.held("moderate", "The second reading found only a part of it in the evidence.")
    return bound


def _level(said: LevelWord, bound: Carried, evidence: Evidence) -> LevelWord:
    """Return the lower of the model's level and the bound.

    `unknown` is only what no row speaks of: with a named row it is what that carries, moderate at most; a gap without
    any row is unknown, because not to know is not to lack.
    """
    if said == "unknown" and bound.level != "unknown":
        return lower_level(bound.level, "moderate")
    if said == "gap" and not evidence.cited and bound.level == "unknown":
        return "unknown"
    return lower_level(said, bound.level)


def _stressed(said: RequirementOut, frame: Frame | None, level: LevelWord) -> tuple[KindWord, int]:
    """Return kind and emphasis as the posting has them, moved by the model one step at most, never to flatter.

    A gap may weigh more than the posting's words say, a strength less.
    """
    if frame is None:
        kind: KindWord = "must" if said.kind == "gate" else said.kind
        return kind, emphasis_clamped(said.emphasis)
    kind, stress = frame.ask.kind, int(frame.ask.stress)
    wanted = "must" if said.kind == "gate" else said.kind
    step = _step(KIND_ORDER[wanted] - KIND_ORDER[kind], level)
    moved = next(word for word, rank in KIND_ORDER.items() if rank == KIND_ORDER[kind] + step)
    emphasis = emphasis_clamped(stress + _step(emphasis_clamped(said.emphasis) - stress, level))
    return moved, emphasis  # type: ignore[return-value]


def _step(wish: int, level: LevelWord) -> int:
    if level in {"gap", "unknown"}:
        return min(1, max(0, wish))
    return max(-1, min(0, wish)) if level == "strong" else 0


def _flags(is_dropped: bool, covered: Mapping[int, frozenset[int]], evidence: Evidence) -> tuple[str, ...]:
    flags = {
        "quote_dropped": is_dropped,
        "not_asked": not is_dropped and not covered,
        "skill_dropped": evidence.dropped > 0,
    }
    return tuple(flag for flag, is_set in flags.items() if is_set)


def _gap_kind(level: LevelWord, evidence: Evidence, ground: Ground) -> str:
    if level == "unknown":
        return "undocumented"
    if level != "gap":
        return ""
    rows = [one.row for one in evidence.cited if one.is_named] or [one.row for one in evidence.cited]
    low = ground.thresholds.low_rating
    if any(row.rating <= low for row in rows[:1]) or all(row.rating <= low for row in rows):
        return "declared"
    faded = all(_effective(row, ground) <= low for row in rows)
    return "stale" if faded else "judged"


def _effective(row: SkillRow, ground: Ground) -> int:
    return effective_rating(row, today=ground.today, thresholds=ground.thresholds)


def reuse_limited(judged: Sequence[Judged], thresholds: Thresholds) -> list[Judged]:
    """Hold a row to three requirements as strong, unless it is named in each: one strength is not many."""
    uses: dict[str, int] = {}
    kept: list[Judged] = []
    for one in judged:
        if one.level != "strong" or one.named or not one.kin:
            kept.append(one)
            continue
        key = one.kin[0]
        uses[key] = uses.get(key, 0) + 1
        kept.append(_overused(one) if uses[key] > thresholds.most_reuse else one)
    return kept


def _overused(one: Judged) -> Judged:
    name = next(row.name for row in one.rows if row.key == one.kin[0])
    why = f"{name} already carries three other requirements."
    return replace(one, level="moderate", ceiling=lower_level(one.ceiling, "moderate"), lowered_why=why)
