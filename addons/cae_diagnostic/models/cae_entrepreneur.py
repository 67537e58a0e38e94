import base64

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_field

from . import competency_radar


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    competency_assessment_ids = fields.One2many(
        "cae.competency.assessment",
        "entrepreneur_id",
        string="Assessments of competencies",
        groups="cae_socle.group_advisor",
    )
    competency_assessment_count = count_field(
        "competency_assessment_ids", groups="cae_socle.group_advisor"
    )
    competency_radar = fields.Binary(
        string="Radar of competencies",
        compute="_compute_competency_radar",
        groups="cae_socle.group_advisor",
    )
    diagnosis_ids = fields.One2many(
        "cae.diagnosis",
        "entrepreneur_id",
        string="Diagnoses",
        groups="cae_socle.group_advisor",
    )
    diagnosis_count = count_field("diagnosis_ids", groups="cae_socle.group_advisor")

    @api.depends("competency_assessment_ids.state", "stage", "date_entry")
    def _compute_competency_radar(self):
        for person in self:
            finished = person.competency_assessment_ids.filtered(
                lambda assessment: assessment.state == "done"
            )
            person.competency_radar = (
                base64.b64encode(str(person._draw_competency_radar()).strip().encode())
                if finished
                else False
            )

    def _draw_competency_radar(self):
        """Return the radar of one person as SVG (markup)."""
        return competency_radar.draw(
            self.env, self.env["cae.competency.assessment"]._get_side_by_side(self)
        )

    def action_rate_competencies(self):
        """Open the advisor's assessment that is being filled in, or a new one."""
        self.ensure_one()
        self.check_access("read")
        Assessment = self.env["cae.competency.assessment"]
        draft = Assessment._get_last(self, "advisor", "draft") or Assessment.create(
            {"entrepreneur_id": self.id}
        )
        title = self.env._("Competencies of %(person)s", person=self.name)
        return open_form(Assessment._name, title, draft.id)

    def action_compare_diagnoses(self):
        """Open the diagnoses of this person side by side, by date."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cae.diagnosis.comparison"]._open(self)

    def _get_timeline_models(self):
        return [*super()._get_timeline_models(), "cae.competency.assessment", "cae.diagnosis"]
