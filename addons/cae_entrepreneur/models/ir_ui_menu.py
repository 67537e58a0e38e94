from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Hide the information sessions from users of whose cooperatives none holds any.

        What a user sees is kept: `res.company.write` forgets it when the choice changes.
        """
        hidden = super()._load_menus_blacklist()
        if not any(self.env.user.company_ids.mapped("cae_information_sessions")):
            hidden.append(self.env.ref("cae_entrepreneur.cae_information_session_menu").id)
        return hidden
