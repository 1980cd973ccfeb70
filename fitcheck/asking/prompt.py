"""What is sent: the instructions, then the page's sources as JSON, then the question. All after the first is data."""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus.text.tokens import tokens_estimate
from fitcheck.asking.sources import ResultSource
from fitcheck.contract.output import schema_of
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


@lru_cache(maxsize=1)
def asking_version() -> str:
    """Return a fingerprint of the instructions and the contract."""
    return hashlib.sha256(f"{instructions()}\x1f{_schema_text()}".encode()).hexdigest()[:12]


def asking_prompt(sources: Sequence[ResultSource], question: str) -> Prompt:
    """Return the request for one question about the page that says `sources`."""
    parts = ({"sources": {source.ref: source.text for source in sources}}, {"question": question})
    texts = [json.dumps(part, ensure_ascii=False) for part in parts]
    shared = tokens_estimate(instructions())
    return Prompt(
        system=[{"type": "text", "text": instructions()}],
        messages=[{"role": "user", "content": [{"type": "text", "text": text} for text in texts]}],
        version=asking_version(),
        prefix_sha256=hashlib.sha256(instructions().encode()).hexdigest(),
        prefix_tokens=shared,
        input_tokens=shared + sum(map(tokens_estimate, texts)) + tokens_estimate(_schema_text()),
        output_schema=schema_of(ResultAnswerOut),
    )


def _schema_text() -> str:
    return json.dumps(schema_of(ResultAnswerOut), separators=(",", ":"))
