"""Words in braces that a text is filled with: {person}, {date_start}.

Nothing is evaluated: a placeholder is a name from a list, and a text that names another one
is refused with the nearest known name. A name may have others, in the languages of the texts:
``aliases`` maps them, folded, to the name in the list.
"""

import difflib
import re

from odoo.addons.cae_socle.engine.folding import fold

PLACEHOLDER = re.compile(r"\{\s*([^\W\d]\w*)\s*\}")
# The same with what may join it in French to the words before.
JOINED = re.compile(r"(?:\b(de|que|à)([ \u00a0]))?" + PLACEHOLDER.pattern, re.IGNORECASE)
ARTICLE = re.compile(r"(Les?) (?=\S)")
# "de Yann", but "d'Yves"
VOWEL = re.compile(r"[aeiouhàâäéèêëîïôöùûüœæ]|y[^aeiou]", re.IGNORECASE)
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
WITH_ARTICLE = {
    ("de", "Le"): "du ",
    ("de", "Les"): "des ",
    ("à", "Le"): "au ",
    ("à", "Les"): "aux ",
}


class UnknownPlaceholder(ValueError):
    """A text names a placeholder that does not exist.

    ``name`` is what was written, ``nearest`` the known name most like it, or "".
    """

    def __init__(self, name, nearest):
        super().__init__(f"{{{name}}}: unknown placeholder" + (f", {nearest}?" if nearest else ""))
        self.name = name
        self.nearest = nearest


def find(text, aliases=None):
    """Return the names of the placeholders of a text, each once, in order.

    >>> find("<p>{person}, from {date_start}; {person} {} {1}</p>")
    ['person', 'date_start']
    >>> find("{Durée}", {"duree": "duration"})
    ['duration']
    """
    names = (_resolve(name, aliases) for name in PLACEHOLDER.findall(str(text or "")))
    return list(dict.fromkeys(names))


def check(text, known, aliases=None):
    """Raise UnknownPlaceholder for the first name that is not known.

    >>> check("{person}", ["person"])
    >>> check("{persn}", ["person", "company"])  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    UnknownPlaceholder: {persn}: unknown placeholder, person?
    """
    known = list(known)
    others = {alias: name for alias, name in (aliases or {}).items() if name in known}
    for name in find(text, aliases):
        if name not in known:
            near = [*known, *others]
            nearest = difflib.get_close_matches(fold(name), near, n=1, cutoff=0.4)
            raise UnknownPlaceholder(name, _resolve(nearest[0], others) if nearest else "")


def fill(text, values, aliases=None, french=None):
    """Return the text with each placeholder replaced by its value.

    Values are put in as they are: escape them first where the text is HTML. What they say
    in braces is left alone.

    :param dict french: the placeholders that "de", "que" and "à" join as in French; those with a
        true value may begin with an article ("des Ateliers"), which the name of a person does
        not ("de Le Goff")
    :raise UnknownPlaceholder: for a name without a value

    >>> fill("{person} earns { fixed_pay }.", {"person": "Ada {fixed_pay}", "fixed_pay": "300 €"})
    'Ada {fixed_pay} earns 300 €.'
    >>> names = {"company": True, "person": False}
    >>> fill("au nom de {company}", {"company": "Les Ateliers"}, french=names)
    'au nom des Ateliers'
    >>> fill("que {company} remet à {company}", {"company": "Les Ateliers"}, french=names)
    'que Les Ateliers remet aux Ateliers'
    >>> filled = fill("que {person} remet à {person}", {"person": "Yves Aubry"}, french=names)
    >>> filled.replace(APOSTROPHE, "'")
    "qu'Yves Aubry remet à Yves Aubry"
    >>> fill("De {person}", {"person": "Le Goff Anne"}, french=names)
    'De Le Goff Anne'
    """
    check(text, values, aliases)
    french = french or {}

    def write(match):
        word, space, name = match.groups(default="")
        name = _resolve(name, aliases)
        value = str(values[name])
        article = ARTICLE.match(value) if french.get(name) else None
        joined = article and WITH_ARTICLE.get((word.lower(), article[1]))
        if joined:
            joined = joined.capitalize() if word[0].isupper() else joined
            return joined + value[article.end() :]
        if name in french and word.lower() in ("de", "que") and VOWEL.match(value):
            return f"{word[:-1]}{APOSTROPHE}{value}"
        return f"{word}{space}{value}"

    return JOINED.sub(write, str(text or ""))


def _resolve(name, aliases):
    return (aliases or {}).get(fold(name), name)
