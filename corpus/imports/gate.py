"""What a spreadsheet must pass before any parser sees it: its size, its kind, what a zip unfolds to.

Limits on zips follow what real workbooks measure: 200 rows are 60 KB of XML at a ratio under 10, a bomb has 1000.
"""

import re
import zipfile
from io import BytesIO

UNFOLDED_LIMIT = 20_000_000  # bytes of all members together
RATIO_LIMIT = 100
MEMBERS_LIMIT = 200
_RATIO_FLOOR = 100_000  # bytes: small members of blanks may well shrink a hundredfold

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|table|head|body|meta|script)\b", re.IGNORECASE)
_DECLARATIONS = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le"))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")

_OTHERS = {
    "content.xml": "This is an OpenDocument file (.ods): save it as .xlsx or .csv and upload that.",
    "Index/Document.iwa": "This is a Numbers file: export it as .xlsx or .csv and upload that.",
    "xl/workbook.bin": "This is a binary workbook (.xlsb): save it as .xlsx and upload that.",
    "word/document.xml": "This is a Word document: copy the table into a spreadsheet and upload that.",
}


class UnableToImport(Exception):
    """The file cannot be used at all; the message is one sentence for the owner."""


def kind_of(content: bytes, *, max_bytes: int) -> str:
    """Return `xlsx` or `csv`. Raises UnableToImport for anything else, without unfolding it."""
    if not content.strip():
        raise UnableToImport("The file is empty.")
    if len(content) > max_bytes:
        raise UnableToImport(f"The file is {len(content) / 1e6:.1f} MB; the limit is {max_bytes / 1e6:.1f} MB.")
    if content.startswith(_ZIP):
        _zip_check(content)
        return "xlsx"
    _text_check(content)
    return "csv"


def _text_check(content: bytes) -> None:
    if content.startswith(_OLE):
        raise UnableToImport("This is an old .xls workbook or one with a password: save it as .xlsx without one.")
    if content.startswith(_PDF):
        raise UnableToImport("This is a PDF, not a spreadsheet: export the table as .xlsx or .csv.")
    opening = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if opening.startswith(b"<") and _HTML.search(opening):
        raise UnableToImport("This is an HTML page, not a workbook: open it and save it as .xlsx or .csv.")
    is_utf16 = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if not is_utf16 and len(_CONTROL.findall(content[:4096])) > 8:
        raise UnableToImport("This is not a spreadsheet: choose an .xlsx or a .csv file.")


def _zip_check(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _members_check(archive.infolist())
            _declarations_check(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise UnableToImport("The workbook is damaged: open it, save it again and upload the new file.") from error


def _members_check(members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    for name, sentence in _OTHERS.items():
        if name in names:
            raise UnableToImport(sentence)
    if "xl/workbook.xml" not in names:
        raise UnableToImport("This is a zip file, not an .xlsx workbook.")
    if any(each.endswith("vbaProject.bin") for each in names):
        raise UnableToImport("The workbook contains macros: save it as .xlsx without them.")
    if len(members) > MEMBERS_LIMIT or sum(member.file_size for member in members) > UNFOLDED_LIMIT:
        raise UnableToImport(f"Uncompressed, the workbook exceeds the limit of {UNFOLDED_LIMIT // 1_000_000} MB.")
    for member in members:
        if member.file_size > max(_RATIO_FLOOR, RATIO_LIMIT * member.compress_size):
            raise UnableToImport("The workbook was not read: it is compressed as tightly as a zip bomb.")


def _declarations_check(archive: zipfile.ZipFile) -> None:
    """Refuse document type declarations: spreadsheets have none, and entities are how XML is turned into a bomb.

    A member that lies about its size stops here: zipfile reads no further than the size the directory states.
    """
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            content = archive.read(name)
            if any(word in content for word in _DECLARATIONS):
                raise UnableToImport("The workbook was not read: it declares XML entities, which no spreadsheet needs.")
