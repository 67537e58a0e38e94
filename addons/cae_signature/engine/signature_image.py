"""The picture of a signature, as a stranger's browser sends it: trust nothing of it."""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

MAX_BYTES = 500_000
MAX_PIXELS = 6_000_000
MAX_PRINTED = (1200, 600)
# How far from white ink is, and how many such pixels make a stroke rather than a slip.
INK = 32
# Of a name that is written, in pixels.
FONT_SIZE = 72
MARGIN = 12
MIN_INK = 40


class ImageError(ValueError):
    """A picture that is no signature; ``reason``: missing, large, garbage or empty."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def clean(encoded):
    """Return a posted signature as a PNG made anew: its pixels, and nothing else.

    :param str|bytes encoded: PNG in base64
    :raise ImageError: see there
    :return: bytes

    >>> clean("")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    cae_signature.engine.signature_image.ImageError: missing
    >>> clean("A" * 700_000)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    cae_signature.engine.signature_image.ImageError: large
    >>> clean("bm90IGEgcGljdHVyZQ==")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    cae_signature.engine.signature_image.ImageError: garbage
    """
    if not encoded or not isinstance(encoded, str | bytes):
        raise ImageError("missing")
    if len(encoded) * 3 // 4 > MAX_BYTES:
        raise ImageError("large")
    try:
        content = base64.b64decode(encoded, validate=True)
        picture = Image.open(io.BytesIO(content), formats=["PNG"])
        # the header alone is read so far: a bomb does not go off
        if picture.width * picture.height > MAX_PIXELS:
            raise ImageError("large")
        picture = picture.convert("RGBA")
        if _count_ink(picture) < MIN_INK:
            raise ImageError("empty")
        picture.thumbnail(MAX_PRINTED)
        result = io.BytesIO()
        picture.save(result, "PNG", optimize=True)
    except ImageError:
        raise
    except Exception as error:  # whatever the library stumbles over in a stranger's file
        raise ImageError("garbage") from error
    return result.getvalue()


def write(name, font_path):
    """Return a name written by hand on nothing, as wide as it is (PNG, bytes).

    :param str name: of who signs
    :param str font_path: of a font that looks like handwriting
    """
    font = ImageFont.truetype(font_path, FONT_SIZE)
    left, top, right, bottom = font.getbbox(name)
    picture = Image.new("RGBA", (right - left + 2 * MARGIN, bottom - top + 2 * MARGIN))
    ImageDraw.Draw(picture).text((MARGIN - left, MARGIN - top), name, font=font, fill="black")
    result = io.BytesIO()
    picture.save(result, "PNG")
    return result.getvalue()


def _count_ink(picture):
    """How many pixels are neither transparent nor white."""
    paper = Image.new("RGBA", picture.size, "white")
    grey = Image.alpha_composite(paper, picture).convert("L")
    return sum(grey.histogram()[: 256 - INK])
