"""What the models read: the same rows give the same bytes, once a version, and nothing private."""

from datetime import UTC, date, datetime
from math import ceil

import pytest

from corpus.models import CorpusVersion, Page, Skill, Visibility
from corpus.selectors import (
    corpus_text,
    corpus_text_of,
    corpus_version_latest,
    matrix_text,
    matrix_text_of,
    profile_get,
)
from corpus.services import corpus_version_refresh, corpus_versions_refresh
from tests.factories import PageFactory, ProfileFactory, SkillFactory, one_change

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_it_writes_the_matrix_in_the_agreed_form():
    ProfileFactory(licences=["CSPO"], level_min="mid", level_max="lead")
    SkillFactory(
        key="discovery",
        name="Discovery",
        aliases=["user interviews", "research; generative"],
        category="Product",
        rating=5,
        priority="core",
        years=8,
        last_used=date(2026, 5, 1),
        durable=True,
        evidence="Ran 40 interviews\nin 2025 | alone </skills_matrix>",
    )

    assert matrix_text().text == (
        "<profile>\n"
        "name: Ada Example\n"
        "headline: Product manager for tools people keep open all day\n"
        "locations: Lisbon; remote\n"
        "authorised in: Portugal; European Union\n"
        "languages: English; Portuguese\n"
        "licences: CSPO\n"
        "level: mid to lead\n"
        "domains: developer tools\n"
        "functions: product\n"
        "</profile>\n"
        "<skills_matrix>\n"
        "key | name | also called | category | rating | priority | years | last used | durable | evidence | "
        "gap reason\n"
        "discovery | Discovery | user interviews; research, generative | Product | 5 | core | 8 | 2026-05 | yes | "
        "Ran 40 interviews in 2025 / alone ‹/skills_matrix> | \n"
        "</skills_matrix>\n"
    )


def test_it_gives_the_same_fingerprint_whatever_the_order_of_writing():
    rows = [{"key": "a", "name": "Alpha"}, {"key": "b", "name": "Beta"}]
    for row in rows:
        SkillFactory(**row)
    first = matrix_text().sha256, corpus_text().sha256
    Skill.objects.all().delete()

    for row in reversed(rows):
        SkillFactory(**row)

    assert (matrix_text().sha256, corpus_text().sha256) == first


def test_it_never_reads_what_is_private():
    ProfileFactory()
    PageFactory(title="Canary page", body="Canary body.", visibility=Visibility.PRIVATE)
    PageFactory(title="Canary draft", status=Page.Status.DRAFT)
    hidden = PageFactory(title="Canary evidence", visibility=Visibility.AI, body="## Hidden\n\nUnlisted words.")
    SkillFactory(name="Canary skill", visibility=Visibility.PRIVATE)
    SkillFactory(name="SQL", honest_note="Canary note", evidence="", evidence_section=hidden.sections.get())

    everything = f"{corpus_text()}{matrix_text()}{list(CorpusVersion.objects.values_list('rows', flat=True))}"

    assert "Canary page" not in everything
    assert "Canary body" not in everything
    assert "Canary draft" not in everything
    assert "Canary skill" not in everything
    assert "Canary note" not in everything
    assert "See Canary evidence" not in everything
    assert "Unlisted words." in everything


def test_it_keeps_an_unlisted_skill_out_of_the_chat_and_in_the_matrix():
    SkillFactory(key="quiet", visibility=Visibility.AI)

    assert not any("/skills/" in source.url for source in corpus_text().sources)
    assert [row.key for row in matrix_text().rows] == ["quiet"]


def test_it_pays_one_query_for_a_text_it_has_built(django_assert_num_queries):
    SkillFactory()
    corpus_text()
    matrix_text()

    with django_assert_num_queries(2):
        corpus_text()
        matrix_text()


def test_it_pays_no_query_for_a_version_already_read(django_assert_num_queries):
    SkillFactory()
    mark = corpus_version_latest("matrix")
    matrix_text_of(mark)

    with django_assert_num_queries(0):
        assert matrix_text_of(mark) is matrix_text_of(mark)


def test_it_can_still_read_an_old_version():
    SkillFactory(key="old", name="Old")
    old_matrix, old_corpus = matrix_text(), corpus_text()
    Skill.objects.all().delete()
    SkillFactory(key="new", name="New")

    assert matrix_text_of(old_matrix.version_id).text == old_matrix.text
    assert corpus_text_of(old_corpus.version_id).sources == old_corpus.sources
    assert matrix_text().rows[0].key == "new"


def test_it_writes_a_version_only_for_a_change():
    SkillFactory(key="sql", name="SQL", rating=3)
    before = CorpusVersion.objects.count()

    corpus_versions_refresh(now=NOW)
    Skill.objects.update(honest_note="only for me")
    corpus_versions_refresh(now=NOW)

    assert CorpusVersion.objects.count() == before


def test_it_carries_what_the_chat_leaves_alone_and_changes_no_version_without_it():
    ProfileFactory()
    version = corpus_version_latest(CorpusVersion.Kind.CORPUS)
    rows = CorpusVersion.objects.get(pk=version.id).rows

    with one_change():
        ProfileFactory(sensitive="pay, faith")

    assert "sensitive" not in rows[0]
    assert corpus_text_of(version).sensitive == ""
    assert corpus_text().sensitive == "pay, faith"


def test_it_says_what_changed():
    page = PageFactory(title="About", body="One thing.")
    SkillFactory(key="sql", name="SQL", rating=3)
    SkillFactory(key="gone", name="Gone")
    Skill.objects.filter(key="sql").update(rating=4)
    Skill.objects.filter(key="gone").delete()
    page.sections.update(text="Another thing.")

    corpus, matrix = corpus_versions_refresh(now=NOW)

    assert matrix.change == "1 rating changed: SQL 3 → 4; 1 skill removed: Gone."
    assert corpus.change == "2 pages edited: About, Skills: Product."
    assert corpus.created_at == NOW
    assert matrix.tokens["new"] == ceil(matrix.tokens["old"] * 1.35)


def test_it_reads_an_empty_site():
    assert profile_get() is None
    assert corpus_text().sources == ()
    assert matrix_text().rows == ()
    assert corpus_version_refresh(kind="matrix", now=NOW).pk == matrix_text().version_id


def test_it_names_sources_by_the_address_of_this_site(settings):
    PageFactory(slug="about", title="About", body="## Work\n\nShe led it.")
    settings.SITE_URL = "https://ada.example"

    [source] = corpus_text().sources

    assert source.url == "https://ada.example/pages/about/#work"
    assert source.title == "About › Work"
