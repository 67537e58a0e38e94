"""Addresses that prove something: the code on the wall, the personal link.

What is signed is a plain message; the secret and the fingerprint are the caller's.
"""

import hmac
import re

# How long a code on the wall lives, and how many older ones still hold: a phone is slow.
STEP = 60  # seconds
TOLERANCE = 1
SHAPE = re.compile(r"([0-9]{1,9})-([0-9]{1,12})-([0-9a-f]{32})")
LINK_SHAPE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})-([0-9a-f]{64})")
# 128 bits are enough for two minutes, and make a code that is easy to scan.
CODE_LENGTH = 32


def get_step(seconds):
    """Return the number of the period of time in which an instant lies.

    >>> get_step(59.9), get_step(60)
    (0, 1)
    """
    return int(seconds) // STEP


def make_code(half_day_id, step, fingerprint):
    """Return the code of a half-day; ``fingerprint`` is a function of a message.

    >>> make_code(7, 3, lambda message: "f" * 64)[:8]
    '7-3-ffff'
    """
    return f"{half_day_id}-{step}-{_fingerprint_code(half_day_id, step, fingerprint)}"


def read_code(code, now_step, fingerprint):
    """Return the half-day of a code, or None when it is no code of ours.

    :return: (id, whether the code still holds)

    >>> code = make_code(7, 3, lambda message: "f" * 64)
    >>> [read_code(code, step, lambda message: "f" * 64) for step in (2, 3, 4, 5)]
    [(7, False), (7, True), (7, True), (7, False)]
    >>> read_code(code, 3, lambda message: "e" * 64)
    >>> read_code("7-3", 3, lambda message: "f" * 64)
    >>> read_code(None, 3, lambda message: "f" * 64)
    """
    found = SHAPE.fullmatch(code) if isinstance(code, str) else None
    if not found:
        return None
    half_day_id, step = int(found[1]), int(found[2])
    if not hmac.compare_digest(_fingerprint_code(half_day_id, step, fingerprint), found[3]):
        return None
    return half_day_id, 0 <= now_step - step <= TOLERANCE


def _fingerprint_code(half_day_id, step, fingerprint):
    return fingerprint(f"{half_day_id}|{step}")[:CODE_LENGTH]


def make_link(record_id, scope_id, fingerprint, *facts):
    """Return the token of a personal link; it dies when one of the facts changes.

    >>> make_link(4, 0, lambda message: "a" * 64, 9, "x@example.com")[:7]
    '4-0-aaa'
    """
    return f"{record_id}-{scope_id}-{fingerprint(_make_message(record_id, scope_id, facts))}"


def split_link(token):
    """Return (record, scope, fingerprint) of what looks like a personal link, else None.

    >>> split_link("4-0-" + "a" * 64)[:2]
    (4, 0)
    >>> split_link("4-0-xyz")
    >>> split_link(["4"])
    """
    found = LINK_SHAPE.fullmatch(token) if isinstance(token, str) else None
    return (int(found[1]), int(found[2]), found[3]) if found else None


def check_link(record_id, scope_id, given, fingerprint, *facts):
    """Tell whether a fingerprint is the one of these facts.

    >>> check_link(4, 0, "a" * 64, lambda message: "a" * 64, 9)
    True
    >>> check_link(4, 0, "a" * 64, lambda message: "b" * 64, 9)
    False
    """
    return hmac.compare_digest(fingerprint(_make_message(record_id, scope_id, facts)), given)


def _make_message(record_id, scope_id, facts):
    return "|".join(str(part) for part in (record_id, scope_id, *facts))
