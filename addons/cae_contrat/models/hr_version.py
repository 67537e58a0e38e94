from odoo import fields, models


class HrVersion(models.Model):
    _inherit = "hr.version"

    cae_contract_id = fields.Many2one(
        "cae.contract",
        string="CESA",
        index="btree_not_null",
        ondelete="set null",
        groups="hr.group_hr_user",
        help="The contract whose terms this version writes down.",
    )
