from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_datetime

# Who writes the calendar from an appointment, or an appointment from the calendar: the other
# side is not written back. No browser can send this very object.
SYNC_KEY = "cae_appointment_sync"
SYNC = object()

# what the calendar's event shows
CALENDAR_FIELDS = {
    "name",
    "kind_id",
    "user_id",
    "advisor_ids",
    "person_ids",
    "entrepreneur_id",
    "date_begin",
    "duration",
    "mode",
    "place",
    "phone",
    "video_url",
    "state",
}


class CaeAppointment(models.Model):
    """An appointment of an advisor with one person or several.

    How it works
        A planned appointment has an event in Odoo's calendar, that Odoo's own connectors carry
        to Google or Outlook; moved there, the appointment moves. Once it is over, it was held
        or not; each person came or did not. What was held feeds the rhythm (`cae.rhythm`).
    """

    _name = "cae.appointment"
    _description = "Appointment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_begin desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Subject", help="What it is about, in a few words.")
    kind_id = fields.Many2one(
        "cae.appointment.kind",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["cae.appointment.kind"].search([], limit=1),
        tracking=True,
    )
    is_collective = fields.Boolean(related="kind_id.is_collective")
    is_formal = fields.Boolean(related="kind_id.is_formal", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Advisor",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    advisor_ids = fields.Many2many(
        "res.users",
        "cae_appointment_advisor_rel",
        "appointment_id",
        "user_id",
        string="Other advisors",
        check_company=True,
        domain="[('share', '=', False)]",
    )
    person_ids = fields.One2many("cae.appointment.person", "appointment_id", string="People")
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        string="Person",
        compute="_compute_entrepreneur_id",
        inverse="_inverse_entrepreneur_id",
        store=True,
        index=True,
        check_company=True,
        help="Of an individual appointment.",
    )
    territory_id = fields.Many2one(related="entrepreneur_id.territory_id", store=True, index=True)
    date_begin = fields.Datetime(
        string="Begins",
        required=True,
        index=True,
        default=lambda self: self._default_date_begin(),
        tracking=True,
    )
    duration = fields.Float(
        string="Hours",
        compute="_compute_duration",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    date_end = fields.Datetime(string="Ends", compute="_compute_date_end", store=True)
    mode = fields.Selection(
        [("place", "In person"), ("phone", "By phone"), ("video", "By video")],
        compute="_compute_mode",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        string="How",
    )
    place = fields.Char(help="Where one meets.")
    phone = fields.Char(help="The number that is called.")
    video_url = fields.Char(string="Link of the video call")
    tag_ids = fields.Many2many("cae.appointment.tag", string="Subjects", check_company=True)
    wish = fields.Text(
        string="What the person wants to talk about", help="Written on the portal when booking."
    )
    is_from_portal = fields.Boolean(string="Booked by the person", readonly=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("held", "Held"),
            ("missed", "Nobody came"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    is_to_close = fields.Boolean(
        string="Over, to be noted",
        compute="_compute_is_to_close",
        search="_search_is_to_close",
        help="Its time is past and nobody has said whether it took place.",
    )
    reminded_on = fields.Datetime(
        readonly=True, copy=False, help="When the people were reminded by mail."
    )
    calendar_event_id = fields.Many2one(
        "calendar.event", index="btree_not_null", ondelete="set null", copy=False, readonly=True
    )
    previous_id = fields.Many2one(
        "cae.appointment",
        string="Fixed at the end of",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )
    next_ids = fields.One2many("cae.appointment", "previous_id", string="Next one")
    report_ids = fields.One2many(
        "cae.report",
        "appointment_id",
        groups="cae_entrepreneur.group_advisor",
    )
    report_state = fields.Selection(
        related="report_ids.state",
        string="State of the report",
        groups="cae_entrepreneur.group_advisor",
    )
    is_unsigned = fields.Boolean(
        string="Interview without a signed document",
        compute="_compute_is_unsigned",
        search="_search_is_unsigned",
        groups="cae_entrepreneur.group_advisor",
        help="A formal interview that took place, and whose document the person has not signed "
        "(C. trav. R7331-3).",
    )

    _duration_positive = models.Constraint(
        "check (duration > 0 and duration <= 24)",
        "An appointment lasts more than 0 and at most 24 hours.",
    )

    @api.model
    def _default_date_begin(self):
        now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        return now + timedelta(hours=1)

    @api.depends("person_ids.entrepreneur_id", "kind_id.is_collective")
    def _compute_entrepreneur_id(self):
        for appointment in self:
            people = appointment.person_ids.entrepreneur_id
            alone = len(people) == 1 and not appointment.kind_id.is_collective
            appointment.entrepreneur_id = people if alone else False

    def _inverse_entrepreneur_id(self):
        for appointment in self:
            if appointment.entrepreneur_id:
                appointment.person_ids = [
                    Command.clear(),
                    Command.create({"entrepreneur_id": appointment.entrepreneur_id.id}),
                ]

    @api.depends("kind_id")
    def _compute_duration(self):
        for appointment in self:
            appointment.duration = appointment.kind_id.duration or appointment.duration or 1.0

    @api.depends("kind_id")
    def _compute_mode(self):
        for appointment in self:
            appointment.mode = appointment.kind_id.mode or appointment.mode or "place"

    @api.depends("date_begin", "duration")
    def _compute_date_end(self):
        for appointment in self:
            appointment.date_end = appointment.date_begin and appointment.date_begin + timedelta(
                hours=appointment.duration
            )

    @api.depends("state", "date_end")
    def _compute_is_to_close(self):
        now = fields.Datetime.now()
        for appointment in self:
            appointment.is_to_close = (
                appointment.state == "planned" and bool(appointment.date_end)
            ) and appointment.date_end <= now

    @api.model
    def _search_is_to_close(self, operator, value):
        if operator != "in":
            return NotImplemented
        over = Domain("state", "=", "planned") & Domain("date_end", "<=", fields.Datetime.now())
        return over if True in value else ~over

    @api.depends("entrepreneur_id.name", "name", "kind_id.name", "date_begin")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for appointment in self:
            who = appointment.entrepreneur_id.name or appointment.name or appointment.kind_id.name
            when = appointment.date_begin and format_datetime(
                self.env, appointment.date_begin, dt_format="short"
            )
            appointment.display_name = " · ".join(filter(None, [who, when]))

    @api.constrains("person_ids", "kind_id", "state")
    def _check_people(self):
        for appointment in self:
            people = appointment.person_ids.entrepreneur_id
            if not people:
                raise ValidationError(
                    self.env._("Say who the appointment is with: choose at least one person.")
                )
            if len(people) > 1 and not appointment.kind_id.is_collective:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” is with one person. For several, choose a kind for several "
                        "people.",
                        kind=appointment.kind_id.name,
                    )
                )

    # -- writing -------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            given = [*vals_list, self.default_get(["calendar_event_id"])]
            if any(vals.get("calendar_event_id") for vals in given):
                self._refuse_foreign_event()
        appointments = super().create(vals_list)
        if not self.env.su and any(one.state != "planned" for one in appointments):
            raise UserError(self.env._("Use the buttons to say what became of the appointment."))
        appointments._write_calendar()
        return appointments

    def write(self, vals):
        if "state" in vals and not self.env.su and self.env.context.get(SYNC_KEY) is not SYNC:
            raise UserError(self.env._("Use the buttons to say what became of the appointment."))
        if "calendar_event_id" in vals and not self.env.su:
            self._refuse_foreign_event()
        if "date_begin" in vals and "reminded_on" not in vals:
            # moved: the people are reminded of the new hour
            vals = {**vals, "reminded_on": False}
        result = super().write(vals)
        if CALENDAR_FIELDS & vals.keys():
            self._write_calendar()
        if {"date_begin", "kind_id", "state"} & vals.keys():
            self.env["cae.rhythm.keeper"]._keep(self.person_ids.entrepreneur_id)
        return result

    def unlink(self):
        events = self.calendar_event_id
        result = super().unlink()
        # sudo: the events made for these appointments, which the user had the right to delete
        events.sudo().with_context(**{SYNC_KEY: SYNC}).unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        for appointment in self:
            if appointment.state == "held":
                raise UserError(
                    self.env._(
                        "“%(appointment)s” took place and counts for the rhythm: it stays.",
                        appointment=appointment.display_name,
                    )
                )
        # with the people, whose rhythm is kept without it
        self.person_ids.unlink()

    @api.model
    def _refuse_foreign_event(self):
        """The event is written and deleted as superuser: nobody names one that is not its own."""
        raise AccessError(self.env._("Use the buttons to say what became of the appointment."))

    def _set_state(self, state):
        self.check_access("write")
        self.with_context(**{SYNC_KEY: SYNC}).write({"state": state})

    # -- acts ----------------------------------------------------------------------------------

    def action_hold(self):
        """Note that it took place; who is not said to be absent came.

        :raises UserError: when it has not begun yet
        """
        self.check_access("write")
        now = fields.Datetime.now()
        for appointment in self:
            if appointment.date_begin > now:
                raise UserError(
                    self.env._(
                        "“%(appointment)s” has not begun yet: move it if you met earlier.",
                        appointment=appointment.display_name,
                    )
                )
            expected = appointment.person_ids.filtered(lambda one: one.attendance == "expected")
            expected.attendance = "present"
            came = appointment.person_ids.filtered(lambda one: one.attendance == "present")
            appointment._set_state("held" if came else "missed")

    def action_miss(self):
        """Note that nobody came."""
        self.check_access("write")
        self.person_ids.filtered(lambda one: one.attendance == "expected").attendance = "absent"
        self._set_state("missed")

    def action_cancel(self):
        """Cancel; the calendar's event goes, and the people are told if it was to come."""
        self.check_access("write")
        now = fields.Datetime.now()
        for appointment in self.filtered(lambda one: one.state == "planned"):
            appointment._set_state("cancelled")
            if appointment.date_begin > now:
                appointment._tell_people("cae_accompagnement.appointment_cancelled_mail_template")

    def action_plan_again(self):
        """Put back among the planned ones: what was noted by mistake."""
        self.check_access("write")
        for appointment in self:
            appointment.person_ids.attendance = "expected"
            appointment._set_state("planned")

    def action_fix_next(self):
        """Open the next appointment with the same person, as far ahead as her rhythm says."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Next appointment"),
            "res_model": "cae.appointment",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_entrepreneur_id": self.entrepreneur_id.id,
                "default_person_ids": [
                    Command.create({"entrepreneur_id": one.id})
                    for one in self.person_ids.entrepreneur_id
                ],
                "default_kind_id": self.kind_id.id,
                "default_user_id": self.user_id.id,
                "default_mode": self.mode,
                "default_place": self.place,
                "default_date_begin": fields.Datetime.to_string(
                    self.date_begin + timedelta(weeks=4)
                ),
                "default_previous_id": self.id,
            },
        }

    def action_send_confirmation(self):
        """Mail the day, the hour and the place to the people."""
        self.check_access("write")
        self._tell_people("cae_accompagnement.appointment_confirmed_mail_template")

    def _tell_people(self, template):
        """Mail the people of these appointments.

        :param str template: XML id of the mail
        """
        for appointment in self:
            partners = appointment.person_ids.entrepreneur_id.partner_id.filtered("email")
            if partners:
                appointment.message_post_with_source(
                    self.env.ref(template),
                    partner_ids=partners.ids,
                    subtype_xmlid="mail.mt_comment",
                )

    # -- the calendar --------------------------------------------------------------------------

    def _prepare_event_values(self):
        """Return the values of the calendar's event of one appointment."""
        self.ensure_one()
        people = self.person_ids.entrepreneur_id
        advisors = (self.user_id | self.advisor_ids).partner_id
        return {
            "name": self.env._(
                "%(kind)s: %(subject)s",
                kind=self.kind_id.name,
                subject=self.entrepreneur_id.name or self.name or self.company_id.name,
            ),
            "start": self.date_begin,
            "stop": self.date_end,
            "user_id": self.user_id.id,
            "partner_ids": [Command.set((advisors | people.partner_id).ids)],
            "location": {"place": self.place, "phone": self.phone}.get(self.mode) or False,
            "videocall_location": self.video_url if self.mode == "video" else False,
            "privacy": "private",
        }

    def _write_calendar(self):
        """Bring the calendar's events in step; past ones are left as they are."""
        if self.env.context.get(SYNC_KEY) is SYNC and self.env.context.get("cae_from_calendar"):
            return
        # sudo: the event belongs to the advisor of an appointment that the user may write
        events_sudo = (
            self.env["calendar.event"]
            .sudo()
            .with_context(
                **{SYNC_KEY: SYNC},
                no_mail_to_attendees=True,
                dont_notify=True,
                mail_create_nolog=True,
            )
        )
        for appointment in self:
            event_sudo = events_sudo.browse(appointment.calendar_event_id.id)
            if appointment.state == "cancelled":
                event_sudo.unlink()
            elif appointment.state == "planned" and appointment.person_ids:
                values = appointment._prepare_event_values()
                if event_sudo:
                    event_sudo.write(values)
                else:
                    appointment.sudo().calendar_event_id = events_sudo.create(values)

    def _move_from_calendar(self, start, stop):
        """Follow what the advisor did in the calendar.

        :param datetime start, stop: new hours, UTC
        """
        self.ensure_one()
        if self.state == "planned" and (start, stop) != (self.date_begin, self.date_end):
            self.with_context(**{SYNC_KEY: SYNC}, cae_from_calendar=True).write(
                {"date_begin": start, "duration": (stop - start).total_seconds() / 3600}
            )

    # -- the person herself, on the portal -----------------------------------------------------

    @api.model
    def _get_portal_appointments(self, person):
        """Return the appointments of one's own file, those to come first (her rights)."""
        return self.search(
            [("person_ids.entrepreneur_id", "=", person.id), ("state", "!=", "cancelled")],
            order="date_begin desc",
        )

    def _cancel_by_person(self):
        """Cancel one's own appointment to come; the advisor is told.

        :raises UserError: when it is too late for that
        """
        self.ensure_one()
        self.check_access("read")
        if self.state != "planned" or self.date_begin <= fields.Datetime.now():
            raise UserError(
                self.env._("This appointment is past or cancelled: nothing is left to cancel.")
            )
        if self.is_collective:
            raise UserError(
                self.env._("Others come to this appointment too: tell your advisor, please.")
            )
        # sudo: an individual appointment that her rights found; only its state changes
        appointment_sudo = self.sudo()
        appointment_sudo._set_state("cancelled")
        appointment_sudo.message_notify(
            partner_ids=appointment_sudo.user_id.partner_id.ids,
            subject=self.env._("Appointment cancelled"),
            body=self.env._(
                "%(person)s has cancelled: %(appointment)s.",
                person=appointment_sudo.entrepreneur_id.name,
                appointment=appointment_sudo.display_name,
            ),
        )

    # -- timeline ------------------------------------------------------------------------------

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the appointments that took place, as events of the timeline."""
        lines = self.env["cae.appointment.person"].search(
            [
                ("entrepreneur_id", "in", entrepreneurs.ids),
                ("attendance", "=", "present"),
                ("appointment_id.state", "=", "held"),
            ]
        )
        return [
            {
                "entrepreneur_id": line.entrepreneur_id.id,
                "date": fields.Datetime.context_timestamp(self, line.date_begin).date(),
                "icon": "fa-comments-o",
                "title": line.appointment_id.kind_id.name,
                "text": line.appointment_id.name or line.appointment_id.user_id.name,
                "model": self._name,
                "res_id": line.appointment_id.id,
            }
            for line in lines
        ]

    # -- report --------------------------------------------------------------------------------

    @api.model
    def _domain_unsigned(self):
        """Return the domain of the formal interviews held without a signed document."""
        signed = Domain("report_ids.state", "in", ("signed", "confirmed"))
        return Domain("is_formal", "=", True) & Domain("state", "=", "held") & ~signed

    @api.depends("is_formal", "state", "report_ids.state")
    def _compute_is_unsigned(self):
        for appointment in self:
            appointment.is_unsigned = (
                appointment.is_formal
                and appointment.state == "held"
                and appointment.report_ids.state not in ("signed", "confirmed")
            )

    @api.model
    def _search_is_unsigned(self, operator, value):
        if operator != "in":
            return NotImplemented
        unsigned = self._domain_unsigned()
        return unsigned if True in value else ~unsigned

    def action_write_report(self):
        """Open the report of this appointment, made if there is none yet.

        :raises UserError: when the appointment was cancelled, or nobody came
        """
        self.ensure_one()
        self.check_access("write")
        if self.state in ("cancelled", "missed") and not self.report_ids:
            raise UserError(
                self.env._(
                    "“%(appointment)s” did not take place: there is nothing to report.",
                    appointment=self.display_name,
                )
            )
        report = self.report_ids or self.env["cae.report"].create(self._prepare_report_values())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report"),
            "res_model": "cae.report",
            "res_id": report.id,
            "view_mode": "form",
        }

    def _prepare_report_values(self):
        """Return the values of the report of one appointment."""
        self.ensure_one()
        holders = self.user_id | self.advisor_ids
        author = self.env.user if self.env.user in holders else self.user_id
        return {
            "appointment_id": self.id,
            "company_id": self.company_id.id,
            "user_id": author.id,
            "tag_ids": [Command.set(self.tag_ids.ids)],
        }
