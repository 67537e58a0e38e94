"""What somebody signs who signs their attendance, word for word and the same every time."""

import hashlib

# A text of another form would have other fingerprints: the form is part of the text.
FORM = "cae-presence-1"


def make_text(facts):
    """Return facts as a text of one line each.

    :param facts: list of (name, value); a value is a text, or a list of texts

    >>> print(make_text([("session", "Incubator "), ("speakers", ["B", "A"]), ("place", "")]))
    cae-presence-1
    session: Incubator
    speakers: A; B
    place: -
    """
    lines = [FORM]
    for name, value in facts:
        values = sorted(value) if isinstance(value, list | tuple) else [value]
        words = "; ".join(" ".join(str(value or "").split()) for value in values)
        lines.append(f"{name}: {words or '-'}")
    return "\n".join(lines)


def holds(text, facts):
    """Tell whether a text still says these facts.

    >>> text = make_text([("session", "Incubator"), ("place", "")])
    >>> holds(text, [("place", "")]), holds(text, [("session", "Training")])
    (True, False)
    """
    return set(make_text(facts).splitlines()) <= set(text.splitlines())


def fingerprint(text):
    """Return the SHA-256 of a text, hexadecimal.

    >>> fingerprint("cae-presence-1")[:12]
    'e81b6fa1f94c'
    """
    return hashlib.sha256(text.encode()).hexdigest()
