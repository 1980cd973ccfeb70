"""Fit check: a job description weighed against the owner's skills matrix."""

from django.apps import AppConfig


class FitcheckConfig(AppConfig):
    name = "fitcheck"
    verbose_name = "Fit check"

    def ready(self) -> None:
        from corpus.asks import asks_from
        from corpus.impact import impact_watch
        from fitcheck.asking.feature import FIT_ASK
        from fitcheck.contract.prefix import SHARED
        from fitcheck.contract.replay import REPLAY
        from fitcheck.demo.asking import AskingResponder
        from fitcheck.demo.assessment import FitResponder
        from fitcheck.demo.proof import ProofResponder
        from fitcheck.feature import FIT_CHECK
        from fitcheck.proof.feature import FIT_PROOF
        from fitcheck.review.impact import impact_of
        from fitcheck.unmet import UNMET
        from routing.registry import register

        register(FIT_CHECK, replay=REPLAY, shared=SHARED, responder=FitResponder())
        register(FIT_PROOF, responder=ProofResponder())
        register(FIT_ASK, responder=AskingResponder())
        asks_from("fit", UNMET)
        impact_watch(impact_of)
