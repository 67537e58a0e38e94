from odoo import api, models
from odoo.addons.cae_socle.models.personal_data import get_label


class CaeDecision(models.Model):
    """A decision may come from a session, or from an appointment.

    Those of an appointment are in the register once its report is shared.
    """

    _name = "cae.decision"
    _inherit = ["cae.decision", "cae.report.item.mixin"]
    _personal_paths = ("report_id.person_ids",)
    _personal_shared = ("report_id.person_ids", "file")
    _personal_fields = {"name": ("file", get_label), "text": "file"}

    def _get_reported_fields(self):
        return super()._get_reported_fields() | {"text", "date"}

    @api.depends("report_id.state", "meeting_id.state")
    def _compute_published(self):
        reported = self.filtered("report_id")
        for decision in reported:
            decision.published = decision.report_id.state != "draft"
        return super(CaeDecision, self - reported)._compute_published()

    def _filter_numbered_at_once(self):
        return super()._filter_numbered_at_once().filtered(lambda decision: not decision.report_id)
