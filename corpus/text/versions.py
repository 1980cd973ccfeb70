"""Fingerprints of the corpus and the matrix: a new one only where what the model reads has changed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from corpus.models import CorpusVersion
from corpus.text.changes import change_describe
from corpus.text.render import matrix_render, sources_render
from corpus.text.snapshots import corpus_parse, matrix_parse, rows_read, rows_sha
from corpus.text.tokens import tokens_by_family


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
