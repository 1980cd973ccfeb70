"""Versions of the corpus and the matrix: a new one only where what the model reads has changed, with what changed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from corpus.models import CorpusVersion
from corpus.text.render import matrix_render, sources_render
from corpus.text.snapshots import corpus_parse, matrix_parse, rows_read, rows_sha
from corpus.text.tokens import tokens_by_family
from corpus.text.values import SourceText


def version_write(kind: str, *, now: datetime | None = None) -> CorpusVersion:
    """Return the version of the rows as they are, writing it if they differ from the newest one.

    `now` is the caller's clock; only the very first read of an empty site comes without one.
    """
    with transaction.atomic():
        rows = rows_read(kind)
        sha256 = rows_sha(rows)
        latest = CorpusVersion.objects.filter(kind=kind).order_by("-pk").first()
        if latest is not None and latest.sha256 == sha256:
            return latest
        return CorpusVersion.objects.create(
            kind=kind,
            sha256=sha256,
            created_at=now or timezone.now(),
            tokens=tokens_by_family(_text(kind, rows)),
            rows=rows,
            change=change_describe(kind, before=latest.rows if latest else None, after=rows),
        )


def _text(kind: str, rows: list[object]) -> str:
    if kind == CorpusVersion.Kind.MATRIX:
        return matrix_render(*matrix_parse(rows))
    _owner, sources = corpus_parse(rows)
    return sources_render(sources)


_NAMED = 5  # names given before "and n more"


def change_describe(kind: str, *, before: list[object] | None, after: list[object]) -> str:
    """Say what differs between two snapshots of a kind. `before` is None for the first."""
    if before is None:
        return "First version."
    parts = _matrix_parts(before, after) if kind == CorpusVersion.Kind.MATRIX else _corpus_parts(before, after)
    return ("; ".join(parts) or "Order or wording changed") + "."


def _matrix_parts(before: list[object], after: list[object]) -> list[str]:
    old_profile, old_rows = matrix_parse(before)
    new_profile, new_rows = matrix_parse(after)
    old, new = {row.key: row for row in old_rows}, {row.key: row for row in new_rows}
    kept = [(old[key], new[key]) for key in sorted(old.keys() & new.keys())]
    rerated = [f"{now.name} {was.rating} → {now.rating}" for was, now in kept if was.rating != now.rating]
    edited = [now.name for was, now in kept if was != now and was.rating == now.rating]
    return [
        *(["profile edited"] if old_profile != new_profile else []),
        *_counted("rating", "changed", rerated),
        *_counted("skill", "added", [new[key].name for key in sorted(new.keys() - old.keys())]),
        *_counted("skill", "removed", [old[key].name for key in sorted(old.keys() - new.keys())]),
        *_counted("skill", "edited", edited),
    ]


def _corpus_parts(before: list[object], after: list[object]) -> list[str]:
    old_owner, old_sources = corpus_parse(before)
    new_owner, new_sources = corpus_parse(after)
    old, new = _pages(old_sources), _pages(new_sources)
    edited = [new[url][0].title.split(" › ")[0] for url in new if url in old and old[url] != new[url]]
    return [
        *(["profile edited"] if old_owner != new_owner else []),
        *_counted("page", "added", _titles(new, without=old)),
        *_counted("page", "removed", _titles(old, without=new)),
        *_counted("page", "edited", edited),
    ]


def _pages(sources: Iterable[SourceText]) -> dict[str, list[SourceText]]:
    """Group sources by the page they are on: a section's page, or one category of the skills page."""
    pages: dict[str, list[SourceText]] = {}
    for source in sources:
        url = source.url if source.url.startswith("/skills/") else source.url.split("#")[0]
        pages.setdefault(url, []).append(source)
    return pages


def _titles(pages: dict[str, list[SourceText]], *, without: dict[str, list[SourceText]]) -> list[str]:
    return [found[0].title.split(" › ")[0] for url, found in pages.items() if url not in without]


def _counted(noun: str, verb: str, names: list[str]) -> list[str]:
    if not names:
        return []
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return [f"{len(names)} {noun}{'s' if len(names) > 1 else ''} {verb}: {', '.join(names[:_NAMED])}{more}"]
