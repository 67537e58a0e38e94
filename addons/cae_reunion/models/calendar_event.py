from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _get_mirrored_models(self):
        return [*super()._get_mirrored_models(), "cae.meeting"]
