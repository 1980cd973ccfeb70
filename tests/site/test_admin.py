"""The owner's first page says what is waiting."""

import pytest
from django.contrib.admin import site
from django.utils import timezone

from routing.models import Call
from site_project.dashboard import cards
from tests.factories import LanguageModelFactory, PageFactory, ProfileFactory, SkillFactory

pytestmark = pytest.mark.django_db


def test_it_counts_what_waits_and_leads_there(admin_client):
    ProfileFactory(name="Ada Example")
    SkillFactory(rating=5, evidence="")
    PageFactory(status="draft")

    text = admin_client.get("/admin/").text

    assert "Ada Example" in text
    assert '<a href="/admin/corpus/skill/"><b>1</b> strong skills without evidence</a>' in text
    assert '<a href="/admin/corpus/page/"><b>1</b> pages in draft</a>' in text
    assert "spent today of $5.00" in text


def test_it_never_counts_an_unknown_cost_as_nothing(admin_client):
    known = {"feature": "ask-ai", "model": LanguageModelFactory(), "engine": "compatible", "status": "done"}
    Call.objects.create(**known, started_at=timezone.now(), spent_microusd=None)

    assert "plus 1 call of unknown cost" in admin_client.get("/admin/").text


def test_it_leads_every_figure_to_a_list():
    assert all(card.path for card in cards(timezone.now()))


def test_it_gives_the_login_a_heading(client):
    assert "<h1>Sign in</h1>" in client.get("/admin/login/").text


def test_it_shows_the_admin_without_scripts_of_a_theme_switch(admin_client):
    text = admin_client.get("/admin/").text

    assert "theme.js" not in text
    assert "site/admin.css" in text


def test_it_lists_the_owners_work_before_the_logins(admin_client):
    text = admin_client.get("/admin/").text

    assert text.index("/admin/routing/route/") < text.index("/admin/auth/user/")


def test_it_names_its_menu_in_the_owners_words_and_leaves_nothing_out(admin_client, rf, admin_user):
    request = rf.get("/admin/")
    request.user = admin_user
    menu = site.get_app_list(request)
    listed = [entry["model"] for part in menu for entry in part["models"]]

    names = [part["name"] for part in menu]
    assert names == ["Pages", "Skills", "Questions", "Fit checks", "Models and cost", "Site", "Advanced"]
    assert set(listed) == set(site._registry)
    assert len(listed) == len(set(listed))
    assert all(part["app_url"] for part in menu)
    assert "Turns" not in admin_client.get("/admin/").text
