"""Dates, telephone numbers and the like as people and Excel write them, read into values.

>>> read_date("31/12/2026"), read_date("2026-12-31"), read_date("2026-12-31 00:00:00")
(datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), datetime.date(2026, 12, 31))
>>> read_phone("612345678"), read_postcode("1000")
('06 12 34 56 78', '01000')
"""

import difflib
import re
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import get_month_names

from .amount_text import AmountError, read_amount
from .folding import fold

MONTHS = {
    fold(name): number
    for language in ("fr", "en")
    for number, name in get_month_names(locale=language).items()
}
YEARS = (1900, 2100)
EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_DAYS = (10_000, 75_000)  # from 1927 to 2105
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?)?")
DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})(?: 0{1,2}:00(?::00)?)?")
IN_WORDS = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+) (\d{4})")
EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\".]+(?:\.[^@\s,;<>()\".]+)+")
HOURS = re.compile(r"(\d{1,3}) ?h ?(\d{1,2})?", re.IGNORECASE)
# What Excel and LibreOffice show where there is no value, in English and in French.
ERROR = re.compile(
    r"#(REF|DIV/0|NUM|NOMBRE|NULL?|VALUE|VALEUR|SPILL|CALC)\s?!( .*)?|#(NAME|NOM)\s?\?|#N/[AD]"
    r"|Err\s?:\s?\d{3}",
    re.IGNORECASE | re.DOTALL,
)
YES = {"oui", "o", "yes", "y", "x", "1", "vrai", "true"}
NO = {"non", "n", "no", "0", "faux", "false"}


class CellError(ValueError):
    """Why a text is no such value.

    :param str reason: names the sentence
    :param str nearest: what may have been meant, if that can be guessed
    """

    def __init__(self, reason, nearest=""):
        super().__init__(reason)
        self.reason = reason
        self.nearest = nearest


def is_error(text: str) -> bool:
    """Tell whether a cell holds the error of a formula instead of a value.

    >>> [is_error(text) for text in ("#REF!", "#N/A", "#NOM ?", "Err:508", make_error("abc"))]
    [True, True, True, True, True]
    >>> is_error("#12"), is_error("#Nom de rue"), is_error("Erreur")
    (False, False, False)
    """
    return bool(ERROR.fullmatch(text))


def make_error(value) -> str:
    """Return how a cell reads whose value the spreadsheet itself could not understand."""
    return f"#VALUE! {value}".strip()


def simplify(text: str) -> str:
    """Return the letters and figures of a text, without accents or capitals.

    >>> simplify("Prénom *"), simplify("Œuvre  d'Été")
    ('prenom', 'oeuvredete')
    """
    return "".join(char for char in fold(text) if char.isalnum())


def find_nearest(text: str, choices, cutoff=0.6) -> str:
    """Return the choice that looks most like a text, "" when none does.

    >>> find_nearest("Rive gauche", ["Rive Gauche ", "Colline"]), find_nearest("x", ["Nord"])
    ('Rive Gauche ', '')
    """
    by_word = {simplify(choice): choice for choice in choices}
    near = difflib.get_close_matches(simplify(text), by_word, n=1, cutoff=cutoff)
    return by_word[near[0]] if near else ""


def read_date(text: str) -> date:
    """Return the day that a cell holds: day first, ISO, in words, or an Excel number.

    :raises CellError: date_unknown, date_absent (no such day), date_order (month first),
        date_year (two figures, or out of reach)

    >>> read_date("1er mars 2026"), read_date("46387"), read_date("1.3.2026")
    (datetime.date(2026, 3, 1), datetime.date(2026, 12, 31), datetime.date(2026, 3, 1))
    >>> read_date("12/31/2026")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    CellError: date_order
    """
    if found := ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        if len(year) == 2:
            raise CellError("date_year", _make_date_text(day, month, f"20{year}"))
    elif re.fullmatch(r"\d{5}", text) and EXCEL_DAYS[0] <= int(text) <= EXCEL_DAYS[1]:
        return EXCEL_DAY_ZERO + timedelta(int(text))
    else:
        found = IN_WORDS.fullmatch(" ".join(fold(text).split()))
        month = found and MONTHS.get(found[2])
        if not month:
            raise CellError("date_unknown")
        day, year = found[1], found[3]
    if not YEARS[0] <= int(year) < YEARS[1]:
        raise CellError("date_year")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        swapped = _make_date_text(month, day, year)
        raise CellError("date_order" if swapped else "date_absent", swapped) from None


