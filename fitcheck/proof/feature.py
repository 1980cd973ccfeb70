"""What routing is told of the second reading: a task of its own, retrieval-shaped, on the small model."""

from fitcheck.proof.prompt import instructions
from routing.registry import Answers, Feature, Frequency, Shape, Stakes

FIT_PROOF = Feature(
    key="fit-proof",
    name="Second reading",
    purpose="Looks at each quote beside the evidence that is to carry it, and lowers a level that it does not carry.",
    answers=Answers(
        shape=Shape.RETRIEVAL,
        frequency=Frequency.ONCE,
        fits_in_prompt=True,
        stakes=Stakes.LOW,
        is_latency_felt=True,
    ),
    reason="Does this sentence show that? A small model answers it pair by pair, and it can only lower a level.",
    default_model="claude-haiku-4-5",
    default_cache="off",
    max_output_tokens=1_000,
    effort="",
    first_token_seconds=8,
    gap_seconds=8,
    total_seconds=15,
    daily_cap_usd="0.50",
    daily_cap_calls=400,
    prompt_text=instructions,
)
