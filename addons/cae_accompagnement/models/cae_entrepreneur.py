from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_field

from . import handover_page, rhythm_keeper


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    appointment_person_ids = fields.One2many(
        "cae.appointment.person",
        "entrepreneur_id",
        string="Appointments",
        groups="cae_socle.group_advisor",
    )
    appointment_count = count_field("appointment_person_ids", groups="cae_socle.group_advisor")
    rhythm_ids = fields.One2many(
        "cae.rhythm",
        "entrepreneur_id",
        groups="cae_socle.group_advisor",
    )

    roadmap_ids = fields.One2many(
        "cae.roadmap",
        "entrepreneur_id",
        string="Roadmaps",
        groups="cae_socle.group_advisor",
    )
    roadmap_summary = fields.Char(
        string="Steps done",
        compute="_compute_roadmap_summary",
        groups="cae_socle.group_advisor",
        help="Of the running roadmap: steps done, and how many there are.",
    )

    report_ids = fields.Many2many(
        "cae.report",
        "cae_report_person_rel",
        "entrepreneur_id",
        "report_id",
        string="Appointment reports",
        groups="cae_socle.group_advisor",
    )
    report_count = count_field("report_ids", groups="cae_socle.group_advisor")

    @api.depends("roadmap_ids.state", "roadmap_ids.step_ids.state")
    @api.depends_context("lang")
    def _compute_roadmap_summary(self):
        for person in self:
            running = person.roadmap_ids.filtered(lambda roadmap: roadmap.state == "running")
            done = running.step_ids.filtered(lambda step: step.state == "done")
            person.roadmap_summary = (
                f"{len(done)}/{running.step_count}" if running else self.env._("none")
            )

    def action_open_roadmap(self):
        """Open the running roadmap of this person; a new one, not made yet, when there is none."""
        self.ensure_one()
        self.check_access("read")
        running = self.env["cae.roadmap"]._find_running(self)
        title = self.env._("Roadmap of %(person)s", person=self.name)
        return open_form("cae.roadmap", title, running.id, entrepreneur_id=self.id)

    def _get_handover(self):
        """Return what the handover page of one person shows (dict)."""
        return handover_page.get(self.env, self)

    def _get_handover_file_name(self):
        return self.env._("Handover of %(person)s", person=self.name)

    def _get_timeline_models(self):
        return [*super()._get_timeline_models(), "cae.appointment", "cae.report", "cae.roadmap"]

    def _get_merge_made_again(self):
        return super()._get_merge_made_again() | {"cae.rhythm", "cae.appointment.person"}

    def _list_deadlines(self):
        """Until when people are to be met: their rhythm is brought up to date on the way."""
        rhythm_keeper.keep(self)
        found = super()._list_deadlines()
        today = fields.Date.context_today(self)
        lines = self.env["cae.rhythm"].search(
            [("entrepreneur_id", "in", self.ids), ("date_due", "!=", False)], order="date_due, id"
        )
        seen = set()
        for line in lines.filtered(lambda line: line.state != "over"):
            # one appointment serves all rules but those of formal interviews
            need = (line.entrepreneur_id, line.kind == "formal")
            if need not in seen and not (line.date_stop and line.date_stop < today):
                seen.add(need)
                found[line.entrepreneur_id].append(line._to_deadline())
        return found

    def _get_deadline_occasion(self, deadline):
        if deadline.kind != "appointment":
            return super()._get_deadline_occasion(deadline)
        rule_id, _sep, _day = deadline.occasion.partition(" ")
        rule = self.rhythm_ids.rule_id.filtered(lambda rule: str(rule.id) == rule_id)
        return rule.name or ""
