"""The demo owner, from the files that are shipped."""

import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from corpus.demo import UnableToLoad, page_parse
from corpus.models import CorpusVersion, Page, Profile, Skill, Visibility
from corpus.selectors import corpus_text, matrix_text
from tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


def loaded():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_it_loads_the_demo_owner_once(client):
    said = loaded()

    again = loaded()

    assert re.search(r"a sample\), 1[2-9] pages, 200 skills", said)
    assert again == "This site already has content: nothing was loaded.\n"
    assert Profile.objects.get().is_sample
    assert Skill.objects.count() == 200
    assert CorpusVersion.objects.count() == 2


def test_it_shows_every_block_of_the_demo_where_its_address_leads(client, settings):
    loaded()
    pages = {}

    for source in corpus_text().sources:
        path, anchor = source.url.removeprefix(settings.SITE_URL).split("#")
        if path not in pages:
            html = client.get(path).text
            pages[path] = html, " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())
        html, words = pages[path]
        assert f'id="{anchor}"' in html
        assert [block for block in source.blocks if block not in words] == []


def test_it_keeps_the_private_parts_of_the_demo_from_the_models():
    loaded()
    notes = Skill.objects.exclude(honest_note="").values_list("honest_note", flat=True)
    hidden = Page.objects.filter(visibility=Visibility.PRIVATE).values_list("title", flat=True)

    everything = f"{corpus_text()}{matrix_text()}"

    assert hidden
    assert not [words for words in (*notes, *hidden) if words in everything]
    assert "canary" not in everything


def test_it_never_writes_over_the_owner():
    ProfileFactory(name="Ada Example")

    loaded()

    assert Profile.objects.get().name == "Ada Example"
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "No front matter.", "---\nsummary: x\n---\nWords.", "---\ntitle: x\norder: y\n---\n."]
)
def test_it_says_which_page_it_cannot_read(text):
    with pytest.raises(UnableToLoad, match=r"^01-about\.md: "):
        page_parse(text, name="01-about")


def test_it_reads_front_matter():
    page = page_parse('---\ntitle: "A: b"\norder: 7\nvisibility: ai\n---\n## One\n\n---\n\nWords.\n', name="07-my-page")

    assert (page.slug, page.title, page.order, page.visibility) == ("my-page", "A: b", 7, "ai")
    assert page.body == "## One\n\n---\n\nWords.\n"


def test_it_loads_nothing_from_a_broken_folder(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.md").write_text("---\ntitle: A\n---\nWords.\n")
    (tmp_path / "profile.json").write_text('{"name": "A", "headline": "h", "contact_url": "mailto:a@b.example"}')
    (tmp_path / "skills.csv").write_text("Skill,Category,Rating\nSQL,Data,nine\n")

    with pytest.raises(CommandError, match="row 2: SQL: rating “nine”"):
        call_command("load_demo", folder=tmp_path)

    assert not Profile.objects.exists()
    assert not Page.objects.exists()
