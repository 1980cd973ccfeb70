"""The provider's own rate limits, kept for every node: what is left, and until when no call is taken."""

from collections.abc import Iterable
from datetime import datetime

from routing.models import Engine, Headroom, LanguageModel
from routing.models.headroom import Gauge, Heard


def exhausted_until(gauges: Iterable[Gauge], rests_until: datetime | None, now: datetime) -> datetime | None:
    """Return until when a call would only be answered with 429; None = one may go."""
    ends = [gauge.resets_at for gauge in gauges if gauge.remaining <= 0]
    if rests_until is not None:
        ends.append(rests_until)
    later = [end for end in ends if end > now]
    return max(later) if later else None


def headroom_note(*, model: LanguageModel, engine: str, heard: Heard | None) -> None:
    """Keep what a response said, unless a later one has been kept already. The demo engine only plays limits."""
    if heard is None or Engine(engine).is_free or not (heard.gauges or heard.rests_until):
        return
    rows = Headroom.objects.filter(model=model, engine=engine)
    gauges = [gauge.as_json() for gauge in heard.gauges]
    # A 429 may come without gauges: the last ones stay.
    told = {"gauges": gauges} if gauges else {}
    if rows.filter(seen_at__lte=heard.at).update(rests_until=heard.rests_until, seen_at=heard.at, **told) == 1:
        return
    row = Headroom(model=model, engine=engine, gauges=gauges, rests_until=heard.rests_until, seen_at=heard.at)
    Headroom.objects.bulk_create([row], ignore_conflicts=True)


def headroom_end(*, model: LanguageModel, engine: Engine, now: datetime) -> datetime | None:
    """Return until when the provider takes no call of this model; None = it does, or nobody has heard otherwise."""
    row = None if engine.is_free else Headroom.objects.filter(model=model, engine=engine).first()
    if row is None:
        return None
    return exhausted_until([Gauge.of_json(kept) for kept in row.gauges], row.rests_until, now)
