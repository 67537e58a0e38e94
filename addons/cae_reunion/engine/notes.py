"""Notes that several people write: nobody overwrites words they have not seen.

The editor of Odoo marks what it saves with the ids of the last steps it knows of. A text
without that mark comes from elsewhere, and says which revision it has read.
"""

import re

MARK = re.compile(r'\sdata-last-history-steps="([0-9,]*)"')
FIRST_TAG = re.compile(r"<([a-zA-Z][\w-]*)")


def get_steps(content):
    """Return the ids of the steps that the mark of a text names.

    >>> get_steps('<p data-last-history-steps="12,34">x</p>'), get_steps("<p>x</p>")
    (['12', '34'], [])
    """
    found = MARK.search(content or "")
    return found[1].split(",") if found and found[1] else []


def mark(content, step):
    """Return a text whose mark names this step only.

    >>> mark("<p>x</p>", 7), mark('<p data-last-history-steps="1,2">x</p>', 7)
    ('<p data-last-history-steps="7">x</p>', '<p data-last-history-steps="7">x</p>')
    >>> mark("plain", 7)
    '<p data-last-history-steps="7">plain</p>'
    """
    content = strip(content)
    if not FIRST_TAG.match(content):
        content = f"<p>{content}</p>"
    return FIRST_TAG.sub(rf'<\1 data-last-history-steps="{step}"', content, count=1)


def strip(content):
    """Return a text without its mark.

    >>> strip('<p data-last-history-steps="1">x</p>')
    '<p>x</p>'
    """
    return MARK.sub("", content or "").strip()


def is_empty(content):
    """Tell whether nobody has written anything.

    >>> is_empty('<p data-last-history-steps="1"><br></p>'), is_empty("<p>x</p>")
    (True, False)
    """
    text = re.sub(r"<(?!img)[^>]*>|&nbsp;|\\s", "", content or "")
    return not text.strip()


def may_replace(stored, incoming, revision, seen):
    """Tell whether a new text knows of all that the stored one says.

    :param int revision: of the stored text
    :param seen: the revision that was read before writing, or None

    >>> may_replace("<p>a</p>", "<p>b</p>", 3, 3), may_replace("<p>a</p>", "<p>b</p>", 3, 2)
    (True, False)
    >>> stored = '<p data-last-history-steps="5">a</p>'
    >>> may_replace(stored, '<p data-last-history-steps="5,6">ab</p>', 3, None)
    True
    >>> may_replace(stored, '<p data-last-history-steps="7">b</p>', 3, None)
    False
    """
    if is_empty(stored) or strip(stored) == strip(incoming):
        return True
    steps = get_steps(incoming)
    if steps:
        known = get_steps(stored)
        return not known or known[-1] in steps
    return seen == revision
