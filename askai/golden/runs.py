"""A run of the golden questions, from its stated cost to its last result. The demo engine's is free.

A result is stored in the transaction that settles its call: a run that was killed goes on where it was, and pays for
no answer twice, except for the one that was under way.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from askai.answer.citations import AnswerDraft
from askai.demo.answers import answer
from askai.feature import ASK_AI
from askai.golden.scores import blind, expected_of, is_right, judge, reply_of
from askai.models import GoldenQuestion, GoldenResult, GoldenRun
from askai.prompt.build import CorpusPrefix, Exchange, prefix_of, prompt_build
from askai.prompt.prefix import prefix_today
from corpus.text.values import CorpusText
from routing.catalogue.reads import route_get
from routing.comparisons.worker import Stopped, spent_words
from routing.comparisons.writes import lease_end, route_within
from routing.gateway.engines import engine
from routing.gateway.messages import Cited, Outcome, Prompt, Text, Ticket, UnableToAdmit
from routing.ledger.admission import call_bound, call_open_within
from routing.ledger.budget import BudgetSpent, Scope, month_key
from routing.ledger.calls import call_close, call_orphan
from routing.models import CallStatus, LanguageModel, Route
from routing.models.ledger import FINISHED

LEDGER_NAME = "golden"


class UnableToRun(Exception):
    """The golden questions cannot be asked. `message` is for the owner."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class RunQuote:
    """What a run would be, before it exists. `model` None = the demo engine; the bound is in micro-dollars."""

    model: LanguageModel | None
    questions: tuple[int, ...]
    max_output_tokens: int
    bound_microusd: int


@dataclass(frozen=True, slots=True)
class GoldenWork:
    """One question on its way: the request, what it may cite, and the granted call (None = the demo engine)."""

    result_id: int
    idx: int
    question: GoldenQuestion
    prompt: Prompt
    prefix: CorpusPrefix
    ticket: Ticket | None


def questions_active() -> QuerySet[GoldenQuestion]:
    """Return the questions that runs ask, in the order they were added."""
    return GoldenQuestion.objects.filter(is_active=True).order_by("pk")


def run_quote(model: LanguageModel | None, *, now: datetime) -> RunQuote:
    """Say what a run would ask and cost at most. Raises UnableToRun; writes nothing."""
    useless = blind()
    if useless:
        raise UnableToRun(f"A known bad answer passes the scorers {', '.join(useless)}: no run would mean anything.")
    asked = list(questions_active())
    if not asked:
        raise UnableToRun("There is no golden question to ask yet.")
    try:
        route = route_get(ASK_AI.key)
    except Route.DoesNotExist as missing:
        raise UnableToRun("The chat has no route yet: run manage.py load_catalogue.") from missing
    limit = min(route.max_output_tokens, model.max_output_tokens) if model else route.max_output_tokens
    bound = _bound(route, model, limit, asked, now) if model else 0
    return RunQuote(model, tuple(each.pk for each in asked), limit, bound)


def _bound(route: Route, model: LanguageModel, limit: int, asked: list[GoldenQuestion], now: datetime) -> int:
    """Return the most that all of them can cost: each at the bound of the longest."""
    if engine().is_free:
        raise UnableToRun("No model is connected: only the demo engine can be asked.")
    prefix = prefix_today()
    longest = max(asked, key=lambda each: len(f"{each.before_question}{each.before_answer}{each.question}".encode()))
    try:
        within = route_within(route, model, limit, LEDGER_NAME)
        return len(asked) * call_bound(route=within, prompt=golden_prompt(longest, prefix, now), now=now)
    except UnableToAdmit as refused:
        raise UnableToRun(f"{model.name} cannot be called: it is retired, or has no price.") from refused


