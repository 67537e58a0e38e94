"""The names of people, however they are written."""

from odoo.addons.cae_socle.engine.cell_text import simplify


def same_name(one, other):
    """Tell whether two texts are the same name, first and last name in either order.

    >>> same_name("Anna Roy", "ROY Anna"), same_name("Anna Roy", "Anne Roy")
    (True, False)
    """
    return name_key(one) == name_key(other)


def name_key(name):
    """Return what all ways of writing a name share (tuple of words).

    >>> name_key("ROY Anna") == name_key("Anna Roy")
    True
    """
    return tuple(sorted(map(simplify, (name or "").split())))
