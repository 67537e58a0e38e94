"""Texts as people mean them, however they spell them."""

import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


def fold(text):
    """Return a text in small letters, without accents: what all its spellings share.

    >>> fold("Durée"), fold("ŒUVRE d'Été"), fold(None)
    ('duree', "oeuvre d'ete", '')
    """
    letters = unicodedata.normalize("NFKD", (text or "").translate(LIGATURES))
    return "".join(char for char in letters if not unicodedata.combining(char)).casefold()
