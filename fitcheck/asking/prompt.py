"""What is sent: the instructions, the page as JSON, what was asked before, the question. Only the first is no data."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from fitcheck.asking.sources import ResultSource
from fitcheck.contract.prompt import prompt_short
from routing.gateway.messages import Prompt

INSTRUCTIONS_FILE = Path(__file__).parent / "instructions.md"


class CiteOut(BaseModel):
    """Where a statement stands: a source by its reference, and its own words."""

    model_config = ConfigDict(extra="forbid")

    ref: str
    quote: str


class StatementOut(BaseModel):
    """One sentence of the answer."""

    model_config = ConfigDict(extra="forbid")

    text: str
    cites: list[CiteOut]


class ResultAnswerOut(BaseModel):
    """The whole answer; no statements = the page does not say."""

    model_config = ConfigDict(extra="forbid")

    statements: list[StatementOut]


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """A question this visitor asked about the same result, and what was shown as its answer."""

    question: str
    answer: str


@lru_cache(maxsize=1)
def instructions() -> str:
    """Return the instructions as sent."""
    return INSTRUCTIONS_FILE.read_text(encoding="utf-8").strip()


def asking_prompt(sources: Sequence[ResultSource], question: str, earlier: Sequence[EarlierAnswer] = ()) -> Prompt:
    """Return the request for one question about the page that says `sources`; `earlier` is what was asked before."""
    before = [{"earlier": [asdict(one) for one in earlier]}] if earlier else []
    parts = [{"sources": {source.ref: source.text for source in sources}}, *before, {"question": question}]
    return prompt_short(instructions(), [json.dumps(part, ensure_ascii=False) for part in parts], ResultAnswerOut)
