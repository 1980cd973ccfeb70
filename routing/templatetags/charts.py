"""`{% chart picture %}` draws one chart: an SVG with a title and a description, a legend, and its table."""

from django import template

from routing import words
from routing.spending.charts import Chart

register = template.Library()
for word in (words.usd, words.ms, words.seconds, words.number, words.price):
    register.filter(word.__name__, word)


@register.inclusion_tag("routing/spending/chart.html")
def chart(picture: Chart) -> dict[str, object]:
    """Draw a chart. The same picture twice on a page needs two keys."""
    return {"chart": picture}


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """Say how long a bar is, in percent of the longest one; at least a sliver where there is anything."""
    return f"{max(100 * part / whole, 0.5):.2f}" if part and whole else "0"
