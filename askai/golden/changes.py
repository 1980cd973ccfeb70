"""What an edit or another model would turn from right to wrong, said before visitors find out."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from askai.golden.reads import model_answering, run_newest
from askai.golden.runs import UnableToRun, demo_is_right, questions_active, run_quote
from askai.models import GoldenQuestion, GoldenRun
from askai.prompt.prefix import prefix_today
from corpus.text.values import CorpusText
from routing.gateway.engines import engine
from routing.models import LanguageModel
from routing.words import count, usd

_MOST = 200  # questions asked again while the owner waits
_NAMED = 5


def edit_notes(before: CorpusText, after: CorpusText) -> list[str]:
    """Say which golden questions an edit turned from right to wrong; with a model, what it costs to find out."""
    if not questions_active().exists():
        return []
    model = model_answering()
    if model is not None:
        return [_not_asked(model, timezone.now())]
    return _edit_of_demo(before, after, timezone.now()) if engine().is_free else []


def _edit_of_demo(before: CorpusText, after: CorpusText, now: datetime) -> list[str]:
    asked = list(questions_active()[: _MOST + 1])
    wrong = [each for each in asked[:_MOST] if not demo_is_right(each, after, now)]
    worse = [each for each in wrong if demo_is_right(each, before, now)]
    notes = []
    if worse:
        notes.append(f"With this edit the demo engine answers wrongly what it answered rightly: {_named(worse)}")
    if len(asked) > _MOST:
        notes.append(f"Only the first {_MOST} golden questions were asked again.")
    return notes


def model_notes(old: LanguageModel, new: LanguageModel) -> list[str]:
    """Say what is known of another model's answers to the golden questions, or what it costs to know."""
    if engine().is_free or not questions_active().exists():
        return []
    run = run_newest(new)
    if run is None or not _is_of_today(run):
        return [_not_asked(new, timezone.now())]
    right, last = _right(run), run_newest(old)
    worse = list(questions_active().filter(pk__in=_right(last) - right)) if last else []
    asked = run.results.count()
    found = f"{new.name} answered {len(right)} of {count(asked, 'golden question')} rightly."
    return [f"{found} Right with {old.name} and wrong with {new.name}: {_named(worse)}" if worse else found]


def _is_of_today(run: GoldenRun) -> bool:
    prefix = prefix_today()
    return (run.corpus_sha256, run.prompt_version) == (prefix.corpus.sha256, prefix.version)


def _right(run: GoldenRun) -> set[int]:
    return set(run.results.filter(is_right=True).values_list("question_id", flat=True))


def _not_asked(model: LanguageModel, now: datetime) -> str:
    try:
        quote = run_quote(model, now=now)
    except UnableToRun as refused:
        return f"The golden questions cannot be asked of {model.name}: {refused.message}"
    questions = count(len(quote.questions), "golden question")
    return (
        f"{model.name} has not answered the {questions} over these pages: that costs at most "
        f"{usd(quote.bound_microusd)}. Ask AI › Golden questions › Ask them all."
    )


def _named(questions: Sequence[GoldenQuestion]) -> str:
    """Name the first five in the owner's words."""
    shown = " ".join(f"“{each.question}”" for each in questions[:_NAMED])
    left = len(questions) - _NAMED
    return f"{shown} and {left} more." if left > 0 else shown
