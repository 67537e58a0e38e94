from odoo import api, fields, models
from odoo.addons.cae_socle.models.selections import select_as
from odoo.exceptions import ValidationError


class CaeRoadmapReviewLine(models.Model):
    """How far a step was on the day of a review."""

    _name = "cae.roadmap.review.line"
    _description = "Step in a review"
    _inherit = ["cae.guard.mixin"]
    _order = "review_id desc, id"
    _check_company_auto = True
    _guarded_parents = {"review_id": "write", "step_id": "write"}
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "file"

    review_id = fields.Many2one("cae.roadmap.review", required=True, index=True, ondelete="cascade")
    step_id = fields.Many2one("cae.roadmap.step", required=True, index=True, ondelete="cascade")
    roadmap_id = fields.Many2one(related="review_id.roadmap_id")
    entrepreneur_id = fields.Many2one(
        related="review_id.entrepreneur_id", store=True, index=True, string="Person"
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    date_due = fields.Date(related="step_id.date_due")
    who = fields.Selection(related="step_id.who")
    words = fields.Text(related="step_id.words")
    name = fields.Char(readonly=True, help="The step as it was called on that day.")
    state_before = fields.Selection(
        select_as("cae.roadmap.step", "state"), readonly=True, string="Before"
    )
    state = fields.Selection(
        select_as("cae.roadmap.step", "state"), required=True, default="todo", string="Now"
    )
    remark = fields.Char()

    _step_uniq = models.Constraint(
        "unique (review_id, step_id)",
        "A step stands once in a review: correct the line that is there.",
    )

    @api.constrains("step_id", "review_id")
    def _check_step(self):
        for line in self:
            if line.step_id.roadmap_id != line.review_id.roadmap_id:
                raise ValidationError(
                    self.env._("“%(step)s” is a step of another roadmap.", step=line.step_id.name)
                )
