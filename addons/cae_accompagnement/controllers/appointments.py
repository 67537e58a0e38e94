from datetime import datetime

import pytz

from odoo.addons.cae_entrepreneur.controllers.file import FilePortal
from odoo.http import request, route
from odoo.tools import format_date

from ..models.cae_appointment_opening import ZONE

# Days with free hours that the page shows at once.
DAYS_SHOWN = 10


class AppointmentPortal(FilePortal):
    """A person's appointments, and the free hours of her advisors."""

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        return values | {"next_appointment": self._get_coming(entrepreneurs[0])[:1]}

    def _get_coming(self, person):
        appointments = request.env["cae.appointment"]._get_portal_appointments(person)
        now = datetime.now(pytz.utc).replace(tzinfo=None)
        return appointments.filtered(
            lambda one: one.state == "planned" and one.date_end > now
        ).sorted("date_begin")

    @route("/my/appointments", type="http", auth="user", website=True, methods=["GET"])
    def my_appointments(self, **params):
        """Show what is to come and what was held, and where to book."""
        return self._render_appointments(self._get_my_file(), done=params.get("done"))

    @route(
        "/my/appointments/<int:appointment_id>/cancel",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cancel_my_appointment(self, appointment_id, **params):
        person = self._get_my_file()
        appointment = (
            request.env["cae.appointment"]
            ._get_portal_appointments(person)
            .filtered(lambda one: one.id == appointment_id)
        )
        if not appointment:
            raise request.not_found()
        error = self._try(appointment._cancel_by_person)
        if error:
            return self._render_appointments(person, error=error)
        return request.redirect("/my/appointments?done=cancelled")

    @route("/my/appointments/book", type="http", auth="user", website=True, methods=["GET"])
    def my_booking(self, kind_id=None, advisor_id=None, page=None, **params):
        """Show the free hours for a kind of appointment and an advisor."""
        return self._render_booking(
            self._get_my_file(), self._to_id(kind_id), self._to_id(advisor_id), self._to_id(page)
        )

    @route("/my/appointments/book", type="http", auth="user", website=True, methods=["POST"])
    def save_my_booking(self, kind_id=None, advisor_id=None, start=None, wish=None, **params):
        person = self._get_my_file()
        kind_id, advisor_id = self._to_id(kind_id), self._to_id(advisor_id)
        try:
            begin = datetime.strptime(start or "", "%Y-%m-%dT%H:%M")
        except ValueError:
            error = request.env._("Choose one of the free hours.")
        else:
            error = self._try(
                request.env["cae.appointment.opening"]._book,
                person,
                kind_id,
                advisor_id,
                begin,
                wish,
            )
        if error:
            return self._render_booking(person, kind_id, advisor_id, error=error, wish=wish)
        return request.redirect("/my/appointments?done=booked")

    def _render_appointments(self, person, error=None, done=None):
        Appointment = request.env["cae.appointment"]
        appointments = Appointment._get_portal_appointments(person)
        coming = self._get_coming(person)
        Opening = request.env["cae.appointment.opening"]
        # sudo: appointments found with her rights; beside them the names of her advisors
        return request.render(
            "cae_accompagnement.portal_my_appointments",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "my_appointments",
                "coming_sudo": coming.sudo(),
                "past_sudo": (appointments - coming).sudo(),
                "zone": self._get_zone(),
                "can_book": bool(
                    Opening._get_bookable_kinds(person) and Opening._get_bookable_advisors(person)
                ),
                "error": error,
                "done": done,
            },
        )

    def _render_booking(self, person, kind_id, advisor_id, page=0, error=None, wish=None):
        Opening = request.env["cae.appointment.opening"]
        kinds = Opening._get_bookable_kinds(person)
        advisors_sudo = Opening._get_bookable_advisors(person)
        kind = kinds.filtered(lambda one: one.id == kind_id) or kinds[:1]
        advisor_sudo = (
            advisors_sudo.filtered(lambda one: one.id == advisor_id) or (advisors_sudo[:1])
        )
        days = (
            self._group_by_day(Opening._get_free_slots(person, kind, advisor_sudo))
            if kind and advisor_sudo
            else []
        )
        return request.render(
            "cae_accompagnement.portal_book_appointment",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "book_appointment",
                "kinds": kinds,
                "kind": kind,
                "advisors_sudo": advisors_sudo,
                "advisor_sudo": advisor_sudo,
                "days": days[page * DAYS_SHOWN : (page + 1) * DAYS_SHOWN],
                "page": page,
                "has_more": len(days) > (page + 1) * DAYS_SHOWN,
                "error": error,
                "wish": wish,
            },
        )

    def _get_zone(self):
        return request.env.user.tz or ZONE

    def _group_by_day(self, slots):
        """Return [(day in words, [(value, hour, opening)])] in the time of the person."""
        zone = pytz.timezone(self._get_zone())
        days = {}
        for start, _end, opening in slots:
            local = pytz.utc.localize(start).astimezone(zone)
            days.setdefault(local.date(), []).append(
                (start.strftime("%Y-%m-%dT%H:%M"), local.strftime("%H:%M"), opening)
            )
        return [
            (format_date(request.env, day, date_format="EEEE d MMMM"), hours)
            for day, hours in days.items()
        ]
