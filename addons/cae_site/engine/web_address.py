"""Addresses of the web that members type, and visitors click on."""

import re
from urllib.parse import urlsplit


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
