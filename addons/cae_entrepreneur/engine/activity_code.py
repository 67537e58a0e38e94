"""A short code for an activity, from its name."""

import re

from odoo.addons.cae_socle.engine.folding import fold

LENGTH = 4
# Words that begin the name of many a business, and tell it from none.
EMPTY_WORDS = (
    *("LE", "LA", "LES", "L", "UN", "UNE", "DES", "DU", "DE", "D", "AU", "AUX", "ET"),
    *("THE", "A", "AN", "OF", "AND"),
)


def shorten(name):
    """Return the first letters of a name in capitals, small words left out.

    >>> shorten("Les mots de Zoé")
    'MOTS'
    >>> shorten("L'écho")
    'ECHO'
    >>> shorten("Le 7")
    '7'
    >>> shorten("Le")
    'LE'
    >>> shorten("…")
    ''
    """
    words = re.findall(r"[A-Z0-9]+", fold(name).upper())
    return "".join([word for word in words if word not in EMPTY_WORDS] or words)[:LENGTH]


def choose(start, taken):
    """Return a code that is not taken: the start itself, or with the first free number.

    >>> choose("MOTS", {"BOIS"})
    'MOTS'
    >>> choose("MOTS", {"MOTS", "MOTS2"})
    'MOTS3'
    """
    code, number = start, 1
    while code in taken:
        number += 1
        code = f"{start}{number}"
    return code
