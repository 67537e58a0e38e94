from odoo import api, models

# Those that hang on others first.
ROADMAP_MODELS = (
    "cae.roadmap.review.line",
    "cae.roadmap.measure",
    "cae.roadmap.review",
    "cae.roadmap.step",
    "cae.roadmap.indicator",
    "cae.roadmap.goal",
    "cae.roadmap",
)


class CaeAnonymisation(models.AbstractModel):
    """What is said of a person goes with the follow-up file."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_person_domains(self, people):
        appointments = self.env["cae.appointment"].search([("entrepreneur_id", "in", people.ids)])
        return {
            # with the name of the person
            "calendar.event": [("id", "in", appointments.calendar_event_id.ids)],
            "cae.competency.rating": [("assessment_id.entrepreneur_id", "in", people.ids)],
            "cae.competency.assessment": [("entrepreneur_id", "in", people.ids)],
            "cae.appointment": [("entrepreneur_id", "in", people.ids)],
            **{model: [("entrepreneur_id", "in", people.ids)] for model in ROADMAP_MODELS},
            **super()._get_person_domains(people),
        }

    @api.model
    def _get_erased_models(self):
        return {
            **super()._get_erased_models(),
            "calendar.event": "file",
            "cae.competency.rating": "file",
            "cae.competency.assessment": "file",
            **dict.fromkeys(ROADMAP_MODELS, "file"),
        }

    @api.model
    def _get_anonymised_fields(self):
        return {
            **super()._get_anonymised_fields(),
            "cae.appointment": dict.fromkeys(
                ("name", "wish", "phone", "place", "video_url"), ("file", False)
            ),
        }

    @api.model
    def _get_thread_kinds(self):
        return {**super()._get_thread_kinds(), "cae.appointment": "file"}

    @api.model
    def _get_impersonal_models(self):
        return {
            **super()._get_impersonal_models(),
            "cae.appointment.person": "days of appointments, for the statistics",
            "cae.rhythm": "days of appointments",
            "cae.training.need": "a competency that people lack",
        }
