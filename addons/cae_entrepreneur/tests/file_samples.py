"""Small real files, and numbers of banks that do not exist."""

import base64
import io
import zipfile

from reportlab.pdfgen.canvas import Canvas

IBAN = "FR76 3000 6000 0112 3456 7890 189"
OTHER_IBAN = "DE89 3704 0044 0532 0130 00"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def make_pdf(text="A diploma"):
    """Return a PDF of one page."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(100, 700, text)
    canvas.save()
    return stream.getvalue()


def make_zip(**files):
    """Return a zip archive with these files; `__` in a name stands for a slash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()
