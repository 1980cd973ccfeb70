"""manage.py compare_routes FEATURE --a MODEL --b MODEL: the same past inputs through two models, to be judged blind."""

import asyncio
from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from routing.comparisons.reads import comparison_get, comparison_standing
from routing.comparisons.worker import Comparisons, Run, comparison_claim
from routing.comparisons.writes import (
    Asked,
    ComparisonQuote,
    UnableToCompare,
    comparison_create,
    comparison_quote,
    comparison_resume,
)
from routing.gateway import client
from routing.models import Comparison, LanguageModel
from routing.words import usd
from routing.worker import Lost, held_work, node_name


class Command(BaseCommand):
    help = "Asks two models the past inputs of a feature, within a stated cost. You vote in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feature", nargs="?", help="The feature's key, such as ask-ai.")
        parser.add_argument("--a", help="The first model, by its API id.")
        parser.add_argument("--b", help="The second model.")
        parser.add_argument("--n", type=int, default=20, help="How many past inputs, newest first (default 20).")
        parser.add_argument("--marked", action="store_true", help="Only inputs whose answers were marked.")
        parser.add_argument("--resume", type=int, metavar="ID", help="Continue one that stopped.")
        parser.add_argument("--yes", action="store_true", help="Do not ask before spending.")

    def handle(self, *args: Any, **options: Any) -> None:
        node = node_name()
        try:
            pk = self._resumed(options["resume"], node) if options["resume"] else self._created(options, node)
        except UnableToCompare as refused:
            raise CommandError(refused.message) from refused
        except (LanguageModel.DoesNotExist, Comparison.DoesNotExist) as unknown:
            raise CommandError(str(unknown)) from unknown
        if pk is not None:
            self._run(pk, node)

    def _created(self, options: dict[str, Any], node: str) -> int | None:
        if not (options["feature"] and options["a"] and options["b"]):
            raise CommandError("Name a feature and two models: compare_routes ask-ai --a MODEL --b MODEL")
        asked = Asked(
            feature=options["feature"],
            model_a=_model(options["a"]),
            model_b=_model(options["b"]),
            count=options["n"],
            source=Comparison.Source.MARKED if options["marked"] else Comparison.Source.LATEST,
        )
        quote = comparison_quote(asked, now=timezone.now())
        self._say(quote)
        if not options["yes"] and input("Start? [y/N] ").strip().lower() not in {"y", "yes"}:
            self.stdout.write("Nothing was sent.")
            return None
        return comparison_create(quote, chance=SystemRandom(), now=timezone.now(), node=node).pk

    def _say(self, quote: ComparisonQuote) -> None:
        asked = quote.asked
        self.stdout.write(
            f"{len(quote.inputs)} past inputs of {asked.feature}: {asked.model_a} and {asked.model_b}, "
            f"at most {quote.max_output_tokens} tokens per answer.\n"
            f"It costs at most {usd(quote.bound_microusd)}."
        )

    def _resumed(self, pk: int, node: str) -> int:
        if not comparison_resume(pk) and comparison_get(pk).status != Comparison.Status.RUNNING:
            raise UnableToCompare("There is nothing left to run.")
        if comparison_claim(node=node, pk=pk) is None:
            raise UnableToCompare("Another process runs it. If that process died, try again in a few minutes.")
        return pk

    def _run(self, pk: int, node: str) -> None:
        try:
            asyncio.run(self._through(pk, node))
        except KeyboardInterrupt:
            self.stdout.write(f"Stopped. Continue with: compare_routes --resume {pk}")
            return
        comparison = comparison_get(pk)
        standing = comparison_standing(comparison)
        self.stdout.write(
            f"Comparison {pk}: {comparison.get_status_display().lower()}. {standing.complete} of {standing.pairs} "
            f"pairs have two answers, {usd(standing.spent_microusd)} spent."
        )
        if comparison.problem:
            self.stdout.write(comparison.problem)
        if comparison.status == Comparison.Status.VOTING:
            self.stdout.write(f"Vote: {_address(pk)}")

    def _tell(self, idx: int) -> None:
        self.stdout.write(f"pair {idx + 1}")

    async def _through(self, pk: int, node: str) -> None:
        try:
            await held_work(Comparisons(self._tell), Run(pk, node), timezone.now)
        except Lost:
            self.stdout.write("Another process took it over.")
        finally:
            await client.aclose()


def _model(api_id: str) -> LanguageModel:
    try:
        return LanguageModel.objects.get(api_id=api_id)
    except LanguageModel.DoesNotExist as unknown:
        raise UnableToCompare(f"The catalogue has no model {api_id}.") from unknown


def _address(pk: int) -> str:
    try:
        return reverse("admin:routing_comparison_vote_next", args=[pk])
    except NoReverseMatch:
        return "in the admin"
