from odoo import api, fields, models
from odoo.addons.cae_signature.models.cae_signing_mixin import get_signing_models
from odoo.tools import ormcache

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

    def _get_deadline_sources(self):
        return [*super()._get_deadline_sources(), "cae.contract"]

    @ormcache("self.env.lang", cache="templates")
    def _get_contract_words(self):
        """Return {kind: {"todo": ..., "told": ...}} of a view, in the user's language.

        Each of the two is a dict of the attributes in the view and of its ``text``.
        """
        # sudo: the words are no secret, and users read no views
        view_sudo = self.env.ref("cae_contrat.deadline_words").sudo()
        return {
            deadline.get("kind"): {
                part.tag: {**part.attrib, "text": part.text.strip()} for part in deadline
            }
            for deadline in view_sudo._get_combined_arch().iter("deadline")
        }

    def _get_todo_texts(self):
        words = self._get_contract_words()
        own = {kind: parts["todo"]["text"] for kind, parts in words.items()}
        return super()._get_todo_texts() | own

    def _get_portal_words(self):
        words = self._get_contract_words()
        own = {kind: parts["told"] for kind, parts in words.items() if "told" in parts}
        return super()._get_portal_words() | own

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
