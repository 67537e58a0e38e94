from odoo import fields, models


class CaeRetentionLine(models.Model):
    _inherit = "cae.retention.line"

    kind = fields.Selection(
        selection_add=[("accounting", "Accounting documents"), ("identity",)],
        ondelete={"accounting": "cascade"},
    )
    reason = fields.Selection(
        selection_add=[("accounting", "End of the year of the last entry")],
        ondelete={"accounting": "cascade"},
    )
