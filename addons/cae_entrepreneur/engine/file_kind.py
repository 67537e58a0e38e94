"""What a file really is, from its content: the name a person gives it proves nothing.

Odoo's `guess_mimetype` says what the libmagic of the machine says: a PDF with something else
before it, any archive with a folder `word` are taken, and not the same on each machine.
"""

import io
import zipfile

SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
)
# A file inside the zip that every document of this kind has.
OFFICE = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
)
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
ENDINGS = {"jpeg": "jpg"}
MIMETYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def find_kind(content):
    """Return the kind of a file from its content: a key of MIMETYPES, or None.

    :param bytes content: the whole file

    >>> find_kind(b"%PDF-1.7 ...")
    'pdf'
    >>> find_kind(b"<html><script>alert(1)</script>") is None
    True
    >>> find_kind(b"PK\\x03\\x04 no archive at all") is None
    True
    """
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _find_kind_of_archive(content)
    return None


def _find_kind_of_archive(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return OPEN_DOCUMENT.get(archive.read("mimetype").strip())
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        return None
    for name, kind in OFFICE:
        if name in names:
            return kind
    return None


def matches_name(kind, name):
    """Tell whether the ending of a file's name is that of its kind.

    >>> matches_name("jpg", "Photo.JPEG"), matches_name("pdf", "invoice.pdf.exe")
    (True, False)
    """
    ending = (name or "").rpartition(".")[2].lower()
    return ENDINGS.get(ending, ending) == kind
