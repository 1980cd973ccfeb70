"""Golden questions in the admin: edited, asked within a stated cost, watched while they are asked."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone

from askai.golden.reads import model_answering, run_spent, tally
from askai.golden.runs import RunQuote, UnableToRun, questions_active, run_create, run_halt, run_quote, run_resume
from askai.golden.scores import expected_of
from askai.golden.worker import asker
from askai.models import GoldenQuestion, GoldenResult, GoldenRun
from corpus.asks import ask_text
from routing.desk import ModelAdmin, Paged
from routing.gateway.engines import engine
from routing.models import LanguageModel
from routing.words import usd

_DEMO = "demo"


class GoldenForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no parameter when it runs
    """A golden question that can fail."""

    def clean(self) -> dict[str, Any] | None:
        """An answer needs a fact or a section: anything would be right without."""
        fields = super().clean() or self.cleaned_data
        written = {name: str(fields.get(name, "")) for name in ("expects", "facts", "section", "language")}
        expected = expected_of(**written)
        if expected.expects == GoldenQuestion.Expects.ANSWER and not (expected.facts or expected.sections):
            self.add_error("facts", "Write a fact that a right answer holds, or the section that it must cite.")
        if not all(section.startswith("/") for section in expected.sections):
            self.add_error("section", "Write the path of a section, beginning with a slash: /pages/about/#in-short")
        if bool(fields.get("before_question")) != bool(fields.get("before_answer")):
            self.add_error("before_answer", "A follow-up needs the question before it and what was answered to that.")
        return fields

    class Meta:
        model = GoldenQuestion
        fields = [
            "question", "before_question", "before_answer", "kind", "expects", "facts", "section", "language",
            "is_active", "note",
        ]  # fmt: skip
        widgets = {"facts": forms.Textarea(attrs={"rows": 3}), "section": forms.Textarea(attrs={"rows": 2})}


class GoldenQuestionAdmin(ModelAdmin):
    form = GoldenForm
    change_list_template = "askai/golden/questions.html"
    list_display = ["question", "kind", "expects", "last_time", "is_active"]
    list_filter = ["kind", "expects", "is_active"]
    list_per_page = 100
    search_fields = ["question", "facts", "section", "note"]
    ordering = ["pk"]
    fieldsets = [
        (None, {"fields": ["question", "kind", "expects", "facts", "section", "language", "is_active"]}),
        ("What was said before", {"fields": ["before_question", "before_answer"]}),
        ("Only for you", {"fields": ["note"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """Correct an answer: what the visitor asked is shown and not copied, because golden questions are published."""
        asked = ask_text(request.GET.get("asked", ""))
        if not asked:
            return super().get_changeform_initial_data(request)
        messages.info(request, f"Asked was: “{asked[:300]}”. Write the question in your own words: it is published.")
        return {"note": "An answer to this was disputed: say what a right one holds, and change the page it is from."}

    def get_queryset(self, request: HttpRequest) -> QuerySet[GoldenQuestion]:
        scored = GoldenResult.objects.filter(question=OuterRef("pk")).exclude(is_right=None)
        newest = scored.order_by("-run__started_at", "-pk").values("is_right")[:1]
        rows: QuerySet[GoldenQuestion] = super().get_queryset(request)
        return rows.annotate(was_right=Subquery(newest))

    @admin.display(description="right last time", boolean=True)
    def last_time(self, question: GoldenQuestion) -> bool | None:
        right: bool | None = getattr(question, "was_right", None)
        return right


class RunForm(forms.Form):
    """Who is to be asked."""

    whom = forms.ChoiceField(label="Whom to ask", choices=lambda: _whom())

    def model(self) -> LanguageModel | None:
        """Return the model of a valid form, None for the demo engine."""
        whom = self.cleaned_data["whom"]
        return None if whom == _DEMO else LanguageModel.objects.get(api_id=whom)


class GoldenRunAdmin(Paged, ModelAdmin):
    folder = "askai/golden"
    list_display = ["__str__", "status", "right", "started_at", "ended_at"]
    list_per_page = 20
    list_filter = ["status", "model"]
    list_select_related = ["model"]
    ordering = ["-started_at", "-pk"]

    @admin.display(description="right")
    def right(self, run: GoldenRun) -> str:
        counts = tally(run)
        return f"{counts.right} of {counts.answered}"

    def has_delete_permission(self, request: HttpRequest, obj: GoldenRun | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/resume/", view(self.resume), name="askai_goldenrun_resume"),
            path("<int:pk>/stop/", view(self.stop), name="askai_goldenrun_stop"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask whom, say what it costs, start it: the form is a GET, only the start is a POST."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        given = request.POST if request.method == "POST" else request.GET
        answering = model_answering()
        form = RunForm(given if "whom" in given else {"whom": answering.api_id if answering else _DEMO})
        quote, problem = _quoted(form)
        if request.method == "POST" and quote is not None and str(quote.bound_microusd) == request.POST.get("bound"):
            run = run_create(quote, now=timezone.now())
            asker.wake()
            return redirect("admin:askai_goldenrun_change", run.pk)
        context = {
            "form": form,
            "quote": quote,
            "problem": problem,
            "title": "Ask the golden questions",
            "bound": usd(quote.bound_microusd) if quote else "",
            "count": questions_active().count(),
        }
        return self.page(request, "start.html", **context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show how far it is, and what was right and wrong so far."""
        self.may_view(request)
        run = self._get(int(object_id) if object_id.isdecimal() else 0)
        counts = tally(run)
        context = {
            "title": f"Golden questions: {run.asked_of}",
            "run": run,
            "counts": counts,
            "spent": usd(run_spent(run)),
            "bound": usd(run.bound_microusd),
            "is_running": run.status == GoldenRun.Status.RUNNING,
            "can_resume": run.status == GoldenRun.Status.STOPPED and counts.answered < counts.asked,
        }
        return self.page(request, "run.html", **context)

    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what is left."""
        return self._act(request, pk, lambda: run_resume(pk) and asker.wake())

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop after the question under way."""
        return self._act(request, pk, lambda: run_halt(pk))

    def _act(self, request: HttpRequest, pk: int, action: Callable[[], object]) -> HttpResponse:
        self.may_change(request)
        self._get(pk)
        if request.method == "POST":
            action()
            messages.info(request, "Done. This page shows how far the run is.")
        return redirect("admin:askai_goldenrun_change", pk)

    def _get(self, pk: int) -> GoldenRun:
        return get_object_or_404(GoldenRun.objects.select_related("model"), pk=pk)


def _whom() -> list[tuple[str, str]]:
    models = [] if engine().is_free else LanguageModel.objects.order_by("api_id")
    return [*((model.api_id, model.name) for model in models), (_DEMO, "The demo engine (free)")]


def _quoted(form: RunForm) -> tuple[RunQuote | None, str]:
    """Return the quote of a filled form, or why there is none."""
    if not form.is_valid():
        return None, ""
    try:
        return run_quote(form.model(), now=timezone.now()), ""
    except UnableToRun as refused:
        return None, refused.message
