"""What the scorecard and the admin count of runs: each figure once, from the stored results."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from askai.feature import ASK_AI
from askai.golden.runs import scope_key
from askai.golden.scores import SCORERS, WORDS
from askai.models import GoldenQuestion, GoldenResult, GoldenRun
from routing.gateway.engines import engine
from routing.models import Budget, LanguageModel, Route


@dataclass(frozen=True, slots=True)
class GoldenMiss:
    """A golden question that was answered wrongly: in the owner's words, with what each scorer said of the answer."""

    question: GoldenQuestion
    reasons: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """How many of so many answers a scorer passed, or were right among those of a kind."""

    name: str
    kept: int
    of: int


@dataclass(frozen=True, slots=True)
class RunTally:
    """The figures of one run. `declined_rightly` are among the right ones."""

    run: GoldenRun
    asked: int
    answered: int
    right: int
    declined_rightly: int
    scorers: tuple[ScoreCount, ...]
    kinds: tuple[ScoreCount, ...]
    misses: tuple[GoldenMiss, ...]

    @property
    def wrong(self) -> int:
        return self.answered - self.right

    @property
    def percent(self) -> int:
        return round(100 * self.right / self.answered) if self.answered else 0


def tally(run: GoldenRun) -> RunTally:
    """Count a run. One query."""
    results = list(run.results.select_related("question").order_by("idx"))
    answered = [each for each in results if each.is_right is not None]
    right = [each for each in answered if each.is_right]
    return RunTally(
        run=run,
        asked=len(results),
        answered=len(answered),
        right=len(right),
        declined_rightly=sum(each.question.expects == GoldenQuestion.Expects.DECLINE for each in right),
        scorers=tuple(_scorers(answered)),
        kinds=tuple(_kinds(answered)),
        misses=tuple(_miss(each) for each in answered if not each.is_right),
    )


def _scorers(answered: list[GoldenResult]) -> Iterator[ScoreCount]:
    for name in SCORERS:
        said = [each.scores[name] for each in answered if name in each.scores]
        yield ScoreCount(WORDS[name], sum(not words for words in said), len(said))


def _kinds(answered: list[GoldenResult]) -> Iterator[ScoreCount]:
    for kind in GoldenQuestion.Kind:
        own = [each for each in answered if each.question.kind == kind]
        if own:
            yield ScoreCount(kind.label, sum(bool(each.is_right) for each in own), len(own))


def _miss(result: GoldenResult) -> GoldenMiss:
    """What was declined, and should not have been, lacks all the rest as well: one reason says it."""
    declined = result.scores.get("declined", "")
    reasons = [declined] if declined else [words for words in result.scores.values() if words]
    return GoldenMiss(result.question, tuple(reasons), result.text)


def runs_done() -> QuerySet[GoldenRun]:
    """Return the whole runs, newest first."""
    done = GoldenRun.objects.filter(status=GoldenRun.Status.DONE)
    return done.select_related("model").order_by("-ended_at", "-pk")


def run_newest(model: LanguageModel | None) -> GoldenRun | None:
    """Return the newest whole run of a model, None = of the demo engine."""
    return runs_done().filter(model=model).first()


def runs_published() -> list[GoldenRun]:
    """Return the newest whole run of whatever answers visitors now first, then that of every other engine and model."""
    newest: dict[int | None, GoldenRun] = {}
    for run in runs_done()[:200]:
        newest.setdefault(run.model_id, run)
    routed = model_answering()
    serving = routed.pk if routed else None
    return sorted(newest.values(), key=lambda run: run.model_id != serving)


def model_answering() -> LanguageModel | None:
    """Return the model that answers visitors of the chat now; None = the demo engine does, or nothing."""
    if engine().is_free:
        return None
    route = Route.objects.select_related("model").filter(feature=ASK_AI.key).first()
    return route.model if route else None


def run_spent(run: GoldenRun) -> int:
    """Return the micro-dollars of every call of a run, repeated ones included."""
    return Budget.objects.filter(scope=scope_key(run)).aggregate(total=Sum("spent_microusd"))["total"] or 0
