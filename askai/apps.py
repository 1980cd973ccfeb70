"""Ask AI: a visitor asks, the owner's pages answer."""

from django.apps import AppConfig


class AskaiConfig(AppConfig):
    name = "askai"
    verbose_name = "Ask AI"

    def ready(self) -> None:
        from askai.demo.answers import ChatResponder
        from askai.feature import ASK_AI
        from askai.prompt.prefix import SHARED
        from askai.prompt.replay import REPLAY
        from routing.registry import register

        register(ASK_AI, replay=REPLAY, shared=SHARED, responder=ChatResponder())
