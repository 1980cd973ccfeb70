"""Routing: which model serves which feature, why, and what it costs."""

from importlib import import_module

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "routing"
    verbose_name = "Routing"

    def ready(self) -> None:
        import_module("routing.checks")
        import_module("routing.ledger.rates").rates_ready()
