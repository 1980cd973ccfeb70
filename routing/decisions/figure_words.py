"""The measured figures as sentences, one for each of the five questions. "" = not measured yet."""

from routing.decisions.figures import SMALL_CORPUS, Figures
from routing.decisions.spans import Spread
from routing.words import count, ms, percent, usd

NAMES = ("shape", "frequency", "fits_in_prompt", "stakes", "is_latency_felt")


def figure_words(figures: Figures) -> dict[str, str]:
    """Return one sentence a question, by the answer's name, in the order of the questions."""
    sentences = (_shape(figures), _frequency(figures), _fit(figures), _stakes(figures), _latency(figures))
    return dict(zip(NAMES, sentences, strict=True))


def _shape(figures: Figures) -> str:
    read, written = figures.read.p50, figures.written.p50
    if not read or not written:
        return ""
    each = f"{read / written:.0f} read for each one written"
    return f"{written:,} tokens written to {read:,} read (medians): {each}, n = {figures.written.n:,} answers."


def _frequency(figures: Figures) -> str:
    if figures.per_session is None:
        return ""
    words = f"{figures.per_session:.1f} turns a session (n = {count(figures.sessions, 'session')})"
    if figures.per_visit is None:
        return f"{words}."
    return f"{words}, {figures.per_visit:.1f} a visit to any feature (n = {count(figures.visits, 'visit')})."


def _fit(figures: Figures) -> str:
    if figures.prefix is None or figures.window is None:
        return ""
    window = f"{percent(figures.prefix, figures.window)} of the model's window of {figures.window:,}"
    small = f"{percent(figures.prefix, SMALL_CORPUS)} of the {SMALL_CORPUS:,} up to which nothing need be searched for"
    return f"About {figures.prefix:,} tokens shared by every call: {window}, {small}."


def _stakes(figures: Figures) -> str:
    if figures.session_microusd is None:
        return ""
    least = "at least " if figures.unpriced else ""
    words = f"{least}{usd(figures.session_microusd)} a session (n = {count(figures.priced_sessions, 'session')})"
    if figures.unpriced:
        words += f"; {count(figures.unpriced, 'call')} of unknown cost not counted"
    if figures.answered:
        marks = f"{figures.wished_deeper} wished deeper, {figures.too_much} too much"
        words += f"; of {count(figures.answered, 'answer')} {marks}"
    return f"{words[0].upper()}{words[1:]}."


def _latency(figures: Figures) -> str:
    if not figures.first.n and not figures.total.n:
        return ""
    words = f"First word {_spread(figures.first)}, whole answer {_spread(figures.total)}"
    words += f" (p50, p95; n = {count(figures.total.n or figures.first.n, 'call')})"
    if figures.calls:
        words += f"; {percent(figures.left, figures.calls)} left before it was there"
    return f"{words}."


def _spread(spread: Spread) -> str:
    if not spread.n:
        return "not timed"
    return f"{ms(spread.p50)} and {ms(spread.p95)}"
