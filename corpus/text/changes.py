"""What changed from one version to the next, in one line the owner can read. Pure."""

from collections.abc import Iterable

from corpus.models import CorpusVersion
from corpus.text.snapshots import corpus_parse, matrix_parse
from corpus.text.values import SourceText

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
