from odoo import api, models
from odoo.addons.cae_signature.models.cae_signature_mixin import PERSONAL_PROOF

PROOF_FIELDS = (*PERSONAL_PROOF, "signed_text", "signed_seal")


class CaeAnonymisation(models.AbstractModel):
    """Enrolments and signatures of attendance: that somebody came stays, who it was goes."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_person_domains(self, people):
        partners = people.partner_id
        return {
            "cae.attendance.scan": [("id", "in", self._get_own_scans(people).ids)],
            "cae.attendance": [("partner_id", "in", partners.ids)],
            "cae.half.day.speaker": [("partner_id", "in", partners.ids)],
            "event.registration.answer": [("registration_id.partner_id", "in", partners.ids)],
            "event.registration": [
                "|",
                ("partner_id", "in", partners.ids),
                ("cae_lead_id.cae_entrepreneur_id", "in", people.ids),
            ],
            **super()._get_person_domains(people),
        }

    @api.model
    def _anonymise_leads(self, leads):
        """Take the names off the enrolments of requests that never became a file, too."""
        registrations = self.env["event.registration"].sudo().with_context(active_test=False)
        registrations = registrations.search(
            [("cae_lead_id", "in", leads.ids), ("cae_entrepreneur_id", "=", False)]
        )
        service = self.sudo().with_context(tracking_disable=True, mail_notrack=True)
        counts = service._anonymise_records(
            {
                "cae.attendance": [("registration_id", "in", registrations.ids)],
                "event.registration": [("id", "in", registrations.ids)],
            },
            {"file", "staff", "identity"},
        )
        return counts | super()._anonymise_leads(leads)

    @api.model
    def _get_own_scans(self, people):
        """Return the sheets on which only these people, or people without a name, signed."""
        rows = self.env["cae.attendance"].search(
            [("partner_id", "in", people.partner_id.ids), ("scan_id", "!=", False)]
        )
        return rows.scan_id.filtered(
            lambda scan: all(
                row.partner_id in people.partner_id
                or self._is_nameless(row.registration_id.cae_entrepreneur_id)
                for row in scan.attendance_ids
            )
        )

    @api.model
    def _is_nameless(self, file):
        return bool(file) and "staff" in file._get_anonymised_kinds()

    @api.model
    def _get_anonymised_fields(self):
        declared = super()._get_anonymised_fields()
        proof = dict.fromkeys(PROOF_FIELDS, ("staff", False))
        return {
            **declared,
            "cae.attendance": {
                **proof,
                "note": ("file", False),
            },
            "cae.half.day.speaker": {**proof, "note": ("file", False)},
            "event.registration": {
                "name": ("staff", self._get_label),
                "email": ("file", False),
                "phone": ("file", False),
                "company_name": ("file", False),
            },
        }

    @api.model
    def _get_kept_fields(self):
        fingerprint = {"signed_hash": "a fingerprint, from which nothing can be read"}
        return {
            **super()._get_kept_fields(),
            "cae.attendance": fingerprint,
            "cae.half.day.speaker": fingerprint,
            "event.registration": {"barcode": "a random number"},
        }

    @api.model
    def _get_default_kinds(self):
        return {**super()._get_default_kinds(), "event.registration": "file"}

    @api.model
    def _get_thread_kinds(self):
        return {**super()._get_thread_kinds(), "event.registration": "file"}

    @api.model
    def _get_erased_models(self):
        return {
            **super()._get_erased_models(),
            "event.registration.answer": "file",
            "cae.attendance.scan": "staff",
        }

    @api.model
    def _get_impersonal_models(self):
        return {
            **super()._get_impersonal_models(),
            "cae.session.speaker": "a role in a session; the name is the contact's",
        }
