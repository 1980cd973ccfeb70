"""The owner's photograph: what is taken, what is refused, and what a camera wrote into it."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from corpus.models import Portrait, Profile
from corpus.portraits import MOST_BYTES, UnableToUse, portrait_check
from tests.corpus.test_admin import PROFILE

pytestmark = pytest.mark.django_db


def png(width=400, height=500, extra=b""):
    """A grey PNG with an optional extra chunk."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width=400, height=500):
    """The frame of a JPEG with the place it was taken in its EXIF."""
    exif = b"\xff\xe1" + struct.pack(">H", 2 + 20) + b"Exif\0\0GPS 41.8N 87.6"[:20]
    size = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + exif + size + b"\xff\xda\x00\x02" + b"\x00" * 8 + b"\xff\xd9"


def test_it_keeps_a_portrait_and_shows_it_on_the_home_page(client, admin_client):
    file = SimpleUploadedFile("me.png", png(), content_type="image/png")

    admin_client.post("/admin/corpus/profile/add/", {**PROFILE, "portrait": file})

    stored = Portrait.objects.get()
    shown = client.get(stored.get_absolute_url())
    assert (stored.width, stored.height) == (400, 500)
    assert shown["Content-Type"] == "image/png"
    assert "immutable" in shown["Cache-Control"]
    assert f'src="{stored.get_absolute_url()}"' in client.get("/").text


def test_it_keeps_the_portrait_when_the_profile_is_saved_again_and_removes_it_when_asked(admin_client, client):
    admin_client.post("/admin/corpus/profile/add/", {**PROFILE, "portrait": SimpleUploadedFile("me.png", png())})

    admin_client.post("/admin/corpus/profile/1/change/", PROFILE)
    kept = Portrait.objects.count()
    admin_client.post("/admin/corpus/profile/1/change/", {**PROFILE, "portrait-clear": "on"})

    assert (kept, Portrait.objects.count()) == (1, 0)
    assert client.get("/portrait").status_code == 404


def test_it_says_why_a_file_cannot_be_the_portrait(admin_client):
    page = admin_client.post(
        "/admin/corpus/profile/add/", {**PROFILE, "portrait": SimpleUploadedFile("me.svg", b"<svg onload=x>")}
    )

    assert "not a whole JPEG or PNG" in page.text
    assert not Profile.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (png(width=100), "100 × 500"),
        (png(height=1700), "400 × 1700"),
        (jpeg(width=3000), "3000 × 500"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * (MOST_BYTES + 1), "KB"),
        (png()[:60], "whole"),
        (b"\xff\xd8\xff", "whole"),
        (b"", "whole"),
    ],
)
def test_it_refuses_what_no_page_should_carry(content, words):
    with pytest.raises(UnableToUse, match=words):
        portrait_check(content)


def test_it_drops_what_the_camera_wrote():
    note = b"Comment\0taken at home"
    text = struct.pack(">I", len(note)) + b"tEXt" + note + b"\0\0\0\0"

    from_png, from_jpeg = portrait_check(png(extra=text)), portrait_check(jpeg())

    assert b"taken at home" not in from_png.content
    assert b"GPS" not in from_jpeg.content
    assert (from_jpeg.width, from_jpeg.height) == (400, 500)
    assert portrait_check(from_png.content) == from_png
    assert portrait_check(from_jpeg.content) == from_jpeg
