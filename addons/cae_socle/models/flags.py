"""A yes or no, or a choice, that domains say, on each record and in a search alike."""

from odoo import api, fields
from odoo.fields import Domain


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


def case_field(selection, get_cases, *names, **options):
    """Return a selection field that domains say: of those that fit, the first one.

    :param list selection: of the field
    :param get_cases: function that returns the pairs of a choice and its domain, given the model
    :param names: of the fields that the domains read
    :param options: of the field
    """

    @api.depends(*names)
    def compute(records):
        left = records
        for choice, domain in get_cases(records):
            found = left.filtered_domain(domain)
            found[field.name] = choice
            left -= found
        left[field.name] = False

    def search(records, operator, value):
        if operator != "in":
            return NotImplemented
        found = earlier = Domain.FALSE
        for choice, domain in get_cases(records):
            if choice in value:
                found |= domain & ~earlier
            earlier |= domain
        return found

    field = fields.Selection(selection, compute=compute, search=search, **options)
    return field
