"""What routing is told of questions about a result: retrieval-shaped, on the small model."""

from django.conf import settings

from fitcheck.asking.prompt import instructions
from routing.registry import Answers, Feature, Frequency, Shape, Stakes

FIT_ASK = Feature(
    key="fit-ask",
    name="Ask about a result",
    purpose="Answers a question about one fit check from the rows, the decision and the posting on its page, cited.",
    answers=Answers(
        shape=Shape.RETRIEVAL,
        frequency=Frequency.FEW,
        fits_in_prompt=True,
        stakes=Stakes.LOW,
        is_latency_felt=True,
    ),
    reason="Finding the row that answers and quoting it is what a small model does well; the verdict is decided "
    "before and not by it. Any route of this shape could carry it: its own one keeps its budget and figures apart.",
    default_model="claude-haiku-4-5",
    default_cache="off",
    max_output_tokens=800,
    effort="",
    first_token_seconds=10,
    gap_seconds=10,
    total_seconds=25,
    daily_cap_usd="1.00",
    daily_cap_calls=500,
    prompt_text=instructions,
    rates=lambda: settings.ASK_RATES,
    per_network=lambda: settings.ASK_NETWORK_CONCURRENCY,
)
