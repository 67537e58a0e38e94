from odoo import fields, models


class CaeCompetency(models.Model):
    """What a person is able to do, with the signs by which each level is seen."""

    _name = "cae.competency"
    _description = "Competency"
    _order = "domain_sequence, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    domain_id = fields.Many2one(
        "cae.competency.domain", required=True, index=True, ondelete="restrict"
    )
    domain_sequence = fields.Integer(related="domain_id.sequence", store=True, string="Axis")
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    sign_ids = fields.One2many("cae.competency.sign", "competency_id", string="Observable signs")
    block_ids = fields.Many2many(
        "cae.competency.block", string="Blocks of skills", check_company=True
    )
    company_id = fields.Many2one(related="domain_id.company_id", store=True, index=True)

    def _get_signs(self):
        """Return {competency: {level: sign}}, with one query for all."""
        signs = self.env["cae.competency.sign"].search([("competency_id", "in", self.ids)])
        found = {competency: {} for competency in self}
        for sign in signs:
            found[sign.competency_id][sign.level_id] = sign.name
        return found
