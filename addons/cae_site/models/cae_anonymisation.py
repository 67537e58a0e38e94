from odoo import api, models


class CaeAnonymisation(models.AbstractModel):
    """The page of a member goes with the follow-up file."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_person_domains(self, people):
        return {
            "cae.directory.page": [("entrepreneur_id", "in", people.ids)],
            **super()._get_person_domains(people),
        }

    @api.model
    def _get_erased_models(self):
        return {**super()._get_erased_models(), "cae.directory.page": "file"}
