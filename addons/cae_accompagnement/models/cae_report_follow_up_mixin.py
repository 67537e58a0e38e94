"""What was agreed with the same people before, and what comes next."""

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.fields import Command, Domain


class CaeReportFollowUpMixin(models.AbstractModel):
    _name = "cae.report.follow.up.mixin"
    _description = "What came before a report and what follows"

    open_action_ids = fields.Many2many(
        "cae.action",
        string="Still to do from before",
        compute="_compute_earlier",
        groups="cae_socle.group_advisor",
    )
    past_decision_ids = fields.Many2many(
        "cae.decision",
        string="Decided before",
        compute="_compute_earlier",
        groups="cae_socle.group_advisor",
    )

    @api.depends("person_ids", "appointment_id", "date")
    def _compute_earlier(self):
        Action, Decision = self.env["cae.action"], self.env["cae.decision"]
        for report in self:
            earlier = (
                Domain("report_id.person_ids", "in", report.person_ids.ids)
                & Domain("report_id", "!=", report._origin.id)
                & Domain("report_id.date", "<=", report.date or fields.Date.context_today(report))
            )
            report.open_action_ids = Action.search(earlier & Domain("state", "=", "open"))
            report.past_decision_ids = Decision.search(
                earlier & Domain("state", "=", "in_force"), limit=10
            )

    def action_open_appointment(self):
        """Open the appointment of this report."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Appointment")
        return open_form("cae.appointment", title, self.appointment_id.id)

    def action_fix_next(self):
        """Open the next appointment with the same people."""
        self.ensure_one()
        self.check_access("read")
        if self.appointment_id:
            return self.appointment_id.action_fix_next()
        return self.env["cae.appointment"]._open_next(self.person_ids)

    def action_review_roadmap(self):
        """Open the review of the person's roadmap; the roadmap itself while it has no step."""
        self.ensure_one()
        self.check_access("read")
        roadmap = self.env["cae.roadmap"]._get_current(self.entrepreneur_id)
        if not roadmap.step_ids:
            return self.entrepreneur_id.action_open_roadmap()
        action = roadmap.action_review()
        review = self.env["cae.roadmap.review"].browse(action["res_id"])
        if self.appointment_id and not review.appointment_id:
            review.appointment_id = self.appointment_id
        return action

    def action_note_need(self):
        """Open a new training need with the people of this report."""
        self.ensure_one()
        self.check_access("read")
        first_line = (self.needs or "").strip().split("\n")[0]
        return open_form(
            "cae.training.need",
            self.env._("Training need"),
            new=True,
            name=first_line[:80],
            entrepreneur_ids=[Command.set(self.person_ids.ids)],
            territory_id=self.territory_id.id,
            company_id=self.company_id.id,
        )
