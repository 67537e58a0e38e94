from odoo import models
from odoo.exceptions import UserError


class CaeTerritory(models.Model):
    _inherit = "cae.territory"

    def _check_nobody_left(self):
        """Refuse to archive a territory that open requests are in, too."""
        result = super()._check_nobody_left()
        # sudo: they count even where the user may not see them
        waiting = [
            ("cae_intake", "=", True),
            ("cae_territory_id", "in", self.ids),
            ("cae_decision", "=", False),
        ]
        requests_sudo = self.env["crm.lead"].sudo().search(waiting)
        if requests_sudo:
            raise UserError(
                self.env._(
                    "%(territory)s is still used: %(requests)s open requests. Give them another "
                    "territory first.",
                    territory=requests_sudo.cae_territory_id[0].name,
                    requests=len(requests_sudo),
                )
            )
        return result
