from odoo import models


class EventTypeTicket(models.Model):
    _name = "event.type.ticket"
    _inherit = ["event.type.ticket", "cae.guard.mixin"]
    _guarded_parents = {"event_type_id": "write"}
