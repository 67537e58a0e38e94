"""How many lines records have, in one query."""

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