@transaction.atomic
def run_create(quote: RunQuote, *, now: datetime, node: str = "") -> GoldenRun:
    """Store a run, ready to go; `node` holds it at once."""
    prefix = prefix_today()
    run = GoldenRun.objects.create(
        model=quote.model,
        bound_microusd=quote.bound_microusd,
        max_output_tokens=quote.max_output_tokens,
        prompt_version=prefix.version,
        corpus_sha256=prefix.corpus.sha256,
        started_at=now,
        node=node,
        lease_until=lease_end() if node else None,
    )
    GoldenResult.objects.bulk_create(
        GoldenResult(run=run, idx=idx, question_id=pk) for idx, pk in enumerate(quote.questions)
    )
    return run


def run_resume(pk: int) -> bool:
    """Let a stopped run go on. False = it is not stopped, or nothing is left to ask."""
    stopped = GoldenRun.objects.filter(pk=pk, status=GoldenRun.Status.STOPPED, results__is_right=None)
    ready = GoldenRun.objects.filter(pk__in=stopped.values("pk"))
    return ready.update(status=GoldenRun.Status.RUNNING, problem="", node="", lease_until=None) == 1


def run_halt(pk: int) -> bool:
    """Stop a run after the question under way. False = it was not running."""
    running = GoldenRun.objects.filter(pk=pk, status=GoldenRun.Status.RUNNING)
    return running.update(status=GoldenRun.Status.STOPPED, problem="Stopped by the owner.", node="") == 1


def run_claim(*, node: str, pk: int | None = None, busy: Collection[int] = ()) -> int | None:
    """Take a run that no process holds, or whose holder died; return its number. Never one of `busy`."""
    free = GoldenRun.objects.filter(status=GoldenRun.Status.RUNNING)
    free = free.filter(Q(lease_until=None) | Q(lease_until__lt=Now()))
    wanted = free.filter(pk=pk) if pk is not None else free.exclude(pk__in=busy)
    for found in list(wanted.order_by("pk").values_list("pk", flat=True)[:5]):
        if free.filter(pk=found).update(node=node, lease_until=lease_end()) == 1:
            return found
    return None


def run_held(pk: int, node: str) -> QuerySet[GoldenRun]:
    return GoldenRun.objects.filter(pk=pk, node=node, status=GoldenRun.Status.RUNNING)


@transaction.atomic
def result_open(*, pk: int, node: str, after: int, now: datetime) -> GoldenWork | None:
    """Grant the next question that has no result; None = none is left. Raises Stopped and UnableToAdmit."""
    run = GoldenRun.objects.select_related("model").get(pk=pk)
    if run_held(pk, node).update(lease_until=lease_end()) != 1:
        raise Stopped
    prefix = prefix_today()
    if (run.corpus_sha256, run.prompt_version) != (prefix.corpus.sha256, prefix.version):
        raise UnableToAdmit("unavailable", "The pages or the instructions changed since it began: start a new run.")
    left = run.results.filter(is_right=None, idx__gt=after).select_related("question", "call").order_by("idx")
    result = left.first()
    if result is None:
        return None
    prompt = golden_prompt(result.question, prefix, now)
    ticket = _ticket(run, result, prompt, now) if run.model else None
    return GoldenWork(result.pk, result.idx, result.question, prompt, prefix, ticket)


def _ticket(run: GoldenRun, result: GoldenResult, prompt: Prompt, now: datetime) -> Ticket:
    """Grant the call. One that a dead process left open is charged at its bound first, as the sweep would do."""
    if result.call is not None and result.call.status == CallStatus.CALLING:
        call_orphan(result.call.pk, now)
    if run.model is None or engine().is_free:
        raise UnableToAdmit("unavailable", "No model is connected any more.")
    route = route_within(route_get(ASK_AI.key), run.model, run.max_output_tokens, LEDGER_NAME)
    wall = Scope(scope_key(run), month_key(run.started_at), run.bound_microusd)
    try:
        ticket = call_open_within(route=route, prompt=prompt, scope=wall, now=now)
    except BudgetSpent as spent:
        raise UnableToAdmit("budget_spent", spent_words(spent, LEDGER_NAME)) from spent
    GoldenResult.objects.filter(pk=result.pk).update(call_id=ticket.call_id)
    return ticket


