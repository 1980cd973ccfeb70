"""A comparison's result as rows of a table."""

from typing import Any

from routing.words import ms, usd


def result_rows(result: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return (what, first model, second model, second against first) for each measure."""
    return [
        ("Preferred", str(result["wins_a"]), str(result["wins_b"]), f"{result['ties']} tied"),
        ("Words", f"{result['words_a']:,}", f"{result['words_b']:,}", _ratio(result["length_ratio"])),
        ("Cost", usd(result["microusd_a"]), usd(result["microusd_b"]), _ratio(result["cost_ratio"])),
        ("First word, median", ms(result["ttft_ms_a"]), ms(result["ttft_ms_b"]), _of(result, "ttft_ms")),
        ("Whole answer, median", ms(result["total_ms_a"]), ms(result["total_ms_b"]), _of(result, "total_ms")),
    ]


def _of(result: dict[str, Any], name: str) -> str:
    first, second = result[f"{name}_a"], result[f"{name}_b"]
    return _ratio(second / first if first and second is not None else None)


def _ratio(ratio: float | None) -> str:
    return "–" if ratio is None else f"× {ratio:.2f}"
