from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cae_echeance.models import deadline_keeper
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_socle.engine import ics
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local, to_utc
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.flags import flag_field
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_datetime

from ..engine import slots
from .cae_appointment_person import NEW, NEW_KEY

# Appointments reminded of between two commits.
BATCH = 50


class CaeAppointment(models.Model):
    """An appointment of an advisor with one person or several.

    How it works
        A planned appointment has an event in Odoo's calendar, that Odoo's own connectors carry
        to Google or Outlook; moved there, the appointment moves. Once it is over, it was held
        or not; each person came or did not. What was held feeds the rhythm (`cae.rhythm`).
    """

    _name = "cae.appointment"
    _description = "Appointment"
    _inherit = [
        "cae.calendar.mirror.mixin",
        "cae.nearness.mixin",
        "cae.advisor.mixin",
        "cae.territory.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_begin desc, id desc"
    _unguarded_fields = {"previous_id"}
    _mirrored_fields = frozenset(
        (
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
        )
    )
    _personal_paths = ("person_ids.entrepreneur_id", "lead_id")
    _personal_shared = ("person_ids.entrepreneur_id", "file")
    _personal_thread = "file"

    name = fields.Char(string="Subject", help="What it is about, in a few words.", personal="file")
    kind_id = fields.Many2one(
        "cae.appointment.kind",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["cae.appointment.kind"].search([], limit=1),
        tracking=True,
    )
    is_collective = fields.Boolean(related="kind_id.is_collective")
    is_formal = fields.Boolean(string="Formal interview", compute="_compute_is_formal", store=True)
    user_id = fields.Many2one(tracking=True)
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
    lead_id = fields.Many2one(
        "crm.lead",
        string="Request",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        domain="[('cae_intake', '=', True)]",
        help="Somebody who asked for a first meeting: the appointment goes into the file that the "
        "request leads to.",
    )
    date_begin = fields.Datetime(
        string="Begins",
        required=True,
        index=True,
        default=lambda self: self._default_date_begin(),
        tracking=True,
    )
    duration = fields.Float(
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
    place = fields.Char(
        help="Where one meets.", default=lambda self: self._default_place(), personal="file"
    )
    phone = fields.Char(help="The number that is called.", personal="file")
    video_url = fields.Char(string="Link of the video call", personal="file")
    tag_ids = fields.Many2many("cae.appointment.tag", string="Subjects", check_company=True)
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
    is_to_close = flag_field(
        lambda self: self._domain_to_close(),
        "state",
        "date_end",
        string="Over, to be noted",
        help="Its time is past and nobody has said whether it took place.",
    )
    confirmed_on = fields.Datetime(
        string="Confirmation sent on",
        readonly=True,
        copy=False,
        help="When the people were last told this day and hour by mail.",
    )
    reminded_on = fields.Datetime(
        readonly=True, copy=False, help="When the people were reminded by mail."
    )
    wish = fields.Text(
        string="What the person wants to talk about",
        help="Written on the portal when booking.",
        personal="file",
    )
    is_from_portal = fields.Boolean(string="Booked by the person", readonly=True)
    previous_id = fields.Many2one(
        "cae.appointment",
        string="Fixed at the end of",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )
    report_ids = fields.One2many(
        "cae.report",
        "appointment_id",
        groups="cae_socle.group_advisor",
    )
    report_state = fields.Selection(
        related="report_ids.state",
        string="State of the report",
        groups="cae_socle.group_advisor",
    )
    is_unsigned = flag_field(
        lambda self: self._domain_unsigned(),
        "is_formal",
        "state",
        "report_ids.state",
        string="Interview without a signed document",
        groups="cae_socle.group_advisor",
        help="A formal interview that took place, and whose document the person has not signed "
        "(C. trav. R7331-3).",
    )

    _duration_positive = models.Constraint(
        "check (duration > 0 and duration <= 24)",
        "An appointment lasts more than 0 and at most 24 hours.",
    )

    def _default_date_begin(self):
        zone = self.env.user.tz or ZONE
        now = to_local(fields.Datetime.now(), zone)
        return to_utc(slots.propose_hour(now), zone)

    def _default_place(self):
        """Return the address of the cooperative in a line: where one meets unless one says."""
        address = self.env.company.partner_id
        return ", ".join(filter(None, [address.street, address.city]))

    @api.depends("person_ids.entrepreneur_id", "kind_id.is_collective")
    def _compute_entrepreneur_id(self):
        for appointment in self:
            people = appointment.person_ids.entrepreneur_id
            alone = len(people) == 1 and not appointment.kind_id.is_collective
            appointment.entrepreneur_id = people if alone else False

    def _inverse_entrepreneur_id(self):
        for appointment in self:
            person = appointment.entrepreneur_id
            if person and person != appointment.person_ids.entrepreneur_id:
                line = Command.create({"entrepreneur_id": person.id})
                appointment.person_ids = [Command.clear(), line]
            elif not person and not appointment.is_collective:
                appointment.person_ids = [Command.clear()]

    @api.depends("entrepreneur_id.territory_id", "lead_id.cae_territory_id")
    def _compute_territory_id(self):
        """Follow the person until the appointment takes place; then nothing changes it."""
        now = fields.Datetime.now()
        for appointment in self:
            past = appointment.date_begin and appointment.date_begin <= now
            appointment.territory_id = (past and appointment.territory_id) or (
                appointment.entrepreneur_id.territory_id or appointment.lead_id.cae_territory_id
            )

    @api.depends("kind_id")
    def _compute_is_formal(self):
        for appointment in self:
            appointment.is_formal = appointment.kind_id.is_formal

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

    def _domain_coming(self):
        """Return the domain of the planned appointments that have not begun."""
        return Domain("state", "=", "planned") & Domain("date_begin", ">", fields.Datetime.now())

    def _domain_to_close(self):
        return Domain("state", "=", "planned") & Domain("date_end", "<=", fields.Datetime.now())

    def _domain_unsigned(self):
        """Return the domain of the formal interviews held without a signed document."""
        signed = Domain("report_ids.state", "in", ("signed", "confirmed"))
        return Domain("is_formal", "=", True) & Domain("state", "=", "held") & ~signed

    @api.depends("entrepreneur_id.name", "lead_id.name", "name", "kind_id.name", "date_begin")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for appointment in self:
            who = appointment._get_person_name() or appointment.name or appointment.kind_id.name
            when = appointment.date_begin and format_datetime(
                self.env, appointment.date_begin, dt_format="short"
            )
            appointment.display_name = " · ".join(filter(None, [who, when]))

    def _get_person_name(self):
        """Return the name of the one person, also before there is a file; or False."""
        # sudo: who sees the appointment sees with whom it is
        return self.entrepreneur_id.name or (not self.person_ids and self.lead_id.sudo().name)

    @api.onchange("entrepreneur_id")
    def _onchange_entrepreneur_id(self):
        # The person is in the list of people too: another kind of appointment forgets nobody.
        if self.entrepreneur_id:
            self._inverse_entrepreneur_id()

    @api.constrains("person_ids", "lead_id", "kind_id", "state")
    def _check_people(self):
        for appointment in self:
            # The people are written after the appointment itself.
            people = appointment.person_ids.entrepreneur_id or appointment.entrepreneur_id
            if not people and not appointment.lead_id:
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
        made = super(CaeAppointment, self.with_context(**{NEW_KEY: NEW})).create(vals_list)
        appointments = made.with_env(self.env)
        # a request that gets its first appointment goes to that step
        waiting = appointments.lead_id.filtered(lambda lead: lead.cae_stage in ("new", "session"))
        waiting.cae_stage = "meeting"
        return appointments

    def write(self, vals):
        result = super().write(vals)
        if {"date_begin", "kind_id", "state"} & vals.keys():
            deadline_keeper.keep(self.person_ids.entrepreneur_id)
        return result

    def _add_guarded_values(self, vals):
        # moved: the people are told the new hour, and reminded of it
        moved = {"confirmed_on": False, "reminded_on": False}
        return moved | vals if "date_begin" in vals else vals

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

    def _set_state(self, state):
        self.check_access("write")
        self._by_method().write({"state": state})

    # -- requests for a first meeting ----------------------------------------------------------

    def _go_into_file(self, entrepreneur):
        """Put the appointments of a request into the file that it led to.

        :param cae.entrepreneur entrepreneur: the new file
        """
        attendance = {"held": "present", "missed": "absent"}
        for appointment in self.filtered(lambda appointment: not appointment.person_ids):
            came = attendance.get(appointment.state, "expected")
            line = {"entrepreneur_id": entrepreneur.id, "attendance": came}
            appointment.person_ids = [Command.create(line)]

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
            expected = appointment.person_ids.filtered(lambda line: line.attendance == "expected")
            expected.attendance = "present"
            came = appointment.person_ids.filtered(lambda line: line.attendance == "present")
            # somebody who has no file yet is no line among the people
            appointment._set_state("held" if came or not appointment.person_ids else "missed")

    def action_miss(self):
        """Note that nobody came."""
        self.check_access("write")
        self.person_ids.filtered(lambda line: line.attendance == "expected").attendance = "absent"
        self._set_state("missed")

    def action_cancel(self):
        """Cancel; the calendar's event goes, and the people are told if it was to come."""
        self.check_access("write")
        now = fields.Datetime.now()
        for appointment in self.filtered(lambda appointment: appointment.state == "planned"):
            appointment._set_state("cancelled")
            if appointment.date_begin > now:
                appointment._tell_people("cae_accompagnement.appointment_cancelled_mail_template")

    def action_plan_again(self):
        """Put back among the planned ones: what was noted by mistake."""
        self.check_access("write")
        self.person_ids.attendance = "expected"
        self._set_state("planned")

    def action_fix_next(self):
        """Open the next appointment with the same people: four weeks later, at the same hour."""
        self.ensure_one()
        self.check_access("write")
        begin, now = self.date_begin + timedelta(weeks=4), fields.Datetime.now()
        while begin <= now:  # noted long afterwards
            begin += timedelta(weeks=1)
        people = self.person_ids.entrepreneur_id
        return self._open_next(
            people,
            lead_id=False if people else self.lead_id.id,
            kind_id=self.kind_id.id,
            user_id=self.user_id.id,
            mode=self.mode,
            place=self.place,
            date_begin=fields.Datetime.to_string(begin),
            previous_id=self.id,
        )

    def _open_next(self, people, **values):
        """Return the action that opens a new appointment.

        :param cae.entrepreneur people: who it is with
        :param values: what is proposed, by name of field
        """
        return open_form(
            "cae.appointment",
            self.env._("Next appointment"),
            new=True,
            entrepreneur_id=people.id if len(people) == 1 else False,
            person_ids=[Command.create({"entrepreneur_id": person.id}) for person in people],
            **values,
        )

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
        if not self.person_ids:
            raise UserError(
                self.env._(
                    "“%(appointment)s” is with somebody who has no file yet: write what was said "
                    "in the request. Reports begin with the file.",
                    appointment=self.display_name,
                )
            )
        report = self.report_ids or self.env["cae.report"].create(self._prepare_report_values())
        return open_form("cae.report", self.env._("Report"), report.id)

    def _prepare_report_values(self):
        """Return the values of the report of one appointment."""
        holders = self.user_id | self.advisor_ids
        author = self.env.user if self.env.user in holders else self.user_id
        return {
            "appointment_id": self.id,
            "company_id": self.company_id.id,
            "user_id": author.id,
            "tag_ids": [Command.set(self.tag_ids.ids)],
        }

    def action_send_confirmation(self):
        """Mail the day, the hour and the place to the people.

        :raises UserError: when nobody has an email address
        """
        self.check_access("write")
        for appointment in self - self._confirm():
            raise UserError(
                self.env._(
                    "“%(appointment)s”: there is no email address to write to. Add it to the file "
                    "or to the request, or tell the day and the hour otherwise.",
                    appointment=appointment.display_name,
                )
            )

    def _confirm(self):
        """Mail the day, the hour and the place to the people, and note that it was done.

        :return: the appointments of which somebody was told
        """
        told = self._tell_people("cae_accompagnement.appointment_confirmed_mail_template")
        told._by_method().confirmed_on = fields.Datetime.now()
        return told

    def _tell_people(self, template):
        """Mail the people of these appointments.

        :param str template: XML id of the mail
        :return: the appointments of which somebody has an address
        """
        told = self.browse()
        for appointment in self:
            people = appointment.person_ids.entrepreneur_id
            partners = people.partner_id.filtered("email")
            # who has no file yet need not be a contact
            address = not people and appointment.lead_id.email_normalized
            if partners:
                appointment.message_post_with_source(
                    template, partner_ids=partners.ids, subtype_xmlid="mail.mt_comment"
                )
            elif address:
                self.env.ref(template).send_mail(appointment.id, email_values={"email_to": address})
            if partners or address:
                told |= appointment
        return told

    # -- reminders -----------------------------------------------------------------------------

    def _cron_remind(self):
        """Remind people of their appointments, as many days before as the kind says.

        Each appointment once; moved, it is reminded of anew. Some at a time: what was sent is
        not sent again.
        """
        progress = self.env["ir.cron"]
        due = self._find_to_remind()
        progress._commit_progress(remaining=len(due))
        while due:
            batch, due = due[:BATCH], due[BATCH:]
            batch._by_method().reminded_on = fields.Datetime.now()
            batch._tell_people("cae_accompagnement.appointment_reminder_mail_template")
            if not progress._commit_progress(len(batch)):
                return

    def _find_to_remind(self):
        """Return the planned appointments to come of which people are to be reminded now.

        Who booked after that moment has just got the confirmation, and gets no reminder.
        """
        now, due = fields.Datetime.now(), self.browse()
        for kind in self.env["cae.appointment.kind"].search([("reminder_days", ">", 0)]):
            ahead = timedelta(days=kind.reminder_days)
            due |= self.search(
                self._domain_coming()
                & Domain("kind_id", "=", kind.id)
                & Domain("reminded_on", "=", False)
                & Domain("date_begin", "<=", now + ahead)
            ).filtered(lambda found, ahead=ahead: found.create_date <= found.date_begin - ahead)
        return due.sorted("date_begin")

    # -- the person herself, on the portal (how she books: cae.appointment.opening) ------------

    def _get_portal_appointments(self, person):
        """Return the appointments of one's own file, those to come first (her rights)."""
        return self.search(
            [("person_ids.entrepreneur_id", "=", person.id), ("state", "!=", "cancelled")],
            order="date_begin desc",
        )

    def _find_change_problem(self):
        """Return a sentence on why the person cannot cancel or move this herself, or None."""
        self.ensure_one()
        if self.state != "planned" or self.date_begin <= fields.Datetime.now():
            return self.env._("This appointment is past or cancelled: nothing is left to change.")
        if self.is_collective:
            return self.env._("Others come to this appointment too: tell your advisor, please.")
        return None

    def _check_may_change(self):
        """Return the appointment as the superuser, once it is sure that the person may change it.

        The caller writes its state, or its hour and manner, and nothing else.
        """
        self.check_access("read")
        problem = self._find_change_problem()
        if problem:
            raise UserError(problem)
        # sudo: an individual appointment that her rights found
        return self.sudo()

    def _cancel_by_person(self):
        """Cancel one's own appointment to come; the advisor is told.

        :raises UserError: when it is too late for that
        """
        appointment_sudo = self._check_may_change()
        appointment_sudo._set_state("cancelled")
        appointment_sudo._tell_advisor(self.env._("Appointment cancelled"), "cancelled")

    def _move_by_person(self, person, start, mode=None, phone=None):
        """Move one's own appointment to another free hour of the same advisor, who is told.

        :param cae.entrepreneur person: the user's own file
        :param datetime start: UTC
        :param str mode, phone: see `cae.appointment.opening._prepare_meeting_values`
        :raises UserError: when it is too late for that, or the hour is not free
        """
        appointment_sudo = self._check_may_change()
        advisor_sudo = appointment_sudo.user_id
        values = self.env["cae.appointment.opening"]._take_slot(
            person, self.kind_id, advisor_sudo, start, mode, phone, appointment_sudo
        )
        if all(appointment_sudo[name] == value for name, value in values.items()):
            return
        before = appointment_sudo._describe_for_advisor()
        appointment_sudo.write(values)
        appointment_sudo._tell_advisor(self.env._("Appointment moved"), "moved", before)
        appointment_sudo._confirm()

    def _describe_for_advisor(self):
        """Return who, when and how one meets, in the advisor's language and time."""
        appointment = self.with_context(lang=self.user_id.lang, tz=self.user_id.tz or ZONE)
        modes = dict(appointment._fields["mode"]._description_selection(appointment.env))
        return f"{appointment.display_name} ({modes[self.mode].lower()})"

    def _tell_advisor(self, subject, act, before=None):
        """Tell the advisor what the person has done.

        :param str act: booked, moved or cancelled
        :param str before: what `_describe_for_advisor` said before it was moved
        """
        body = self.env["ir.qweb"]._render(
            "cae_accompagnement.appointment_told_advisor",
            {"appointment": self, "act": act, "before": before},
        )
        self.message_notify(partner_ids=self.user_id.partner_id.ids, subject=subject, body=body)

    def _make_calendar(self):
        """Return the content of the calendar file of one appointment, as bytes."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        event = {
            "uid": f"cae-appointment-{self.id}@{uuid}",
            "begin": self.date_begin,
            "end": self.date_end,
            "summary": self.env._(
                "%(kind)s with %(name)s", kind=self.kind_id.name, name=self.user_id.name
            ),
            "location": {"place": self.place, "phone": self.phone, "video": self.video_url}[
                self.mode
            ],
            "url": f"{self.get_base_url()}/my/appointments",
        }
        # an earlier file of the same appointment gives way to a later one
        sequence = int((self.write_date - self.create_date).total_seconds())
        return ics.make_calendar([event], fields.Datetime.now(), sequence)

    # -- timeline ------------------------------------------------------------------------------

    def _get_timeline_events(self, entrepreneurs):
        """Return the appointments that took place, as events of the timeline."""
        lines = self.env["cae.appointment.person"]._search_held(entrepreneurs)
        return [
            make_event(
                held,
                fields.Datetime.context_timestamp(self, held.date_begin).date(),
                "fa-comments-o",
                held.kind_id.name,
                held.name or held.user_id.name,
            )
            for held in lines.appointment_id
        ]

    # -- the calendar ----------------------------------------------------------------------------

    def _get_mirror_step(self):
        # past ones are left as they are
        return {"planned": "show", "cancelled": "remove"}.get(self.state)

    def _prepare_event_values(self):
        people = self.person_ids.entrepreneur_id
        advisors = (self.user_id | self.advisor_ids).partner_id
        return {
            "name": self.env._(
                "%(kind)s: %(subject)s",
                kind=self.kind_id.name,
                subject=self._get_person_name() or self.name or self.company_id.name,
            ),
            "start": self.date_begin,
            "stop": self.date_end,
            "user_id": self.user_id.id,
            "partner_ids": [Command.set((advisors | people.partner_id).ids)],
            "location": {"place": self.place, "phone": self.phone}.get(self.mode) or False,
            "videocall_location": self.video_url if self.mode == "video" else False,
            "privacy": "private",
        }

    def _move_from_calendar(self, start, stop):
        # sudo: who may move the event moves the appointment it stands for
        appointment_sudo = self.sudo()
        moved = (start, stop) != (appointment_sudo.date_begin, appointment_sudo.date_end)
        if appointment_sudo.state == "planned" and moved:
            appointment_sudo.write(
                {"date_begin": start, "duration": (stop - start).total_seconds() / 3600}
            )
