from odoo import models


class EventRegistrationAnswer(models.Model):
    _inherit = "event.registration.answer"
    _personal_paths = ("registration_id.partner_id",)
    _personal_erased = "file"
