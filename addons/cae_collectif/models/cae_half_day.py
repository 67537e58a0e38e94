import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cae_protection.engine.french_days import write_first
from odoo.addons.cae_socle.engine.local_time import to_local
from odoo.addons.cae_socle.models.flags import case_field
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import (
    format_date,
    format_datetime,
    format_time,
    hash_sign,
    verify_hash_signed,
)

from ..engine import half_days

CODE_SCOPE = "cae_collectif.code"
# How long a code on the wall lives, and how many older ones still hold: a phone is slow.
CODE_LIFE = 60  # seconds
OLDER_CODES = 1
LONGEST = 12  # hours
LINK_HOURS = 2  # before the first half-day of a day


class CaeHalfDay(models.Model):
    """A half-day of a session: what one enrols for, comes to and signs."""

    _name = "cae.half.day"
    _description = "Half-day"
    _inherit = ["cae.guard.mixin"]
    _order = "date_begin, id"
    _rec_names_search = ["event_id.name"]
    _check_company_auto = True

    event_id = fields.Many2one(
        "event.event",
        string="Session",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    territory_id = fields.Many2one(related="event_id.cae_territory_id", store=True, index=True)
    date_begin = fields.Datetime(string="Begins", required=True, index=True)
    date_end = fields.Datetime(string="Ends", required=True)
    name = fields.Char(string="Half-day", compute="_compute_name")
    title = fields.Char(help="What this half-day is about, for its programme.")
    programme = fields.Text(string="What is done")
    role_ids = fields.Many2many(
        "cae.speaker.role",
        string="Roles needed",
        check_company=True,
    )
    speaker_names = fields.Char(string="Led by", compute="_compute_speaker_names")
    # On the first morning the messages of the session do it.
    link_mailed = fields.Boolean(string="Personal link sent", copy=False, readonly=True)
    time_range = fields.Char(string="Hours of the clock", compute="_compute_name")
    hours = fields.Float(compute="_compute_hours", store=True)
    # both included
    sign_from = fields.Datetime(
        string="Signed from", compute="_compute_window", store=True, index=True
    )
    sign_until = fields.Datetime(
        string="Signed until", compute="_compute_window", store=True, index=True
    )
    state = case_field(
        [("coming", "Coming"), ("open", "Can be signed"), ("over", "Over")],
        lambda self: self._get_state_cases(),
        "sign_from",
        "sign_until",
    )
    attendance_ids = fields.One2many("cae.attendance", "half_day_id")
    speaker_row_ids = fields.One2many(
        "cae.half.day.speaker", "half_day_id", string="Signatures of the speakers"
    )
    expected_count = fields.Integer(string="Enrolled", compute="_compute_counts")
    present_count = fields.Integer(string="Number present", compute="_compute_counts")

    _dates_order = models.Constraint(
        "check (date_end > date_begin)", "A half-day ends after it begins: correct its hours."
    )
    # int4range makes an integer comparable by GiST without an extension.
    _no_overlap = models.Constraint(
        "exclude using gist (int4range(event_id, event_id, '[]') with &&, "
        "tsrange(date_begin, date_end) with &&)",
        "Two half-days of a session overlap: correct the hours of one of them.",
    )

    @api.depends("date_begin", "date_end", "event_id.date_tz")
    @api.depends_context("lang")
    def _compute_name(self):
        for half_day in self:
            zone = half_day.event_id.date_tz
            if not (half_day.date_begin and half_day.date_end and zone):
                half_day.name = half_day.time_range = False
                continue
            local = to_local(half_day.date_begin, zone)
            day = write_first(format_date(self.env, local.date(), date_format="EEE d MMMM y"))
            half_day.name = f"{day}, {half_day._get_part_name()}"
            half_day.time_range = self.env._(
                "%(begin)s to %(end)s",
                begin=format_time(self.env, half_day.date_begin, tz=zone, time_format="short"),
                end=format_time(self.env, half_day.date_end, tz=zone, time_format="short"),
            )

    def _get_part_name(self):
        """Return “morning”, “afternoon” or “evening” (str)."""
        return {
            "morning": self.env._("morning"),
            "afternoon": self.env._("afternoon"),
            "evening": self.env._("evening"),
        }[half_days.get_part(self.date_begin, self.event_id.date_tz)]

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for half_day in self:
            half_day.display_name = half_day.name

    @api.depends("event_id.cae_speaker_ids.half_day_ids", "event_id.cae_speaker_ids.partner_id")
    def _compute_speaker_names(self):
        for half_day in self:
            half_day.speaker_names = ", ".join(half_day._get_speakers().mapped("display_name"))

    @api.depends("date_begin", "date_end")
    def _compute_hours(self):
        for half_day in self:
            half_day.hours = (
                (half_day.date_end - half_day.date_begin).total_seconds() / 3600
                if half_day.date_begin and half_day.date_end
                else 0
            )

    @api.depends(
        "date_begin",
        "date_end",
        "event_id.cae_sign_minutes_before",
        "event_id.cae_sign_hours_after",
    )
    def _compute_window(self):
        for half_day in self:
            begin, end, event = half_day.date_begin, half_day.date_end, half_day.event_id
            before = timedelta(minutes=event.cae_sign_minutes_before)
            after = timedelta(hours=event.cae_sign_hours_after)
            half_day.sign_from = begin and begin - before
            half_day.sign_until = end and end + after

    def _get_state_cases(self):
        now = fields.Datetime.now()
        return [
            ("coming", Domain("sign_from", ">", now)),
            ("open", Domain("sign_until", ">=", now)),
            ("over", Domain("sign_until", "<", now)),
        ]

    @api.depends("attendance_ids.state")
    def _compute_counts(self):
        counts = self.env["cae.attendance"]._count_present("half_day_id", self)
        for half_day in self:
            half_day.present_count, half_day.expected_count = counts[half_day._origin]

    @api.constrains("date_begin", "date_end")
    def _check_hours(self):
        for half_day in self:
            if half_day.hours > LONGEST:
                raise ValidationError(
                    self.env._(
                        "%(half_day)s lasts %(hours)s hours, at most %(longest)s are a half-day: "
                        "correct its hours.",
                        half_day=half_day.display_name,
                        hours=round(half_day.hours, 1),
                        longest=LONGEST,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        created.event_id._sync_attendances()
        created.event_id._sync_speakers()
        return created

    def write(self, vals):
        vals = self._clean_cae_values(vals)
        moved = {"event_id", "date_begin", "date_end"} & set(vals)
        if moved:
            for half_day in self._filter_proven():
                if any(half_day._would_change(name, vals[name]) for name in moved):
                    raise UserError(
                        self.env._(
                            "%(half_day)s is signed: its hours are part of the proof, and stay.",
                            half_day=half_day.display_name,
                        )
                    )
        return super().write(vals)

    def unlink(self):
        self.check_access("unlink")
        self._check_not_proven()
        # sudo: the team reads attendance; rows that are only expected go with the half-day
        half_days_sudo = self.sudo()
        half_days_sudo.attendance_ids.unlink()
        half_days_sudo.speaker_row_ids.unlink()
        return super().unlink()

    def _check_not_proven(self):
        if proven := self._filter_proven():
            raise UserError(
                self.env._(
                    "%(half_day)s has attendance: it is proof, and stays.",
                    half_day=proven[0].display_name,
                )
            )

    def _filter_proven(self):
        """Return those that somebody signed, or was recorded at."""
        present = Domain("attendance_ids.state", "=", "present")
        led = Domain("speaker_row_ids.state", "=", "present")
        # sudo: presences count even where the user does not see them
        return self.sudo().filtered_domain(present | led).with_env(self.env)

    # ------------------------------------------------------------------ when one signs

    def _is_far(self):
        """Tell whether signing is so far ahead that nobody thinks of it yet."""
        return self.sign_from > fields.Datetime.now() + timedelta(days=1)

    def _find_window_problem(self):
        """Return a sentence when nobody signs this half-day now, else None."""
        now = fields.Datetime.now()
        if now < self.sign_from:
            return self.env._(
                "It is too early to sign %(half_day)s: you can sign from %(date)s.",
                half_day=self.name,
                date=self._format_moment(self.sign_from),
            )
        if now > self.sign_until:
            return self.env._(
                "The time to sign %(half_day)s was over on %(date)s. Were you there? Tell "
                "%(organizer)s.",
                half_day=self.name,
                date=self._format_moment(self.sign_until),
                organizer=self.event_id._get_contact_name(),
            )
        return None

    def _format_moment(self, moment):
        zone = self.event_id.date_tz
        return write_first(format_datetime(self.env, moment, tz=zone, dt_format="d MMMM y HH:mm"))

    def _check_begun(self):
        """Raise when a half-day has not begun: nobody was there yet."""
        now = fields.Datetime.now()
        for half_day in self:
            if half_day.date_begin > now:
                raise UserError(
                    self.env._(
                        "%(half_day)s begins on %(date)s: who was there is recorded from then on.",
                        half_day=half_day.name,
                        date=half_day._format_moment(half_day.date_begin),
                    )
                )

    def _get_speaker_names(self):
        """Return the names of who leads this half-day (list of str)."""
        self.ensure_one()
        return self._get_speakers().partner_id.mapped("name")

    def _get_speakers(self):
        """Return who leads this half-day, as superuser."""
        self.ensure_one()
        # sudo: the names of the speakers are on the programme
        return self.event_id.sudo().cae_speaker_ids.filtered(
            lambda speaker: self in speaker._get_led_half_days()
        )

    # ------------------------------------------------------------------ moved, and announced

    def _move_to(self, moments):
        """Give these half-days, in their order, new hours; all of one session.

        Both are in order and none overlaps another, so the later ones make room first when a
        session is postponed, the earlier ones when it is brought forward.

        :param moments: list of (begin, end) in order, UTC
        """
        pairs = [
            (half_day, moment)
            for half_day, moment in zip(self.sorted("date_begin"), moments, strict=True)
            if (half_day.date_begin, half_day.date_end) != moment
        ]
        later = [pair for pair in pairs if pair[1][0] > pair[0].date_begin]
        earlier = [pair for pair in pairs if pair[1][0] <= pair[0].date_begin]
        for half_day, (begin, end) in [*reversed(later), *earlier]:
            half_day._by_method().write(
                {"date_begin": begin, "date_end": end, "link_mailed": False}
            )
            half_day.flush_recordset(["date_begin", "date_end"])

    def _cron_mail_links(self):
        """Send the personal link again on each further day of a session, two hours before.

        The link is the same for all half-days; on the first day the messages of the session
        send it. A session without that message gets none here either.
        """
        now = fields.Datetime.now()
        coming = self.search(
            [
                ("date_begin", ">", now),
                ("date_begin", "<=", now + timedelta(hours=LINK_HOURS)),
                ("link_mailed", "=", False),
                ("event_id.date_begin", "<", now),
                ("event_id.kanban_state", "!=", "cancel"),
                ("event_id.cae_collective", "=", True),
            ]
        ).filtered(lambda half_day: half_day._opens_a_further_day())
        template = self.env.ref("cae_collectif.mail_template_today")
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(coming))
        for half_day in coming:
            event = half_day.event_id
            half_day._by_method().link_mailed = True
            if any(mail.template_ref == template for mail in event.event_mail_ids):
                event.registration_ids._filter_confirmed()._mail("mail_template_today")
            if not progress._commit_progress(1):
                return

    def _opens_a_further_day(self):
        """Tell whether this is the first half-day of a day that is not the session's first."""
        self.ensure_one()
        zone = self.event_id.date_tz
        day = to_local(self.date_begin, zone).date()
        before = [
            to_local(half_day.date_begin, zone).date()
            for half_day in self.event_id.cae_half_day_ids
            if half_day.date_begin < self.date_begin
        ]
        return bool(before) and max(before) < day

    # ------------------------------------------------------------------ the code on the wall

    def _make_code(self):
        """Return the code that is on the wall now (str)."""
        self.ensure_one()
        # sudo: the secret of the database
        return hash_sign(self.env(su=True), CODE_SCOPE, [self.id, int(time.time()) // CODE_LIFE])

    def _get_code_url(self):
        """Return the address behind the QR code that is on the wall now (str)."""
        return f"{self.event_id.get_base_url()}/attendance/{self._make_code()}"

    def _read_code(self, code):
        """Return (half-day, whether the code still holds), as superuser; nothing if forged.

        The time is signed with it, and not Odoo's expiration: who comes too late is told so,
        and not that the code is none.
        """
        # sudo: who holds a code of ours was shown it
        half_days_sudo = self.sudo()
        try:
            found = verify_hash_signed(half_days_sudo.env, CODE_SCOPE, code)
        except ValueError:
            found = None
        if not found:
            return half_days_sudo.browse(), False
        half_day_id, step = found
        age = int(time.time()) // CODE_LIFE - step
        return half_days_sudo.browse(half_day_id).exists(), 0 <= age <= OLDER_CODES

    def action_show_code(self):
        """Open the page that shows the code, for the wall."""
        self.check_access("read")
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/attendance/show/{self.id}", "target": "new"}

    def action_open_attendance(self):
        """Open the attendance of this half-day."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_collectif.cae_attendance_action"
        )
        return action | {
            "domain": [("half_day_id", "=", self.id)],
            "context": {"cae_show_person": True, "cae_one_half_day": True},
            "display_name": self.display_name,
        }
