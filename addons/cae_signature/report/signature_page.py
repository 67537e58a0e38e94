"""The page of proof at the end of a signed document, drawn without any help from outside."""

import io
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from odoo.addons.cae_socle.report.page_footer import MM, make_printable, register_font

INK = HexColor("#1f2937")
QUIET = HexColor("#4b5563")
LINE = HexColor("#d1d5db")
LABEL_WIDTH = 52 * MM
SIGNATURE_BOX = (70 * MM, 26 * MM)

BODY = ParagraphStyle("body", fontName="Vera", fontSize=8.5, leading=12, textColor=INK)
LABEL = ParagraphStyle("label", BODY, textColor=QUIET)
TITLE = ParagraphStyle("title", BODY, fontName="VeraBd", fontSize=15, leading=20, spaceAfter=6)
HEADING = ParagraphStyle(
    "heading", BODY, fontName="VeraBd", fontSize=10.5, leading=14, spaceBefore=12, spaceAfter=4
)
CODE = ParagraphStyle("code", BODY, fontName="Courier", fontSize=8, leading=11, splitLongWords=1)
NOTE = ParagraphStyle("note", BODY, textColor=QUIET, spaceBefore=4)


class Code(str):
    """A value to compare letter by letter: a fingerprint, an address."""


def draw(title, intro, sections, notes):
    """Return the page (bytes, PDF).

    :param str title: of the page
    :param str intro: one paragraph below it
    :param list sections: of (heading, rows, image): rows are (label, value), empty values
        are left out; the image is a PNG (bytes) or None
    :param list notes: paragraphs at the end
    """
    for name in ("Vera", "VeraBd"):
        register_font(name)
    story = [Paragraph(_text(title), TITLE), Paragraph(_text(intro), BODY)]
    for heading, rows, image in sections:
        block = [Paragraph(_text(heading), HEADING), _draw_rows(rows)]
        if image:
            block += [Spacer(1, 2 * MM), _draw_image(image)]
        story.append(KeepTogether(block))
    story.append(Spacer(1, 4 * MM))
    story += [Paragraph(_text(note), NOTE) for note in notes]
    result = io.BytesIO()
    SimpleDocTemplate(
        result,
        pagesize=A4,
        title=title,
        leftMargin=12 * MM,
        rightMargin=12 * MM,
        topMargin=14 * MM,
        bottomMargin=22 * MM,  # room for the footer, as on the other pages
    ).build(story)
    return result.getvalue()


def _draw_rows(rows):
    cells = [
        [
            Paragraph(_text(label), LABEL),
            Paragraph(_text(value), CODE if isinstance(value, Code) else BODY),
        ]
        for label, value in rows
        if value
    ]
    table = Table(cells, colWidths=[LABEL_WIDTH, A4[0] - 24 * MM - LABEL_WIDTH], hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
            ]
        )
    )
    return table


def _draw_image(content):
    image = Image(io.BytesIO(content), hAlign="LEFT")
    image._restrictSize(*SIGNATURE_BOX)
    return image


def _text(text):
    return escape(make_printable(str(text)))
