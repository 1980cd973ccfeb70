"""The full text index of sections and skills: SQLite FTS5 or PostgreSQL, made anew when the corpus has a new version.

It holds what the AI reads; what a visitor may find is decided when it is read, by the rules of the listed pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from corpus.models import CorpusVersion, Page, SearchEntry, SearchIndex, Section, Skill, Visibility
from corpus.search.words import Query
from corpus.selectors import corpus_version_latest
from corpus.text.lines import skill_line
from corpus.text.snapshots import skill_row

BEGIN, END = "\x02", "\x03"  # around a word that was found; no indexed text holds them
_MARKS = (f"StartSel={BEGIN},StopSel={END},HighlightAll=true", f"StartSel={BEGIN},StopSel={END},MaxFragments=2")
_DEPTH = 10  # times as many as are shown
_BATCH = 200  # rows a statement
_PREFIX = 3  # letters: a shorter last word is looked for whole
_CONTROL = {number: None for number in range(32) if chr(number) not in "\n\t"}
# The best are taken by rank alone, which FTS5 is quick at; then the listed ones of them are kept and marked.
_SQLITE = """
    WITH best AS MATERIALIZED (
        SELECT rowid, rank FROM corpus_search_fts WHERE corpus_search_fts MATCH %s ORDER BY rank LIMIT %s
    ), listed AS MATERIALIZED (
        SELECT best.rowid AS id, best.rank AS place FROM best
        JOIN corpus_searchentry e ON e.id = best.rowid
        LEFT JOIN corpus_section s ON s.id = e.section_id
        LEFT JOIN corpus_page p ON p.id = s.page_id
        LEFT JOIN corpus_skill k ON k.id = e.skill_id
        WHERE (p.status = 'published' AND p.visibility = 'public') OR k.visibility = 'public'
        ORDER BY place, id LIMIT %s
    )
    SELECT listed.id, highlight(corpus_search_fts, 0, %s, %s), snippet(corpus_search_fts, 1, %s, %s, ' … ', 40)
    FROM listed CROSS JOIN corpus_search_fts
    WHERE corpus_search_fts MATCH %s AND corpus_search_fts.rowid = listed.id
    ORDER BY place, listed.id
"""
# The words are marked in the rows that are shown alone: that is dear.
_POSTGRES = """
    SELECT id, ts_headline('english', title, query, %s), ts_headline('english', body, query, %s) FROM (
        SELECT e.id, e.title, e.body, query, ts_rank(
            setweight(to_tsvector('english', e.title), 'A') || to_tsvector('english', e.body), query
        ) AS rank
        FROM to_tsquery('english', %s) query, corpus_searchentry e
        LEFT JOIN corpus_section s ON s.id = e.section_id
        LEFT JOIN corpus_page p ON p.id = s.page_id
        LEFT JOIN corpus_skill k ON k.id = e.skill_id
        WHERE (setweight(to_tsvector('english', e.title), 'A') || to_tsvector('english', e.body)) @@ query
        AND ((p.status = 'published' AND p.visibility = 'public') OR k.visibility = 'public')
        ORDER BY rank DESC, e.id LIMIT %s
    ) best ORDER BY rank DESC, id
"""


class Match(NamedTuple):
    """An entry that was found, with the words found between `BEGIN` and `END`."""

    entry_id: int
    title: str
    excerpt: str


def matches(query: Query, *, limit: int) -> list[Match]:
    """Return the listed entries that hold all the words, best first; if none does, those that hold any."""
    if not query.words:
        return []
    index_refresh()
    return _run(query.words, "AND", limit) or _run(query.words, "OR", limit)


def index_refresh() -> None:
    """Make the index anew if the corpus or the matrix has a version that it does not hold."""
    # The newest rows count as well: a page deleted and written anew, word for word, gives no new version.
    newest = [model.objects.aggregate(newest=Max("pk"))["newest"] or 0 for model in (Section, Skill)]
    version = ".".join(
        str(part) for part in (*(corpus_version_latest(kind).id for kind in CorpusVersion.Kind.values), *newest)
    )
    if SearchIndex.objects.filter(pk=1, version=version).exists():
        return
    wanted = {(entry.section_id, entry.skill_id): entry for entry in _entries()}
    with transaction.atomic():
        SearchIndex.objects.get_or_create(pk=1)
        held = SearchIndex.objects.select_for_update().get(pk=1)
        if held.version == version:
            return
        _entries_write(wanted)
        held.version = version
        held.save(update_fields=["version"])


def _entries_write(wanted: dict[tuple[int | None, int | None], SearchEntry]) -> None:
    """Write what differs, so that a save of one skill does not hold the database for the whole corpus."""
    is_same = set()
    stale = []
    for held in SearchEntry.objects.iterator():
        key = (held.section_id, held.skill_id)
        new = wanted.get(key)
        if new is not None and (new.title, new.body) == (held.title, held.body):
            is_same.add(key)
        else:
            stale.append(held.pk)
    for start in range(0, len(stale), _BATCH):
        SearchEntry.objects.filter(pk__in=stale[start : start + _BATCH]).delete()
    SearchEntry.objects.bulk_create((entry for key, entry in wanted.items() if key not in is_same), batch_size=_BATCH)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO corpus_search_fts(corpus_search_fts) VALUES ('rebuild')")


def _entries() -> Iterator[SearchEntry]:
    sections = Section.objects.filter(page__status=Page.Status.PUBLISHED).exclude(page__visibility=Visibility.PRIVATE)
    for section in sections.defer("html").order_by("page__order", "page__slug", "order"):
        yield SearchEntry(section=section, title=_plain(section.heading_path), body=_plain(section.text))
    skills = Skill.objects.exclude(visibility=Visibility.PRIVATE).defer("honest_note")
    for skill in skills.select_related("evidence_section__page").order_by("key"):
        parts = (str(skill_line(skill_row(skill))), ", ".join(skill.aliases), skill.category)
        yield SearchEntry(skill=skill, title=_plain(skill.name), body=_plain(" · ".join(filter(None, parts))))


def _plain(text: str) -> str:
    return text.translate(_CONTROL)


def _run(words: Sequence[str], glue: str, limit: int) -> list[Match]:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(_POSTGRES, [*_MARKS, _postgres(words, glue), limit])
            return [Match(*row) for row in cursor.fetchall()]
        wanted, found = _sqlite(words, glue), []
        for depth in (limit * _DEPTH, -1):  # all of them only where most of the best are listed nowhere
            cursor.execute(_SQLITE, [wanted, depth, limit, BEGIN, END, BEGIN, END, wanted])
            found = [Match(*row) for row in cursor.fetchall()]
            if len(found) == limit or not _is_deep(wanted, depth):
                break
        return found


def _is_deep(wanted: str, depth: int) -> bool:
    """True if more rows match than have been looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM corpus_search_fts WHERE corpus_search_fts MATCH %s LIMIT 1 OFFSET %s", [wanted, depth]
        )
        return depth > 0 and cursor.fetchone() is not None


def _sqlite(words: Sequence[str], glue: str) -> str:
    """FTS5's query. Quoted, a word is no operator; the last one may be the beginning of a longer one."""
    return f" {glue} ".join(f'"{word}"' for word in words) + ("*" if len(words[-1]) >= _PREFIX else "")


def _postgres(words: Sequence[str], glue: str) -> str:
    sign = {"AND": " & ", "OR": " | "}[glue]
    return sign.join(f"'{word}'" for word in words) + (":*" if len(words[-1]) >= _PREFIX else "")
