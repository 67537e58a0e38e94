"""Papers that are handed over with a document, bound behind it."""

import io

from pypdf import PdfReader, PdfWriter


def is_readable(content):
    """Tell whether a file is a PDF whose pages can be bound behind others.

    >>> is_readable(b"Statutes")
    False
    """
    try:
        bound = append(content, [content])
        return len(PdfReader(io.BytesIO(bound)).pages) > 1
    except Exception:  # whatever a file can be broken by: it is not bound behind a contract
        return False


def append(content, papers):
    """Return a PDF with the pages of others behind it (bytes); itself when there is none.

    :param bytes content: the document
    :param list papers: PDFs (bytes)

    >>> append(b"as it is", [])
    b'as it is'
    """
    if not papers:
        return content
    writer = PdfWriter()
    for paper in (content, *papers):
        writer.append(io.BytesIO(paper), import_outline=False)
    bound = io.BytesIO()
    writer.write(bound)
    return bound.getvalue()
