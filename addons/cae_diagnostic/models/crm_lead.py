from odoo import fields, models
from odoo.addons.cae_socle.models.counts import count_field


class CrmLead(models.Model):
    """The diagnosis of somebody who has no file yet."""

    _inherit = "crm.lead"

    cae_diagnosis_ids = fields.One2many("cae.diagnosis", "lead_id", string="Diagnoses")
    cae_diagnosis_count = count_field("cae_diagnosis_ids")

    def action_cae_open_diagnoses(self):
        """Open the diagnosis of the request; a new one if it has none."""
        self.check_access("read")
        self.ensure_one()
        return self.cae_diagnosis_ids._get_records_action(
            name=self.env._("Project diagnosis"),
            domain=[("lead_id", "=", self.id)],
            context={
                "default_lead_id": self.id,
                "default_entrepreneur_id": self.cae_entrepreneur_id.id,
            },
        )

    def _convert_to_entrepreneur(self, partner=None):
        entrepreneur = super()._convert_to_entrepreneur(partner)
        self.cae_diagnosis_ids.entrepreneur_id = entrepreneur
        return entrepreneur
