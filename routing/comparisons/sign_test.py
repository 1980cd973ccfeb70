"""Whether a count of blind votes says more than chance: the exact two-sided sign test, and its words."""

from math import comb

_SURE, _LIKELY = 0.01, 0.05
_FEWEST = 6  # five votes to none still happen by chance once in sixteen


def sign_test(wins_a: int, wins_b: int) -> float:
    """Return how often two equal models would part at least this far, from 0 to 1. Ties are left out by the caller.

    Exact binomial, both tails: 2 · Σ C(n, k) / 2ⁿ for k up to the smaller count, at most 1.
    """
    decided = wins_a + wins_b
    tail = sum(comb(decided, k) for k in range(min(wins_a, wins_b) + 1))
    return min(1.0, float(2 * tail / 2**decided))


def sign_words(wins_a: int, wins_b: int) -> str:
    """Say the outcome as a person would: "12 to 5 of 17 decided: could be chance (p = 0.14)"."""
    decided = wins_a + wins_b
    if not decided:
        return "nothing decided: every pair was a tie"
    chance = sign_test(wins_a, wins_b)
    score = f"{max(wins_a, wins_b)} to {min(wins_a, wins_b)} of {decided} decided"
    return f"{score}: {_words(chance, decided)} ({_p(chance)})"


def _words(chance: float, decided: int) -> str:
    if decided < _FEWEST:
        return "too few to tell from chance"
    if chance < _SURE:
        return "hardly chance"
    return "unlikely to be chance" if chance < _LIKELY else "could be chance"


def _p(chance: float) -> str:
    return "p < 0.001" if chance < 0.001 else f"p = {chance:.3f}" if chance < 0.1 else f"p = {chance:.2f}"
