from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Leave Odoo's app “Events” out for the team: “Sessions” shows the same records."""
        hidden = super()._load_menus_blacklist()
        menu = self.env.ref("event.event_main_menu", raise_if_not_found=False)
        if menu and self.env.user.has_group("cae_socle.group_advisor"):
            return [*hidden, menu.id]
        return hidden

    @api.model
    def get_user_roots(self):
        # the public site looks each app up among the menus, where hidden ones are not
        hidden = self._load_menus_blacklist()
        return super().get_user_roots().filtered(lambda menu: menu.id not in hidden)
