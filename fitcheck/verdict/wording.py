"""The words of a record: written by code from what was decided; the model's own only where they say no more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.text.values import ProfileFacts, SkillRow
from corpus.text.words import sentences as sentence_spans
from fitcheck.contract.schema import AssessmentOut
from fitcheck.verdict.axes import Axis
from fitcheck.verdict.conditions import Gate
from fitcheck.verdict.decision import VerdictDecision
from fitcheck.verdict.ground import Ground
from fitcheck.verdict.level import effective_rating
from fitcheck.verdict.misfits import axis_words, gaps_of
from fitcheck.verdict.quotes import bare, listed, names_in, quoted
from fitcheck.verdict.requirement import Judged
from fitcheck.verdict.terms import is_same, meanings_of
from fitcheck.verdict.vetting import Sources, agrees, is_grounded, is_sober, sources_of

HEADLINE_WORDS, HEADLINE_LIMIT = 25, 300
QUESTION_LIMIT, CALLOUT_LIMIT, SENTENCE_LIMIT = 6, 3, 300
_STRONG_RATING = 4
_LOW_RATING = 2
_HEADLINE_WORDS, _HEADLINE_ROWS, _HEADLINE_NAMES = 9, 2, 4
_CROSSING_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Decided:
    """Everything that is decided before it is put into words."""

    judged: tuple[Judged, ...]
    gates: tuple[Gate, ...]
    axes: tuple[Axis, ...]
    decision: VerdictDecision
    misfits: tuple[str, ...]
    decisive: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a record says beside its rows."""

    headline: str
    opening: str
    callouts: tuple[str, ...]
    questions: tuple[str, ...]


def words_of(answer: AssessmentOut, decided: Decided, ground: Ground) -> Wording:
    """Write the record's words."""
    sources = sources_of([*_owner_texts(ground.profile), ground.posting.text, *_cited_texts(decided.judged)])
    return Wording(
        headline=_kept(answer.headline, decided, sources) or headline_of(decided),
        opening=_kept(answer.opening, decided, sources) or opening_of(decided),
        callouts=tuple(_callouts(answer, ground)),
        questions=tuple(_questions(answer, decided, sources)),
    )


def reason_of(one: Judged, ground: Ground) -> str:
    """Return the model's reason where it is grounded in its rows and the posting, else the evidence itself."""
    is_flat = one.level == "strong" or one.lowered_from == ""
    if one.reason and is_flat and is_sober(one.reason) and is_grounded(one.reason, _reason_sources(one, ground)):
        return one.reason
    row = next((row for row in one.rows if row.key in one.kin and row.evidence.strip()), None)
    return row.evidence.strip() if row and one.level in {"strong", "moderate"} else one.lowered_why


def _reason_sources(one: Judged, ground: Ground) -> Sources:
    return sources_of([*_owner_texts(ground.profile), one.quote, one.statement, *_row_texts(one.rows)])


def _owner_texts(profile: ProfileFacts) -> list[str]:
    facts = (profile.locations, profile.authorised_in, profile.citizenships, profile.languages, profile.licences)
    return [profile.name, profile.headline, *(entry for entries in facts for entry in entries), *profile.domains]


def _cited_texts(judged: Iterable[Judged]) -> Iterable[str]:
    return (text for one in judged for text in _row_texts(one.rows))


def _row_texts(rows: Iterable[SkillRow]) -> Iterable[str]:
    for row in rows:
        yield from (row.name, *row.aliases, row.evidence, row.gap_reason, str(row.rating), str(row.years))
        yield f"{row.last_used:%Y}" if row.last_used else ""


def _kept(text: str, decided: Decided, sources: Sources) -> str:
    """Return the model's text where it agrees with what was decided, praises nothing and invents nothing."""
    said = " ".join(text.split())[: SENTENCE_LIMIT * 3]
    decision = decided.decision
    is_agreed = decision.verdict is not None and decision.stance == decision.verdict
    if not said or not is_agreed or not is_sober(said) or not is_grounded(said, sources):
        return ""
    gaps = [one.statement for one in gaps_of(decided.judged)] + [
        gate.statement for gate in decided.gates if gate.status != "met"
    ]
    return said if agrees(said, is_strong=decision.verdict == "strong", misfits=gaps) else ""


def headline_of(decided: Decided) -> str:
    """Say in one sentence what is covered and what is missing."""
    if decided.decision.verdict is None:
        return "Too little of the posting was read for a verdict."
    failed = next((gate for gate in decided.gates if gate.status == "failed"), None)
    if failed:
        return f"A condition is not met: {bare(failed.statement)}."[:HEADLINE_LIMIT]
    return f"{_has(decided)}{_but(decided)}."[:HEADLINE_LIMIT]


def _has(decided: Decided) -> str:
    covered = _named([one for one in _weightiest(decided.judged) if one.level == "strong"])
    return f"The skills matrix covers {covered}" if covered else "The skills matrix covers nothing that counts here"


