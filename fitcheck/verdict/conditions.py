"""Conditions: what facts decide, not ratings. Scanned by code in every posting, held against the owner's profile.

What the model reports is merged with what was scanned; what it leaves out stands as scanned. What a condition needs is
read from its quote. It fails only against a stated fact; where the profile says nothing it is open, a question.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.text.values import ProfileFacts
from fitcheck.contract.schema import GateKind
from fitcheck.posting.outline import Condition, ConditionKind, Posting, PostingAsk
from fitcheck.verdict.licences import LICENCE_WORDS, is_practice
from fitcheck.verdict.places import countries_in, languages_in
from fitcheck.verdict.rulings import GateStatus, ruling_of
from fitcheck.verdict.terms import meanings_of

_SOFT = re.compile(
    r"\b(preferred|equivalent|comparable|desirable|desired|ideally|a plus|nice to have|or similar|bonus|"
    r"not (?:be )?(?:required|needed|necessary)|optional|no (?:\w+ ){0,4}(?:required|needed|necessary)|"
    r"do(?:es)? not (?:need|require)|don['’]t need)\b",
    re.I,
)
_CLAUSE = re.compile(r"[;.!?\n]|, (?=but|and|we|you)\s*")
_DEGREE = re.compile(
    r"\b(degrees?|bachelor\S*|master['’]?s\b(?! of)|ph\.?\s?d|doctorate|doctoral|diplom\w*|b\.?sc?|m\.?sc?|b\.?a\.?|"
    r"mba|jd|j\.d\.)\b",
    re.I,
)
_CLEARANCE = re.compile(r"\b(clearance|cleared|vett\w+|public trust|background (?:check|investigation))\b", re.I)
_AUTHORISED = re.compile(r"\b(authori[sz]\w+|right to work|work permit|visas?|sponsor\w*|eligib\w+ to work)\b", re.I)
_CITIZEN = re.compile(r"\b(citizen\w*|nationals?|nationality|passport\w*)\b", re.I)
_PLACE = re.compile(
    r"\b(remote\w*|on[ -]?site|in[ -]office|in[ -]person|hybrid|locat\w+|based in|reside\w*|commut\w+|live in|"
    r"living in|relocat\w+|time ?zones?|office)\b",
    re.I,
)
_INSISTS = re.compile(r"\b(must|mandatory|(?:is|are) required|required:)", re.I)
_INSISTED_KINDS: tuple[ConditionKind, ...] = ("licence", "clearance", "authorisation", "citizenship", "language")
_STATEMENT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Reported:
    """A condition the model reports: its statement, and its quote where that stands in the posting."""

    statement: str
    kind: GateKind
    quote: str
    offset: int | None

    @property
    def end(self) -> int:
        return (self.offset or 0) + len(self.quote)


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition as decided. `holds_back`: open, and not one that is only settled after a choice was made."""

    statement: str
    quote: str
    offset: int | None
    kind: str
    needs: str
    status: GateStatus
    fact: str
    holds_back: bool = False


def is_condition(kind: GateKind, quote: str) -> bool:
    """Say whether the words of a quote ask for a fact of this kind, and hard: a Kafka is no licence."""
    words = _kind_words(kind, quote)
    return bool(words) and not is_soft(quote)


def is_licence_asked(posting: Posting, profile: ProfileFacts) -> bool:
    """Say whether the posting asks, anywhere, for a licence to practise that the owner holds."""
    held = [meanings_of(entry.partition("(")[0]) for entry in profile.licences if is_practice(entry)]
    return any(entry and entry <= meanings_of(ask.quote) for entry in held for ask in posting.asks)


def is_soft(quote: str) -> bool:
    """Say whether every clause that could hold a condition is softened or negated."""
    clauses = [clause for clause in _CLAUSE.split(quote) if clause and clause.strip()]
    return bool(clauses) and all(_SOFT.search(clause) for clause in clauses)


def is_insisted(ask: PostingAsk) -> bool:
    """Say whether a line says itself that it is required, under a heading that says it is not."""
    return ask.kind == "nice" and _INSISTS.search(ask.quote) is not None and not is_soft(ask.quote)


def _insisted(posting: Posting) -> Iterator[Condition]:
    for ask in filter(is_insisted, posting.asks):
        for kind in _INSISTED_KINDS:
            if _kind_words(kind, ask.quote) and (kind != "licence" or is_practice(ask.quote)):
                yield Condition(kind, (), ask.span, ask.quote)


