"""Page numbers and the cooperative's identity, stamped on a PDF that is already made.

wkhtmltopdf prints footers only when it is built with a patched Qt, and Debian's is not:
what the law wants on a document cannot depend on that. So the footer is drawn afterwards.
"""

import io
from pathlib import Path

import reportlab
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

# It comes with reportlab, is embedded in the file, and knows the accents and the euro.
FONT = "Vera"
SIZE = 7
LEADING = 9
MM = 72 / 25.4
SIDE = 12 * MM
BASE = 8 * MM
MAX_LINES = 3
GREY = 0.25


def stamp(content, identity, page_label):
    """Return the PDF with a footer on each page.

    :param bytes content: a PDF whose pages leave 22 mm free at the bottom
    :param str identity: the cooperative's identity; over several lines when long
    :param page_label: function of (page, number of pages) that gives the text on the right
    :return: bytes
    """
    register_font(FONT)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    count = len(writer.pages)
    for number, page in enumerate(writer.pages, start=1):
        width = float(page.mediabox.width)
        footer = _draw(width, float(page.mediabox.height), identity, page_label(number, count))
        page.merge_page(PdfReader(io.BytesIO(footer)).pages[0])
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _draw(width, height, identity, label):
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height))
    canvas.setFont(FONT, SIZE)
    canvas.setFillGray(GREY)
    canvas.setStrokeGray(0.7)
    label = make_printable(label)
    room = width - 2 * SIDE - pdfmetrics.stringWidth(label, FONT, SIZE) - 6 * MM
    lines = simpleSplit(make_printable(identity), FONT, SIZE, room)[:MAX_LINES]
    top = BASE + LEADING * (max(len(lines), 1) - 1)
    canvas.line(SIDE, top + LEADING + 1, width - SIDE, top + LEADING + 1)
    for index, line in enumerate(lines):
        canvas.drawString(SIDE, top - LEADING * index, line)
    canvas.drawRightString(width - SIDE, BASE, label)
    canvas.save()
    return buffer.getvalue()


def register_font(name):
    """Make a font known that comes with reportlab."""
    if name not in pdfmetrics.getRegisteredFontNames():
        path = Path(reportlab.__file__).parent / "fonts" / f"{name}.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))


def make_printable(text):
    """Return a text whose letters these fonts have."""
    # the narrow space of French numbers is in few fonts
    return text.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}")
