from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local, to_utc
from odoo.addons.cae_socle.models.selections import select_as
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ..engine import slots as engine

# An entrepreneur books at least so many hours ahead, and at most so many days.
HOURS_AHEAD = 12
DAYS_AHEAD = 42
# Appointments to come that one person may have booked by herself.
MAX_BOOKED = 3


class CaeAppointmentOpening(models.Model):
    """Hours of a week in which an advisor can be booked on the portal.

    What is in her calendar, hers or what a connector brought from Google or Outlook, is taken.
    """

    _name = "cae.appointment.opening"
    _description = "Hours open to booking"
    _order = "user_id, weekday, hour_from, id"
    _inherit = ["cae.advisor.mixin"]
    _rec_name = "user_id"

    user_id = fields.Many2one(ondelete="cascade")
    weekday = fields.Selection(
        # from Monday to Saturday
        lambda self: select_as("resource.calendar.attendance", "dayofweek")(self)[:-1],
        required=True,
        default="0",
    )
    hour_from = fields.Float(string="Begins", required=True, default=9.0)
    hour_to = fields.Float(string="Ends", required=True, default=12.0)
    mode = fields.Selection(
        select_as("cae.appointment", "mode"),
        required=True,
        default="place",
        string="How",
    )
    place = fields.Char(default=lambda self: self.env["cae.appointment"]._default_place())
    active = fields.Boolean(default=True)

    _hours = models.Constraint(
        "check (hour_from >= 0 and hour_to <= 24 and hour_from < hour_to)",
        "The hours end after they begin, within the day.",
    )

    @api.constrains("user_id", "company_id", "weekday", "hour_from", "hour_to", "active")
    def _check_overlap(self):
        for opening in self.filtered("active"):
            other = self.search(
                [
                    ("id", "!=", opening.id),
                    ("user_id", "=", opening.user_id.id),
                    ("weekday", "=", opening.weekday),
                    ("hour_from", "<", opening.hour_to),
                    ("hour_to", ">", opening.hour_from),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._("These hours overlap others of the same day: join them.")
                )

    # -- booking, for the person who books -----------------------------------------------------

    def _get_bookable_kinds(self, person):
        """Return the kinds of appointment that a person may book by herself."""
        return self.env["cae.appointment.kind"].search(
            [
                ("is_bookable", "=", True),
                ("is_collective", "=", False),
                ("company_id", "in", (False, person.company_id.id)),
            ]
        )

    def _get_bookable_advisors(self, person):
        """Return the advisors of a person that have hours open to booking (sudo).

        :param cae.entrepreneur person: the user's own file
        :raises AccessError: when it is not
        """
        person._check_is_own()
        # sudo: her own advisors, checked above
        person_sudo = person.sudo()
        advisors_sudo = (person_sudo.referent_id | person_sudo.second_advisor_ids).filtered(
            "active"
        )
        openings_sudo = self.sudo().search([("user_id", "in", advisors_sudo.ids)])
        return advisors_sudo & openings_sudo.user_id

    def _get_free_slots(self, person, kind, advisor_sudo, moved_sudo=None):
        """Return when an advisor can be booked.

        :param cae.entrepreneur person: the user's own file
        :param cae.appointment.kind kind: says how long it lasts
        :param res.users advisor_sudo: one of `_get_bookable_advisors`
        :param cae.appointment moved_sudo: the appointment that looks for another hour: it keeps
            its length, and its present hour counts as free
        :return: list of (begin, end, opening), UTC, sorted
        """
        if not kind or advisor_sudo not in self._get_bookable_advisors(person):
            return []
        now = fields.Datetime.now()
        # sudo: the hours and what is taken of one's own advisor; only free hours come out
        openings_sudo = self.sudo().search(
            [("user_id", "=", advisor_sudo.id), ("company_id", "=", person.company_id.id)]
        )
        zone = advisor_sudo.tz or ZONE
        first = to_local(now, zone).date()
        days = [first + timedelta(days=number) for number in range(DAYS_AHEAD + 1)]
        opened = [
            (
                self._to_utc(zone, day, opening.hour_from),
                self._to_utc(zone, day, opening.hour_to),
                opening,
            )
            for day in days
            for opening in openings_sudo
            if int(opening.weekday) == day.weekday()
        ]
        taken = self._get_taken(advisor_sudo, now, now + timedelta(days=DAYS_AHEAD + 1), moved_sudo)
        duration = moved_sudo.duration if moved_sudo else kind.duration
        return engine.find_slots(
            opened, taken, round(duration * 60), now + timedelta(hours=HOURS_AHEAD)
        )

    def _to_utc(self, zone, day, hour):
        """Return an hour of a day in a time zone as a naive UTC datetime."""
        local = datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
        return to_utc(local, zone)

    def _get_taken(self, advisor_sudo, start, end, moved_sudo=None):
        """Return (begin, end) of all that an advisor has in this time, UTC.

        :param cae.appointment moved_sudo: left out, with its event in the calendar
        """
        appointments_sudo = self.env["cae.appointment"].sudo()
        moved_sudo = moved_sudo or appointments_sudo
        appointments_sudo = appointments_sudo.search_fetch(
            [
                "|",
                ("user_id", "=", advisor_sudo.id),
                ("advisor_ids", "in", advisor_sudo.ids),
                ("id", "not in", moved_sudo.ids),
                ("state", "=", "planned"),
                ("date_begin", "<", end),
                ("date_end", ">", start),
            ],
            ["date_begin", "date_end"],
        )
        attendees_sudo = self.env["calendar.attendee"].sudo()
        attendees_sudo = attendees_sudo.search(
            [
                ("partner_id", "in", advisor_sudo.partner_id.ids),
                ("state", "!=", "declined"),
                ("event_id", "not in", moved_sudo.calendar_event_id.ids),
                ("event_id.active", "=", True),
                ("event_id.show_as", "=", "busy"),
                ("event_id.start", "<", end),
                ("event_id.stop", ">", start),
            ]
        )
        zone = advisor_sudo.tz or ZONE
        return [
            *((appointment.date_begin, appointment.date_end) for appointment in appointments_sudo),
            *(
                (self._to_utc(zone, event.start_date, 0), self._to_utc(zone, event.stop_date, 24))
                if event.allday
                else (event.start, event.stop)
                for event in attendees_sudo.event_id
            ),
        ]

    def _find_limit(self, person):
        """Return a sentence on why a person may book no more appointments by herself, or None."""
        appointments = self.env["cae.appointment"]
        own = Domain("person_ids.entrepreneur_id", "=", person.id)
        own &= Domain("is_from_portal", "=", True)
        booked = appointments.search_count(own & appointments._domain_coming())
        if booked < MAX_BOOKED:
            return None
        return self.env._(
            "You have booked %(count)s appointments already: move or cancel one of them, or call "
            "your advisor.",
            count=booked,
        )

    def _get_modes(self):
        """Return how one may meet in these hours: as they were opened, or from afar."""
        return [self.mode, *(mode for mode in ("phone", "video") if mode != self.mode)]

    def _find_slot(self, person, kind, advisor_sudo, start, moved_sudo=None):
        """Return (begin, end, opening) of the free slot that begins then.

        :raises UserError: when it is not free, or not any more
        """
        for slot in self._get_free_slots(person, kind, advisor_sudo, moved_sudo):
            if slot[0] == start:
                return slot
        raise UserError(self.env._("This hour is not free any more: choose another one, please."))

    def _take_slot(self, person, kind, advisor_sudo, start, mode, phone, moved_sudo=None):
        """Return the values of an appointment in the free slot that begins then.

        Who takes one of the same advisor at the same moment waits here, and is started over.

        :param str mode, phone: see `_prepare_meeting_values`
        :raises UserError: when it is not free, or not any more
        """
        # sudo: the hours of one's own advisor, which are only locked
        openings_sudo = self.sudo().with_context(active_test=False)
        pass_alone(openings_sudo.search([("user_id", "=", advisor_sudo.id)]))
        *_hours, opening_sudo = self._find_slot(person, kind, advisor_sudo, start, moved_sudo)
        return {"date_begin": start, **opening_sudo._prepare_meeting_values(person, mode, phone)}

    def _prepare_meeting_values(self, person, mode=None, phone=None):
        """Return how one meets in these hours, as values of an appointment.

        :param str mode: one of `_get_modes`; as they were opened otherwise
        :param str phone: the number to call; the person's own if empty
        """
        mode = mode if mode in self._get_modes() else self.mode
        phone = " ".join((phone or "").split())
        if mode == "phone" and phone:
            person._check_portal_value("phone", phone)
        # sudo: the person's own number
        phone = phone or person.sudo().phone
        if mode == "phone" and not phone:
            raise UserError(self.env._("Give the number at which you want to be called."))
        return {
            "mode": mode,
            "place": self.place if mode == "place" else False,
            "phone": phone if mode == "phone" else False,
        }

    def _find_booked(self, person, kind, advisor, start):
        """Return the appointment that a person has already at this hour, with her rights."""
        return self.env["cae.appointment"].search(
            [
                ("person_ids.entrepreneur_id", "=", person.id),
                ("kind_id", "=", kind.id),
                ("user_id", "=", advisor.id),
                ("date_begin", "=", start),
                ("state", "=", "planned"),
            ],
            limit=1,
        )

    def _book(self, person, kind_id, advisor_id, start, wish, mode=None, phone=None):
        """Book a free slot for a person, by herself.

        :param cae.entrepreneur person: the user's own file
        :param int kind_id, advisor_id: as the form of the portal names them; those that are not
            hers are refused like those that do not exist
        :param datetime start: UTC
        :param str wish: what she wants to talk about
        :param str mode, phone: see `_prepare_meeting_values`
        :return: the appointment, with her rights; the one that she has already when the form is
            sent a second time
        :raises UserError: when the slot is not free, or not any more
        """
        kinds, advisors_sudo = self._get_bookable_kinds(person), self._get_bookable_advisors(person)
        kind = kinds & kinds.browse(kind_id)
        advisor_sudo = advisors_sudo & advisors_sudo.browse(advisor_id)
        if not kind or not advisor_sudo:
            raise UserError(self.env._("Choose with whom and what for."))
        if booked := self._find_booked(person, kind, advisor_sudo, start):
            return booked
        if limit := self._find_limit(person):
            raise UserError(limit)
        # sudo: a free slot of her own advisor, checked above; only these values are written
        appointments_sudo = self.env["cae.appointment"].sudo()
        appointment_sudo = appointments_sudo.create(
            {
                "kind_id": kind.id,
                "company_id": person.company_id.id,
                "user_id": advisor_sudo.id,
                "person_ids": [Command.create({"entrepreneur_id": person.id})],
                "duration": kind.duration,
                "wish": (wish or "").strip()[:2000] or False,
                **self._take_slot(person, kind, advisor_sudo, start, mode, phone),
            }
        )
        appointment_sudo._by_method().is_from_portal = True
        appointment_sudo._tell_advisor(self.env._("Appointment booked"), "booked")
        appointment_sudo._confirm()
        return appointment_sudo.with_env(self.env)
