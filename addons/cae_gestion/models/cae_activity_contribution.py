from odoo import fields, models


class CaeActivity(models.Model):
    _inherit = "cae.activity"

    contribution_exempt = fields.Boolean(
        string="No fixed or minimum contribution",
        tracking=True,
        help="Waived by decision of the cooperative: the fixed amount, the minimum and the least "
        "amount a year are not asked. The rates on what is invoiced still are.",
    )
    contribution_line_ids = fields.One2many(
        "cae.contribution.line", "activity_id", string="Contributions"
    )
