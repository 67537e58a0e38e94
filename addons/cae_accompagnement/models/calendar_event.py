from odoo import api, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model
    def _get_mirrored_models(self):
        return [*super()._get_mirrored_models(), "cae.appointment"]
