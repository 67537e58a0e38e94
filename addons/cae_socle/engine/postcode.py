"""Which territory answers for a postcode: the one with the longest prefix."""

import re

PREFIX = re.compile(r"\d{1,5}")
# by department: mainland and Corsica 01 to 95, overseas 971 to 978, and what lies beyond
POSTCODE = re.compile(r"(0[1-9]|[1-8]\d|9[0-5]|97[1-8]|98[0-8])\d{2,3}")


def find_wrong_prefixes(prefixes):
    """Return those that cannot begin a French postcode.

    >>> find_wrong_prefixes(["37", "2A", "123456"])
    ['2A', '123456']
    """
    return [prefix for prefix in prefixes if not PREFIX.fullmatch(prefix)]


def normalise_postcode(text):
    """Return the postcode without its spaces.

    >>> normalise_postcode(" 37 000 ")
    '37000'
    """
    return re.sub(r"\s+", "", text or "")


def is_postcode(text):
    """Tell whether ``text`` is a French postcode.

    >>> is_postcode("37 000"), is_postcode("97410"), is_postcode("3700"), is_postcode("2A004")
    (True, True, False, False)
    >>> is_postcode("99999"), is_postcode("00100"), is_postcode("96000"), is_postcode("9741")
    (False, False, False, False)
    """
    postcode = normalise_postcode(text)
    return len(postcode) == 5 and bool(POSTCODE.fullmatch(postcode))


def find_by_postcode(by_prefix, postcode):
    """Return the value of the longest prefix that ``postcode`` begins with, or None.

    >>> find_by_postcode({"37": "Tours", "3720": "Tours-Sud"}, "37200")
    'Tours-Sud'
    >>> find_by_postcode({"37": "Tours", "3720": "Tours-Sud"}, "37 000")
    'Tours'
    >>> find_by_postcode({"37": "Tours"}, "41000") is None
    True
    """
    postcode = normalise_postcode(postcode)
    for length in range(len(postcode), 0, -1):
        if postcode[:length] in by_prefix:
            return by_prefix[postcode[:length]]
    return None
