from odoo import fields, models


class CaeAttendanceNote(models.TransientModel):
    """The team notes who was there, absent or excused, and why it knows."""

    _name = "cae.attendance.note"
    _description = "Note the attendance"

    attendance_ids = fields.Many2many("cae.attendance", string="People", readonly=True)
    state = fields.Selection(
        [
            ("present", "Present"),
            ("absent", "Absent"),
            ("excused", "Excused"),
            ("expected", "Take the note back"),
        ],
        string="What is noted",
        required=True,
        default="present",
    )
    reason = fields.Char(
        required=True, help="E.g. “Phone without battery, seen all morning”. Kept with the name."
    )

    def action_note(self):
        """Note it; what people signed is not overwritten."""
        self.ensure_one()
        self.check_access("write")
        self.attendance_ids.check_access("read")
        self.attendance_ids._note_by_team(self.state, self.reason)
        return {"type": "ir.actions.act_window_close"}
