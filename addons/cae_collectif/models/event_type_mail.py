from odoo import fields, models


class EventTypeMail(models.Model):
    _inherit = "event.type.mail"

    event_type_id = fields.Many2one(index=True)
