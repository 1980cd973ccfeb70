"""What an edit of the owner's changes elsewhere: features say it here, and the page of the edit shows it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from corpus.models import CorpusVersion
from corpus.selectors import corpus_text_of
from corpus.text.values import CorpusText

Watcher = Callable[[CorpusText, CorpusText], Sequence[str]]

_watchers: dict[str, Watcher] = {}


def edit_watch(name: str, watcher: Watcher) -> None:
    """Have a feature told of the text before and after an edit; what it returns is shown, a sentence each."""
    _watchers[name] = watcher


@contextmanager
def edits_told(request: HttpRequest) -> Iterator[None]:
    """Tell the owner what came of what is saved inside. A look asks nothing; nor does an edit that no text shows."""
    if request.method != "POST" or not _watchers:
        yield
        return
    before = _version()
    yield
    after = _version()
    if before is None or after is None or before == after:
        return
    for watcher in _watchers.values():
        for sentence in watcher(corpus_text_of(before), corpus_text_of(after)):
            messages.warning(request, sentence)


def _version() -> int | None:
    """Return the newest version there is. Unlike a visitor's read it writes none."""
    versions = CorpusVersion.objects.filter(kind=CorpusVersion.Kind.CORPUS).order_by("-pk")
    return versions.values_list("pk", flat=True).first()
