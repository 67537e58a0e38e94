"""Nationalities as a French contract writes them: “de nationalité belge”.

Lists of countries know the name of the country only. The adjective agrees with the feminine
word “nationalité”.

>>> get_adjective("FR"), get_adjective("ci"), get_adjective("XX")
('française', 'ivoirienne', '')
"""

import csv
from pathlib import Path

with open(Path(__file__).with_suffix(".csv"), encoding="utf-8") as table:
    ADJECTIVES = {row["code"]: row["adjective"] for row in csv.DictReader(table)}


def get_adjective(country_code: str) -> str:
    """Return the French adjective of a country, feminine; empty for one that is not known.

    :param str country_code: two letters
    """
    return ADJECTIVES.get((country_code or "").upper(), "")


def get_spellings(country_code: str) -> set[str]:
    """Return how the nationality of a country is written: feminine, and masculine.

    >>> sorted(get_spellings("IT")), sorted(get_spellings("GR")), sorted(get_spellings("FR"))
    (['italien', 'italienne'], ['grec', 'grecque'], ['français', 'française'])
    >>> get_spellings("XX")
    set()
    """
    adjective = get_adjective(country_code)
    if not adjective:
        return set()
    for feminine, masculine in (("nne", "n"), ("cque", "c"), ("rque", "rc"), ("e", "")):
        if adjective.endswith(feminine):
            return {adjective, adjective.removesuffix(feminine) + masculine}
    return {adjective}
