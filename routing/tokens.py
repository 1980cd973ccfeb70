"""Tokens in a model's own family, and upper bounds: what a text is before the provider has counted it.

The estimate itself (about ±20%) stands in `standin/tokens.py`, by which the demo engine counts, and in
`corpus/text/tokens.py`: neither may import the other, and a test holds them to the same figures.
"""

from decimal import Decimal
from math import ceil

from routing.standin.tokens import NEWER_FAMILY_FACTOR

_MARGIN = 1.25
_OVERHEAD = 600


def tokens_in_family(old_tokens: int, tokenizer: str) -> int:
    """Turn an estimate of the old family into one of the given family."""
    return ceil(old_tokens * _factor(tokenizer))


def family_ratio(of: str, to: str) -> Decimal:
    """Return how many tokens one family makes of what is one token in another."""
    return Decimal(str(_factor(to))) / Decimal(str(_factor(of)))


def tokens_upper(*, estimated: int, newest_bytes: int, wide_bytes: int, tokenizer: str) -> int:
    """Return an upper bound of a prompt, in tokens of the given family.

    `estimated` is the whole prompt in the old family; `newest_bytes` the size of what the visitor has just written
    (no tokenizer makes more tokens than bytes, whatever was typed); `wide_bytes` the bytes beyond one a character
    (scripts that the estimate undercounts). The overhead covers what the provider adds for citations and schemas.
    """
    return ceil(estimated * _factor(tokenizer) * _MARGIN) + newest_bytes + wide_bytes + _OVERHEAD


def _factor(tokenizer: str) -> float:
    return NEWER_FAMILY_FACTOR if tokenizer == "new" else 1.0
