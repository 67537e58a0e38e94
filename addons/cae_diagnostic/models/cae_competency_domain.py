from odoo import fields, models


class CaeCompetencyDomain(models.Model):
    """A domain of the competency framework: an axis of the radar."""

    _name = "cae.competency.domain"
    _description = "Domain of competencies"
    _inherit = ["cae.list.mixin"]

    short_name = fields.Char(
        string="Name on the radar",
        translate=True,
        help="One or two words, so that the axes stay readable on a phone.",
    )
    description = fields.Text(translate=True)
    competency_ids = fields.One2many("cae.competency", "domain_id", string="Competencies")
    expectation_ids = fields.One2many(
        "cae.competency.expectation", "domain_id", string="Expected levels"
    )
