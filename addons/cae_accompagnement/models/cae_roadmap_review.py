from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import format_date


class CaeRoadmapReview(models.Model):
    """What became of the steps, looked at together on a day.

    A draft has a line for each open step and for each indicator; finished, it writes the states
    of the steps and keeps the values that were measured.
    """

    _name = "cae.roadmap.review"
    _description = "Review of a roadmap"
    _inherit = ["cae.snapshot.mixin", "cae.roadmap.part.mixin"]

    appointment_id = fields.Many2one(
        "cae.appointment",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('person_ids.entrepreneur_id', '=', entrepreneur_id)]",
    )
    note = fields.Text(string="What moved, what comes next", help="The person reads it too.")
    line_ids = fields.One2many("cae.roadmap.review.line", "review_id", string="Steps")
    measure_ids = fields.One2many("cae.roadmap.measure", "review_id", string="Indicators")

    _draft_uniq = models.UniqueIndex(
        "(roadmap_id) WHERE state = 'draft'",
        "A review of this roadmap is being written already: go on with that one.",
    )

    @api.depends("entrepreneur_id.name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            review.display_name = self.env._(
                "Roadmap of %(person)s on %(date)s",
                person=review.entrepreneur_id.name or "",
                date=format_date(self.env, review.date) if review.date else "",
            )

    @api.constrains("appointment_id", "roadmap_id")
    def _check_appointment(self):
        for review in self:
            people = review.appointment_id.person_ids.entrepreneur_id
            if review.appointment_id and review.entrepreneur_id not in people:
                raise ValidationError(
                    self.env._(
                        "%(person)s was not part of the appointment “%(appointment)s”.",
                        person=review.entrepreneur_id.name,
                        appointment=review.appointment_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        for review in reviews.filtered(lambda review: not review.line_ids):
            review.line_ids = [
                Command.create({"step_id": step.id, "state": step.state})
                for step in review.roadmap_id.step_ids
                if step.state in ("todo", "doing")
            ]
        reviews._add_measures()
        return reviews

    def _add_measures(self):
        """Give the drafts among these a line for each indicator that has none; it has no value."""
        self.env["cae.roadmap.measure"].create(
            [
                {
                    "indicator_id": indicator.id,
                    "review_id": review.id,
                    "date": review.date,
                    "value": 0,
                    "is_measured": False,
                }
                for review in self.filtered(lambda review: review.state == "draft")
                for indicator in review.roadmap_id.indicator_ids - review.measure_ids.indicator_id
            ]
        )

    def action_finish(self):
        """Write the states into the steps; from now on the review stays as it is.

        The lines of indicators that nobody measured go.
        """
        self.check_access("write")
        for review in self:
            review._check_is_open()
            frozen = review._by_method()
            for line in frozen.line_ids:
                step = line.step_id
                line.write({"name": step.name, "state_before": step.state})
                if step.state != line.state:
                    step.state = line.state
            frozen.measure_ids.filtered(lambda measure: not measure.is_measured).unlink()
            frozen.measure_ids.date = review.date
            frozen.write({"state": "done"})
            frozen.flush_recordset(["state"])
        return open_form("cae.roadmap", res_id=self[:1].roadmap_id.id)
