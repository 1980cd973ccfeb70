"""Files between their preview and their confirmation. Only the user who sent one may use it, within an hour."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from corpus.imports.choices import Choices, choices_stored
from corpus.imports.gate import UnableToImport
from corpus.imports.rows import NO_CHOICES, SheetReading, reading_of
from corpus.models import ImportUpload

LIFETIME = timedelta(hours=1)


def content_read(content: bytes, choices: Choices = NO_CHOICES) -> SheetReading:
    """Read a file within the limits of the site. Raises UnableToImport."""
    return reading_of(content, max_bytes=settings.IMPORT_MAX_BYTES, max_rows=settings.IMPORT_MAX_ROWS, choices=choices)


def uploads_expire(now: datetime) -> int:
    """Delete the files that nobody confirmed within the hour, and return how many."""
    return ImportUpload.objects.filter(created_at__lt=now - LIFETIME).delete()[0]


def upload_keep(*, content: bytes, name: str, user_id: int, now: datetime) -> ImportUpload:
    """Keep a file for its confirmation; those whose hour is over go."""
    uploads_expire(now)
    token = secrets.token_urlsafe(32)
    return ImportUpload.objects.create(token=token, user_id=user_id, content=content, name=name[:200], created_at=now)


def upload_find(*, token: str, user_id: int, now: datetime) -> ImportUpload:
    """Return a user's file. Raises UnableToImport where it is gone, too old, or another user's."""
    found = ImportUpload.objects.filter(token=token, user_id=user_id, created_at__gte=now - LIFETIME).first()
    if found is None:
        raise UnableToImport("This preview has expired or was already confirmed: upload the file again.")
    return found


def upload_read(upload: ImportUpload) -> SheetReading:
    """Read a kept file as its owner chose. Raises UnableToImport."""
    return content_read(bytes(upload.content), choices_stored(upload.choices))


def upload_remember(*, upload: ImportUpload, seen: Mapping[str, Any], choices: Choices | None = None) -> None:
    """Store what a preview showed, and how it was read."""
    upload.seen = dict(seen)
    if choices is not None:
        upload.choices = choices.stored()
    upload.save(update_fields=["seen", "choices"])


def upload_take(upload: ImportUpload) -> None:
    """Use a file up, once. Raises UnableToImport where another request was faster."""
    deleted, _rows = ImportUpload.objects.filter(pk=upload.pk).delete()
    if not deleted:
        raise UnableToImport("This preview has expired or was already confirmed: upload the file again.")
