"""manage.py ask_golden: the golden questions, asked of the chat's model, of another one, or of the demo engine."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from askai.golden.reads import model_answering, run_spent, tally
from askai.golden.runs import RunQuote, UnableToRun, run_claim, run_create, run_quote, run_resume
from askai.golden.worker import GoldenRuns
from askai.models import GoldenRun
from routing.comparisons.worker import Run
from routing.gateway import client
from routing.models import LanguageModel
from routing.words import usd
from routing.worker import Lost, held_work, node_name


class Command(BaseCommand):
    help = "Asks the golden questions within a stated cost and says how many answers are right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--model", metavar="API_ID", help="A model of the catalogue (default: the one that answers)."
        )
        parser.add_argument("--demo", action="store_true", help="Ask the demo engine, whichever model answers.")
        parser.add_argument("--resume", type=int, metavar="ID", help="Continue a run that stopped or was killed.")
        parser.add_argument("--yes", action="store_true", help="Do not ask before spending.")

    def handle(self, *args: Any, **options: Any) -> None:
        node = node_name()
        try:
            pk = self._resumed(options["resume"], node) if options["resume"] else self._created(options, node)
        except UnableToRun as refused:
            raise CommandError(refused.message) from refused
        if pk is not None:
            self._run(pk, node)

    def _created(self, options: dict[str, Any], node: str) -> int | None:
        model = None if options["demo"] else _model(options["model"]) if options["model"] else model_answering()
        quote = run_quote(model, now=timezone.now())
        self._say(quote)
        if not options["yes"] and input("Start? [y/N] ").strip().lower() not in {"y", "yes"}:
            self.stdout.write("Nothing was sent.")
            return None
        return run_create(quote, now=timezone.now(), node=node).pk

    def _say(self, quote: RunQuote) -> None:
        whom = quote.model.name if quote.model else "the demo engine"
        cost = f"It costs at most {usd(quote.bound_microusd)}." if quote.model else "It is free."
        self.stdout.write(f"{len(quote.questions)} golden questions for {whom}. {cost}")

    def _resumed(self, pk: int, node: str) -> int:
        if not run_resume(pk) and not GoldenRun.objects.filter(pk=pk, status=GoldenRun.Status.RUNNING).exists():
            raise UnableToRun("There is nothing left to ask in that run.")
        if run_claim(node=node, pk=pk) is None:
            raise UnableToRun("Another process runs it. If that process died, try again in a minute.")
        return pk

    def _run(self, pk: int, node: str) -> None:
        try:
            asyncio.run(self._through(pk, node))
        except KeyboardInterrupt:
            self.stdout.write(f"Stopped. Continue with: ask_golden --resume {pk}")
            return
        run = GoldenRun.objects.select_related("model").get(pk=pk)
        if run.status != GoldenRun.Status.DONE:
            raise CommandError(f"Run {pk} is {run.status}. {run.problem} Continue with: ask_golden --resume {pk}")
        self._report(run)

    def _report(self, run: GoldenRun) -> None:
        counts = tally(run)
        for miss in counts.misses:
            self.stdout.write(f"wrong: {miss.question.question}\n  {'; '.join(miss.reasons)}\n  said: {miss.text}")
        for row in (*counts.kinds, *counts.scorers):
            self.stdout.write(f"{row.name:<52}{row.kept:>4} of {row.of}")
        self.stdout.write(
            f"Run {run.pk} of {run.asked_of}: {counts.right} of {counts.answered} right ({counts.percent}%), "
            f"{counts.declined_rightly} of them declined rightly; {usd(run_spent(run))} spent."
        )

    def _tell(self, idx: int) -> None:
        self.stdout.write(f"question {idx + 1}")

    async def _through(self, pk: int, node: str) -> None:
        try:
            await held_work(GoldenRuns(self._tell), Run(pk, node), timezone.now)
        except Lost:
            self.stdout.write("Another process took it over.")
        finally:
            await client.aclose()


def _model(api_id: str) -> LanguageModel:
    try:
        return LanguageModel.objects.get(api_id=api_id)
    except LanguageModel.DoesNotExist as unknown:
        raise UnableToRun(f"The catalogue has no model {api_id}.") from unknown
