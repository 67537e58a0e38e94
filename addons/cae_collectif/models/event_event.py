from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..engine import half_days
from .event_type import ZONE

# Who may enrol in "My space": the stage of the file, and the box of the session.
STAGE_FIELDS = {
    "candidate": "cae_for_candidate",
    "project_holder": "cae_for_project_holder",
    "cape": "cae_for_cape",
    "cesa": "cae_for_cesa",
    "associate": "cae_for_associate",
}
ACTIVE_STATES = ("draft", "open", "done")


def _copy_from_type(name, fallback):
    """Return the compute method of a field that follows the format, until it is written.

    One method for each field: fields of one method are all taken as given when one of them is.
    """

    @api.depends("event_type_id")
    def compute(self):
        for event in self:
            event[name] = event.event_type_id[name] if event.event_type_id else fallback

    return compute


def _setting(label, name, fallback=False, **options):
    return fields.Boolean(
        string=label,
        compute=_copy_from_type(name, fallback),
        store=True,
        readonly=False,
        precompute=True,
        **options,
    )


class EventEvent(models.Model):
    """A session: people enrol, come, and sign for each half-day."""

    _inherit = "event.event"
    _check_company_auto = True

    event_type_id = fields.Many2one(index="btree_not_null", check_company=True)
    # Odoo fills in a page about itself; ours is what people read before they enrol.
    description = fields.Html(default=False)
    cae_collective = fields.Boolean(
        string="Session of the cooperative",
        default=True,
        help="One enrolment for each person, half-days and attendance.",
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
        "event_event_cae_pole_rel",
        "event_id",
        "pole_id",
        string="Poles",
        check_company=True,
    )
    cae_portal = _setting(
        "Enrolment in my space",
        "cae_portal",
        help="People enrol themselves, as long as there are seats; then they wait.",
    )
    cae_for_candidate = _setting("Candidates", "cae_for_candidate")
    cae_for_project_holder = _setting("Project holders", "cae_for_project_holder", True)
    cae_for_cape = _setting("CAPE", "cae_for_cape", True)
    cae_for_cesa = _setting("CESA", "cae_for_cesa", True)
    cae_for_associate = _setting("Associates", "cae_for_associate", True)
    cae_mandatory = _setting(
        "Mandatory", "cae_mandatory", help="Said on the portal: people must take part once."
    )
    cae_sign_scan_only = _setting(
        "Signed in the room only",
        "cae_sign_scan_only",
        help="One signs only after scanning the code that is shown in the room. Otherwise also "
        "by the personal link or in “My space”, as an online session needs it.",
    )
    cae_enrol_until = fields.Date(
        string="Enrolment until", help="This day included. Left empty: until the session begins."
    )
    cae_sign_minutes_before = fields.Integer(
        string="Signing opens (minutes before)",
        compute="_compute_cae_sign_minutes_before",
        store=True,
        readonly=False,
        precompute=True,
    )
    cae_sign_hours_after = fields.Integer(
        string="Signing closes (hours after)",
        compute="_compute_cae_sign_hours_after",
        store=True,
        readonly=False,
        precompute=True,
    )
    cae_speaker_ids = fields.One2many("cae.session.speaker", "event_id", string="Speakers")
    cae_half_day_ids = fields.One2many("cae.half.day", "event_id", string="Half-days")
    cae_half_day_count = fields.Integer(string="# Half-days", compute="_compute_cae_half_days")
    cae_hours = fields.Float(string="Duration (hours)", compute="_compute_cae_half_days")
    cae_half_days_differ = fields.Boolean(compute="_compute_cae_half_days_differ")
    cae_attendance_ids = fields.One2many("cae.attendance", "event_id", string="Attendance")
    cae_waiting_count = fields.Integer(string="Waiting", compute="_compute_cae_waiting_count")
    cae_attendance_rate = fields.Float(
        string="Attendance rate",
        compute="_compute_cae_attendance_rate",
        help="Presences among the people expected, at the half-days that have begun.",
    )
    # Number of the last enrolment: writing it makes enrolments follow one another.
    cae_enrolment_number = fields.Integer(default=0, copy=False, readonly=True)

    _cae_window_positive = models.Constraint(
        "check (cae_sign_minutes_before >= 0 and cae_sign_hours_after >= 0)",
        "The time to sign cannot be negative.",
    )

    @api.depends("company_id")
    def _compute_cae_sign_minutes_before(self):
        for event in self:
            company = event.company_id or self.env.company
            event.cae_sign_minutes_before = company.cae_sign_minutes_before

    @api.depends("company_id")
    def _compute_cae_sign_hours_after(self):
        for event in self:
            company = event.company_id or self.env.company
            event.cae_sign_hours_after = company.cae_sign_hours_after

    @api.depends("event_type_id")
    def _compute_date_tz(self):
        unset = self.filtered(lambda event: not event.date_tz)
        result = super()._compute_date_tz()
        if not self.env.user.tz:
            # Nobody's clock shows UTC in a cooperative of France.
            unset.filtered(
                lambda event: not event.event_type_id and event.date_tz == "UTC"
            ).date_tz = ZONE
        return result

    @api.depends("cae_half_day_ids.hours")
    def _compute_cae_half_days(self):
        for event in self:
            event.cae_half_day_count = len(event.cae_half_day_ids)
            event.cae_hours = sum(event.cae_half_day_ids.mapped("hours"))

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
            found = {(one.date_begin, one.date_end) for one in event.cae_half_day_ids}
            event.cae_half_days_differ = (
                event.cae_collective
                and event.date_begin
                and event.date_end
                and set(event._plan_half_days()) != found
            )

    @api.depends("registration_ids.cae_waiting")
    def _compute_cae_waiting_count(self):
        counts = dict(
            self.env["event.registration"]._read_group(
                [("event_id", "in", self.ids), ("cae_waiting", "=", True)],
                ["event_id"],
                ["__count"],
            )
        )
        for event in self:
            event.cae_waiting_count = counts.get(event._origin, 0)

    @api.depends("cae_attendance_ids.state")
    def _compute_cae_attendance_rate(self):
        counts = {
            (event.id, state): count
            for event, state, count in self.env["cae.attendance"]._read_group(
                [("event_id", "in", self.ids), ("date_begin", "<=", fields.Datetime.now())],
                ["event_id", "state"],
                ["__count"],
            )
        }
        states = [state for state, _label in self.env["cae.attendance"]._fields["state"].selection]
        for event in self:
            present = counts.get((event._origin.id, "present"), 0)
            total = sum(counts.get((event._origin.id, state), 0) for state in states)
            event.cae_attendance_rate = present / total if total else 0

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

    def _get_place(self):
        """Return where a session is, in one line (str)."""
        self.ensure_one()
        # sudo: where to go is no secret to who is invited
        event_sudo = self.sudo()
        if event_sudo.address_id:
            name, address = event_sudo.address_id.name, event_sudo.address_inline
            return address if name and name in address else ", ".join(filter(None, [name, address]))
        return event_sudo.event_url or self.env._("Online")

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
        day = half_days.to_local(self.date_begin, self.date_tz or ZONE)
        return f"{label} - {self.name} - {day:%Y-%m-%d}"

    def _get_report_days(self):
        """Return what is printed: the days of a session, with their people.

        :return: list of dicts: name (str), half_days, people and speakers (lists of dicts: name,
            and rows, one for each half-day, empty where none is expected), present, expected
        """
        self.ensure_one()
        days = self.cae_half_day_ids.sorted("date_begin").grouped(
            lambda half_day: half_days.to_local(half_day.date_begin, self.date_tz).date()
        )
        result = []
        for date, of_day in days.items():
            attendances, leads = of_day.attendance_ids, of_day.speaker_row_ids
            result.append(
                {
                    "name": format_date(self.env, date, date_format="EEEE d MMMM y"),
                    "half_days": of_day,
                    "people": self._get_report_people(
                        of_day, attendances, "registration_id", lambda row: row.name
                    ),
                    "speakers": self._get_report_people(
                        of_day,
                        leads,
                        "speaker_id",
                        lambda row: row.sudo().speaker_id.display_name,
                    ),
                    "present": len(attendances.filtered(lambda row: row.state == "present")),
                    "expected": len(attendances),
                }
            )
        return result

    def _get_report_people(self, of_day, rows, person_field, get_name):
        people = [
            {
                "name": get_name(of_person[0]) or "",
                "rows": [
                    of_person.filtered(lambda row, half_day=half_day: row.half_day_id == half_day)
                    for half_day in of_day
                ],
            }
            for of_person in rows.grouped(person_field).values()
        ]
        return sorted(people, key=lambda person: person["name"].lower())

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
        for event in self:
            wanted = event._plan_half_days()
            existing = event.cae_half_day_ids
            kept = existing._filter_proven()
            found = {(one.date_begin, one.date_end): one for one in existing}
            surplus = (existing - kept).filtered(
                lambda one, wanted=wanted: (one.date_begin, one.date_end) not in wanted
            )
            surplus.unlink()
            self.env["cae.half.day"].create(
                [
                    {"event_id": event.id, "date_begin": begin, "date_end": end}
                    for begin, end in wanted
                    if (begin, end) not in found
                    and not any(one.date_begin < end and one.date_end > begin for one in kept)
                ]
            )
        self.invalidate_recordset(["cae_half_day_ids"])
        return self.cae_half_day_ids

    def _sync_attendances(self):
        """Expect each confirmed person at each half-day; nobody else."""
        # sudo: the team reads attendance; what is expected follows from enrolments
        events_sudo = self.sudo().filtered("cae_collective")
        half_days_sudo = events_sudo.cae_half_day_ids
        registrations_sudo = events_sudo.registration_ids
        if not half_days_sudo or not registrations_sudo:
            return
        rows_sudo = self.env["cae.attendance"].sudo()
        found_sudo = rows_sudo.search([("half_day_id", "in", half_days_sudo.ids)])
        confirmed = {
            registration.id
            for registration in registrations_sudo
            if registration.active and registration.state in ("open", "done")
        }
        found_sudo.filtered(
            lambda row: row.registration_id.id not in confirmed and row.state == "expected"
        ).unlink()
        pairs = {(row.half_day_id.id, row.registration_id.id) for row in found_sudo.exists()}
        rows_sudo.create(
            [
                {"half_day_id": half_day.id, "registration_id": registration.id}
                for registration in registrations_sudo
                if registration.id in confirmed
                for half_day in registration.event_id.cae_half_day_ids
                if (half_day.id, registration.id) not in pairs
            ]
        )

    def _sync_speakers(self):
        """Expect each speaker at the half-days that she leads; nobody else."""
        # sudo: the team reads these rows; they follow from the speakers
        rows_sudo = self.env["cae.half.day.speaker"].sudo()
        for event_sudo in self.sudo():
            wanted = {
                (half_day.id, speaker.id)
                for speaker in event_sudo.cae_speaker_ids
                for half_day in speaker._get_led_half_days()
            }
            found_sudo = rows_sudo.search([("event_id", "=", event_sudo.id)])
            pairs = {(row.half_day_id.id, row.speaker_id.id): row for row in found_sudo}
            rows_sudo.union(
                *(
                    row
                    for pair, row in pairs.items()
                    if pair not in wanted and row.state != "present"
                )
            ).unlink()
            rows_sudo.create(
                [
                    {"half_day_id": half_day_id, "speaker_id": speaker_id}
                    for half_day_id, speaker_id in sorted(wanted - set(pairs))
                ]
            )

    # ------------------------------------------------------------------ enrolment

    def _take_number(self):
        """Return the number of the next enrolment of this session, and let no other pass.

        Not a lock that is waited for: the transaction that waited would still see the seats as
        they were before. A row that is written makes PostgreSQL refuse the second transaction,
        and Odoo runs that request again, with the seats as they are now.
        """
        self.ensure_one()
        self.flush_recordset()
        ((number,),) = self.env.execute_query(
            SQL(
                "UPDATE event_event SET cae_enrolment_number = "
                "COALESCE(cae_enrolment_number, 0) + 1 WHERE id = %s "
                "RETURNING cae_enrolment_number",
                self.id,
            )
        )
        self.invalidate_recordset(["cae_enrolment_number"])
        return number

    def _get_free_seats(self):
        """Return how many seats are free, or None without a limit."""
        self.ensure_one()
        if not (self.seats_limited and self.seats_max):
            return None
        # sudo: a seat is taken, whoever has it
        taken = (
            self.env["event.registration"]
            .sudo()
            .search_count([("event_id", "=", self.id), ("state", "in", ("open", "done"))])
        )
        return max(self.seats_max - taken, 0)

    def _is_full(self):
        """Tell whether the next person waits: no seat is free, or others wait already."""
        self.ensure_one()
        free = self._get_free_seats()
        if free is None:
            return False
        # sudo: others wait, whoever they are
        waiting = (
            self.env["event.registration"]
            .sudo()
            .search_count([("event_id", "=", self.id), ("cae_waiting", "=", True)])
        )
        return free <= waiting

    def _find_closing(self):
        """Return a sentence on why nobody enrols herself any more, else None."""
        self.ensure_one()
        if not self.active or self.kanban_state == "cancel":
            return self.env._("This session was cancelled.")
        if self.date_begin <= fields.Datetime.now():
            return self.env._(
                "This session has begun: ask %(organizer)s.", organizer=self._get_contact_name()
            )
        today = fields.Date.context_today(self.with_context(tz=self.date_tz))
        if not self.cae_portal or (self.cae_enrol_until and self.cae_enrol_until < today):
            return self.env._(
                "Enrolment is closed: ask %(organizer)s.", organizer=self._get_contact_name()
            )
        return None

    def _find_enrolment_problem(self, partner):
        """Return a sentence on why a person cannot enrol herself in this session, else None.

        :param res.partner partner: who
        """
        self.ensure_one()
        problem = self._find_closing()
        if problem:
            return problem
        if partner not in self._get_audience(partner):
            return self.env._("This session is not for your stage in the cooperative.")
        return None

    def _get_audience(self, partners):
        """Return those of these partners whose stage may enrol in this session."""
        self.ensure_one()
        stages = [stage for stage, name in STAGE_FIELDS.items() if self[name]]
        # sudo: only the stage decides, and only for the person who asks
        return (
            self.env["cae.entrepreneur"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", partners.ids),
                    ("stage", "in", stages),
                    ("company_id", "=", self.company_id.id),
                ]
            )
            .partner_id
        )

    @api.model
    def _get_portal_domain(self, entrepreneurs):
        """Return the domain of the sessions that people may enrol in themselves now.

        :param cae.entrepreneur entrepreneurs: the files of one person
        """
        now = fields.Datetime.now()
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
            & Domain("kanban_state", "!=", "cancel")
            & Domain("date_begin", ">", now)
            & (Domain("cae_enrol_until", "=", False) | Domain("cae_enrol_until", ">=", today))
            & theirs
        )

    def _enrol(self, partner, by_team=False):
        """Enrol a person, or put her on the waiting list when the session is full.

        Twice is once. The caller has checked who may enrol whom.

        :param res.partner partner: who
        :param bool by_team: the team enrols: the audience and the last day do not hold
        :return: event.registration
        :raise UserError: a sentence, when she cannot enrol
        """
        self.ensure_one()
        number = self._take_number()
        # sudo: her own enrolment, or one that the team makes
        registrations_sudo = self.env["event.registration"].sudo()
        existing_sudo = registrations_sudo.search(
            [
                ("event_id", "=", self.id),
                ("partner_id", "=", partner.id),
                ("state", "in", ACTIVE_STATES),
            ],
            limit=1,
        )
        if existing_sudo:
            return existing_sudo
        problem = (
            self.env._("This session was cancelled.")
            if by_team and self.kanban_state == "cancel"
            else None
            if by_team
            else self._find_enrolment_problem(partner)
        )
        if problem:
            raise UserError(problem)
        values = {"event_id": self.id, "partner_id": partner.id, "cae_rank": number}
        waits = self._is_full()
        if waits:
            values |= {
                "state": "draft",
                "cae_waiting": True,
                "cae_waiting_since": fields.Datetime.now(),
            }
        registration_sudo = registrations_sudo.create(values)
        if waits:
            registration_sudo._mail("mail_template_waiting")
        registration_sudo._after_enrolled()
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
            event_sudo._take_number()
            waiting_sudo = event_sudo.registration_ids.search(
                [("event_id", "=", event_sudo.id), ("cae_waiting", "=", True)]
            )
            free = event_sudo._get_free_seats()
            next_sudo = waiting_sudo.sorted(lambda one: (one.cae_rank, one.id))[:free]
            if not next_sudo:
                continue
            next_sudo.write({"state": "open", "cae_waiting": False})
            confirmed = event_sudo.event_mail_ids.filtered(
                lambda mail: mail.interval_type == "after_sub"
            )
            if not confirmed:
                next_sudo._mail("mail_template_enrolled")

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
        left = self.cae_half_day_ids.filtered(lambda one: one.sign_until >= now)
        # of two that can be signed at once, the one that goes on
        going_on = left.filtered(lambda one: one.sign_from <= now <= one.date_end)
        coming = left.filtered(lambda one: one.sign_from > now)
        return (going_on or coming or left).sorted("date_begin")[:1]

    def action_open_enrolment(self):
        """Open the assistant that enrols people."""
        self.check_access("write")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enrol people"),
            "res_model": "cae.enrolment",
            "view_mode": "form",
            "target": "new",
            "context": {"default_event_id": self.id},
        }

    def action_open_attendance(self):
        """Open the attendance of this session."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_collectif.cae_attendance_action"
        )
        return action | {
            "domain": [("event_id", "=", self.id)],
            "context": {"search_default_group_half_day": 1, "cae_show_person": True},
        }

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
        for event in self:
            if event.kanban_state == "cancel":
                continue
            if event.cae_half_day_ids._filter_proven():
                raise UserError(
                    self.env._(
                        "%(session)s took place, people signed: it cannot be cancelled.",
                        session=event.name,
                    )
                )
            event.kanban_state = "cancel"
            # sudo: the mail goes to all, also to whom the user does not follow
            event.sudo().registration_ids.filtered(lambda one: one.state in ACTIVE_STATES)._mail(
                "mail_template_cancelled"
            )
        return True

    def action_reopen_session(self):
        """Take a cancellation back. People are told by the team."""
        self.check_access("write")
        self.filtered(lambda event: event.kanban_state == "cancel").kanban_state = "normal"
        return True
