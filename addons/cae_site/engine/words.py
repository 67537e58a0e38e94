"""Words that visitors and members type."""

import re
import unicodedata
from urllib.parse import urlsplit


def normalise(text):
    """Lower case, no accents, single spaces.

    >>> normalise("  Céramique  d'Art ")
    "ceramique d'art"
    >>> normalise(None)
    ''
    """
    parts = unicodedata.normalize("NFKD", text or "")
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(plain.lower().split())


def without_wildcards(word):
    """Take the wildcards of a search off a visitor's word.

    >>> without_wildcards("100%")
    '100'
    """
    return re.sub(r"[%_\\]", "", word)


def is_web_address(address):
    """Tell whether this is a plain web address.

    >>> is_web_address("https://example.com/x"), is_web_address("javascript://a.b")
    (True, False)
    >>> is_web_address("https://me@example.com"), is_web_address("https://exa mple.com")
    (False, False)
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and not parts.username
        and bool(re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?", parts.netloc))
        and not re.search(r"[\s<>\"']", address)
    )
