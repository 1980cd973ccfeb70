"""Writes of the corpus. Every change ends in `corpus_version_refresh`, called by name: no signals."""

from datetime import datetime

from corpus.models import CorpusVersion
from corpus.versions import version_write


def corpus_version_refresh(*, kind: str, now: datetime) -> CorpusVersion:
    """Return the version of a kind as it is now; a new row only if what the model reads has changed."""
    return version_write(kind, now=now)


def corpus_versions_refresh(*, now: datetime) -> tuple[CorpusVersion, CorpusVersion]:
    """Refresh both kinds, corpus first. Skills and the profile are part of both."""
    corpus = corpus_version_refresh(kind=CorpusVersion.Kind.CORPUS, now=now)
    return corpus, corpus_version_refresh(kind=CorpusVersion.Kind.MATRIX, now=now)
