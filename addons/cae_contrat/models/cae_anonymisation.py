from odoo import api, models
from odoo.addons.cae_signature.models.cae_signature_mixin import PERSONAL_PROOF
from odoo.addons.cae_signature.models.cae_signing_mixin import (
    FINGERPRINTS,
    PERSONAL_FIELDS,
    get_signing_models,
)
from odoo.fields import Domain


class CaeAnonymisation(models.AbstractModel):
    """Contracts and the employee go with the staff register; the comments on an exit earlier."""

    _inherit = "cae.anonymisation"

    @api.model
    def _get_person_domains(self, people):
        users = people.with_context(active_test=False).user_ids.filtered("share")
        employees = Domain("work_contact_id", "in", people.partner_id.ids) | Domain(
            "user_id", "in", users.ids
        )
        return {
            "hr.employee": employees,
            "hr.version": [("employee_id", "any", employees)],
            "cae.contract": [("entrepreneur_id", "in", people.ids)],
            "cae.contract.amendment": [("entrepreneur_id", "in", people.ids)],
            "cae.contract.clause": [("entrepreneur_id", "in", people.ids)],
            "cae.signature": Domain.OR(
                Domain("res_model", "=", model)
                & Domain(
                    "res_id",
                    "in",
                    self.env[model].search([("entrepreneur_id", "in", people.ids)]).ids,
                )
                for model, _label in get_signing_models(self.env)
            ),
            "cae.earlier.contract": [("entrepreneur_id", "in", people.ids)],
            "cae.exit": [("entrepreneur_id", "in", people.ids)],
            "cae.exit.line": [("exit_id.entrepreneur_id", "in", people.ids)],
            **super()._get_person_domains(people),
        }

    @api.model
    def _get_anonymised_fields(self):
        return {
            **super()._get_anonymised_fields(),
            "hr.employee": {
                "name": ("staff", self._get_label),
                "legal_name": ("staff", self._get_label),
                "birthday": ("staff", False),
                "country_of_birth": ("staff", False),
                "visa_expire": ("staff", False),
                "work_permit_expiration_date": ("staff", False),
            },
            "hr.version": {
                "country_id": ("staff", False),
                "sex": ("staff", False),
                "marital": ("staff", "single"),
                "spouse_birthdate": ("staff", False),
                "children": ("staff", 0),
                "private_state_id": ("staff", False),
                "private_country_id": ("staff", False),
                "distance_home_work": ("staff", 0),
            },
            "cae.contract": {
                "objectives": ("staff", False),
                "import_key": ("staff", False),
                **dict.fromkeys(PERSONAL_FIELDS, ("staff", False)),
            },
            "cae.contract.amendment": {
                "note": ("staff", False),
                "import_key": ("staff", False),
                **dict.fromkeys(PERSONAL_FIELDS, ("staff", False)),
            },
            "cae.signature": dict.fromkeys(PERSONAL_PROOF, ("staff", False)),
            "cae.earlier.contract": {"import_key": ("staff", False)},
            "cae.exit": {"comment": ("file", False), "positive_reason": ("file", False)},
        }

    @api.model
    def _get_kept_fields(self):
        unreadable = "a fingerprint, from which nothing can be read"
        fingerprints = dict.fromkeys(FINGERPRINTS, unreadable)
        return {
            **super()._get_kept_fields(),
            "cae.contract": {"reference": "a number", **fingerprints},
            "cae.contract.amendment": {"reference": "a number", **fingerprints},
            "cae.signature": {"res_model": "a model", "signed_hash": unreadable},
            "hr.version": {"name": "a name of the version, computed"},
        }

    @api.model
    def _get_default_kinds(self):
        return {**super()._get_default_kinds(), "hr.employee": "staff", "hr.version": "staff"}

    @api.model
    def _get_thread_kinds(self):
        return {
            **super()._get_thread_kinds(),
            "hr.employee": "staff",
            "hr.version": "staff",
            "cae.contract": "staff",
            "cae.contract.amendment": "staff",
            "cae.exit": "file",
        }

    @api.model
    def _get_erased_models(self):
        return {
            **super()._get_erased_models(),
            "cae.exit.line": "file",
            "cae.contract.clause": "staff",
        }

    @api.model
    def _get_impersonal_models(self):
        return {
            **super()._get_impersonal_models(),
            "cae.contract.version": "dates and figures",
        }
