"""What is sent: the instructions, then the page's sources as JSON, then the question. All after the first is data."""

import json
from collections.abc import Sequence
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


@lru_cache(maxsize=1)
def instructions() -> str:
    """Return the instructions as sent."""
    return INSTRUCTIONS_FILE.read_text(encoding="utf-8").strip()


def asking_prompt(sources: Sequence[ResultSource], question: str) -> Prompt:
    """Return the request for one question about the page that says `sources`."""
    parts = ({"sources": {source.ref: source.text for source in sources}}, {"question": question})
    return prompt_short(instructions(), [json.dumps(part, ensure_ascii=False) for part in parts], ResultAnswerOut)
