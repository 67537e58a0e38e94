"""Words as people type them into a search box, whatever the accents and the case."""

import re
import unicodedata

MOST_WORDS = 8


def normalise(text):
    """Lower case, no accents, single spaces.

    >>> normalise("  Élection   du Gérant ")
    'election du gerant'
    >>> normalise("Cœur d\N{RIGHT SINGLE QUOTATION MARK}œuvre"), normalise(None)
    ("coeur d'oeuvre", '')
    """
    text = (text or "").replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae")
    text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    parts = unicodedata.normalize("NFKD", text)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(plain.lower().split())


def split_words(text):
    """Return the words to look for, without the wildcards of a search.

    >>> split_words("Élection  100% gérant_")
    ['election', '100', 'gerant']
    >>> split_words("%"), len(split_words("a " * 50))
    ([], 8)
    """
    words = [re.sub(r"[%_\\]", "", word) for word in normalise(text).split()]
    return [word for word in words if word][:MOST_WORDS]
