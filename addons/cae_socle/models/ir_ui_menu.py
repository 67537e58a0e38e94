from odoo import models

# Roots that Odoo shows everybody: the list of its apps, its dashboards, the site's builder.
FOR_OTHERS = (
    ("base.menu_management", "base.group_system"),
    ("spreadsheet_dashboard.spreadsheet_dashboard_menu_root", "base.group_system"),
    ("website.menu_website_configuration", "website.group_website_restricted_editor"),
)
ROLES = ("cae_socle.group_advisor", "cae_socle.group_accountant")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Leave out what the people of a cooperative have no use for."""
        hidden = super()._load_menus_blacklist()
        user = self.env.user
        if not any(map(user.has_group, ROLES)):
            return hidden
        for menu, group in FOR_OTHERS:
            found = self.env.ref(menu, raise_if_not_found=False)
            if found and not user.has_group(group):
                hidden.append(found.id)
        return hidden
