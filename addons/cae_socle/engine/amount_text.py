"""Amounts as people and programs write them, read into Decimals.

>>> read_amount("1 234,50", ",")
Decimal('1234.50')
>>> read_amount("1'234.5", ".")
Decimal('1234.5')
>>> read_amount("(12.00)", "."), read_amount("12,00-", ",")
(Decimal('-12.00'), Decimal('-12.00'))
>>> read_amount(" ", ".")
Decimal('0')
>>> read_amount("12O.50", ".")  # doctest: +IGNORE_EXCEPTION_DETAIL
Traceback (most recent call last):
...
AmountError: letters
"""

import re
from collections.abc import Iterable
from decimal import Decimal

SPACES = dict.fromkeys(map(ord, " \t\u00a0\u1680\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff"))
APOSTROPHES = dict.fromkeys(map(ord, "'\u2019\u02bc"))
MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\u2014"), "-")
CLEAN = SPACES | APOSTROPHES | MINUS
CURRENCY = re.compile(r"^(?:€|eur)|(?:€|eur)$", re.IGNORECASE)
PLAIN = re.compile(r"[0-9]*(?:[.,][0-9]*)*")
# digits, or thousands with the same mark between them
GROUPS = re.compile(r"[0-9]*|[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*")
MAX_INTEGER_DIGITS = 12


class AmountError(ValueError):
    """Why a text is no amount: `reason` is letters, digits, decimals, ambiguous or size."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def _bare(text):
    """Return (sign, digits and marks) of an amount; raise AmountError on anything else."""
    text = CURRENCY.sub("", text.translate(CLEAN))
    sign = 1
    if text.startswith("(") and text.endswith(")") and len(text) > 2:
        sign, text = -1, text[1:-1]
    if text[:1] in ("-", "+"):
        sign, text = sign * (-1 if text[0] == "-" else 1), text[1:]
    elif text[-1:] in ("-", "+"):
        sign, text = sign * (-1 if text[-1] == "-" else 1), text[:-1]
    text = CURRENCY.sub("", text)
    if not PLAIN.fullmatch(text) or (text and not any(char.isdigit() for char in text)):
        raise AmountError("letters")
    return sign, text


def find_decimal_mark(texts: Iterable[str]) -> str | None:
    """Return the decimal mark that the amounts of a file agree on: "." or ",", else None.

    Money has at most two decimals, so three digits after a lone mark decide nothing: the
    other amounts of the file do.

    >>> find_decimal_mark(["1,234", "12.5"]), find_decimal_mark(["1.234,00"])
    ('.', ',')
    >>> find_decimal_mark(["1,234", "12"]), find_decimal_mark(["1.5", "1,5"])
    (None, None)
    """
    found = set()
    for text in texts:
        try:
            _sign, bare = _bare(text)
        except AmountError:
            continue
        marks = [char for char in bare if char in ".,"]
        if not marks:
            continue
        last = marks[-1]
        if len(set(marks)) == 2:
            found.add(last)
        elif len(marks) == 1:
            before, after = bare.split(last)
            if len(after) != 3 or before in ("", "0") or len(before) > 3:
                found.add(last)
    return found.pop() if len(found) == 1 else None


def read_amount(text: str, decimal_mark: str | None = None) -> Decimal:
    """Return the amount that a cell holds, 0 for an empty one.

    :param text: the cell, as in the file
    :param decimal_mark: what `find_decimal_mark` says of the whole file
    :raises AmountError: letters, more than two decimals, a mark that may be read both ways

    >>> read_amount("-2792.06", "."), read_amount("1,234", "."), read_amount("1.234.567,8")
    (Decimal('-2792.06'), Decimal('1234'), Decimal('1234567.8'))
    >>> read_amount("1.500", ",") == read_amount("1,500.00 €", ".") == 1500
    True
    >>> read_amount("12.345", ".")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    AmountError: decimals
    """
    sign, bare = _bare(text)
    if not bare:
        return Decimal(0)
    whole, decimals = bare, ""
    marks = [char for char in bare if char in ".,"]
    if marks:
        last = marks[-1]
        head, _mark, tail = bare.rpartition(last)
        is_decimal = (
            len(set(marks)) == 2 or last == decimal_mark or (len(marks) == 1 and len(tail) != 3)
        )
        if is_decimal:
            whole, decimals = head, tail
        if not GROUPS.fullmatch(whole) or (is_decimal and last in whole):
            raise AmountError("ambiguous")
        whole = re.sub("[.,]", "", whole)
    kept = decimals.rstrip("0")
    if len(kept) > 2:
        raise AmountError("decimals")
    if len(whole.lstrip("0")) > MAX_INTEGER_DIGITS:
        raise AmountError("size")
    if len(decimals) > 2:
        decimals = kept.ljust(2, "0")
    amount = Decimal(f"{whole or 0}.{decimals}" if decimals else whole or "0")
    return -amount if sign < 0 and amount else amount


def read_typed_number(text: str, decimal_mark: str) -> Decimal:
    """Return the number that a person typed, who may use the point where others have a comma.

    :param text: what was typed
    :param decimal_mark: of the person's language
    :raises AmountError: as `read_amount`, for what holds no digit, and for three decimals, zeros
        or not: the mark may have been that of thousands

    >>> read_typed_number("12,5", ","), read_typed_number("1 234.50", ",")
    (Decimal('12.5'), Decimal('1234.50'))
    >>> read_typed_number("1,900", "."), read_typed_number("1,900.5", ".")
    (Decimal('1900'), Decimal('1900.5'))
    >>> for text in ("", "-", "nan", "0.125", "1.900", "1,900"):
    ...     try:
    ...         read_typed_number(text, ",")
    ...     except AmountError as error:
    ...         print(error)
    digits
    digits
    letters
    decimals
    decimals
    decimals
    """
    if not any(char.isalnum() for char in text):
        raise AmountError("digits")
    mark = "." if decimal_mark == "," and "," not in text else decimal_mark
    amount = read_amount(text, mark)
    _head, found, decimals = text.rpartition(mark)
    if found and sum(char.isdigit() for char in decimals) > 2:
        raise AmountError("decimals")
    return amount
