"""A job description in a file: read in the browser, or refused with a sentence."""

import base64
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WORD = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
WORD_PARAGRAPHS = (
    "<w:p><w:r><w:t>Product Manager</w:t></w:r></w:p>"
    "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Must know </w:t></w:r>"
    "<w:r><w:t>R&amp;D</w:t><w:tab/><w:t>well</w:t></w:r></w:p>"
)
REFUSED = {
    "job.pdf": (b"%PDF-1.7\n...", "A PDF cannot be read here."),
    "job.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "An old Word file cannot be read here."),
    "job.rtf": (b"{\\rtf1 Product Manager}", "An RTF file cannot be read here."),
    "job.png": (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a text file."),
    "other.docx": (b"PK\x03\x04 and no more", "could not be read as a Word document"),
    "empty.txt": (b" \n", "There is no text in this file."),
}


def docx(method: int) -> bytes:
    """Return a Word document of two paragraphs, the second an item of a list."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{WORD}{WORD_PARAGRAPHS}</w:body></w:document>")
    return packed.getvalue()


def test_it_reads_text_and_word_in_the_browser_and_refuses_other_files_in_words(page: Page) -> None:
    page.goto("/fit-check/")
    box, said = page.get_by_label("Job description"), page.locator("[data-file-said]")
    choose = page.locator("[data-file-input]")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))

    for name, content, text in (
        ("job.docx", docx(zipfile.ZIP_DEFLATED), "Product Manager\n• Must know R&D\twell"),
        ("plain.docx", docx(zipfile.ZIP_STORED), "Product Manager\n• Must know R&D\twell"),
        ("utf8.txt", "\ufeffCafé — manager".encode(), "Café — manager"),
        ("utf16.txt", "Café manager".encode("utf-16"), "Café manager"),
        ("latin.txt", "Café “manager”".encode("cp1252"), "Café “manager”"),
    ):
        choose.set_input_files({"name": name, "mimeType": "", "buffer": content})
        expect(said).to_contain_text(f"The text of {name} is in the box.")
        expect(box).to_have_value(text)
    expect(box).to_be_focused()

    for name, (content, sentence) in REFUSED.items():
        choose.set_input_files({"name": name, "mimeType": "", "buffer": content})
        expect(said).to_contain_text(sentence)
    expect(box).to_have_value("Café “manager”")
    assert "POST" not in sent


def test_a_file_is_dropped_on_the_box_and_chosen_by_keyboard(page: Page) -> None:
    page.on("filechooser", lambda _: None)  # from now on no dialog opens, however soon the key is pressed
    page.goto("/fit-check/")
    box = page.get_by_label("Job description")
    box.fill("What stood here")
    drop = (
        "(box, data) => { const files = new DataTransfer();"
        " files.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], 'job.docx'));"
        " return box.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true })); }"
    )

    goes_on = box.evaluate(drop, base64.b64encode(docx(zipfile.ZIP_DEFLATED)).decode())

    assert goes_on is False  # the browser does not leave the page for the file
    expect(box).to_have_value("Product Manager\n• Must know R&D\twell")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("What stood here")
    page.get_by_role("button", name="Read it from a file").focus()
    with page.expect_file_chooser():
        page.keyboard.press("Enter")


def test_it_says_what_to_do_with_a_file_where_no_script_runs(quiet: Callable[[], Page]) -> None:
    tab = quiet()

    tab.goto("/fit-check/")

    expect(tab.locator("noscript p")).to_have_text(re.compile("Open the file, copy its text"))
    expect(tab.locator("noscript p")).to_be_visible()
    expect(tab.get_by_role("button", name="Read it from a file")).to_be_hidden()