def _but(decided: Decided) -> str:
    """Say what is missing, or where the role lies instead, or what is open: the first of them that holds."""
    missing = _named(gaps_of(decided.judged))
    if missing:
        return f", and lacks {missing}"
    off = next((axis for axis in decided.axes if axis.alignment == "misaligned"), None)
    if off:
        return f", and {axis_words(off)}"
    held = next((gate for gate in decided.gates if gate.holds_back), None)
    if held:
        return f", and does not say whether this is met: {quoted(held.statement)}"
    for level, words in (("unknown", "does not mention"), ("moderate", "covers only a part of")):
        found = _named([one for one in _weightiest(decided.judged) if one.level == level and one.kind == "must"])
        if found:
            return f", and {words} {found}"
    return ", and nothing that counts is missing"


def opening_of(decided: Decided) -> str:
    """Say for, against, and what is open, from the heaviest rows; no sentence of the headline or the misfits again."""
    strong = next((one for one in _weightiest(decided.judged) if one.level == "strong"), None)
    parts = [
        f"The strongest point in favor is {strong.words()}."
        if strong
        else "No requirement that counts is fully covered."
    ]
    gap = next(iter(gaps_of(decided.judged)), None)
    if gap:
        parts.append(f"The heaviest gap is {gap.words()}.")
    held = [gate for gate in decided.gates if gate.holds_back]
    if held:
        parts.append(f"One thing to ask first: {quoted(held[0].statement)}.")
    return " ".join(parts)


def _weightiest(judged: Iterable[Judged]) -> list[Judged]:
    return sorted((one for one in judged if one.weight > 0), key=lambda one: (-one.weight, one.idx))


def _named(rows: Sequence[Judged]) -> str:
    """Name the first two, and of lists of skills four names at most."""
    parts = [
        names_in(one.statement, one.row_names) or [quoted(one.statement or one.quote, _HEADLINE_WORDS)]
        for one in rows[:_HEADLINE_ROWS]
    ]
    return listed(list(dict.fromkeys(name for part in parts for name in part))[:_HEADLINE_NAMES])


def _callouts(answer: AssessmentOut, ground: Ground) -> Iterable[str]:
    """Keep what rests on a row that is strong today, and says no more than that row."""
    kept: list[str] = []
    for callout in answer.callouts:
        row = ground.rows.get(callout.skill_key.strip())
        said = " ".join(callout.sentence.split())[:SENTENCE_LIMIT]
        if (
            row is None
            or not said
            or effective_rating(row, today=ground.today, thresholds=ground.thresholds) < _STRONG_RATING
        ):
            continue
        if is_sober(said) and is_grounded(said, sources_of([*_row_texts([row]), ground.profile.name])):
            kept.append(said)
    return list(dict.fromkeys(kept))[:CALLOUT_LIMIT]


def _questions(answer: AssessmentOut, decided: Decided, sources: Sources) -> list[str]:
    """Open conditions first, then the model's own where they are grounded, then what the rows leave open."""
    asked = [_gate_question(gate) for gate in decided.gates if gate.status == "unknown"][:3]
    for question in answer.questions:
        said = " ".join(question.split())[:SENTENCE_LIMIT]
        if said and is_sober(said) and is_grounded(said, sources) and not any(is_same(said, one) for one in asked):
            asked.append(said)
    asked += [_row_question(one) for one in _to_ask(decided)]
    return list(dict.fromkeys(asked))[:QUESTION_LIMIT]


def _gate_question(gate: Gate) -> str:
    return f"The posting sets a condition on which the profile is silent: {quoted(gate.statement, 25)}. Do you meet it?"


def _to_ask(decided: Decided) -> list[Judged]:
    rows = [one for one in decided.judged if one.level != "strong" and one.weight > 0 and one.kind != "nice"]
    rows.sort(key=lambda one: (one.idx not in decided.decisive, one.level != "unknown", -one.weight, one.idx))
    return rows[:3]


def _row_question(one: Judged) -> str:
    asked = one.words(20)
    if one.level == "unknown":
        return f"The skills matrix does not mention {asked}. What is the closest thing you have done?"
    low = next((row for row in one.rows if row.rating <= _LOW_RATING), None)
    if one.level == "gap" and low:
        also = "it" if asked == low.name else asked
        return f"You rate {low.name} {low.rating} of 5, and the job asks for {also}. How would you cover that?"
    if one.level == "gap":
        return f"The job asks for {asked}. What would you need before you could do that well?"
    return f"How much of {asked} have you done yourself, and at what scale?"


def wanted_sentences(judged: Sequence[Judged], ground: Ground) -> list[str]:
    """Say where the job meets or crosses what the owner wants. It is no part of the verdict."""
    found: list[str] = []
    for one in judged:
        for row in one.rows:
            if row.priority == "avoid" and row.key in one.named and one.weight > 0:
                found.append(f"The owner would rather avoid this: {row.name}. The posting asks: {bare(one.statement)}.")
    lines = [line.text for line in ground.posting.lines] or [
        ground.posting.text[start:end] for start, end in sentence_spans(ground.posting.text)
    ]
    found += [
        f"The owner rules this out: {bare(entry)}." for entry in ground.profile.dealbreakers if _is_in(entry, lines)
    ]
    found += [f"The owner wants this: {bare(entry)}." for entry in ground.profile.wants if _is_in(entry, lines)]
    return list(dict.fromkeys(found))


def _is_in(entry: str, lines: Sequence[str]) -> bool:
    wanted = meanings_of(entry)
    most = max((len(wanted & meanings_of(line)) for line in lines), default=0)
    return bool(wanted) and most >= max(1, round(_CROSSING_SHARE * len(wanted)))
