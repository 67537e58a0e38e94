from odoo import api, fields, models


class CaeCompetencyRating(models.Model):
    """The level of one competency in one assessment.

    With the assessment, the names and figures of the day are kept here: the framework may
    change afterwards, what was said does not.
    """

    _name = "cae.competency.rating"
    _description = "Rating of a competency"
    _inherit = ["cae.guard.mixin"]
    _order = "assessment_id, sequence, id"
    _check_company_auto = True
    _unguarded_fields = {"sequence"}
    _guarded_parents = {"assessment_id": "write"}
    _personal_paths = ("assessment_id.entrepreneur_id",)
    _personal_erased = "file"

    assessment_id = fields.Many2one(
        "cae.competency.assessment", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="assessment_id.state")
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    competency_id = fields.Many2one(
        "cae.competency", required=True, index=True, ondelete="restrict", check_company=True
    )
    sequence = fields.Integer(readonly=True)
    level_id = fields.Many2one(
        "cae.competency.level",
        index="btree_not_null",
        ondelete="restrict",
        help="Left empty, the competency is not rated and counts for nothing.",
    )
    note = fields.Char(help="An example, a fact.")
    competency_name = fields.Char(string="Competency on that day", readonly=True)
    domain_id = fields.Many2one(
        "cae.competency.domain",
        compute="_compute_domain_id",
        store=True,
        index=True,
    )
    domain_name = fields.Char(string="Domain on that day", readonly=True)
    is_rated = fields.Boolean(readonly=True)
    level_value = fields.Integer(string="Number of the level", readonly=True, aggregator=None)
    is_expected = fields.Boolean(readonly=True)
    expected_value = fields.Integer(string="Expected level", readonly=True, aggregator=None)
    gap = fields.Integer(string="Missing levels", readonly=True)

    _competency_uniq = models.Constraint(
        "unique (assessment_id, competency_id)",
        "This competency is already in the assessment: rate it on its own line.",
    )

    @api.depends("competency_id")
    def _compute_domain_id(self):
        # on the day of the assessment: a competency that moves later leaves the past alone
        for rating in self:
            if not rating.domain_id:
                rating.domain_id = rating.competency_id.domain_id
