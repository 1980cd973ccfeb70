"""What a finished comparison says: votes, lengths, costs and times of two models on the same inputs.

The votes are tested against chance by the exact two-sided sign test.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb
from statistics import median
from typing import Any

from routing.words import ms, usd

_SURE, _LIKELY = 0.01, 0.05
_FEWEST = 6  # five votes to none still happen by chance once in sixteen


class Winner(StrEnum):
    """Who was preferred, once the blind order is undone."""

    A = "a"
    B = "b"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Side:
    """One answer: its length in words, what it cost (None = unknown), and its times in milliseconds."""

    words: int
    microusd: int | None
    ttft_ms: int | None
    total_ms: int | None


@dataclass(frozen=True, slots=True)
class VotedPair:
    """One pair with its vote."""

    winner: Winner
    a: Side
    b: Side


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """The whole of a comparison. Ratios are B against A: 2.0 = B is twice as long or dear; None = cannot be said."""

    n: int
    wins_a: int
    wins_b: int
    ties: int
    words_a: int
    words_b: int
    length_ratio: float | None
    microusd_a: int | None
    microusd_b: int | None
    cost_ratio: float | None
    ttft_ms_a: int | None
    ttft_ms_b: int | None
    total_ms_a: int | None
    total_ms_b: int | None


def winner_of(vote: str, *, is_a_left: bool) -> Winner:
    """Undo the blind order: `vote` is left, right or tie."""
    if vote == "tie":
        return Winner.TIE
    return Winner.A if (vote == "left") == is_a_left else Winner.B


def result_of(pairs: Sequence[VotedPair]) -> ComparisonResult:
    """Sum up voted pairs. Lengths and costs are sums, times are medians."""
    wins_a = sum(pair.winner is Winner.A for pair in pairs)
    wins_b = sum(pair.winner is Winner.B for pair in pairs)
    words_a, words_b = sum(pair.a.words for pair in pairs), sum(pair.b.words for pair in pairs)
    cost_a, cost_b = _sum(pair.a.microusd for pair in pairs), _sum(pair.b.microusd for pair in pairs)
    return ComparisonResult(
        n=len(pairs),
        wins_a=wins_a,
        wins_b=wins_b,
        ties=len(pairs) - wins_a - wins_b,
        words_a=words_a,
        words_b=words_b,
        length_ratio=_ratio(words_a, words_b),
        microusd_a=cost_a,
        microusd_b=cost_b,
        cost_ratio=_ratio(cost_a, cost_b),
        ttft_ms_a=_median(pair.a.ttft_ms for pair in pairs),
        ttft_ms_b=_median(pair.b.ttft_ms for pair in pairs),
        total_ms_a=_median(pair.a.total_ms for pair in pairs),
        total_ms_b=_median(pair.b.total_ms for pair in pairs),
    )


def sentence_of(result: ComparisonResult, name_a: str, name_b: str) -> str:
    """Say who won, by how much, and whether that means anything."""
    if result.wins_a == result.wins_b:
        who = "Neither was preferred"
    else:
        who = f"{name_a if result.wins_a > result.wins_b else name_b} was preferred"
    ties = f", {result.ties} tie{'s' if result.ties != 1 else ''}" if result.ties else ""
    parts = [f"{who}, {sign_words(result.wins_a, result.wins_b)}{ties}."]
    if result.length_ratio is not None:
        parts.append(f"{name_b} wrote {_times(result.length_ratio)} as {name_a}")
        parts[-1] += "." if result.cost_ratio is None else f" and cost {_times(result.cost_ratio)}."
    return " ".join(parts)


def result_rows(result: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return (what, first model, second model, second against first) for each measure."""
    return [
        ("Preferred", str(result["wins_a"]), str(result["wins_b"]), f"{result['ties']} tied"),
        ("Words", f"{result['words_a']:,}", f"{result['words_b']:,}", _times_words(result["length_ratio"])),
        ("Cost", _cost(result["microusd_a"]), _cost(result["microusd_b"]), _times_words(result["cost_ratio"])),
        ("Median time to first word", ms(result["ttft_ms_a"]), ms(result["ttft_ms_b"]), _of(result, "ttft_ms")),
        (
            "Median time to whole answer",
            ms(result["total_ms_a"]),
            ms(result["total_ms_b"]),
            _of(result, "total_ms"),
        ),
    ]


def _cost(microusd: int | None) -> str:
    return "free" if microusd == 0 else usd(microusd)


def _of(result: dict[str, Any], name: str) -> str:
    first, second = result[f"{name}_a"], result[f"{name}_b"]
    return _times_words(second / first if first and second is not None else None)


def _times_words(ratio: float | None) -> str:
    return "–" if ratio is None else f"× {ratio:.2f}"


def sign_test(wins_a: int, wins_b: int) -> float:
    """Return how often two equal models would differ at least this much, from 0 to 1, without ties.

    Exact binomial, both tails: 2 · Σ C(n, k) / 2ⁿ for k up to the smaller count, at most 1.
    """
    decided = wins_a + wins_b
    tail = sum(comb(decided, k) for k in range(min(wins_a, wins_b) + 1))
    return min(1.0, float(2 * tail / 2**decided))


def sign_words(wins_a: int, wins_b: int) -> str:
    """Say the outcome as a person would: "12 to 5 of 17 decided: could be chance (p = 0.14)"."""
    decided = wins_a + wins_b
    if not decided:
        return "every pair was a tie"
    chance = sign_test(wins_a, wins_b)
    score = f"{max(wins_a, wins_b)} to {min(wins_a, wins_b)} of {decided} decided"
    return f"{score}: {_words(chance, decided)} ({_p(chance)})"


def _words(chance: float, decided: int) -> str:
    if decided < _FEWEST:
        return "too few to tell from chance"
    if chance < _SURE:
        return "very unlikely to be chance"
    return "unlikely to be chance" if chance < _LIKELY else "could be chance"


def _p(chance: float) -> str:
    return "p < 0.001" if chance < 0.001 else f"p = {chance:.3f}" if chance < 0.1 else f"p = {chance:.2f}"


def _times(ratio: float) -> str:
    return "about as much" if 0.95 <= ratio <= 1.05 else f"{ratio:.2f} times as much"


def _sum(amounts: Iterable[int | None]) -> int | None:
    """One unknown amount makes the sum unknown: it is never counted as nothing."""
    known = list(amounts)
    return None if None in known else sum(amount or 0 for amount in known)


def _ratio(of: int | None, to: int | None) -> float | None:
    return None if not of or to is None else round(to / of, 4)


def _median(times: Iterable[int | None]) -> int | None:
    known = [time for time in times if time is not None]
    return round(median(known)) if known else None
