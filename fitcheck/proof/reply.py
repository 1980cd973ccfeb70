"""What the second reading answered. A reply that keeps no contract is no reply: nothing is lowered by it."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import ValidationError

from fitcheck.proof.prompt import EvidencePair, ProofOut

ShowsWord = Literal["yes", "partly", "no"]
_ORDER: Mapping[ShowsWord, int] = {"no": 0, "partly": 1, "yes": 2}


def proof_read(text: str, pairs: Sequence[EvidencePair]) -> dict[int, ShowsWord] | None:
    """Return the word for each requirement by its idx; None where the reply cannot be read.

    A pair answered twice keeps the lower word, a pair that was not asked is ignored.
    """
    start, end = text.find("{"), text.rfind("}")
    try:
        said = ProofOut.model_validate_json(text[start : end + 1] if 0 <= start < end else "")
    except ValidationError:
        return None
    found: dict[int, ShowsWord] = {}
    for answer in said.answers:
        if 1 <= answer.pair <= len(pairs):
            idx = pairs[answer.pair - 1].idx
            found[idx] = min(answer.shows, found.get(idx, "yes"), key=lambda word: _ORDER[word])
    return found
