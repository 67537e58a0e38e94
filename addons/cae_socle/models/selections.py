"""A selection that is another field's: its words stand, and are translated, once."""


def select_as(model, name):
    """Return the ``selection`` of a field that has the choices of another one.

    :param str model: of the other field
    :param str name: of the other field
    """
    return lambda record: record.env[model]._fields[name]._description_selection(record.env)
