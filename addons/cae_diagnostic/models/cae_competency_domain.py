from odoo import fields, models


class CaeCompetencyDomain(models.Model):
    """A domain of the competency framework: an axis of the radar (seed 002:168)."""

    _name = "cae.competency.domain"
    _description = "Domain of competencies"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    short_name = fields.Char(
        string="Name on the radar",
        translate=True,
        help="One or two words, so that the axes stay readable on a phone.",
    )
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    competency_ids = fields.One2many("cae.competency", "domain_id", string="Competencies")
    expectation_ids = fields.One2many(
        "cae.competency.expectation", "domain_id", string="Expected levels"
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Left empty, every cooperative uses it."
    )
