from odoo import models
from odoo.addons.cae_socle.models.personal_data import get_label


class CaeAction(models.Model):
    """An action may come from a session or from an appointment, too."""

    _name = "cae.action"
    _inherit = ["cae.action", "cae.report.item.mixin"]
    _personal_paths = ("owner_id", "report_id.person_ids")
    _personal_shared = ("report_id.person_ids", "file")
    # what a meeting gave to do is the meeting's
    _personal_fields = {
        "name": (
            "file",
            lambda action: get_label(action) if action.report_id else action.name,
        )
    }
