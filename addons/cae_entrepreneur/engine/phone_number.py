"""One number, however it is written: 06 12 34 56 78, +33 6.12.34.56.78, 0033612345678."""

import re

PHONE = re.compile(r"^[+\d][\d\s./()\-\u00a0]*$")
# What may stand before the digits that all the ways of writing a French number share.
PREFIX = re.compile(r"^(?:\+33|0033)?(?:\(0\)|0)?")
LEAST_DIGITS = 4


def find_common_digits(text):
    """Return the digits that every way of writing this number has, or "" when it is none.

    Too few digits (less than four) are no number: they would find everybody.

    >>> [find_common_digits(number) for number in ("06 12 34 56 78", "+33 (0)6-12-34-56-78")]
    ['612345678', '612345678']
    >>> find_common_digits("34.56")
    '3456'
    >>> find_common_digits("Rue 12"), find_common_digits("12")
    ('', '')
    """
    text = (text or "").strip()
    if not PHONE.match(text):
        return ""
    compact = re.sub(r"[\s./\-\u00a0]", "", text)
    digits = re.sub(r"\D", "", PREFIX.sub("", compact))
    return digits if len(digits) >= LEAST_DIGITS else ""
