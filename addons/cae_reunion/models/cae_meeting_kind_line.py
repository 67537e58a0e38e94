from odoo import fields, models

from .cae_meeting_topic import AIMS


class CaeMeetingKindLine(models.Model):
    """A topic that each meeting of a kind begins with."""

    _name = "cae.meeting.kind.line"
    _description = "Usual Topic of a Kind of Meeting"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _guarded_parents = {"kind_id": "write"}

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    aim = fields.Selection(AIMS, required=True, default="inform")
    minutes = fields.Integer(string="Duration (min)", default=10)
    kind_id = fields.Many2one("cae.meeting.kind", required=True, index=True, ondelete="cascade")
