"""A yes or no that a domain says, on each record and in a search alike."""


def set_flag(records, name, domain):
    """Say of each record whether the domain finds it: the ``compute`` of a boolean.

    :param str name: of the boolean
    """
    found = records.filtered_domain(domain)
    found[name] = True
    (records - found)[name] = False


def search_flag(domain, operator, value):
    """Return the domain of what is searched: the ``search`` of such a boolean."""
    if operator != "in":
        return NotImplemented
    return domain if True in value else ~domain
