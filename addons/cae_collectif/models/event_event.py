from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.cae_protection.engine.french_days import write_first
from odoo.addons.cae_socle.engine import ics
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_field
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, is_html_empty

from ..engine import calendar_days, half_days, programme
from .event_type import COLLECTIVE_KEY

# Who may enrol in "My space": the stage of the file, and the box of the session.
STAGE_FIELDS = {
    "candidate": "cae_for_candidate",
    "project_holder": "cae_for_project_holder",
    "cape": "cae_for_cape",
    "cesa": "cae_for_cesa",
    "associate": "cae_for_associate",
}
ACTIVE_STATES = ("draft", "open", "done")


def _setting(name, fallback=False):
    """Return a field that follows the format of a session, until it is written.

    One compute method for each: fields of one method are all taken as given when one of them is.
    """

    @api.depends("event_type_id")
    def compute(self):
        for event in self:
            event[name] = event.event_type_id[name] if event.event_type_id else fallback

    return fields.Boolean(
        compute=compute, store=True, readonly=False, precompute=True, default=None
    )


def _window(label, name):
    """Return a field that follows the cooperative of a session, until it is written."""

    @api.depends("company_id")
    def compute(self):
        for event in self:
            event[name] = (event.company_id or self.env.company)[name]

    return fields.Integer(
        string=label, compute=compute, store=True, readonly=False, precompute=True
    )


