from odoo import api, fields, models
from odoo.exceptions import UserError


class CaeAttendancePaper(models.TransientModel):
    """A sheet that was signed on paper: its scan, and who signed on it."""

    _name = "cae.attendance.paper"
    _description = "Paper sheet of a half-day"

    half_day_id = fields.Many2one("cae.half.day", required=True, readonly=True)
    event_id = fields.Many2one(related="half_day_id.event_id")
    scan = fields.Binary(attachment=False, help="PDF or picture, 15 MB at most.")
    scan_name = fields.Char()
    scan_id = fields.Many2one(
        "cae.attendance.scan",
        string="Or a scan already recorded",
        domain="[('event_id', '=', event_id)]",
        help="When one sheet is for several half-days.",
    )
    attendance_ids = fields.Many2many(
        "cae.attendance",
        string="Who signed on the sheet",
        domain="[('half_day_id', '=', half_day_id), ('state', '!=', 'present')]",
    )
    speaker_row_ids = fields.Many2many(
        "cae.half.day.speaker",
        string="Speakers who signed on the sheet",
        domain="[('half_day_id', '=', half_day_id), ('state', '!=', 'present')]",
    )
    has_scans = fields.Boolean(compute="_compute_choices")
    has_speakers = fields.Boolean(compute="_compute_choices")

    @api.depends("half_day_id")
    def _compute_choices(self):
        for wizard in self:
            half_day = wizard.half_day_id
            wizard.has_speakers = any(row.state != "present" for row in half_day.speaker_row_ids)
            wizard.has_scans = bool(
                self.env["cae.attendance.scan"].search_count(
                    [("event_id", "=", half_day.event_id.id)], limit=1
                )
            )

    def action_record(self):
        """Keep the scan, and those who signed on it as present.

        :raise UserError: when the half-day has not begun, or scan or people are missing
        """
        self.ensure_one()
        self.check_access("write")
        self.attendance_ids._check_is_team()
        half_day = self.half_day_id
        half_day.check_access("read")
        half_day._check_begun()
        attendances = self.attendance_ids.filtered(lambda row: row.half_day_id == half_day)
        speaker_rows = self.speaker_row_ids.filtered(lambda row: row.half_day_id == half_day)
        if not (attendances or speaker_rows):
            raise UserError(self.env._("Tick who signed on the sheet."))
        scan = self.scan_id.filtered(lambda scan: scan.event_id == half_day.event_id)
        if not scan:
            content = self.with_context(bin_size=False).scan
            if not content:
                raise UserError(self.env._("Add the scan of the sheet: it is the proof."))
            scan = self.env["cae.attendance.scan"].create(
                {
                    "event_id": half_day.event_id.id,
                    "file": content,
                    "file_name": self.scan_name or self.env._("Sheet"),
                }
            )
        # sudo: the team reads attendance; it writes by this method alone, after the checks above
        recorded_sudo = attendances.sudo()._record("present", "paper", scan=scan)
        speaker_rows.sudo()._record("present", "paper", scan=scan)
        recorded_sudo.registration_id._message_log_batch(
            bodies={
                registration.id: self.env._(
                    "%(half_day)s: signed on paper, recorded by %(user)s with the scan “%(scan)s”.",
                    half_day=half_day.name,
                    user=self.env.user.name,
                    scan=scan.display_name,
                )
                for registration in recorded_sudo.registration_id
            }
        )
        return {"type": "ir.actions.act_window_close"}
