from odoo import api, models

from ..engine.french_days import write_first


class IrQwebFieldDate(models.AbstractModel):
    _inherit = "ir.qweb.field.date"

    @api.model
    def value_to_html(self, value, options):
        return write_first(super().value_to_html(value, options))


class IrQwebFieldDatetime(models.AbstractModel):
    _inherit = "ir.qweb.field.datetime"

    @api.model
    def value_to_html(self, value, options):
        return write_first(super().value_to_html(value, options))
