from odoo import api, models


class CaeAnonymisation(models.AbstractModel):
    """What is said of a person's competencies goes with the follow-up file."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_person_domains(self, people):
        return {
            "cae.competency.assessment": [("entrepreneur_id", "in", people.ids)],
            **super()._get_person_domains(people),
        }

    @api.model
    def _get_erased_models(self):
        return {**super()._get_erased_models(), "cae.competency.assessment": "file"}
