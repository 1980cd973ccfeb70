"""Where a spreadsheet waits between its preview and its confirmation: a table, so that any node can take it up."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.utils import timezone
from import_export.tmp_storages import BaseStorage

from corpus.imports.gate import UnableToImport
from corpus.models import ImportUpload

LIFETIME = timedelta(hours=1)
_user_id: ContextVar[int] = ContextVar("import_user_id")


@contextmanager
def uploads_of(user_id: int) -> Iterator[None]:
    """Bind the uploads that are saved and read inside to one user: the library passes no request this far."""
    token = _user_id.set(user_id)
    try:
        yield
    finally:
        _user_id.reset(token)


class UploadStorage(BaseStorage):  # type: ignore[misc]  # an untyped library
    """The library's temporary storage over ImportUpload. Only the user who sent a file reads it, within an hour."""

    def save(self, data: bytes) -> None:
        now = timezone.now()
        ImportUpload.objects.filter(created_at__lt=now - LIFETIME).delete()
        self.name = secrets.token_urlsafe(32)
        ImportUpload.objects.create(token=self.name, user_id=_user_id.get(), content=data, created_at=now)

    def read(self) -> bytes:
        """Return the file. Raises UnableToImport where it is gone, too old, or another user's."""
        upload = self._mine().filter(created_at__gte=timezone.now() - LIFETIME).first()
        if upload is None:
            raise UnableToImport("This preview has expired, or was confirmed already: send the file again.")
        return bytes(upload.content)

    def remove(self) -> None:
        self._mine().delete()

    def _mine(self) -> Any:
        return ImportUpload.objects.filter(token=self.name, user_id=_user_id.get())
