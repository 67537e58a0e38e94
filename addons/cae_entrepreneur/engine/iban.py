"""Bank account numbers (ISO 13616): is it one, and how is it shown without giving it away?

Odoo's `base_iban` brings the whole accounting. The module of python-stdnum reads a data file that
Python cannot find when Odoo has loaded the package through its import hooks; its sum is used here.
"""

import re

from stdnum.iso7064 import mod_97_10

# Lengths in the countries where people of a French cooperative have an account (SEPA).
LENGTHS = {
    "AT": 20,
    "BE": 16,
    "CH": 21,
    "DE": 22,
    "ES": 24,
    "FR": 27,
    "GB": 22,
    "IE": 22,
    "IT": 27,
    "LT": 20,
    "LU": 20,
    "MC": 27,
    "NL": 18,
    "PT": 25,
}
# France and those of its territories whose postcodes have five digits; all with French banks.
FRANCE = {"FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"}
FRENCH = FRANCE | {"NC", "PF", "WF"}
SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
# The letters of a French account number count as digits for its own key (RIB).
RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def compact(number):
    """Return a number without the spaces and signs that people put into it.

    >>> compact(" fr76 3000-6000 ")
    'FR7630006000'
    """
    return re.sub(r"[\W_]", "", number or "").upper()


def find_fault(number):
    """Return what is wrong with an IBAN: "shape", "length", "check", or None.

    :param str number: compact

    >>> find_fault("FR7630006000011234567890189") is None
    True
    >>> find_fault("FR7630006000011234567890188")
    'check'
    >>> find_fault("FR763000600001123456789018"), find_fault("30006000011234567890189")
    ('length', 'shape')
    """
    if not SHAPE.fullmatch(number):
        return "shape"
    if len(number) != LENGTHS.get(number[:2], len(number)):
        return "length"
    if not mod_97_10.is_valid(number[4:] + number[:4]) or (
        number[:2] in ("FR", "MC") and not has_valid_key(number)
    ):
        return "check"
    return None


def has_valid_key(number):
    """Tell whether the French key at the end is right.

    >>> has_valid_key("FR7630006000011234567890189"), has_valid_key("FR7630006000011234567890190")
    (True, False)
    """
    bank, branch, account, key = number[4:9], number[9:14], number[14:25], number[25:]
    if not (bank + branch + key).isdigit():
        return False
    account = int(account.translate(RIB_LETTERS))
    return (89 * int(bank) + 15 * int(branch) + 3 * account + int(key)) % 97 == 0


def is_same_country(bic_country, iban_country):
    """Tell whether a bank's BIC and an IBAN go together.

    Banks of Monaco and of the French territories overseas have French account numbers.

    >>> is_same_country("FR", "FR"), is_same_country("RE", "FR"), is_same_country("DE", "FR")
    (True, True, False)
    """
    return bic_country == iban_country or {bic_country, iban_country} <= FRENCH


def mask(number):
    """Return a number of which only both ends are readable, "" for none.

    Enough to recognise one's own account, too little to use it.

    >>> mask("FR76 3000 6000 0112 3456 7890 189")
    'FR76 •••• 0189'
    """
    number = compact(number)
    return f"{number[:4]} •••• {number[-4:]}" if len(number) > 12 else "••••" * bool(number)


def spaced(number):
    """Return a number in groups of four, as banks print it.

    >>> spaced("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
