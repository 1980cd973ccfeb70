"""What routing is told of this feature."""

from django.conf import settings

from askai.prompt.build import INSTRUCTIONS_FILE
from routing.registry import Answers, Feature, Frequency, Shape, Stakes

ASK_AI = Feature(
    key="ask-ai",
    name="Ask AI",
    purpose="Answers a visitor's question from the owner's pages, short, direct and cited.",
    answers=Answers(
        shape=Shape.RETRIEVAL,
        frequency=Frequency.MANY,
        fits_in_prompt=True,
        stakes=Stakes.LOW,
        is_latency_felt=True,
    ),
    reason="Looking up and quoting is what a small model does well; a visitor waits on every word, many times a visit.",
    default_model="claude-haiku-4-5",
    default_cache="5m",
    max_output_tokens=700,
    effort="",
    first_token_seconds=15,
    gap_seconds=20,
    total_seconds=60,
    daily_cap_usd="2.00",
    daily_cap_calls=2_000,
    prompt_text=lambda: INSTRUCTIONS_FILE.read_text(encoding="utf-8"),
    rates=lambda: settings.ASK_RATES,
    per_network=lambda: settings.ASK_NETWORK_CONCURRENCY,
)
