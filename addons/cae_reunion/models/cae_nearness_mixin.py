from odoo import fields, models
from odoo.tools import SQL


class CaeNearnessMixin(models.AbstractModel):
    """What has a day can be listed by how near it is: the next one first, then the past.

    Who inherits it has ``date_begin`` and ``date_end``, both stored; a list or a page is then
    ordered by ``nearness``.
    """

    _name = "cae.nearness.mixin"
    _description = "Order by Nearness"

    nearness = fields.Float(store=False, help="Only to order lists.")

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name != "nearness":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        begin, end = (self._field_to_sql(alias, name, query) for name in ("date_begin", "date_end"))
        now = fields.Datetime.now()
        return SQL("%s < %s, abs(extract(epoch FROM %s - %s))", end, now, begin, now)
