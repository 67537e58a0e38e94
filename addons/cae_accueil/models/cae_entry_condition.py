from odoo import fields, models


class CaeEntryCondition(models.Model):
    """What the cooperative asks of a project before it lets it in."""

    _name = "cae.entry.condition"
    _description = "Entry condition"
    _inherit = ["cae.list.mixin"]

    description = fields.Text(translate=True, help="How to judge it, and what proves it.")
    mandatory = fields.Boolean(help="Nobody enters while this condition is not met.")
    mandatory_regulated = fields.Boolean(
        string="Mandatory for regulated trades",
        help="Nobody enters with a regulated trade while this condition is not met.",
    )
    company_id = fields.Many2one(help="Left empty, it holds for every cooperative.")
