"""How many tokens a text will be, before anybody has counted them. A test holds it to the demo engine's count."""

from math import ceil

NEW_TOKENIZER_FACTOR = 1.35


def tokens_estimate(text: str) -> int:
    """Estimate tokens for the older tokenizer family: the larger of characters / 3.4 and words × 1.33, rounded up."""
    return ceil(max(len(text) / 3.4, len(text.split()) * 1.33))


def tokens_by_family(text: str) -> dict[str, int]:
    """Return `{"old": n, "new": n}`: the newer family cuts the same text into about 1.35 times as many."""
    old = tokens_estimate(text)
    return {"old": old, "new": ceil(old * NEW_TOKENIZER_FACTOR)}