class EventEvent(models.Model):
    """A session: people enrol, come, and sign for each half-day.

    *How it works*: two at once never take the same seat, because one of them starts over
    (``pass_alone``); who finds no seat waits, and ``_promote_waiting`` gives them the next.
    """

    _name = "event.event"
    _inherit = ["event.event", "cae.session.settings.mixin", "cae.guard.mixin"]
    _guarded_fields = {"cae_series_day", "cae_series_id"}
    _check_company_auto = True

    event_type_id = fields.Many2one(index="btree_not_null", check_company=True)
    # Odoo's own field names the function of its default: said again, so that ours holds.
    description = fields.Html(default=lambda self: self._default_description())
    cae_collective = fields.Boolean(
        string="Session of the cooperative",
        compute="_compute_cae_collective",
        store=True,
        readonly=False,
        precompute=True,
        help="With half-days and attendance. Other events are as Odoo makes them.",
    )
    cae_territory_id = fields.Many2one(
        "cae.territory",
        string="Territory",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    cae_pole_ids = fields.Many2many(
        "cae.pole",
        string="Poles",
        check_company=True,
    )
    cae_call = fields.Char(
        string="Phone conference", help="The number to call, and the code: shown to who is invited."
    )
    cae_series_id = fields.Many2one(
        "cae.session.series",
        string="Of the series",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        check_company=True,
    )
    # Stays when the session is moved: the series knows by it what it made.
    cae_series_day = fields.Date(string="Day of the series", readonly=True, copy=False)
    cae_portal = _setting("cae_portal")
    cae_for_candidate = _setting("cae_for_candidate")
    cae_for_project_holder = _setting("cae_for_project_holder", fallback=True)
    cae_for_cape = _setting("cae_for_cape", fallback=True)
    cae_for_cesa = _setting("cae_for_cesa", fallback=True)
    cae_for_associate = _setting("cae_for_associate", fallback=True)
    cae_mandatory = _setting("cae_mandatory")
    cae_sign_scan_only = _setting("cae_sign_scan_only")
    cae_enrol_until = fields.Date(
        string="Enrolment until", help="This day included. Left empty: until the session begins."
    )
    cae_sign_minutes_before = _window("Signing opens (minutes before)", "cae_sign_minutes_before")
    cae_sign_hours_after = _window("Signing closes (hours after)", "cae_sign_hours_after")
    cae_speaker_ids = fields.One2many("cae.session.speaker", "event_id", string="Speakers")
    cae_half_day_ids = fields.One2many("cae.half.day", "event_id", string="Half-days")
    cae_half_day_count = fields.Integer(string="# Half-days", compute="_compute_cae_half_days")
    cae_hours = fields.Float(string="Duration (hours)", compute="_compute_cae_half_days")
    cae_half_days_differ = fields.Boolean(compute="_compute_cae_half_days_differ")
    cae_attendance_ids = fields.One2many("cae.attendance", "event_id", string="Attendance")
    cae_waiting_count = count_field(
        "registration_ids", ("cae_waiting", "=", True), string="Waiting", compute_sudo=True
    )
    cae_attendance_rate = fields.Float(
        string="Attendance rate",
        compute="_compute_cae_attendance_rate",
        help="Presences among the people expected, at the half-days that have begun.",
    )
    cae_team_warning = fields.Text(
        string="Missing in the team", compute="_compute_cae_team_warning"
    )
    cae_holiday_warning = fields.Char(
        string="Public holidays", compute="_compute_cae_holiday_warning"
    )

    _cae_series_day_uniq = models.UniqueIndex(
        "(cae_series_id, cae_series_day) WHERE cae_series_id IS NOT NULL",
        "The series made its session of this day already.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        context = self.env.context
        if context.get(COLLECTIVE_KEY) and "default_date_begin" not in context:
            days = self.env["event.type"]._get_next_dates()
            values |= {name: day for name, day in days.items() if name in fields}
        return values

    def _default_description(self):
        # Odoo fills in a page about itself; ours is what people read before they enrol.
        return False if self.env.context.get(COLLECTIVE_KEY) else super()._default_description()

    @api.depends("event_type_id")
    def _compute_cae_collective(self):
        for event in self:
            event.cae_collective = event.event_type_id.cae_collective or event.cae_collective

    @api.depends("cae_collective")
    def _compute_event_mail_ids(self):
        ours = self.filtered("cae_collective")
        super(EventEvent, ours.with_context(**{COLLECTIVE_KEY: True}))._compute_event_mail_ids()
        return super(EventEvent, self - ours)._compute_event_mail_ids()

    @api.depends("cae_collective")
    def _compute_question_ids(self):
        ours = self.filtered("cae_collective")
        super(EventEvent, ours.with_context(**{COLLECTIVE_KEY: True}))._compute_question_ids()
        return super(EventEvent, self - ours)._compute_question_ids()

    @api.depends("event_type_id")
    def _compute_date_tz(self):
        if not self.env.user.tz:
            # Nobody's clock shows UTC in a cooperative of France.
            self.filtered(lambda event: event.cae_collective and not event.date_tz).date_tz = ZONE
        return super()._compute_date_tz()

    @api.depends("cae_half_day_ids.hours")
    def _compute_cae_half_days(self):
        figures = {
            event: (count, hours)
            for event, count, hours in self.env["cae.half.day"]._read_group(
                [("event_id", "in", self.ids)], ["event_id"], ["__count", "hours:sum"]
            )
        }
        for event in self:
            event.cae_half_day_count, event.cae_hours = figures.get(event._origin, (0, 0))

    @api.depends(
        "date_begin",
        "date_end",
        "date_tz",
        "event_type_id",
        "cae_half_day_ids.date_begin",
        "cae_half_day_ids.date_end",
    )
    def _compute_cae_half_days_differ(self):
        for event in self:
            found = {(day.date_begin, day.date_end) for day in event.cae_half_day_ids}
            event.cae_half_days_differ = (
                event.cae_collective
                and event.date_begin
                and event.date_end
                and set(event._plan_half_days()) != found
            )

    @api.depends("cae_attendance_ids.state")
    def _compute_cae_attendance_rate(self):
        begun = Domain("date_begin", "<=", fields.Datetime.now())
        counts = self.env["cae.attendance"]._count_present("event_id", self, begun)
        for event in self:
            present, expected = counts[event._origin]
            event.cae_attendance_rate = present / expected if expected else 0

    @api.depends(
        "cae_speaker_ids.role_id",
        "cae_speaker_ids.half_day_ids",
        "cae_half_day_ids.role_ids",
        "event_type_id.cae_team_size",
    )
    @api.depends_context("lang")
    def _compute_cae_team_warning(self):
        for event in self:
            missing = []
            team = event.cae_speaker_ids.partner_id
            # sudo: the size of the team of a format is no secret
            wanted = event.sudo().event_type_id.cae_team_size
            if len(team) < wanted:
                missing.append(
                    self.env._(
                        "The team has %(number)s of the %(wanted)s people whom this format asks "
                        "for.",
                        number=len(team),
                        wanted=wanted,
                    )
                )
            unfilled = defaultdict(list)
            for half_day in event.cae_half_day_ids.sorted("date_begin"):
                for role in half_day.role_ids - half_day._get_speakers().role_id:
                    unfilled[role].append(half_day.name)
            for role, names in unfilled.items():
                missing.append(
                    self.env._(
                        "Nobody has the role “%(role)s”: %(half_days)s.",
                        role=role.name,
                        half_days="; ".join(names),
                    )
                )
            event.cae_team_warning = "\n".join(missing) or False

    @api.depends("cae_half_day_ids.date_begin", "date_begin", "date_tz")
    @api.depends_context("lang")
    def _compute_cae_holiday_warning(self):
        for event in self:
            moments = event.cae_half_day_ids.mapped("date_begin") or [event.date_begin]
            days = {
                to_local(moment, event.date_tz).date()
                for moment in moments
                if moment and event.date_tz
            }
            event.cae_holiday_warning = self._describe_holidays(sorted(days)) or False

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        for event, vals in zip(events, vals_list, strict=True):
            if event.cae_collective and is_html_empty(vals.get("description")):
                # sudo: what a format says of its sessions is no secret
                text = event.sudo().event_type_id.cae_description
                event.description = False if is_html_empty(text) else text
        return events

    def write(self, vals):
        result = super().write(vals)
        if {"seats_max", "seats_limited", "kanban_state"} & set(vals):
            self._promote_waiting()
        return result

    def unlink(self):
        self.check_access("unlink")
        self.cae_half_day_ids.unlink()
        return super().unlink()

    # ------------------------------------------------------------------ facts

    def _domain_coming(self):
        """Return the domain of the sessions that have not begun and are held."""
        coming = Domain("date_begin", ">", fields.Datetime.now())
        return coming & Domain("kanban_state", "!=", "cancel")

    def _find_next_dates(self, field, records):
        """Return {record: when the next session begins that names it in a field}."""
        domain = Domain(field, "in", records.ids) & self._domain_coming()
        return dict(self._read_group(domain, [field], ["date_begin:min"]))

    def _make_calendar(self):
        """Return the content of a calendar file with the half-days of a session, as bytes."""
        self.ensure_one()
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        events = [
            {
                "uid": f"{part._name}-{part.id}@{uuid}",
                "begin": part.date_begin,
                "end": part.date_end,
                "summary": self.name,
                "location": self._get_place(),
                "url": f"{self.get_base_url()}/my/sessions/{self.id}",
            }
            for part in self.cae_half_day_ids.sorted("date_begin") or self
        ]
        return ics.make_calendar(events, fields.Datetime.now())

    def _get_place(self):
        """Return where a session is, in one line (str)."""
        self.ensure_one()
        # sudo: where to go is no secret to who is invited
        event_sudo = self.sudo()
        if event_sudo.address_id:
            name, address = event_sudo.address_id.name, event_sudo.address_inline
            return address if name and name in address else ", ".join(filter(None, [name, address]))
        return ", ".join(filter(None, [event_sudo.event_url, event_sudo.cae_call])) or self.env._(
            "Online"
        )

    def _get_contact_name(self):
        """Return whom people ask about this session (str)."""
        self.ensure_one()
        # sudo: who organizes is on the invitation
        event_sudo = self.sudo()
        return event_sudo.user_id.name or event_sudo.company_id.name

    def _get_report_name(self, kind):
        """Return the name of a printed file, without its ending (str).

        :param str kind: sheet or report
        """
        self.ensure_one()
        label = self.env._("Attendance sheet") if kind == "sheet" else self.env._("Attendance")
        day = to_local(self.date_begin, self.date_tz or ZONE)
        return f"{label} - {self.name} - {day:%Y-%m-%d}"

    def _get_report_days(self):
        """Return what is printed: (name, half-days) of each day of a session, in order."""
        self.ensure_one()
        days = self.cae_half_day_ids.sorted("date_begin").grouped(
            lambda half_day: to_local(half_day.date_begin, self.date_tz).date()
        )
        return [(self._name_day(date), half_days) for date, half_days in days.items()]

    # ------------------------------------------------------------------ enrolment

    def _get_free_seats(self):
        """Return how many seats are free, or None without a limit."""
        if not (self.seats_limited and self.seats_max):
            return None
        return max(self.seats_available, 0)

    def _is_full(self):
        """Tell whether the next person waits: no seat is free, or others wait already."""
        free = self._get_free_seats()
        # sudo: others wait, whoever they are
        return free is not None and free <= self.sudo().cae_waiting_count

    def _find_enrolment_problem(self, partner):
        """Return a sentence on why a person cannot enrol in this session, else None.

        :param res.partner partner: who
        """
        self.ensure_one()
        organizer = self._get_contact_name()
        today = fields.Date.context_today(self.with_context(tz=self.date_tz))
        if not self.active or self.kanban_state == "cancel":
            return self.env._("This session was cancelled.")
        if self.date_begin <= fields.Datetime.now():
            return self.env._("This session has begun: ask %(organizer)s.", organizer=organizer)
        if not self.cae_portal or (self.cae_enrol_until and self.cae_enrol_until < today):
            return self.env._("Enrolment is closed: ask %(organizer)s.", organizer=organizer)
        # sudo: only the stage decides, and only for the person who asks
        files_sudo = self.env["cae.entrepreneur"].sudo()
        of_stage = [
            ("partner_id", "=", partner.id),
            ("stage", "in", [stage for stage, name in STAGE_FIELDS.items() if self[name]]),
            ("company_id", "=", self.company_id.id),
        ]
        if not files_sudo.search_count(of_stage, limit=1):
            return self.env._("This session is not for your stage in the cooperative.")
        return None

    def _get_portal_domain(self, entrepreneurs):
        """Return the domain of the sessions that people may enrol in themselves now.

        :param cae.entrepreneur entrepreneurs: the files of one person
        """
        today = fields.Date.context_today(self.with_context(tz=ZONE))
        theirs = Domain.OR(
            Domain("company_id", "=", file.company_id.id)
            & Domain(STAGE_FIELDS[file.stage], "=", True)
            for file in entrepreneurs
            if file.stage in STAGE_FIELDS
        )
        return (
            Domain("cae_collective", "=", True)
            & Domain("cae_portal", "=", True)
            & self._domain_coming()
            & (Domain("cae_enrol_until", "=", False) | Domain("cae_enrol_until", ">=", today))
            & theirs
        )

    def _enrol(self, partner, by_team=False):
        """Enrol a person, or put them on the waiting list when the session is full.

        Twice is once. The caller has checked who may enrol whom.

        :param res.partner partner: who
        :param bool by_team: the team enrols: the audience and the last day do not hold
        :return: event.registration
        :raise UserError: a sentence, when they cannot enrol
        """
        self.ensure_one()
        existing_sudo = self._find_enrolments("partner_id", partner)
        if existing_sudo:
            return existing_sudo[0]
        if by_team:
            self._check_not_cancelled()
        elif problem := self._find_enrolment_problem(partner):
            raise UserError(problem)
        return self._give_seat({"partner_id": partner.id})

    def _enrol_lead(self, lead):
        """Enrol somebody who asked for a first meeting, or put them on the waiting list.

        Twice is once. The caller has checked who may write the request.

        :param crm.lead lead: the request, with the name and the address of the person
        :return: event.registration
        :raise UserError: when the session was cancelled
        """
        self.ensure_one()
        existing_sudo = self._find_enrolments("cae_lead_id", lead)
        if existing_sudo:
            return existing_sudo
        self._check_not_cancelled()
        same_sudo = self._find_enrolments("partner_id", lead.partner_id)
        if same_sudo:
            same_sudo._by_method().cae_lead_id = lead
            return same_sudo
        return self._give_seat(
            {
                "cae_lead_id": lead.id,
                "partner_id": lead.partner_id.id,
                "name": lead.contact_name or lead.partner_id.name or lead.name,
                "email": lead.email_from,
                "phone": lead.phone,
            }
        )

    def _find_enrolments(self, name, who):
        # sudo: their own enrolment, or one that the team makes
        registrations_sudo = self.env["event.registration"].sudo()
        return registrations_sudo.search(
            [
                ("event_id", "=", self.id),
                (name, "in", who.ids),
                ("state", "in", ACTIVE_STATES),
            ]
        )

    def _check_not_cancelled(self):
        if self.kanban_state == "cancel":
            raise UserError(self.env._("This session was cancelled."))

    def _give_seat(self, person):
        """Make an enrolment that has a seat, or waits for one.

        :param dict person: values that say who
        """
        pass_alone(self)
        # sudo: their own enrolment, or one that the team makes
        registrations_sudo = self.env["event.registration"].sudo()
        all_sudo = registrations_sudo.with_context(active_test=False)
        ((last,),) = all_sudo._read_group([("event_id", "=", self.id)], [], ["cae_rank:max"])
        values = {"event_id": self.id, "cae_rank": (last or 0) + 1, **person}
        waits = self._is_full()
        if waits:
            values |= {
                "state": "draft",
                "cae_waiting": True,
                "cae_waiting_since": fields.Datetime.now(),
            }
        registration_sudo = registrations_sudo._by_method().create(values)
        registration_sudo = registration_sudo.with_env(registrations_sudo.env)
        if waits:
            registration_sudo._mail("mail_template_waiting")
        return registration_sudo

    def _promote_waiting(self):
        """Give free seats to those who wait, in the order in which they came, and tell them."""
        now = fields.Datetime.now()
        # sudo: whoever frees a seat, the next one gets it
        for event_sudo in self.sudo():
            over = event_sudo.kanban_state == "cancel" or event_sudo.date_begin <= now
            if over or not event_sudo.cae_collective:
                continue
            if not (event_sudo.seats_limited or event_sudo.cae_waiting_count):
                continue
            # before one looks: who leaves and who comes at the same moment must not miss
            # each other
            pass_alone(event_sudo)
            waiting_sudo = event_sudo.registration_ids.search(
                [("event_id", "=", event_sudo.id), ("cae_waiting", "=", True)],
                order="cae_rank, id",
            )
            next_sudo = waiting_sudo[: event_sudo._get_free_seats()]
            if not next_sudo:
                continue
            next_sudo.write({"state": "open"})
            confirmed = event_sudo.event_mail_ids.filtered(
                lambda mail: mail.interval_type == "after_sub"
            )
            if not confirmed:
                next_sudo._mail("mail_template_enrolled")

    # ------------------------------------------------------------------ half-days

    def _plan_half_days(self):
        """Return the half-days that the dates and the format ask for: list of (begin, end), UTC."""
        self.ensure_one()
        # sudo: the hours of a format are no secret
        morning, afternoon = self.sudo().event_type_id._get_usual_hours()
        return half_days.plan(
            self.date_begin, self.date_end, self.date_tz or ZONE, morning, afternoon
        )

    def _make_half_days(self):
        """Make the half-days of the dates; those with attendance stay as they are.

        Doing it again changes nothing.

        :return: all half-days
        """
        values = []
        for event in self:
            wanted = event._plan_half_days()
            existing = event.cae_half_day_ids
            kept = existing._filter_proven()
            found = {(half_day.date_begin, half_day.date_end) for half_day in existing}
            surplus = (existing - kept).filtered(
                lambda half_day, wanted=wanted: (
                    (half_day.date_begin, half_day.date_end) not in wanted
                )
            )
            free = [
                (begin, end)
                for begin, end in wanted
                if not any(day.date_begin < end and day.date_end > begin for day in kept)
            ]
            lacking = [moment for moment in free if moment not in found]
            if lacking and len(existing - kept) == len(free):
                # the session was moved: its programme and its speakers move with it
                (existing - kept)._move_to(free)
                continue
            surplus.unlink()
            values += [
                {"event_id": event.id, "date_begin": begin, "date_end": end}
                for begin, end in lacking
            ]
        self.env["cae.half.day"].create(values)
        self.invalidate_recordset(["cae_half_day_ids"])
        self._fill_programme()
        return self.cae_half_day_ids

    def _sync_attendances(self):
        """Expect each confirmed person at each half-day; nobody else."""
        # sudo: the team reads attendance; what is expected follows from enrolments
        events_sudo = self.sudo().filtered("cae_collective")
        if not events_sudo.cae_half_day_ids or not events_sudo.registration_ids:
            return
        self.env["cae.attendance"].sudo()._expect(
            events_sudo.cae_half_day_ids,
            "registration_id",
            {
                (half_day.id, registration.id)
                for registration in events_sudo.registration_ids._filter_confirmed()
                for half_day in registration.event_id.cae_half_day_ids
            },
        )

    def _sync_speakers(self):
        """Expect each speaker at the half-days that they lead; nobody else."""
        # sudo: the team reads these rows; they follow from the speakers
        events_sudo = self.sudo()
        self.env["cae.half.day.speaker"].sudo()._expect(
            events_sudo.cae_half_day_ids,
            "speaker_id",
            {
                (half_day.id, speaker.id)
                for speaker in events_sudo.cae_speaker_ids
                for half_day in speaker._get_led_half_days()
            },
        )

    # ------------------------------------------------------------------ programme and team

    def _describe_holidays(self, days):
        """Return the public holidays among these days, in one line (str)."""
        holidays = {day: key for day in days if (key := calendar_days.find_holiday(day))}
        names = load_sentences(self.env, "cae_collectif.holiday_names") if holidays else {}
        return ", ".join(f"{self._name_day(day)} ({names[key]})" for day, key in holidays.items())

    def _name_day(self, day):
        return write_first(format_date(self.env, day, date_format="EEEE d MMMM y"))

    def _fill_programme(self):
        """Give the half-days without a title what the format says; what was written stays."""
        for event in self:
            # sudo: the programme of a format is no secret
            lines_sudo = event.sudo().event_type_id.cae_line_ids
            of_event = event.cae_half_day_ids.sorted("date_begin")
            if not lines_sudo or not of_event:
                continue
            places = [
                (
                    to_local(half_day.date_begin, event.date_tz).date(),
                    half_days.get_part(half_day.date_begin, event.date_tz),
                )
                for half_day in of_event
            ]
            found = programme.match(places, [(line.day, line.part) for line in lines_sudo])
            untitled = not any(of_event.mapped("title"))
            led = {}
            for place, number in found.items():
                half_day, line_sudo = of_event[place], lines_sudo[number]
                if not half_day.title:
                    half_day.write(
                        {
                            "title": line_sudo.name,
                            "programme": line_sudo.text,
                            "role_ids": line_sudo.role_ids.ids,
                        }
                    )
                for partner_sudo in line_sudo.partner_ids:
                    led.setdefault(partner_sudo, []).append((half_day, line_sudo.role_ids))
            if untitled:
                event._add_usual_speakers(led)

    def _add_usual_speakers(self, led):
        """Make the usual speakers of the format those of this session.

        :param led: {partner: list of (half-day, roles of its line)}
        """
        self.ensure_one()
        self.env["cae.session.speaker"].create(
            [
                {
                    "event_id": self.id,
                    "partner_id": partner.id,
                    "role_id": next((r.id for _half_day, r in places if len(r) == 1), False),
                    "half_day_ids": []
                    if len(places) == len(self.cae_half_day_ids)
                    else [half_day.id for half_day, _roles in places],
                }
                for partner, places in led.items()
                if partner not in self.cae_speaker_ids.partner_id
            ]
        )

    # ------------------------------------------------------------------ actions

    def action_make_half_days(self):
        """Make the half-days of the dates."""
        self.check_access("write")
        self._make_half_days()
        return True

    def action_show_code(self):
        """Show the code of the half-day that is signed now, else of the next one."""
        self.check_access("read")
        self.ensure_one()
        half_day = self._get_current_half_day()
        if not half_day:
            raise UserError(
                self.env._("There is no half-day to sign any more: make the half-days first.")
                if not self.cae_half_day_ids
                else self.env._("All half-days of this session are over.")
            )
        return half_day.action_show_code()

    def _get_current_half_day(self):
        """Return the half-day that goes on or comes next; empty when all are over."""
        self.ensure_one()
        now = fields.Datetime.now()
        left = self.cae_half_day_ids.filtered(lambda half_day: half_day.sign_until >= now)
        # of two that can be signed at once, the one that goes on
        going_on = left.filtered(lambda half_day: half_day.sign_from <= now <= half_day.date_end)
        coming = left.filtered(lambda half_day: half_day.sign_from > now)
        return (going_on or coming or left).sorted("date_begin")[:1]

    def action_open_enrolment(self):
        """Open the assistant that enrols people."""
        self.check_access("write")
        self.ensure_one()
        name = self.env._("Enrol people")
        return open_form("cae.enrolment", name, new=True, event_id=self.id)

    def action_mark_absent(self):
        """Mark as absent who is still expected at the half-days that are over."""
        self.check_access("write")
        rows = self.env["cae.attendance"].search(
            [
                ("event_id", "in", self.ids),
                ("state", "=", "expected"),
                ("half_day_id.state", "=", "over"),
            ]
        )
        if not rows:
            raise UserError(
                self.env._(
                    "Nobody is still expected at a half-day whose time to sign is over: nothing "
                    "to do."
                )
            )
        rows._note_by_team("absent", self.env._("Did not sign"))
        return True

    def action_cancel_session(self):
        """Cancel a session, and tell all who are enrolled or wait."""
        self.check_access("write")
        for event in self.filtered(lambda event: event.kanban_state != "cancel"):
            if event.cae_half_day_ids._filter_proven():
                raise UserError(
                    self.env._(
                        "%(session)s took place, people signed: it cannot be cancelled.",
                        session=event.name,
                    )
                )
            event.kanban_state = "cancel"
            # sudo: the mail goes to all, also to whom the user does not follow
            event.sudo().registration_ids.filtered(
                lambda enrolment: enrolment.state in ACTIVE_STATES
            )._mail("mail_template_cancelled")
        return True

    def action_reopen_session(self):
        """Take a cancellation back. People are told by the team."""
        self.check_access("write")
        self.filtered(lambda event: event.kanban_state == "cancel").kanban_state = "normal"
        return True
