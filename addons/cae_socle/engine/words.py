"""Words as people type them into a search box or a list."""

import re

MOST_WORDS = 8
SEPARATORS = re.compile(r"[\s,;]+")
# “a phrase”, -without, or: what people know from searches of the web
OPERATOR = re.compile(r"[\"“”]|(^|\s)-|\bor\b", re.IGNORECASE)


def split_words(text):
    r"""Return the words to look for, without the wildcards of a search.

    >>> split_words("Élection  100% gérant_")
    ['Élection', '100', 'gérant']
    >>> split_words("%"), len(split_words("a " * 50))
    ([], 8)
    """
    words = [re.sub(r"[%_\\\x00]", "", word) for word in (text or "").split()]
    return [word for word in words if word][:MOST_WORDS]


def has_operator(text):
    """Tell whether a search says more than which words there are.

    >>> has_operator("tender -town hall"), has_operator('"town hall"'), has_operator("a or b")
    (True, True, True)
    >>> has_operator("micro-credit for tailors")
    False
    """
    return bool(OPERATOR.search(text))


def split_prefixes(text):
    """Return the prefixes written in ``text``, in their order and without doubles.

    >>> split_prefixes("37, 4110 ; 37")
    ['37', '4110']
    >>> split_prefixes(None)
    []
    """
    return list(dict.fromkeys(filter(None, SEPARATORS.split(text or ""))))
