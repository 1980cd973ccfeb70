"""What visitors asked, and how the site answered: to read, to note, to mark. Nothing here can be rewritten."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from askai.board.admin import GapAdmin
from askai.golden.admin import GoldenQuestionAdmin, GoldenRunAdmin
from askai.models import Conversation, Gap, GoldenQuestion, GoldenRun, Turn
from askai.selectors import turn_list
from routing.marks.admin import Markable
from routing.models import Engine
from routing.words import usd_exact

if TYPE_CHECKING:
    _TurnAdmin = admin.ModelAdmin[Turn]
    _ConversationAdmin = admin.ModelAdmin[Conversation]
else:
    _TurnAdmin = _ConversationAdmin = admin.ModelAdmin


class MadeByVisitors:
    """The owner may read and delete such rows, not add any."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class UnansweredFilter(admin.SimpleListFilter):
    """What the owner should look at first."""

    title = "worth a look"
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("unsaid", "The site does not say"), ("breach", "Broke its contract"), ("down", "Thumbs down")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Turn]) -> QuerySet[Turn]:
        match self.value():
            case "unsaid":
                return queryset.filter(state=Turn.State.DECLINED)
            case "breach":
                return queryset.exclude(breaches=[])
            case "down":
                return queryset.filter(thumb=-1)
            case _:
                return queryset


@admin.register(Turn)
class TurnAdmin(Markable, MadeByVisitors, _TurnAdmin):
    list_display = ("asked", "state", "served_by", "cost", "opinion", "flaws", "asked_at")
    list_filter = (UnansweredFilter, "state", "thumb", "call__engine", "call__model", "asked_at")
    list_select_related = ("call__model",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("question", "text", "topic", "owner_note")
    ordering = ("-asked_at", "-pk")
    fields = (
        "question", "answer", "correction", "state", "citations_shown", "flaws", "topic", "thumb", "thumb_reason",
        "owner_note", "conversation", "call", "served_by", "cost", "asked_at", "answered_at",
    )  # fmt: skip
    readonly_fields = tuple(name for name in fields if name != "owner_note")

    class Media:
        css = {"all": ("askai/admin.css",)}

    @admin.display(description="question", ordering="question")
    def asked(self, turn: Turn) -> str:
        return turn.question[:90]

    @admin.display(description="model", ordering="call__model__api_id")
    def served_by(self, turn: Turn) -> str:
        if turn.call is None:
            return "–"
        is_demo = turn.call.engine == Engine.STANDIN
        return f"{turn.call.model_name} (demo engine)" if is_demo else turn.call.model_name

    @admin.display(description="cost", ordering="call__spent_microusd")
    def cost(self, turn: Turn) -> str:
        if turn.call is not None and Engine(turn.call.engine).is_free:
            return "free"
        return usd_exact(turn.call.spent_microusd if turn.call else None)

    @admin.display(description="visitor", ordering="thumb")
    def opinion(self, turn: Turn) -> str:
        return {1: "helpful", -1: f"not helpful: {turn.thumb_reason or 'no reason'}"}.get(turn.thumb or 0, "–")

    @admin.display(description="contract breaches")
    def flaws(self, turn: Turn) -> str:
        return ", ".join(turn.breaches) or "–"

    @admin.display(description="answer")
    def answer(self, turn: Turn) -> SafeString:
        # Made and sanitised by rendering.py when the turn was closed.
        return format_html('<div class="answer">{}</div>', SafeString(turn.html))

    @admin.display(description="wrong?")
    def correction(self, turn: Turn) -> SafeString:
        address = f"{reverse('admin:askai_goldenquestion_add')}?asked=turn-{turn.pk}"
        return format_html('<a href="{}">Correct this answer</a>', address)

    @admin.display(description="citations")
    def citations_shown(self, turn: Turn) -> SafeString | str:
        rows = ((each["source"], each["title"], each["quote"]) for each in turn.citations)
        return format_html_join("", '<p><a href="{}">{}</a><br><q>{}</q></p>', rows) or "–"


@admin.register(Conversation)
class ConversationAdmin(MadeByVisitors, _ConversationAdmin):
    list_display = ("started_at", "opening", "turn_count", "last_asked_at", "is_closed")
    list_filter = ("is_closed", "started_at")
    list_per_page = 50
    search_fields = ("turns__question",)
    ordering = ("-started_at", "-pk")
    fields = ("started_at", "is_closed", "transcript")
    readonly_fields = fields

    class Media:
        css = {"all": ("askai/admin.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        conversations = super().get_queryset(request)
        own = Turn.objects.filter(conversation=OuterRef("pk"))
        first = own.order_by("idx").values("question")[:1]
        last = own.order_by("-idx").values("asked_at")[:1]
        number = own.order_by().values("conversation").annotate(number=Count("pk")).values("number")
        return conversations.annotate(asked=Subquery(number), last_asked=Subquery(last), first=Subquery(first))

    def has_change_permission(self, request: HttpRequest, obj: Conversation | None = None) -> bool:
        return False

    @admin.display(description="first question")
    def opening(self, conversation: Conversation) -> str:
        return str(getattr(conversation, "first", None) or "–")[:90]

    @admin.display(description="turns", ordering="asked")
    def turn_count(self, conversation: Conversation) -> int:
        return int(getattr(conversation, "asked", 0))

    @admin.display(description="last asked", ordering="last_asked")
    def last_asked_at(self, conversation: Conversation) -> object:
        return getattr(conversation, "last_asked", None)

    @admin.display(description="transcript")
    def transcript(self, conversation: Conversation) -> SafeString:
        return render_to_string("askai/_transcript.html", {"turns": turn_list(conversation)})


admin.site.register(GoldenQuestion, GoldenQuestionAdmin)
admin.site.register(GoldenRun, GoldenRunAdmin)
admin.site.register(Gap, GapAdmin)
