"""The demo owner: loaded once into an empty site, never over what the owner wrote."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from corpus.imports.gate import UnableToImport
from corpus.imports.plan import plan_apply, plan_make
from corpus.imports.uploads import content_read
from corpus.models import Page, Profile, Skill, Visibility
from corpus.services import corpus_versions_refresh, page_save


class UnableToLoad(Exception):
    """A demo file is missing or cannot be used; the message names it."""


def is_site_empty() -> bool:
    """Return True where nobody has written a profile, a page or a skill."""
    return not (Profile.objects.exists() or Page.objects.exists() or Skill.objects.exists())


def demo_load(*, folder: Path, now: datetime) -> str:
    """Load `profile.json`, `pages/*.md` and `skills.csv`, all or nothing. Returns what was loaded, in words.

    Raises UnableToLoad.
    """
    pages = pages_read(folder)
    profile = profile_read(folder)
    with transaction.atomic():
        profile.save(force_insert=True)
        for page in pages:
            page_save(page=page)
        skills = _skills_load(folder / "skills.csv", now)
        corpus_versions_refresh(now=now)
    return f"{profile.name} (a sample), {len(pages)} pages, {skills} skills"


def profile_read(folder: Path) -> Profile:
    """Read the profile's fields from one JSON object. Raises UnableToLoad."""
    path = folder / "profile.json"
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        profile = Profile(**{**fields, "pk": 1, "is_sample": True})
        profile.clean_fields()
    except (OSError, ValueError, TypeError, ValidationError) as error:
        raise UnableToLoad(f"{path.name}: {error}") from error
    return profile


def pages_read(folder: Path) -> list[Page]:
    """Read the pages in the order of their files. Raises UnableToLoad."""
    return [page_parse(path.read_text(encoding="utf-8"), name=path.stem) for path in _paths(folder)]


def page_parse(text: str, *, name: str) -> Page:
    """Read one page: front matter between two `---` lines, then Markdown.

    The slug is the file's name without the number it opens with. Raises UnableToLoad.
    """
    opening, _, rest = text.replace("\r\n", "\n").partition("---\n")
    front, mark, body = rest.partition("\n---\n")
    fields = dict(_front_fields(front))
    if opening.strip() or not mark or "title" not in fields:
        raise UnableToLoad(f"{name}.md: it does not open with a title between two --- lines")
    page = Page(
        slug=fields.get("slug") or name.lstrip("0123456789").lstrip("-_") or name,
        title=fields["title"],
        summary=fields.get("summary", ""),
        body=body.strip() + "\n",
        status=fields.get("status", Page.Status.PUBLISHED),
        visibility=fields.get("visibility", Visibility.PUBLIC),
        group=fields.get("group", ""),
        years=fields.get("years", ""),
    )
    try:
        page.order = int(fields.get("order", "100"))
        page.clean_fields()
    except (ValueError, ValidationError) as error:
        raise UnableToLoad(f"{name}.md: {error}") from error
    return page


def _paths(folder: Path) -> list[Path]:
    paths = sorted((folder / "pages").glob("*.md"))
    if not paths:
        raise UnableToLoad(f"{folder / 'pages'}: there is no .md file")
    return paths


def _front_fields(front: str) -> Iterator[tuple[str, str]]:
    for line in front.splitlines():
        name, colon, words = line.partition(":")
        if colon:
            yield name.strip(), words.strip().strip("\"'")


def _skills_load(path: Path, now: datetime) -> int:
    """Load the skills the way an import of the owner's does, but refuse the file where any row is refused."""
    try:
        plan = plan_make(content_read(path.read_bytes()))
    except (OSError, UnableToImport) as error:
        raise UnableToLoad(f"{path.name}: {error}") from error
    if plan.refused:
        wrong = [f"row {row.number}: {row.reason}" for row in plan.refused]
        raise UnableToLoad(f"{path.name}: {'; '.join(wrong)}")
    plan_apply(plan=plan, seen=None, user=None, label="Skills of the sample loaded", now=now)
    return len(plan.rows)
