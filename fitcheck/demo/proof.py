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
    asked, number = meanings_of(str(pair.get("asked", ""))), pair.get("pair")
    shows = max((_shows(asked, line) for line in str(pair.get("evidence", "")).splitlines()), default=0)
    return PairAnswer(pair=number if isinstance(number, int) else 0, shows=_WORDS[shows])


def _shows(asked: frozenset[str], line: str) -> int:
    """Return 2 where a row's name stands in the ask, or two words of its evidence do; 1 for one word, else 0."""
    name, _, evidence = line.partition(":")
    named = meanings_of(name)
    if named and named <= asked:
        return 2
    return min(_SHOWN_LEAST, len(asked & (named | meanings_of(evidence))))
