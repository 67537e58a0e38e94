from odoo import api, models


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    @api.model
    def _get_merge_made_again(self):
        return super()._get_merge_made_again() | {"cae.meeting.attendee"}

    @api.model
    def _get_timeline_models(self):
        return [*super()._get_timeline_models(), "cae.action", "cae.decision"]
