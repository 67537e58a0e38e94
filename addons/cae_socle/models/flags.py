"""A yes or no that a domain says, on each record and in a search alike."""

from odoo import api, fields


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


def flag_field(get_domain, *names, **options):
    """Return a boolean field that a domain says, shown and searched alike.

    :param get_domain: function that returns the domain, given the model
    :param names: of the fields that the domain reads
    :param options: of the field
    """

    @api.depends(*names)
    def compute(records):
        set_flag(records, field.name, get_domain(records))

    def search(records, operator, value):
        return search_flag(get_domain(records), operator, value)

    field = fields.Boolean(compute=compute, search=search, **options)
    return field
