from odoo import fields, models


class CaeRetentionLine(models.Model):
    _inherit = "cae.retention.line"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", readonly=True, index=True, ondelete="cascade", string="Person"
    )
