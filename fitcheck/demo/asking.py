"""Questions about a result without a model: which rows and lines a question names, and what the page says of them."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fitcheck.asking.prompt import CiteOut, ResultAnswerOut, StatementOut
from fitcheck.verdict.quotes import quoted
from fitcheck.verdict.terms import meanings_of
from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Json, Piece

_LEVEL = re.compile(r"\.? Level: (\w+)\. ")
_TOLD = re.compile(r"% of the whole\. (.+?)(?= The posting: “|$)", re.DOTALL)
_NAMES = re.compile(r"“[^”]*”|\"[^\"]*\"")
_SAID = {"Strong": "is strong", "Moderate": "is moderate", "Gap": "is a gap", "Unknown": "is not known"}
_BACK = re.compile(
    r"^(?:(?:and|but|so),? )?(?:why(?: not)?|how so|since when|how come|tell me more|go on)\W*$"
    r"|\b(?:is|was|are|were|does|about|for|of|on) (?:that|it|those|them)\b",
    re.I,
)
_MOST, _QUOTE_CHARS = 4, 300


@dataclass(frozen=True, slots=True)
class ResultLookup:
    """The page as the request shows it, by its references, and the question."""

    sources: dict[str, str]
    question: str

    def of(self, letter: str) -> list[str]:
        """Return the references of one kind, in order."""
        return [ref for ref in self.sources if ref[0] == letter]

    def rows(self, *levels: str, kind: str = "") -> list[str]:
        return [ref for ref in self.of("R") if self.level(ref) in levels and f"{kind}, " in self.sources[ref]]

    def level(self, ref: str) -> str:
        found = _LEVEL.search(self.sources[ref])
        return found[1] if found else ""

    def asked_in(self, ref: str) -> str:
        """Return what a row asks for; of a line, all of it."""
        return _LEVEL.split(self.sources[ref])[0]

    def named(self, letter: str, least: int) -> list[str]:
        """Return the two that share most words with the question: so many at least, or all of their own."""
        asked = meanings_of(self.question)
        own = {ref: meanings_of(self.asked_in(ref)) for ref in self.of(letter)}
        shared = {ref: len(asked & words) for ref, words in own.items() if words & asked}
        enough = [ref for ref, count in shared.items() if count >= min(least, len(own[ref]))]
        return [ref for ref in enough if shared[ref] == max(shared.values())][:2]


class AskingResponder:
    """The demo engine's side of a question about a result: it takes a request whose schema asks for its statements."""

    def accepts(self, request: Json) -> bool:
        schema = output_schema(request)
        return schema is not None and set(schema.get("properties", {})) == set(ResultAnswerOut.model_fields)

    def answer(self, request: Json) -> Answer:
        sent, *before, asked = (json.loads(block["text"]) for block in request["messages"][-1]["content"])
        lookup = ResultLookup(sent["sources"], asked["question"])
        earlier = [one["question"] for part in before for one in part["earlier"]]
        statements = [_statement(lookup, ref) for ref in _followed(lookup, earlier)[:_MOST]]
        return Answer((Piece(ResultAnswerOut(statements=statements).model_dump_json()),))


def _followed(lookup: ResultLookup, earlier: Sequence[str]) -> Sequence[str]:
    """Return what answers; a question that points back and names nothing is of what the one before it named."""
    if not earlier or not _BACK.search(lookup.question) or lookup.named("R", 2):
        return _refs(lookup)
    before = ResultLookup(lookup.sources, earlier[-1])
    return before.named("R", 2) or _refs(lookup) or _refs(before)


def _refs(lookup: ResultLookup) -> Sequence[str]:
    """Return what answers: what is asked of the whole, then what is named, then what shares a word."""
    whole = _NAMES.sub("", lookup.question)
    asked = next((found(lookup) for kind, found in _KINDS if kind.search(whole)), [])
    close = lookup.named("R", 2)
    if asked and not (close and _NAMES.search(lookup.question)):
        return asked
    return close or lookup.named("L", 2) or lookup.named("R", 1) or lookup.named("L", 1)


def _statement(lookup: ResultLookup, ref: str) -> StatementOut:
    """Return one sentence on a source. Those of the verdict are replaced by the page's words."""
    source = lookup.sources[ref]
    text, quote = source, source[:_QUOTE_CHARS]
    if ref[0] == "L":
        text = "The posting says this of it."
    elif ref[0] == "R":
        told = _TOLD.search(source)
        text = f"{quoted(lookup.asked_in(ref))} {_SAID[lookup.level(ref)]}."
        quote = told[1][:_QUOTE_CHARS] if told else f"Level: {lookup.level(ref)}"
    return StatementOut(text=text, cites=[CiteOut(ref=ref, quote=quote)])


def _why(lookup: ResultLookup) -> list[str]:
    return ["V", *lookup.of("M")]


def _missing(lookup: ResultLookup) -> list[str]:
    return (
        lookup.rows("Gap", kind="Must have") + lookup.rows("Unknown", kind="Must have") or lookup.rows("Gap") or ["V"]
    )


_KINDS: tuple[tuple[re.Pattern[str], Callable[[ResultLookup], list[str]]], ...] = tuple(
    (re.compile(words, re.I), found)
    for words, found in (
        (
            r"\b(?:would|could) (?:it take|change|need)|\bchange (?:it|this|the)\b",
            lambda lookup: lookup.of("W") or ["V"],
        ),
        (r"\bwhy\b.*\b(?:fit|verdict|moderate|result)\b|\b(?:what|which) (?:is|was) the verdict\b|\ba fit\b", _why),
        (r"\bmust\b|\bmissing\b|\bgaps?\b|\black|\bweak|\bagainst\b", _missing),
        (r"\b(?:should|could|can|to) (?:i |we )?ask\b|\bquestions?\b", lambda lookup: lookup.of("Q")),
        (r"\bconditions?\b|\blicen[cs]|\bvisa\b|\bpermit|\bcitizen|\bclearance\b", lambda lookup: lookup.of("C")),
        (r"\bunknown\b|\bnot known\b", lambda lookup: lookup.rows("Unknown")),
        (r"\bstrong|\bstrength|\bspeaks for\b|\bgood at\b", lambda lookup: lookup.rows("Strong")),
        (r"\bseniority\b|\blevel\b|\bfunction\b|\bfield\b", lambda lookup: lookup.of("A")),
    )
)
