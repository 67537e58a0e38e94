from odoo import api, models
from odoo.addons.cae_signature.models.cae_signing_mixin import FINGERPRINTS, PERSONAL_FIELDS
from odoo.fields import Domain

# What is written of the person in a report; the signed document goes later, as a contract does.
REPORT_FIELDS = ("name", "text", "review", "outlook", "actions_text", "needs")

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
        appointments = self._get_own_of_several(people, "cae.appointment")
        reports = self._get_own_of_several(people, "cae.report")
        about = Domain("report_id", "in", reports.ids)
        known = super()._get_person_domains(people)
        return {
            "cae.report.note": about,
            "cae.decision": about,
            "cae.report": [("id", "in", reports.ids)],
            **{model: [("entrepreneur_id", "in", people.ids)] for model in ROADMAP_MODELS},
            **known,
            # those of the request that led to the file, too; the event has the person's name
            "calendar.event": Domain(known["calendar.event"])
            | Domain("id", "in", appointments.calendar_event_id.ids),
            "cae.appointment": Domain(known["cae.appointment"])
            | Domain("id", "in", appointments.ids),
            "cae.action": Domain(known["cae.action"]) | about,
        }

    @api.model
    def _get_shared_models(self):
        of_report = "report_id.person_ids"
        return {
            **super()._get_shared_models(),
            "cae.appointment": "person_ids.entrepreneur_id",
            "cae.report": "person_ids",
            "cae.report.note": of_report,
            "cae.decision": of_report,
            "cae.action": of_report,
        }

    @api.model
    def _get_lead_domains(self, leads):
        appointments = self.env["cae.appointment"].search([("lead_id", "in", leads.ids)])
        return {
            "calendar.event": [("id", "in", appointments.calendar_event_id.ids)],
            "cae.appointment": [("id", "in", appointments.ids)],
            **super()._get_lead_domains(leads),
        }

    @api.model
    def _get_erased_models(self):
        return {
            **super()._get_erased_models(),
            "cae.report.note": "file",
            "calendar.event": "file",
            **dict.fromkeys(ROADMAP_MODELS, "file"),
        }

    @api.model
    def _get_anonymised_fields(self):
        def label(record):
            return self._get_label(record)

        def reported_label(action):
            # what a meeting gave to do is the meeting's
            return self._get_label(action) if action.report_id else action.name

        return {
            **super()._get_anonymised_fields(),
            "cae.report": {
                **dict.fromkeys(REPORT_FIELDS, ("file", False)),
                **dict.fromkeys(PERSONAL_FIELDS, ("staff", False)),
            },
            "cae.action": {"name": ("file", reported_label)},
            "cae.decision": {"name": ("file", label), "text": ("file", False)},
            "cae.appointment": dict.fromkeys(
                ("name", "wish", "phone", "place", "video_url"), ("file", False)
            ),
        }

    @api.model
    def _get_kept_fields(self):
        return {
            **super()._get_kept_fields(),
            "cae.report": {
                **dict.fromkeys(FINGERPRINTS, "a fingerprint, from which nothing can be read"),
                "search_text": "made of the report, computed again with it",
            },
            "cae.decision": {
                "number": "a number in the register",
                "search_text": "made of the decision, computed again with it",
            },
        }

    @api.model
    def _get_thread_kinds(self):
        return {
            **super()._get_thread_kinds(),
            "cae.appointment": "file",
            # with the signed document; the mails say no more than that a report is there
            "cae.report": "staff",
        }

    @api.model
    def _get_impersonal_models(self):
        return {
            **super()._get_impersonal_models(),
            "cae.appointment.person": "days of appointments, for the statistics",
            "cae.rhythm": "days of appointments",
        }
