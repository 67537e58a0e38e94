"""The first day of a month, as French writes it."""

import re

FIRST = re.compile(
    r"\b1 (?=(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    r"|décembre)\b)"
)


def write_first(text):
    """Return a day in words with “1er” for the first of the month: CLDR does not know it.

    What is not French stays as it is.

    >>> write_first("mardi 1 décembre 2026, 10:00")
    'mardi 1er décembre 2026, 10:00'
    >>> write_first("lundi 21 mars"), write_first("Tuesday 1 March")
    ('lundi 21 mars', 'Tuesday 1 March')
    """
    return FIRST.sub("1er ", text)
