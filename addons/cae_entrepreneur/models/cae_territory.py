from odoo import fields, models


class CaeTerritory(models.Model):
    """A place where the cooperative has a team: territory, branch, establishment."""

    _name = "cae.territory"
    _description = "Territory"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    advisor_ids = fields.Many2many(
        "res.users",
        "cae_territory_advisor_rel",
        "territory_id",
        "user_id",
        string="Advisors",
        domain="[('share', '=', False)]",
    )

    _code_company_uniq = models.Constraint(
        "unique (company_id, code)",
        "Another territory of this cooperative already has this code: choose another one. "
        "It may be archived.",
    )
