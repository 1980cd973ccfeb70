"""The owner's photograph: checked by its own header, without what a camera wrote into it, kept in the database.

Nothing here decodes a picture: a file that says it is a small JPEG or PNG is all that is asked, and browsers are told
not to guess at anything else.
"""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.changes.record import note
from corpus.models import Portrait

LEAST, MOST = 160, 1600  # pixels, width and height
MOST_BYTES = 300_000

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"iCCP", b"cHRM"}
_JPEG_SIZES = {0xC0, 0xC1, 0xC2}
_JPEG_LEFT = {0xE1, 0xED, 0xFE}  # EXIF with the place it was taken, Photoshop's notes, comments
_SCAN = 0xDA


class UnableToUse(Exception):
    """The file cannot be the portrait; the message says why."""


@dataclass(frozen=True, slots=True)
class CheckedPortrait:
    """A photograph that may be shown, without its camera's notes."""

    content: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The portrait as Django's file field names it."""

    url: str
    name: str

    def __str__(self) -> str:
        return self.name


def portrait_check(content: bytes) -> CheckedPortrait:
    """Return the picture if it may be shown. Raises UnableToUse."""
    if len(content) > MOST_BYTES:
        raise UnableToUse(f"The file has more than {MOST_BYTES // 1000} KB: save a smaller one.")
    try:
        checked = _png(content) if content.startswith(_PNG) else _jpeg(content)
    except (struct.error, IndexError, ValueError) as broken:
        raise UnableToUse("The file is not a whole JPEG or PNG.") from broken
    if not (LEAST <= checked.width <= MOST and LEAST <= checked.height <= MOST):
        found = f"{checked.width} × {checked.height}"
        raise UnableToUse(f"The picture is {found} pixels: it must be {LEAST} to {MOST} wide and high.")
    return checked


def portrait_change(*, change: CheckedPortrait | Literal[False] | None) -> None:
    """Keep a new portrait, remove the old one (`False`), or leave it as it is (`None`)."""
    before = Portrait.objects.first() if change is not None else None
    if change is False:
        Portrait.objects.all().delete()
        note(before, None)
    elif change is not None:
        values = {name: getattr(change, name) for name in ("content", "media_type", "width", "height")}
        sha256 = hashlib.sha256(change.content).hexdigest()
        portrait, _is_new = Portrait.objects.update_or_create(pk=1, defaults={**values, "sha256": sha256})
        note(before, portrait)


def portrait_get() -> Portrait | None:
    """Return the portrait without its bytes, or None where there is none."""
    return Portrait.objects.defer("content").first()


def portrait_file() -> StoredFile | None:
    """Return the portrait as a form's initial value."""
    found = portrait_get()
    return StoredFile("/portrait", str(found)) if found else None


def _png(content: bytes) -> CheckedPortrait:
    chunks = list(_png_chunks(content))
    width, height = struct.unpack(">II", content[16:24])
    if not any(chunk[4:8] == b"IEND" for chunk in chunks):
        raise ValueError("cut off")
    kept = b"".join(chunk for chunk in chunks if chunk[4:8] in _PNG_KEPT)
    return CheckedPortrait(_PNG + kept, "image/png", width, height)


def _png_chunks(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        yield content[at : at + 12 + length]
        at += 12 + length


def _jpeg(content: bytes) -> CheckedPortrait:
    if content[:2] != b"\xff\xd8" or b"\xff\xd9" not in content[-64:]:
        raise ValueError("no JPEG")
    width = height = 0
    kept, at = [content[:2]], 2
    while content[at + 1] != _SCAN:
        mark, length = struct.unpack(">xBH", content[at : at + 4])
        if mark in _JPEG_SIZES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
        if mark not in _JPEG_LEFT:
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    return CheckedPortrait(b"".join([*kept, content[at:]]), "image/jpeg", width, height)
