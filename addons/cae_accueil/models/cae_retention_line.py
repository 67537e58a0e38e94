from odoo import fields, models


class CaeRetentionLine(models.Model):
    _inherit = "cae.retention.line"

    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index=True, ondelete="cascade", string="Request"
    )
