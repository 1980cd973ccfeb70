"""Pictures as values: everything lies inside the drawing, and everything drawn stands in the table."""

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from routing.spending.charts import Series, bars, ceiling, lines
from routing.templatetags.charts import share
from routing.words import ms, number, seconds, usd, usd_exact

VALUES = st.lists(st.none() | st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=12)


@given(st.lists(VALUES, min_size=1, max_size=3))
def test_it_draws_inside_the_picture_and_writes_every_value(rows):
    length = min(len(row) for row in rows)
    labels = [f"day {number}" for number in range(length)]
    series = [Series(f"s{number}", row[:length]) for number, row in enumerate(rows)]

    drawn, run = bars("k", "Cost", labels, series, usd), lines("k", "Cost", labels, series, usd)

    for bar in drawn.bars:
        assert -0.01 <= bar.x <= bar.x + bar.width <= 100.01
        assert -0.01 <= bar.y <= 100.01
        assert bar.y + bar.height == pytest.approx(100, abs=0.01)
    known = sum(value is not None for each in series for value in each.values)
    assert len(drawn.bars) == known == sum(len(line.dots) for line in run.lines)
    assert [len(cells) for _, cells in drawn.rows] == [len(series)] * length
    assert len(drawn.labels) <= 7


@given(st.floats(1e-6, 1e12, allow_nan=False))
def test_it_ends_the_axis_at_or_just_above_the_highest_value(value):
    top = ceiling(value)

    assert value <= top <= max(2.5 * value, 1e-5)


def test_it_breaks_a_line_where_nothing_is_known():
    chart = lines("k", "Wait", ["a", "b", "c", "d", "e"], [Series("p50", [1, 2, None, 4, 3])], ms)

    assert [len(run.split()) for run in chart.lines[0].runs] == [2, 2]
    assert chart.rows[2] == ("c", ["not measured"])
    assert chart.says == "p50: 3 ms at the end (e), 4 ms at most."


def test_it_renders_a_title_a_description_and_a_table_without_inline_style():
    chart = bars("cost", "Cost by <day>", ["1 Nov", "2 Nov"], [Series("Ask AI", [1_000_000, None])], usd)

    html = Template("{% load charts %}{% chart picture %}").render(Context({"picture": chart}))

    assert '<title id="cost-title">Cost by &lt;day&gt;</title>' in html
    assert '<desc id="cost-desc">Ask AI: unknown at the end (2 Nov), $1.00 at most.</desc>' in html
    assert html.count("<rect") == 1
    assert "<td>unknown</td>" in html
    assert "style" not in html


def test_it_says_when_there_is_nothing_to_draw():
    html = Template("{% load charts %}{% chart picture %}").render(Context({"picture": bars("k", "T", [], [], usd)}))

    assert "Nothing was measured yet." in html
    assert "<svg" not in html


@pytest.mark.parametrize(
    ("word", "value", "said"),
    [
        (usd, None, "unknown"),
        (usd, 0, "$0.00"),
        (usd, 1_234, "$0.0012"),
        (usd, 1_234_560_000, "$1,234.56"),
        (ms, None, "not measured"),
        (ms, 950, "950 ms"),
        (ms, 12_345, "12.3 s"),
        (seconds, 50, "50 s"),
        (seconds, 600, "10 min"),
        (seconds, 7_200, "2.0 h"),
        (seconds, None, "not measured"),
        (number, 12_345, "12,345"),
        (number, None, "unknown"),
        (usd, 500_000, "$0.5000"),
        (usd_exact, 1_234, "$0.001234"),
        (usd_exact, None, "unknown"),
    ],
)
def test_it_says_figures_as_people_do(word, value, said):
    assert word(value) == said


def test_it_gives_unknown_sums_no_bar():
    assert (share(None, 10), share(0, 10), share(5, 10), share(1, 10_000)) == ("0", "0", "50.00", "0.50")
