"""Words in braces that a text is filled with: {person}, {date_start}.

Nothing is evaluated: a placeholder is a name from a list, and a text that names another one
is refused with the nearest known name.
"""

import difflib
import re

PLACEHOLDER = re.compile(r"\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}")


class UnknownPlaceholder(ValueError):
    """A text names a placeholder that does not exist.

    ``name`` is what was written, ``nearest`` the known name most like it, or "".
    """

    def __init__(self, name, nearest):
        super().__init__(f"{{{name}}}: unknown placeholder" + (f", {nearest}?" if nearest else ""))
        self.name = name
        self.nearest = nearest


def find(text):
    """Return the names of the placeholders of a text, each once, in order.

    >>> find("<p>{person}, from {date_start}; {person} {} {1}</p>")
    ['person', 'date_start']
    """
    return list(dict.fromkeys(PLACEHOLDER.findall(str(text or ""))))


def check(text, known):
    """Raise UnknownPlaceholder for the first name that is not known.

    >>> check("{person}", ["person"])
    >>> check("{persn}", ["person", "company"])  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    UnknownPlaceholder: {persn}: unknown placeholder, person?
    """
    known = list(known)
    for name in find(text):
        if name not in known:
            nearest = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.4)
            raise UnknownPlaceholder(name, nearest[0] if nearest else "")


def fill(text, values):
    """Return the text with each placeholder replaced by its value.

    Values are put in as they are: escape them first where the text is HTML. What they say
    in braces is left alone.

    :raise UnknownPlaceholder: for a name without a value

    >>> fill("{person} earns { fixed_pay }.", {"person": "Ada {fixed_pay}", "fixed_pay": "300 €"})
    'Ada {fixed_pay} earns 300 €.'
    """
    check(text, values)
    return PLACEHOLDER.sub(lambda match: str(values[match.group(1)]), str(text or ""))