def _kind_words(kind: GateKind, quote: str) -> bool:
    patterns = {
        "degree": _DEGREE, "clearance": _CLEARANCE, "authorisation": _AUTHORISED, "citizenship": _CITIZEN,
        "location": _PLACE, "licence": LICENCE_WORDS,
    }  # fmt: skip
    if kind == "language":
        return bool(languages_in(quote))
    if kind == "location" and countries_in(quote):
        return True
    return kind in patterns and bool(patterns[kind].search(quote))


def gates_of(posting: Posting, reported: Sequence[Reported], profile: ProfileFacts) -> list[Gate]:
    """Return every condition once, in the order of the posting; those without a quote last."""
    gates = [_scanned(one, reported, profile, posting) for one in _merged([*posting.conditions, *_insisted(posting)])]
    gates += [_gate(one, profile, posting) for one in _choices(_only_reported(reported, posting), posting)]
    gates.sort(key=lambda gate: (gate.offset is None, gate.offset or 0))
    return list({(gate.kind, gate.needs or gate.statement.casefold()): gate for gate in reversed(gates)}.values())[::-1]


def _merged(conditions: Sequence[Condition]) -> list[Condition]:
    """Return each condition once: of one kind with a need in common, the first."""
    kept: list[Condition] = []
    for one in conditions:
        if not any(one.kind == other.kind and set(one.needs) & set(other.needs) for other in kept):
            kept.append(one)
    return kept


def _scanned(one: Condition, reported: Sequence[Reported], profile: ProfileFacts, posting: Posting) -> Gate:
    said = next((r for r in reported if _is_same(r, one)), None)
    statement = (said.statement if said else "") or one.quote
    return _ruled(
        Gate(
            statement=" ".join(statement.split())[:_STATEMENT_LIMIT],
            quote=one.quote,
            offset=one.span.start,
            kind=one.kind,
            needs="; ".join(one.needs),
            status="unknown",
            fact="",
        ),
        profile,
        posting,
        needs=one.needs,
    )


def _is_same(said: Reported, scanned: Condition) -> bool:
    if said.offset is None:
        return said.kind == scanned.kind
    is_there = scanned.span.start < said.end and said.offset < scanned.span.end
    return is_there and (said.kind == scanned.kind or {said.kind, scanned.kind} == {"authorisation", "citizenship"})


def _only_reported(reported: Sequence[Reported], posting: Posting) -> list[Reported]:
    return [one for one in reported if not any(_is_same(one, scanned) for scanned in posting.conditions)]


def _choices(reported: Sequence[Reported], posting: Posting) -> Iterator[Reported]:
    """Join conditions of one kind that stand in one line with "or" between them: one of them is enough."""
    left = list(reported)
    while left:
        one = left.pop(0)
        others = [other for other in left if _is_choice(one, other, posting)]
        left = [other for other in left if other not in others]
        if others and one.offset is not None:
            end = max(other.end for other in others)
            one = replace(one, quote=posting.text[one.offset : max(one.end, end)])
        yield one


def _is_choice(one: Reported, other: Reported, posting: Posting) -> bool:
    if one.kind != other.kind or one.offset is None or other.offset is None:
        return False
    start, end = min(one.end, other.end), max(one.offset, other.offset)
    between = posting.text[start:end]
    return "\n" not in between and re.search(r"\b(or|oder|ou|o)\b|/", between) is not None


def _gate(one: Reported, profile: ProfileFacts, posting: Posting) -> Gate:
    gate = Gate(
        statement=" ".join(one.statement.split())[:_STATEMENT_LIMIT],
        quote=one.quote,
        offset=one.offset,
        kind=one.kind,
        needs="",
        status="unknown",
        fact="",
        holds_back=True,
    )
    return gate if one.offset is None else _ruled(gate, profile, posting, needs=())


def _ruled(gate: Gate, profile: ProfileFacts, posting: Posting, *, needs: tuple[str, ...]) -> Gate:
    ruling = ruling_of(gate.kind, needs=needs, quote=gate.quote, profile=profile, posting=posting)
    return replace(
        gate,
        status=ruling.status,
        fact=ruling.fact,
        needs=gate.needs or ruling.needs,
        holds_back=ruling.status == "unknown" and not ruling.is_settled_later,
    )
