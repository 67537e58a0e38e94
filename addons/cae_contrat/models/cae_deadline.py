from odoo import api, fields, models
from odoo.addons.cae_signature.models.cae_signing_mixin import get_signing_models

# Of each kind, of those that wait for the user's signature.
SHOWN_DOCUMENTS = 5
KINDS = [
    ("cape_end", "CAPE ends"),
    ("cape_last", "CAPE ends, no renewal left"),
    ("no_contract", "Without a contract"),
    ("declare_urssaf", "Declaration to Urssaf"),
    ("declare_france_travail", "Declaration to France Travail"),
    ("trial_end", "Trial period ends"),
    ("associate", "Must be an associate"),
    ("medical_visit", "Medical visit"),
]


class CaeDeadline(models.Model):
    _inherit = "cae.deadline"

    contract_id = fields.Many2one("cae.contract", compute="_compute_contract_id")
    kind = fields.Selection(
        selection_add=[*KINDS, ("document",)],
        ondelete=dict.fromkeys(dict(KINDS), "cascade"),
    )

    @api.depends("res_model", "res_id")
    def _compute_contract_id(self):
        for deadline in self:
            is_contract = deadline.res_model == "cae.contract"
            deadline.contract_id = is_contract and deadline.res_id

    @api.model
    def _get_deadline_sources(self):
        return [*super()._get_deadline_sources(), "cae.contract"]

    @api.model
    def _get_todo_texts(self):
        return super()._get_todo_texts() | {
            "cape_end": self.env._("Renew the CAPE, or prepare the CESA or the exit."),
            "cape_last": self.env._(
                "The CAPE cannot be renewed any more (C. com. L127-2): prepare the CESA or the "
                "exit."
            ),
            "no_contract": self.env._("Prepare a CESA or the exit: nothing covers the person now."),
            "declare_urssaf": self.env._("Tell Urssaf (C. trav. R5142-1), then tick with the day."),
            "declare_france_travail": self.env._(
                "Tell France Travail (C. trav. R5142-1), then tick with the day."
            ),
            "trial_end": self.env._("Meet the person and decide whether the contract goes on."),
            "associate": self.env._(
                "Prepare the membership: without it the contract ends on that day (C. trav. "
                "L7331-3)."
            ),
            "medical_visit": self.env._("Make the appointment; tick with the day of the visit."),
        }

    @api.model
    def _get_portal_words(self):
        return super()._get_portal_words() | {
            "cape_end": {
                "icon": "fa-flag-checkered",
                "title": self.env._("Your CAPE ends"),
                "text": self.env._(
                    "Your referent will see with you whether to renew it or to go on with a CESA."
                ),
            },
            "cape_last": {
                "icon": "fa-flag-checkered",
                "title": self.env._("Your CAPE ends, for the last time"),
                "text": self.env._(
                    "It cannot be renewed again. Talk with your referent now about what comes "
                    "next: a CESA, your own company, another job."
                ),
            },
            "no_contract": {
                "icon": "fa-exclamation-triangle",
                "title": self.env._("You are without a contract"),
                "text": self.env._(
                    "Your contract is over and nothing follows it yet: do not invoice any more, "
                    "and call your referent."
                ),
            },
            "trial_end": {
                "icon": "fa-check-circle-o",
                "title": self.env._("Your trial period ends"),
                "text": self.env._(
                    "You will meet your referent before that day. Afterwards your contract is firm."
                ),
            },
            "associate": {
                "icon": "fa-users",
                "title": self.env._("You become an associate"),
                "text": self.env._(
                    "By that day at the latest you join the cooperative as an associate: your "
                    "contract depends on it. Your referent explains how."
                ),
            },
        }

    @api.model
    def get_waiting_documents(self):
        documents, count = [], 0
        for model, _label in get_signing_models(self.env):
            if not self.env[model].has_access("write"):
                continue
            found = self.env[model].search(self.env[model]._domain_to_countersign())
            count += len(found)
            # signatures are numbered as they come
            found = found.sorted(lambda document: document.person_signature_id.id)
            documents += [
                {"model": model, "id": document.id, "name": document.display_name}
                for document in found[:SHOWN_DOCUMENTS]
            ]
        rest = count - len(documents)
        return {
            "title": self.env._("To countersign (%(count)s)", count=count),
            "documents": documents,
            "more": self.env._("and %(count)s more", count=rest) if rest else "",
        }
