"""An edit or another model that turns a golden question from right to wrong is told to the owner."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.urls import reverse

from askai.golden.changes import model_notes
from askai.models import GoldenQuestion
from corpus.models import Page, Skill
from routing.models import LanguageModel, Route
from tests.askai.golden.conftest import HAIKU, Script, cited, gone_through, made
from tests.askai.golden.test_runs import RIGHT
from tests.factories import PageFactory

pytestmark = pytest.mark.django_db(transaction=True)
NEWER = "claude-haiku-5-5"


@pytest.fixture
def owner(client):
    client.force_login(User.objects.create_superuser("owner"))
    return client


def saved(owner, page: Page, **changes: str) -> list[str]:
    """Save a page in the admin, and return what it warns of."""
    formset = {f"sections-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    fields = {name: getattr(page, name) for name in ("title", "slug", "body", "status", "visibility", "order")}
    done = owner.post(reverse("admin:corpus_page_change", args=[page.pk]), {**fields, **formset, **changes})
    assert done.status_code == 302, done.context["errors"]
    return warned(done)


def warned(done) -> list[str]:
    return [str(each) for each in get_messages(done.wsgi_request) if each.level_tag == "warning"]


def test_it_names_what_an_edit_turned_from_right_to_wrong(owner, goldens):
    GoldenQuestion.objects.create(question="Where does Ada live?", facts="Lisbon")
    editor = Page.objects.get(slug="editor")

    told = saved(owner, editor, body="Ada moved the editor to weekly releases.")

    said = "With this edit the demo engine answers wrongly what it answered rightly: “How many interviews did Ada run?”"
    assert told == [said]


def test_it_says_nothing_of_an_edit_that_breaks_nothing(owner, goldens):
    editor = Page.objects.get(slug="editor")

    assert saved(owner, editor, body=f"{editor.body}\n\nAda plays the oboe.") == []
    assert saved(owner, PageFactory(slug="more"), title="More") == []


def test_it_says_what_a_rerun_costs_where_a_model_answers(paid, owner, goldens):
    editor = Page.objects.get(slug="editor")

    told = saved(owner, editor, body="Ada moved the editor to weekly releases.")

    assert told[0].startswith(
        "Claude Haiku 4.5 has not answered the 4 golden questions over these pages: that costs at"
    )
    assert "at most $" in told[0]


def test_it_tells_of_a_changed_skill_as_well(owner, goldens):
    kafka = Skill.objects.get()
    page = owner.get(reverse("admin:corpus_skill_change", args=[kafka.pk])).context["adminform"].form

    fields = {name: value for name, value in page.initial.items() if value not in (None, [], False)}
    done = owner.post(reverse("admin:corpus_skill_change", args=[kafka.pk]), {**fields, "rating": 3, "aliases": ""})

    assert done.status_code == 302
    assert any("“Does Ada know Kafka?”" in str(each) for each in warned(done))


def test_it_says_before_a_move_what_it_costs_to_know(paid, owner, goldens):
    old = LanguageModel.objects.get(api_id=HAIKU)
    old.successor = LanguageModel.objects.get(api_id=NEWER)
    old.save()

    page = owner.get(reverse("admin:routing_successor", args=[Route.objects.get(feature="ask-ai").pk]))

    assert "Claude Haiku 5.5 has not answered the 4 golden questions" in page.content.decode()


def test_it_names_what_another_model_gets_wrong(paid, goldens):
    old, new = (LanguageModel.objects.get(api_id=name) for name in (HAIKU, NEWER))
    gone_through(made(HAIKU), Script(RIGHT))
    gone_through(made(NEWER), Script({**RIGHT, "What is her salary?": cited("Ada ran 40 interviews with editors.")}))

    assert model_notes(old, new) == [
        "Claude Haiku 5.5 answered 3 of 4 golden questions rightly. "
        "Right with Claude Haiku 4.5 and wrong with Claude Haiku 5.5: “What is her salary?”"
    ]

    PageFactory(slug="new", body="Ada wrote a third page.")
    assert model_notes(old, new)[0].startswith("Claude Haiku 5.5 has not answered the 4 golden questions")


def test_it_says_after_a_change_of_the_route_what_is_known(paid, owner, goldens):
    route = Route.objects.get(feature="ask-ai")
    page = owner.get(reverse("admin:routing_route_change", args=[route.pk])).context["adminform"].form
    fields = {name: value for name, value in page.initial.items() if value is not None}
    inline = {f"decisions-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    newer = LanguageModel.objects.get(api_id=NEWER).pk

    done = owner.post(
        reverse("admin:routing_route_change", args=[route.pk]), {**fields, **inline, "model": newer, "reason": "Newer."}
    )

    told = warned(done)
    assert any(each.startswith("Claude Haiku 5.5 has not answered the 4 golden questions") for each in told), told


@pytest.mark.parametrize(("begins", "name"), [("ask", "Ask AI (ask-ai)"), ("fit", "Fit check (fit-check)")])
def test_it_prints_why_a_model_was_chosen(site, begins, name):
    told = StringIO()

    call_command("why", begins, stdout=told)

    assert told.getvalue().startswith(name)
    assert told.getvalue().count("measured:") == 5
    assert "Decided on" in told.getvalue()


def test_it_knows_the_features_there_are(site):
    with pytest.raises(CommandError, match="ask-ai, fit-check"):
        call_command("why", "poetry")
