"""The second reading without a model: how many words of what is asked stand in the evidence."""

import json

from fitcheck.proof.prompt import PairAnswer, ProofOut
from fitcheck.proof.reply import ShowsWord
from fitcheck.verdict.terms import meanings_of
from routing.standin.blocks import output_schema
from routing.standin.content import Answer, Json, Piece
from routing.standin.request import turns

_SHOWN_LEAST = 2
_WORDS: tuple[ShowsWord, ...] = ("no", "partly", "yes")


class ProofResponder:
    """The demo engine's side of a second reading: it takes a request whose schema asks for the pairs' answers."""

    def accepts(self, request: Json) -> bool:
        schema = output_schema(request)
        return schema is not None and set(schema.get("properties", {})) == set(ProofOut.model_fields)

    def answer(self, request: Json) -> Answer:
        return Answer((Piece(ProofOut(answers=[_answer(pair) for pair in _pairs(request)]).model_dump_json()),))


def _pairs(request: Json) -> list[dict[str, object]]:
    asked = turns(request)
    try:
        pairs = json.loads(asked[-1].text) if asked else []
    except ValueError:
        return []
    return [pair for pair in pairs if isinstance(pair, dict)] if isinstance(pairs, list) else []


def _answer(pair: dict[str, object]) -> PairAnswer:
    number = pair.get("pair")
    shows = shown_of(str(pair.get("asked", "")), str(pair.get("evidence", "")))
    return PairAnswer(pair=number if isinstance(number, int) else 0, shows=shows)


def shown_of(asked: str, evidence: str) -> ShowsWord:
    """Say how much of what is asked the best line of the evidence shows."""
    return _WORDS[max((_shows(meanings_of(asked), line) for line in evidence.splitlines()), default=0)]


def _shows(asked: frozenset[str], line: str) -> int:
    """Return 2 where one of a row's names stands in the ask, or two words of its evidence do; 1 for one, else 0."""
    head, _, evidence = line.partition(":")
    name, _, also = head.partition(" (")
    if any(named and named <= asked for named in map(meanings_of, (name, *also.rstrip(")").split(", ")))):
        return 2
    return min(_SHOWN_LEAST, len(asked & meanings_of(f"{head} {evidence}")))
