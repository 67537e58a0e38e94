from odoo import api, models
from odoo.fields import Domain

from .cae_diagnosis_portal_mixin import TEXTS

DIAGNOSIS_FIELDS = (*TEXTS, "next_steps", "advisor_note", "scan", "scan_name")


class CaeAnonymisation(models.AbstractModel):
    """What a person answers and rates goes with the follow-up file."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_person_domains(self, people):
        known = super()._get_person_domains(people)
        diagnoses = Domain(known["cae.diagnosis"]) | Domain("entrepreneur_id", "in", people.ids)
        return {
            "cae.competency.rating": [("assessment_id.entrepreneur_id", "in", people.ids)],
            "cae.competency.assessment": [("entrepreneur_id", "in", people.ids)],
            **known,
            # those of a request that led to the file are the person's since then
            "cae.diagnosis.finding": [("entrepreneur_id", "in", people.ids)],
            "cae.diagnosis.answer": [("diagnosis_id", "any", diagnoses)],
            "cae.diagnosis": diagnoses,
        }

    @api.model
    def _get_lead_domains(self, leads):
        return {
            "cae.diagnosis.finding": [("diagnosis_id.lead_id", "in", leads.ids)],
            "cae.diagnosis.answer": [("diagnosis_id.lead_id", "in", leads.ids)],
            "cae.diagnosis": [("lead_id", "in", leads.ids)],
            **super()._get_lead_domains(leads),
        }

    @api.model
    def _get_erased_models(self):
        # what a person answers is hers, whatever its kind
        own = ("cae.competency.rating", "cae.competency.assessment", "cae.diagnosis.answer")
        return {**super()._get_erased_models(), **dict.fromkeys(own, "file")}

    @api.model
    def _get_anonymised_fields(self):
        return {
            **super()._get_anonymised_fields(),
            "cae.diagnosis": dict.fromkeys(DIAGNOSIS_FIELDS, ("file", False)),
            # the kind, the topic, the territory and the year stay, for the statistics
            "cae.diagnosis.finding": {
                "name": ("file", lambda finding: finding.topic_id.name or finding.kind),
                "note": ("file", False),
            },
        }

    @api.model
    def _get_kept_fields(self):
        return {
            **super()._get_kept_fields(),
            "cae.diagnosis": {"texts_of_person": "names of fields"},
        }

    @api.model
    def _get_thread_kinds(self):
        return {**super()._get_thread_kinds(), "cae.diagnosis": "file"}

    @api.model
    def _get_impersonal_models(self):
        return {
            **super()._get_impersonal_models(),
            "cae.training.need": "a competency that people lack",
        }
