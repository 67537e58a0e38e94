from odoo import fields, models


class CaeAdvisorMixin(models.AbstractModel):
    """What an advisor of a cooperative does with people."""

    _name = "cae.advisor.mixin"
    _description = "Work of an advisor"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users",
        string="Advisor",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