def _make_date_text(day, month, year):
    """Return the date as it should be written, "" when there is no such day."""
    try:
        return date(int(year), int(month), int(day)).strftime("%d/%m/%Y")
    except ValueError:
        return ""


def read_phone(text: str) -> str:
    """Return a telephone number; a French one as 06 12 34 56 78, its zero given back.

    :raises CellError: phone, phone_several

    >>> read_phone("+33612345678"), read_phone("06.12.34.56.78"), read_phone("+32 2 123 45 67")
    ('06 12 34 56 78', '06 12 34 56 78', '+32 2 123 45 67')
    """
    bare = re.sub(r"[\s.\-()\u00a0\u202f]", "", text.replace("(0)", ""))
    french = re.fullmatch(r"(?:\+33|0033|33|0)?([1-9]\d{8})", bare)
    if french:
        digits = f"0{french[1]}"
        return " ".join(digits[place : place + 2] for place in range(0, 10, 2))
    if re.fullmatch(r"\+\d{7,15}|00\d{8,15}", bare):
        return " ".join(text.split())
    if re.search(r"\d{6}\D*[/;,&]|[/;,&]\D*\d{6}", bare):
        raise CellError("phone_several")
    raise CellError("phone")


def same_phone(one: str, other: str) -> bool:
    """Tell whether two texts are the same number.

    >>> same_phone("+33 6 12 34 56 78", "06 12 34 56 78"), same_phone("", "06 12 34 56 78")
    (True, False)
    """
    digits = [re.sub(r"\D", "", text)[-9:] for text in (one, other)]
    return digits[0] == digits[1] and len(digits[0]) >= 7


def read_postcode(text: str, is_french=True) -> str:
    """Return a postcode; a French one of five figures, its zero given back.

    :raises CellError: postcode

    >>> read_postcode("1000"), read_postcode("75 011"), read_postcode("B-1000", is_french=False)
    ('01000', '75011', 'B-1000')
    """
    if not is_french:
        return text
    bare = re.sub(r"[\s\u00a0]", "", text)
    if not re.fullmatch(r"\d{4,5}", bare):
        raise CellError("postcode")
    return bare.zfill(5)


def read_email(text: str) -> str:
    """Return an e-mail address in small letters.

    :raises CellError: email, email_several
    """
    bare = text.strip().lower().removeprefix("mailto:")
    if bare.count("@") > 1:
        raise CellError("email_several")
    if not EMAIL.fullmatch(bare):
        raise CellError("email")
    return bare


def read_flag(text: str) -> bool:
    """Return whether a cell says yes.

    :raises CellError: flag

    >>> read_flag("Oui"), read_flag("x"), read_flag("non")
    (True, True, False)
    """
    word = simplify(text)
    if word in YES or word in NO:
        return word in YES
    raise CellError("flag")


def read_number(text: str, decimal_mark: str | None = None) -> Decimal:
    """Return an amount of money, 0 or more.

    :raises CellError: amount_letters, amount_decimals, amount_ambiguous, amount_size, negative
    """
    try:
        amount = read_amount(text, decimal_mark)
    except AmountError as error:
        raise CellError(f"amount_{error.reason}") from error
    if amount < 0:
        raise CellError("negative")
    return amount


def read_hours(text: str, decimal_mark: str | None = None) -> Decimal:
    """Return a number of hours, from a number or from hours and minutes.

    :raises CellError: as read_number

    >>> read_hours("17h30"), read_hours("17,5"), read_hours("35 h")
    (Decimal('17.50'), Decimal('17.5'), Decimal('35.00'))
    """
    if (found := HOURS.fullmatch(text)) and int(found[2] or 0) < 60:
        return (int(found[1]) + Decimal(found[2] or 0) / 60).quantize(Decimal("0.01"))
    return read_number(text, decimal_mark)


def split_list(text: str) -> list[str]:
    """Return the parts of a cell that holds several names.

    >>> split_list("Artisanat ; Numérique"), split_list("a, b"), split_list("")
    (['Artisanat', 'Numérique'], ['a', 'b'], [])
    """
    separator = next((mark for mark in (";", "|", ",") if mark in text), ";")
    return [part for part in (piece.strip() for piece in text.split(separator)) if part]
