"""How many lines records have, in one query."""

from odoo import api, fields
from odoo.fields import Domain


def count_lines(records, model, field, domain=Domain.TRUE):
    """Yield (record, how many records of a model name it), for each of the records.

    :param str model: of what is counted
    :param str field: the many2one to the records
    :param domain: what counts
    """
    found = records.env[model]._read_group(
        Domain(field, "in", records.ids) & Domain(domain), [field], ["__count"]
    )
    counts = {record.id: count for record, count in found}
    for record in records:
        yield record, counts.get(record._origin.id, 0)


def count_field(lines, *leaves, **options):
    """Return an integer field that says how many lines each record has.

    :param str lines: the field that is counted, whose lines have a field that leads back
    :param leaves: of a domain, all of which a line fits that counts
    :param options: of the field
    """

    @api.depends(lines, *(f"{lines}.{name}" for name, _operator, _value in leaves))
    def compute(records):
        counted = records._fields[lines]
        back = records.pool.field_inverses[counted][0].name
        for record, count in count_lines(records, counted.comodel_name, back, list(leaves)):
            record[field.name] = count

    field = fields.Integer(compute=compute, **options)
    return field
