"""What can stand in a field of a person's file, and what nobody means.

The bounds are wide: they keep out what a slip of the keyboard, or somebody who tries, would
write, and what no calendar, spreadsheet or database could go on with.
"""

import base64
import binascii
import io
import math
import re
import warnings
from datetime import date

from PIL import Image, UnidentifiedImageError

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
LARGEST_NUMBER = 10**12
LARGEST_INTEGER = 10**9
LARGEST_ID = 2**31 - 1
# bytes by type of field: an index of the database holds 2704; a page holds pictures, too
LONGEST = {"char": 2000, "text": 10**6, "html": 2 * 10**7}
MOST_PIXELS = 50_000_000
# the largest number by what the name of its field counts
LARGEST = {
    "years": 200,
    "months": 2400,
    "weeks": 10_000,
    "days": 73_000,
    "hours": 100_000,
    "duration": 100_000,
    "minutes": 100_000,
    "count": 10**6,
}
# What one does not see in a text: NUL and its like, halves of a character, which no database
# keeps, and the marks that turn the direction of what follows, with which a name or a file
# reads as another one. Tabs, ends of lines, and what joins emojis stay.
UNSEEN = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufeff]"
)
SCRIPTS = ("javascript:", "vbscript:", "data:")


class Implausible(ValueError):
    """What is wrong with a value: ``reason``, and the least and the most, or the value."""

    def __init__(self, reason, *bounds):
        super().__init__(reason)
        self.reason = reason
        self.bounds = bounds


def clean_text(text, longest=LONGEST["text"]):
    """Return a text without the characters that one does not see.

    >>> clean_text("a\\0b\\u202ec"), clean_text("Zoé\\tR.\\n")
    ('abc', 'Zoé\\tR.\\n')
    >>> clean_text("é" * 1500, LONGEST["char"])
    Traceback (most recent call last):
    ...
    odoo.addons.cae_socle.engine.plausible.Implausible: long
    """
    text = UNSEEN.sub("", text)
    if len(text.encode()) > longest:
        raise Implausible("long", 0, longest)
    return text


def clean_sent(sent):
    """Return what a request sends, without such characters in its texts, however deep.

    >>> clean_sent({"a\\0": ["b\\0c", ("\\u202e", 1)]})
    {'a': ['bc', ('', 1)]}
    """
    if isinstance(sent, str):
        return UNSEEN.sub("", sent)
    if isinstance(sent, dict):
        return {clean_sent(name): clean_sent(value) for name, value in sent.items()}
    if isinstance(sent, list | tuple):
        return type(sent)(map(clean_sent, sent))
    return sent


def check_address(text):
    """Raise when an address on the web would run a script instead of leading somewhere.

    >>> check_address("https://example.org")
    >>> check_address(" JavaScript:alert(1)")
    Traceback (most recent call last):
    ...
    odoo.addons.cae_socle.engine.plausible.Implausible: address
    """
    if "".join(text.split()).lower().startswith(SCRIPTS):
        raise Implausible("address", text[:80])


def check_day(day):
    """Raise when a day (date, datetime or their text) is none of our time.

    >>> check_day("2026-02-28 10:00:00")
    >>> check_day("9999-12-31")
    Traceback (most recent call last):
    ...
    odoo.addons.cae_socle.engine.plausible.Implausible: range
    """
    try:
        day = date.fromisoformat(str(day)[:10])
    except ValueError:
        raise Implausible("day") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Implausible("range", FIRST_DAY, LAST_DAY)


def get_bounds(name, is_whole):
    """Return (least, most) of a number, from the name of its field.

    >>> get_bounds("reminder_days", True), get_bounds("year_from", True)
    ((0, 73000), (1900, 2200))
    >>> get_bounds("sequence", True), get_bounds("amount", False)
    ((-1000000000, 1000000000), (-1000000000000, 1000000000000))
    """
    words = set(name.split("_"))
    if is_whole and "year" in words:
        return FIRST_DAY.year, LAST_DAY.year
    for word in words & LARGEST.keys():
        return 0, LARGEST[word]
    if not is_whole:
        return -LARGEST_NUMBER, LARGEST_NUMBER
    return (-LARGEST_INTEGER if name == "sequence" else 0), LARGEST_INTEGER


def check_number(number, name, is_whole):
    """Raise when a number is none, or not one that its field can mean.

    >>> check_number(12.5, "hours", False)
    >>> check_number(float("inf"), "amount", False)
    Traceback (most recent call last):
    ...
    odoo.addons.cae_socle.engine.plausible.Implausible: number
    """
    try:
        is_number = math.isfinite(float(number))
    except (TypeError, ValueError, OverflowError):
        is_number = False
    if not is_number:
        raise Implausible("number")
    least, most = get_bounds(name, is_whole)
    if not least <= float(number) <= most:
        raise Implausible("range", least, most)


def check_file(content):
    """Raise when base64 is none, or a picture too large to be opened.

    >>> check_file(base64.b64encode(b"P6 is how some pictures begin"))
    >>> check_file("====")
    Traceback (most recent call last):
    ...
    odoo.addons.cae_socle.engine.plausible.Implausible: file
    """
    try:
        data = base64.b64decode(content, validate=False)
    except (binascii.Error, TypeError, ValueError):
        raise Implausible("file") from None
    if content and not data:
        raise Implausible("file")
    with warnings.catch_warnings():
        # the size is read from the head of the file, nothing is unpacked
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            width, height = Image.open(io.BytesIO(data)).size
        except Image.DecompressionBombError:
            raise Implausible("picture") from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            return  # no picture
    if width * height > MOST_PIXELS:
        raise Implausible("picture")
