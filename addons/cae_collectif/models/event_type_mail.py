from odoo import fields, models


class EventTypeMail(models.Model):
    _name = "event.type.mail"
    _inherit = ["event.type.mail", "cae.guard.mixin"]
    _guarded_parents = {"event_type_id": "write"}

    event_type_id = fields.Many2one(index=True)
