"""What may be read of routes, prices and the ledger."""

from datetime import date

from routing.models import LanguageModel, Price, Route
from routing.rules.costs import Tier


def route_get(feature: str) -> Route:
    """Return the route of a feature, its models joined. Raises Route.DoesNotExist before `load_catalogue` ran."""
    return Route.objects.select_related("model", "model__successor", "fallback").get(feature=feature)


def prices_of(model: LanguageModel, on: date) -> list[Price]:
    """Return the price rows that hold on that day, one per tier, smallest tier first. Empty = unknown."""
    rows = Price.objects.filter(model=model, valid_from__lte=on).order_by("valid_from", "above_prompt_tokens")
    newest = {row.above_prompt_tokens: row for row in rows}
    return [newest[above] for above in sorted(newest)]


def tier_of(price: Price) -> Tier:
    """Return a price row as the value that the rules reckon with."""
    return Tier(
        above=price.above_prompt_tokens,
        input=price.input_usd,
        output=price.output_usd,
        write_5m=price.write_5m_usd,
        write_1h=price.write_1h_usd,
        read=price.read_usd,
    )
