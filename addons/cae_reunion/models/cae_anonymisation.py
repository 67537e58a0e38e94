from odoo import api, models


class CaeAnonymisation(models.AbstractModel):
    """What meetings keep of a person: their invitations, proposals and actions."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_person_domains(self, people):
        partners = people.partner_id
        return {
            "cae.meeting.attendee": [("partner_id", "in", partners.ids)],
            "cae.meeting.topic": [("proposed_by_id", "in", partners.ids)],
            "cae.action": [("owner_id", "in", partners.ids)],
            **super()._get_person_domains(people),
        }

    @api.model
    def _get_anonymised_fields(self):
        return {
            **super()._get_anonymised_fields(),
            "cae.meeting.attendee": {"excuse": ("file", False)},
            "cae.meeting.topic": {"refusal": ("file", False)},
        }

    @api.model
    def _get_kept_fields(self):
        minutes = "the minutes of the cooperative"
        return {
            **super()._get_kept_fields(),
            "cae.meeting.topic": {
                "name": minutes,
                "description": minutes,
                "notes": minutes,
                "private_notes": minutes,
                "search_text": "made of the minutes, computed again with them",
            },
            "cae.action": {"name": minutes},
        }

    @api.model
    def _get_thread_kinds(self):
        return {
            **super()._get_thread_kinds(),
            "cae.meeting.attendee": "file",
            "cae.meeting.topic": "file",
            "cae.action": "file",
        }
