"""What routing is told of this feature."""

from django.conf import settings

from fitcheck.contract.prompt import instructions
from routing.registry import Answers, Feature, Frequency, Shape, Stakes

FIT_CHECK = Feature(
    key="fit-check",
    name="Fit check",
    purpose="Weighs a job description against the owner's skills matrix and says strong, moderate or not a fit.",
    answers=Answers(
        shape=Shape.SYNTHESIS,
        frequency=Frequency.ONCE,
        fits_in_prompt=True,
        stakes=Stakes.HIGH,
        is_latency_felt=False,
    ),
    reason="Twenty requirements held against two hundred rows at once; an almost right judgment costs an interview.",
    default_model="claude-sonnet-4-6",
    default_cache="5m",
    max_output_tokens=8_000,
    effort="medium",
    first_token_seconds=45,
    gap_seconds=30,
    total_seconds=180,
    daily_cap_usd="4.00",
    daily_cap_calls=100,
    rates=lambda: settings.FITCHECK_RATES,
    prompt_text=instructions,
)
