"""Ask AI: a visitor asks, the owner's pages answer."""

from django.apps import AppConfig


class AskaiConfig(AppConfig):
    name = "askai"
    verbose_name = "Ask AI"

    def ready(self) -> None:
        from askai.board.unanswered import UNANSWERED
        from askai.demo.answers import ChatResponder
        from askai.feature import ASK_AI
        from askai.golden.changes import edit_notes, model_notes
        from askai.prompt.prefix import SHARED
        from askai.prompt.replay import REPLAY
        from corpus.asks import asks_from
        from corpus.edits import edit_watch
        from routing.registry import register

        register(ASK_AI, replay=REPLAY, shared=SHARED, responder=ChatResponder(), model_notes=model_notes)
        edit_watch(ASK_AI.key, edit_notes)
        asks_from("turn", UNANSWERED)
