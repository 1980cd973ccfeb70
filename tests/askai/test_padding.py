"""Overviews that fill up a short prefix: made of the corpus only, the same bytes every time."""

from askai.prompt.build import prefix_of, prompt_build
from askai.prompt.overviews import overviews_of
from corpus.text.values import CorpusText, SourceText

CORPUS = CorpusText(
    version_id=7,
    sha256="0" * 64,
    owner="Ada Example",
    pronoun="she",
    contact_url="",
    sources=(
        SourceText("https://x/pages/a/#one", "A › One", ("Ada ran 40 interviews.",)),
        SourceText(
            "https://x/skills/#product",
            "Skills: Product",
            (
                "Discovery: 5 of 5 (set the standard), 8 years, last used 2026-05. Ran 40 interviews.",
                "Node.js: backend: 2 of 5 (did it with help). One course.",
            ),
        ),
        SourceText("https://x/skills/#data", "Skills: Data", ("SQL: 5 of 5 (set the standard), 4 years. Daily.",)),
    ),
    tokens=60,
)


def test_it_shows_the_same_skills_by_strength_as_a_table_and_the_pages():
    digest, table, contents = overviews_of(CORPUS)

    assert [each.name for each in (digest, table, contents)] == ["skills digest", "public matrix", "list of pages"]
    assert "5 of 5 (set the standard): Discovery, SQL\n2 of 5 (did it with help): Node.js: backend" in digest.text
    assert "Discovery | Product | 5 | 8 years, last used 2026-05\n" in table.text
    assert "Node.js: backend | Product | 2 | –\n" in table.text
    assert "A › One: https://x/pages/a/#one" in contents.text


def test_it_offers_nothing_the_corpus_does_not_have():
    bare = CorpusText(**{**{name: getattr(CORPUS, name) for name in CORPUS.__slots__}, "sources": ()})

    assert overviews_of(bare) == ()


def test_it_puts_overviews_before_the_sources_and_into_the_fingerprint():
    plain, padded = prefix_of(CORPUS), prefix_of(CORPUS, 2)

    prompt = prompt_build(padded, history=[], question="?")

    assert [block["text"] for block in prompt.system[1:]] == [each.text for each in overviews_of(CORPUS)[:2]]
    assert "cache_control" not in str(prompt.system)
    assert padded.sha256 != plain.sha256
    assert padded.tokens == plain.tokens + sum(each.tokens for each in overviews_of(CORPUS)[:2])
    assert (plain.origin, padded.origin, prompt.corpus_version) == ("corpus 7", "corpus 7 +2", "corpus 7 +2")
    assert padded.blocks == plain.blocks


def test_it_makes_the_same_bytes_every_time():
    first = prefix_of(CORPUS, 3).sha256
    prefix_of.cache_clear()

    assert prefix_of(CORPUS, 3).sha256 == first
