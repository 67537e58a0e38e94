from odoo import models

from .cae_diagnosis import SWOT


class CaeDiagnosisForm(models.Model):
    _inherit = "cae.diagnosis.form"

    def _get_swot_labels(self):
        """Return how strengths, weaknesses, opportunities and threats are called."""
        fields = self.env["cae.diagnosis"]._fields
        return [fields[name]._description_string(self.env) for name in SWOT]

    def action_print(self):
        """Print the empty form, to be filled in on paper."""
        self.check_access("read")
        return self.env.ref("cae_accompagnement.cae_diagnosis_form_report").report_action(self)
