"""`{% chart picture %}` draws one chart: an SVG with a title and a description, a legend, and its table."""

from django import template

from routing.charts import Chart

register = template.Library()


@register.inclusion_tag("routing/charts/chart.html")
def chart(picture: Chart) -> dict[str, object]:
    """Draw a chart. The same picture twice on a page needs two keys."""
    return {"chart": picture}


@register.filter
def usd(microusd: int | float | None) -> str:
    """Say micro-dollars as dollars, with as many digits as small sums need. None is "unknown", never 0."""
    if microusd is None:
        return "unknown"
    dollars = microusd / 1_000_000
    if dollars and abs(dollars) < 0.1:
        return f"${dollars:.4f}"
    return f"${dollars:,.2f}"


@register.filter
def count(number: int | None) -> str:
    """Say a count with its thousands parted. None is "unknown"."""
    return "unknown" if number is None else f"{number:,}"


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """Say how long a bar is, in percent of the longest one; at least a sliver where there is anything."""
    return f"{max(100 * part / whole, 0.5):.2f}" if part and whole else "0"


@register.filter
def ms(milliseconds: int | float | None) -> str:
    """Say milliseconds; seconds from ten of them on. None is "not measured"."""
    if milliseconds is None:
        return "not measured"
    return f"{milliseconds / 1000:,.1f} s" if milliseconds >= 10_000 else f"{milliseconds:,.0f} ms"


@register.filter
def seconds(value: float | None) -> str:
    """Say a gap in seconds, minutes or hours. None is "not measured"."""
    if value is None:
        return "not measured"
    if value < 120:
        return f"{value:.0f} s"
    return f"{value / 60:.0f} min" if value < 7200 else f"{value / 3600:.1f} h"
