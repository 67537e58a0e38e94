"""The agenda is sent in time, again when something changes, and people are reminded."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import dates


class CaeMeeting(models.Model):
    _name = "cae.meeting"
    _inherit = "cae.meeting"
    _guarded_fields = {
        "date_announced",
        "announced_begin",
        "announced_place",
        "announce_count",
        "date_reminded",
    }

    date_announced = fields.Datetime(string="Agenda sent on", copy=False, readonly=True)
    announced_begin = fields.Datetime(string="Date that was announced", copy=False, readonly=True)
    announced_place = fields.Char(string="Place that was announced", copy=False, readonly=True)
    announce_count = fields.Integer(string="Times announced", copy=False, readonly=True)
    date_reminded = fields.Datetime(string="Reminder sent on", copy=False, readonly=True)
    date_announce_due = fields.Date(
        string="Announce by",
        compute="_compute_date_announce_due",
        store=True,
        index=True,
        help="Last day on which the agenda is sent in time.",
    )
    is_announce_overdue = fields.Boolean(compute="_compute_is_announce_overdue")
    is_late_notice = fields.Boolean(
        string="Announced late",
        compute="_compute_is_late_notice",
        store=True,
        help="The agenda was sent later than this kind of meeting asks for.",
    )
    is_changed = fields.Boolean(
        string="Changed since the announcement", compute="_compute_is_changed"
    )

    @api.depends("date_begin", "kind_id.notice_days", "company_id.partner_id.tz")
    def _compute_date_announce_due(self):
        for meeting in self:
            meeting.date_announce_due = meeting.date_begin and dates.get_last_day(
                meeting.date_begin, meeting.kind_id.notice_days, meeting._get_company_zone()
            )

    @api.depends("state", "date_announce_due")
    def _compute_is_announce_overdue(self):
        today = fields.Date.context_today(self)
        for meeting in self:
            due = meeting.date_announce_due
            meeting.is_announce_overdue = bool(due) and meeting.state == "draft" and due < today

    @api.depends(
        "date_announced", "announced_begin", "kind_id.notice_days", "company_id.partner_id.tz"
    )
    def _compute_is_late_notice(self):
        for meeting in self:
            meeting.is_late_notice = bool(meeting.date_announced) and dates.is_late(
                meeting.date_announced,
                meeting.announced_begin or meeting.date_begin,
                meeting.kind_id.notice_days,
                meeting._get_company_zone(),
            )

    @api.depends("state", "date_begin", "place", "video_url", "announced_begin", "announced_place")
    def _compute_is_changed(self):
        for meeting in self:
            meeting.is_changed = meeting.state == "announced" and (
                meeting.date_begin != meeting.announced_begin
                or meeting._get_place_text() != (meeting.announced_place or "")
            )

    def action_announce(self):
        """Send the agenda to who is invited; again, when date, place or agenda changed."""
        self.check_access("write")
        self._check_state(("draft", "announced"))
        self._check_before("announce")
        now = fields.Datetime.now()
        for meeting in self:
            if not meeting.attendee_ids:
                meeting._invite_audience()
            if not meeting.attendee_ids:
                raise UserError(
                    self.env._(
                        "Nobody is invited to %(meeting)s: add people first.",
                        meeting=meeting.display_name,
                    )
                )
            moved = meeting.announced_begin and meeting.announced_begin != meeting.date_begin
            if moved:
                # The answers were to another day.
                answered = meeting.attendee_ids.filtered(
                    lambda attendee: attendee.state in ("coming", "excused")
                )
                answered._by_method().write(
                    {"state": "invited", "excuse": False, "answered_on": False}
                )
                answered.sudo()._sync_calendar_answer()
            meeting._set_state(
                "announced",
                date_announced=now
                if moved or not meeting.date_announced
                else meeting.date_announced,
                announced_begin=meeting.date_begin,
                announced_place=meeting._get_place_text(),
                announce_count=meeting.announce_count + 1,
                date_reminded=False,
            )
        self.env["cae.meeting.mailer"]._send_agenda(self)
        self._after("announce")

    def action_remind(self):
        """Remind those who did not excuse themselves, by mail."""
        self.check_access("write")
        self._check_state(("announced",))
        self.env["cae.meeting.mailer"]._send_reminder(self)
        self._by_method().write({"date_reminded": fields.Datetime.now()})

    @api.model
    def _cron_remind(self):
        """Remind of the meetings that are near, each once."""
        now = fields.Datetime.now()
        meetings = self.search(
            [
                ("state", "=", "announced"),
                ("date_reminded", "=", False),
                ("date_begin", ">", now),
                ("kind_id.reminder_days", ">", 0),
            ]
        )
        for meeting in meetings:
            zone = meeting._get_company_zone()
            today = dates.to_local(now, zone).date()
            days = meeting.kind_id.reminder_days
            # announced on the same day: everybody knows
            if today >= dates.get_last_day(meeting.date_begin, days, zone) and (
                dates.to_local(meeting.date_announced, zone).date() < today
            ):
                meeting.action_remind()