def scope_key(run: GoldenRun) -> str:
    """Return the name of the budget that holds the cost of a run under what was stated."""
    return f"{LEDGER_NAME}:{run.pk}"


def result_close(*, work: GoldenWork, draft: AnswerDraft, outcome: Outcome, now: datetime) -> bool:
    """Settle the call and store the scores, both or neither. Return whether there is a result."""
    is_finished = work.ticket is None or outcome.status in FINISHED
    found = _scored(work, draft, now) if is_finished else {}
    with transaction.atomic():
        if work.ticket is not None:
            call_close(work.ticket, outcome, now)
        if is_finished:
            GoldenResult.objects.filter(pk=work.result_id, is_right=None).update(**found)
    return is_finished


def _scored(work: GoldenWork, draft: AnswerDraft, now: datetime) -> dict[str, object]:
    can_cite = work.ticket is None or "citations" in work.ticket.capabilities
    scores, is_declined = golden_scores(work.question, draft, work.prefix.corpus, now=now, can_cite=can_cite)
    return {"is_right": is_right(scores), "is_declined": is_declined, "scores": scores, "text": draft.text}


def run_end(*, pk: int, node: str, now: datetime, problem: str = "") -> None:
    """End a run: done where every question has a result and every scorer fails its control, else stopped."""
    left = GoldenResult.objects.filter(run=pk, is_right=None).count()
    useless = blind()
    if useless:
        problem = f"A known bad answer passes the scorers {', '.join(useless)}: nothing is reported."
    elif left and not problem:
        problem = f"{left} questions got no answer; they can be asked again."
    status = GoldenRun.Status.STOPPED if problem else GoldenRun.Status.DONE
    run_held(pk, node).update(status=status, problem=problem[:300], node="", lease_until=None, ended_at=now)


def golden_prompt(question: GoldenQuestion, prefix: CorpusPrefix, now: datetime) -> Prompt:
    """Return the request for a golden question, after the one exchange that may stand before it."""
    before = Exchange(question.before_question, [{"type": "text", "text": question.before_answer}])
    history = [before] if question.before_question and question.before_answer else []
    return prompt_build(prefix, history=history, question=question.question, asked_on=timezone.localdate(now))


def golden_scores(
    question: GoldenQuestion, draft: AnswerDraft, corpus: CorpusText, *, now: datetime, can_cite: bool = True
) -> tuple[dict[str, str], bool]:
    """Return what each scorer says of an answer, and whether it declines."""
    expected = expected_of(
        expects=question.expects, facts=question.facts, section=question.section, language=question.language
    )
    today = timezone.localdate(now)
    reply = reply_of(draft, corpus, question=question.question, today=today, can_cite=can_cite)
    return judge(expected, reply), reply.is_declined


def demo_draft(prompt: Prompt, prefix: CorpusPrefix) -> AnswerDraft:
    """Return what the demo engine answers, as a draft: no call is made."""
    draft = AnswerDraft(passages=prefix.passages)
    for block, piece in enumerate(answer({"system": list(prompt.system), "messages": list(prompt.messages)}).pieces):
        draft.take_text(Text(block, piece.text))
        for each in piece.citations:
            draft.take_citation(Cited(block, each.source, each.title or "", each.cited_text))
    return draft


def demo_is_right(question: GoldenQuestion, corpus: CorpusText, now: datetime) -> bool:
    """Return whether the demo engine answers a golden question rightly over a corpus, new or old."""
    prefix = prefix_of(corpus)
    draft = demo_draft(golden_prompt(question, prefix, now), prefix)
    return is_right(golden_scores(question, draft, corpus, now=now)[0])
