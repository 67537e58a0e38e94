from odoo import fields, models


class CaeMeetingRoleLine(models.Model):
    """Who has which role in one meeting."""

    _name = "cae.meeting.role.line"
    _description = "Role taken in a Meeting"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _guarded_parents = {"meeting_id": "write"}
    _personal_ignored = "who does what in a meeting"

    meeting_id = fields.Many2one("cae.meeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, index=True)
    role_id = fields.Many2one(
        "cae.meeting.role", string="Usual role", index=True, ondelete="set null"
    )
    name = fields.Char(string="Role", required=True, translate=True)
    description = fields.Char(related="role_id.description")
    sequence = fields.Integer(default=10)
    attendee_id = fields.Many2one(
        "cae.meeting.attendee",
        string="Who",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('meeting_id', '=', meeting_id)]",
    )
