from odoo import api, models
from odoo.tools import frozendict, ormcache


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    @api.model
    @ormcache("view", "self.env.lang", cache="templates")
    def _get_cae_sentences(self, view):
        """Return {code: sentence} of the view with this external id, in the user's language."""
        # sudo: the sentences are no secret, and users read no views
        nodes = self.env.ref(view).sudo()._get_combined_arch().iter("sentence")
        return frozendict({node.get("code"): node.text.strip() for node in nodes})
