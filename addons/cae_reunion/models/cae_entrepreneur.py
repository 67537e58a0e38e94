from odoo import models


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    def _get_merge_made_again(self):
        return super()._get_merge_made_again() | {"cae.meeting.attendee"}

    def _get_timeline_models(self):
        return [*super()._get_timeline_models(), "cae.action", "cae.decision"]
