"""What the second reading is sent: its instructions, then numbered pairs in an order that says nothing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from fitcheck.contract.prompt import prompt_short
from routing.gateway.messages import Prompt

INSTRUCTIONS_FILE = Path(__file__).parent / "instructions.md"
PAIR_LIMIT = 40
_ASKED_LIMIT = 400
_EVIDENCE_LIMIT = 900


class PairAnswer(BaseModel):
    """One pair's number and its word."""

    model_config = ConfigDict(extra="forbid")

    pair: int
    shows: Literal["yes", "partly", "no"]


class ProofOut(BaseModel):
    """The whole second reading."""

    model_config = ConfigDict(extra="forbid")

    answers: list[PairAnswer]


@dataclass(frozen=True, slots=True)
class EvidencePair:
    """A requirement's quote beside the words that are to carry it. `idx` is the requirement's."""

    idx: int
    asked: str
    evidence: str


CONTROL = EvidencePair(-1, "Has steered a submarine under the ice.", "Office: Waters the plants on Fridays.")
"""Sent among the pairs of every batch: a reader that finds this shown obeys a text it was given, or reads nothing."""


@lru_cache(maxsize=1)
def instructions() -> str:
    """Return the instructions as sent."""
    return INSTRUCTIONS_FILE.read_text(encoding="utf-8").strip()


def pairs_ordered(pairs: Sequence[EvidencePair], *, seed: str) -> list[EvidencePair]:
    """Return at most 40 pairs in an order made from `seed`: neither the posting nor the first model chose it."""
    return sorted(pairs, key=lambda pair: hashlib.sha256(f"{seed}|{pair.idx}".encode()).digest())[:PAIR_LIMIT]


def proof_prompt(pairs: Sequence[EvidencePair]) -> Prompt:
    """Return the request for these pairs; pair n of the message is `pairs[n - 1]`."""
    listed = [
        {"pair": number, "asked": pair.asked[:_ASKED_LIMIT], "evidence": pair.evidence[:_EVIDENCE_LIMIT]}
        for number, pair in enumerate(pairs, start=1)
    ]
    return prompt_short(instructions(), [json.dumps(listed, ensure_ascii=False, indent=0)], ProofOut)
