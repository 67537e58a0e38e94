from datetime import datetime

from odoo import fields
from odoo.addons.cae_entrepreneur.controllers.file import FilePortal
from odoo.addons.cae_entrepreneur.controllers.portal import MY_FORM, MY_PAGE
from odoo.addons.cae_protection.engine.french_days import write_first
from odoo.addons.cae_socle.controllers.files import give_file
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local
from odoo.http import request, route
from odoo.tools import format_date, groupby

# Days with free hours that the page shows at once.
DAYS_SHOWN = 10
# How a free hour is written in a form: in UTC.
START = "%Y-%m-%dT%H:%M"


class AppointmentPortal(FilePortal):
    """A person's appointments, and the free hours of her advisors."""

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        return values | {"next_appointment": self._get_coming(entrepreneurs[0])[:1]}

    def _get_coming(self, person):
        appointments = request.env["cae.appointment"]._get_portal_appointments(person)
        now = fields.Datetime.now()
        return appointments.filtered(
            lambda appointment: appointment.state == "planned" and appointment.date_end > now
        ).sorted("date_begin")

    @route("/my/appointments", **MY_PAGE, methods=["GET"])
    def my_appointments(self, **params):
        """Show what is to come and what was held, and where to book."""
        return self._render_appointments(self._get_my_file(), done=params.get("done"))

    @route("/my/appointments/<int:appointment_id>/cancel", **MY_FORM)
    def cancel_my_appointment(self, appointment_id, **params):
        """Cancel one's own appointment; pressed twice, it is cancelled all the same."""
        person = self._get_my_file()
        appointment = self._find_my_appointment(person, appointment_id)
        if not appointment:
            raise request.not_found()
        if appointment.state != "cancelled":
            error = self._try(appointment._cancel_by_person)
            if error:
                return self._render_appointments(person, error=error)
        return request.redirect("/my/appointments?done=cancelled")

    @route(
        "/my/appointments/<int:appointment_id>/calendar", type="http", auth="user", readonly=True
    )
    def my_appointment_calendar(self, appointment_id, **params):
        """Give the calendar file of one's own appointment."""
        appointment = self._find_my_appointment(self._get_my_file(), appointment_id)
        if appointment.state != "planned":
            raise request.not_found()
        # sudo: an appointment found with her rights; the file says when, where and with whom
        content = appointment.sudo()._make_calendar()
        day = self._to_local(appointment.date_begin).date()
        name = request.env._("appointment %(day)s.ics", day=day)
        return give_file(content, name)

    @route("/my/appointments/book", **MY_PAGE, methods=["GET"])
    def my_booking(self, start=None, **params):
        """Show the free hours for the choice made; once one is touched, what is confirmed."""
        person = self._get_my_file()
        choice = self._read_choice(person, params)
        if start:
            return self._render_confirmation(person, choice, start, params)
        return self._render_booking(person, choice, params.get("page"))

    @route("/my/appointments/book", **MY_FORM)
    def save_my_booking(self, start=None, wish=None, mode=None, phone=None, **params):
        """Book the hour that was confirmed, or move an appointment to it."""
        person = self._get_my_file()
        choice = self._read_choice(person, params)
        begin, moved = self._read_start(start), choice["moved"]
        if not begin:
            error = request.env._("Choose one of the free hours.")
        elif moved:
            error = self._try(moved._move_by_person, person, begin, mode, phone)
        else:
            book = request.env["cae.appointment.opening"]._book
            chosen = (self._to_id(params.get(name)) for name in ("kind_id", "advisor_id"))
            error = self._try(book, person, *chosen, begin, wish, mode, phone)
        if error:
            typed = {"wish": wish, "mode": mode, "phone": phone}
            return self._render_confirmation(person, choice, start, typed, error)
        return request.redirect(f"/my/appointments?done={'moved' if moved else 'booked'}")

    def _find_my_appointment(self, person, appointment_id):
        """Return one's own appointment, also a cancelled one; empty for all others alike."""
        return request.env["cae.appointment"].search(
            [("id", "=", appointment_id), ("person_ids.entrepreneur_id", "=", person.id)]
        )

    def _read_choice(self, person, params):
        """Return what for and with whom, out of what is offered to a person.

        An appointment that is moved keeps both.
        """
        Opening = request.env["cae.appointment.opening"]
        kinds = Opening._get_bookable_kinds(person)
        advisors_sudo = Opening._get_bookable_advisors(person)
        moved = self._find_my_appointment(person, self._to_id(params.get("move")))
        if moved:
            # sudo: her own appointment; the name of its advisor
            kind, advisor_sudo = moved.kind_id, moved.sudo().user_id & advisors_sudo
        else:
            kind = kinds & kinds.browse(self._to_id(params.get("kind_id"))) or kinds[:1]
            chosen_sudo = advisors_sudo.browse(self._to_id(params.get("advisor_id")))
            advisor_sudo = advisors_sudo & chosen_sudo or advisors_sudo[:1]
        return {
            "kinds": kinds,
            "kind": kind,
            "advisors_sudo": advisors_sudo,
            "advisor_sudo": advisor_sudo,
            "moved": moved,
        }

    def _render_appointments(self, person, **shown):
        Appointment = request.env["cae.appointment"]
        appointments = Appointment._get_portal_appointments(person)
        coming = self._get_coming(person)
        Opening = request.env["cae.appointment.opening"]
        advisors_sudo = Opening._get_bookable_advisors(person)
        can_book = bool(Opening._get_bookable_kinds(person) and advisors_sudo)
        # sudo: appointments found with her rights; beside them the names of her advisors
        return self._render_page(
            "cae_accompagnement.portal_my_appointments",
            "my_appointments",
            coming_sudo=coming.sudo(),
            past_sudo=(appointments - coming).sudo(),
            zone=self._get_zone(),
            can_book=can_book,
            limit=can_book and Opening._find_limit(person),
            bookable_sudo=advisors_sudo,
            **shown,
        )

    def _render_booking(self, person, choice, page=None, error=None):
        Opening, moved = request.env["cae.appointment.opening"], choice["moved"]
        problem = moved._find_change_problem() if moved else Opening._find_limit(person)
        chosen_sudo = (choice["kind"], choice["advisor_sudo"], moved.sudo())
        slots = [] if problem else Opening._get_free_slots(person, *chosen_sudo)
        days = [
            (write_first(format_date(request.env, day, date_format="EEEE d MMMM")), hours)
            for day, hours in groupby(slots, lambda slot: self._to_local(slot[0]).date())
        ]
        number = min(self._to_id(page), max(len(days) - 1, 0) // DAYS_SHOWN)
        return self._render_page(
            "cae_accompagnement.portal_book_appointment",
            "book_appointment",
            **choice,
            days=days[number * DAYS_SHOWN : (number + 1) * DAYS_SHOWN],
            hour_count=len(slots),
            page=number,
            is_turned=page is not None,
            has_more=len(days) > (number + 1) * DAYS_SHOWN,
            zone=self._get_zone(),
            problem=problem,
            error=error,
        )

    def _render_confirmation(self, person, choice, start, typed, error=None):
        """Show what is about to be booked; the free hours when it cannot be."""
        begin, moved = self._read_start(start), choice["moved"]
        chosen_sudo = (choice["kind"], choice["advisor_sudo"], begin, moved.sudo())
        find_slot = request.env["cae.appointment.opening"]._find_slot
        slot, problem = self._call(find_slot, person, *chosen_sudo)
        if problem:
            return self._render_booking(person, choice, error=error or problem)
        begin, end, opening_sudo = slot
        modes = opening_sudo._get_modes()
        mode = typed.get("mode") or moved.mode
        # sudo: her own number, and the hours of her own advisor
        return self._render_page(
            "cae_accompagnement.portal_confirm_appointment",
            "book_appointment",
            **choice,
            start=start,
            begin=begin,
            end=end,
            duration=(end - begin).total_seconds() / 3600,
            zone=self._get_zone(),
            modes=modes,
            mode=mode if mode in modes else modes[0],
            place=opening_sudo.place,
            phone=typed.get("phone") or moved.phone or person.sudo().phone,
            wish=typed.get("wish"),
            error=error,
        )

    def _read_start(self, start):
        try:
            return datetime.strptime(start or "", START)
        except ValueError:
            return None

    def _get_zone(self):
        return request.env.user.tz or ZONE

    def _to_local(self, moment):
        return to_local(moment, self._get_zone())
