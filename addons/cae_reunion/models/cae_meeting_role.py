from odoo import fields, models


class CaeMeetingRole(models.Model):
    """What somebody looks after during a meeting: the talk, the notes, the time."""

    _name = "cae.meeting.role"
    _description = "Role in a Meeting"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _guarded_parents = {"kind_id": "write"}

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Char(translate=True)
    kind_id = fields.Many2one("cae.meeting.kind", required=True, index=True, ondelete="cascade")
