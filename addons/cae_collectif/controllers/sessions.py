from odoo import fields
from odoo.addons.cae_entrepreneur.controllers.portal import MY_CALL, MY_FORM, MY_PAGE, MySpace
from odoo.addons.cae_socle.controllers.files import give_file
from odoo.addons.cae_socle.engine.local_time import to_local
from odoo.fields import Domain
from odoo.http import request, route

from ..models.event_event import ACTIVE_STATES
from ..models.event_registration import CONFIRMED
from .attendance import find_row, get_rows_values, sign_row

STEP = 20


class MySessions(MySpace):
    """Sessions in "My space": those one may join, one's own, those one leads.

    The portal has no rights on sessions. Each page asks as superuser for the sessions of the
    person who is logged in and for nothing else; another's and none at all are alike.
    """

    # ------------------------------------------------------------------ what is theirs

    def _domain_mine(self, domain=(), states=ACTIVE_STATES):
        """Return the domain of the user's own enrolments."""
        return [
            ("partner_id", "=", request.env.user.partner_id.id),
            ("event_id.cae_collective", "=", True),
            ("state", "in", states),
            *domain,
        ]

    def _get_my_registrations(self, domain=(), states=ACTIVE_STATES):
        """Return their enrolments, as superuser."""
        # sudo: their own only
        return request.env["event.registration"].sudo().search(self._domain_mine(domain, states))

    def _get_coming_registrations(self):
        return self._get_my_registrations([("event_id.date_end", ">=", fields.Datetime.now())])

    def _get_led_events(self, domain=()):
        """Return the sessions that the user leads, as superuser."""
        # sudo: those of which the user is a speaker only
        events_sudo = request.env["event.event"].sudo()
        return events_sudo.search(
            [("cae_speaker_ids.partner_id", "=", request.env.user.partner_id.id), *domain],
            order="date_begin desc",
        )

    def _get_open_domain(self):
        return request.env["event.event"]._get_portal_domain(self._get_my_entrepreneurs())

    def _prepare_my_space_values(self, entrepreneurs):
        registrations_sudo = self._get_coming_registrations().filtered(
            lambda enrolment: enrolment.event_id.kanban_state != "cancel"
        )
        # sudo: a number only, of the sessions that the user may join
        events_sudo = request.env["event.event"].sudo()
        open_count = events_sudo.search_count(
            events_sudo._get_portal_domain(entrepreneurs)
            & Domain("id", "not in", registrations_sudo.event_id.ids)
        )
        coming_sudo = registrations_sudo.sorted(lambda enrolment: enrolment.event_id.date_begin)
        return super()._prepare_my_space_values(entrepreneurs) | {
            "session_registrations": coming_sudo[:3],
            "session_open_count": open_count,
            "session_led": self._get_led_events([("date_end", ">=", fields.Datetime.now())]),
        }

    def _get_rows_to_sign(self):
        """Return the rows of the half-days to attend or lead that still can be signed (list)."""
        still = (
            Domain("half_day_id.state", "=", "open")
            & Domain("event_id.kanban_state", "!=", "cancel")
            & Domain("signed_on", "=", False)
            & Domain("state", "!=", "present")
        )
        led = Domain("speaker_id.partner_id", "=", request.env.user.partner_id.id)
        mine = Domain("registration_id", "in", self._get_my_registrations().ids)
        # sudo: their own only
        env_sudo = request.env(su=True)
        return [
            *env_sudo["cae.attendance"].search(mine & still, order="date_begin"),
            *env_sudo["cae.half.day.speaker"].search(led & still, order="date_begin"),
        ]

    def _prepare_my_todo(self, values):
        return super()._prepare_my_todo(values) + [
            self._todo(
                10,
                request.env._(
                    "Sign your attendance: %(session)s, %(half_day)s (until %(moment)s)",
                    session=row_sudo.event_id.name,
                    half_day=row_sudo.half_day_id.name,
                    moment=row_sudo.half_day_id._format_moment(row_sudo.half_day_id.sign_until),
                ),
                f"/my/sessions/{row_sudo.event_id.id}"
                f"{'/lead' if row_sudo._name == 'cae.half.day.speaker' else ''}",
                "fa-check-square-o",
            )
            for row_sudo in self._get_rows_to_sign()
        ]

    def _render_no_session(self):
        return self._render_page("cae_collectif.portal_session_missing", "my_sessions", status=404)

    # ------------------------------------------------------------------ pages

    @route(["/my/sessions", "/my/sessions/page/<int:page>"], **MY_PAGE, readonly=True)
    def my_sessions(self, page=1, cancelled=None, **params):
        """List the sessions of a person: to come, to join, past."""
        mine_sudo = self._get_coming_registrations()
        # sudo: the sessions that their stage opens to them
        events_sudo = request.env["event.event"].sudo()
        joinable_sudo = events_sudo.search(
            self._get_open_domain() & Domain("id", "not in", mine_sudo.event_id.ids),
            order="date_begin, id",
            limit=50,
        )
        ended = [("event_id.date_end", "<", fields.Datetime.now())]
        past = self._domain_mine(ended, CONFIRMED)
        # sudo: their own only
        registrations_sudo = request.env["event.registration"].sudo()
        past_sudo, pager = self._find_page(
            registrations_sudo, past, "/my/sessions", page, STEP, order="event_id desc, id desc"
        )
        return self._render_page(
            "cae_collectif.portal_sessions",
            "my_sessions",
            mine=mine_sudo.sorted(lambda enrolment: enrolment.event_id.date_begin),
            joinable=joinable_sudo,
            past=past_sudo,
            led=self._get_led_events(),
            met_formats=self._get_met_formats(),
            pager=pager,
            cancelled=cancelled,
        )

    def _get_met_formats(self):
        """Return the formats that ask nothing more of the user, who was at one or is enrolled."""
        # sudo: their own attendance, and the formats of their own sessions
        rows_sudo = request.env["cae.attendance"].sudo()
        present_sudo = rows_sudo.search(
            [("partner_id", "=", request.env.user.partner_id.id), ("state", "=", "present")]
        )
        return (present_sudo.event_id | self._get_coming_registrations().event_id).event_type_id

    def _find_session(self, event_id):
        """Return (session, their enrolment) as superuser; empty unless it concerns them."""
        registrations_sudo = self._get_my_registrations([("event_id", "=", event_id)])
        if registrations_sudo:
            return registrations_sudo.event_id, registrations_sudo[:1]
        # sudo: a session that they may join
        events_sudo = request.env["event.event"].sudo()
        domain = self._get_open_domain() & Domain("id", "=", event_id)
        return events_sudo.search(domain), registrations_sudo

    @route("/my/sessions/<int:event_id>", **MY_PAGE, methods=["GET"])
    def my_session(self, event_id, **params):
        """Show one session: what it is, one's place, one's half-days."""
        event_sudo, registration_sudo = self._find_session(event_id)
        if not event_sudo:
            return self._render_no_session()
        done = request.session.pop("cae_session_done", None)
        return self._render_session(event_sudo, registration_sudo, done=done)

    def _render_session(self, event_sudo, registration_sudo, **values):
        url = f"/my/sessions/{event_sudo.id}"
        return self._render_page(
            "cae_collectif.portal_session",
            "my_session",
            event=event_sudo,
            registration=registration_sudo,
            **get_rows_values(
                registration_sudo.cae_attendance_ids.sorted("date_begin"),
                lambda row: f"{url}/sign/{row.half_day_id.id}",
                lambda row: event_sudo.cae_sign_scan_only,
            ),
            free=event_sudo._get_free_seats(),
            full=event_sudo._is_full(),
            met_formats=self._get_met_formats(),
            cancel_problem=registration_sudo and registration_sudo._find_cancel_problem(),
            **values,
        )

    @route("/my/sessions/<int:event_id>/enrol", **MY_FORM)
    def enrol(self, event_id, **params):
        """Enrol the person who is logged in."""
        event_sudo, registration_sudo = self._find_session(event_id)
        if not event_sudo:
            return self._render_no_session()
        enrolled_sudo, error = self._call(event_sudo._enrol, request.env.user.partner_id)
        if error:
            return self._render_session(event_sudo, registration_sudo, status=400, error=error)
        request.session["cae_session_done"] = "waiting" if enrolled_sudo.cae_waiting else "enrolled"
        return request.redirect(f"/my/sessions/{event_id}")

    @route("/my/sessions/<int:event_id>/cancel", **MY_FORM)
    def cancel(self, event_id, **params):
        """Cancel the enrolment of the person who is logged in."""
        event_sudo, registration_sudo = self._find_session(event_id)
        if not registration_sudo:
            if self._get_my_registrations([("event_id", "=", event_id)], ("cancel",)):
                # pressed twice, or in two windows
                return request.redirect("/my/sessions?cancelled=seat")
            return self._render_no_session()
        what = "waiting" if registration_sudo.cae_waiting else "seat"
        error = self._try(registration_sudo._cancel_by_person)
        if error:
            return self._render_session(event_sudo, registration_sudo, status=400, error=error)
        return request.redirect(f"/my/sessions?cancelled={what}")

    @route("/my/sessions/<int:event_id>/calendar", **MY_PAGE)
    def my_session_calendar(self, event_id, **params):
        """Give the calendar file of a session in which one is enrolled: its half-days."""
        event_sudo, registration_sudo = self._find_session(event_id)
        if not registration_sudo:
            return self._render_no_session()
        day = to_local(event_sudo.date_begin, event_sudo.date_tz).date()
        name = request.env._("session %(day)s.ics", day=day)
        return give_file(event_sudo._make_calendar(), name)

    @route("/my/sessions/<int:event_id>/sign/<int:half_day_id>", **MY_CALL)
    def sign(self, event_id, half_day_id, name=None, signature=None, **params):
        """Keep the signature of the person who is logged in."""
        registration_sudo = self._get_my_registrations([("event_id", "=", event_id)], CONFIRMED)
        row_sudo = find_row(registration_sudo.cae_attendance_ids, half_day_id)
        if not row_sudo:
            return {"error": request.env._("You are not enrolled in this session.")}
        if row_sudo.event_id.cae_sign_scan_only:
            return {"error": request.env._("Scan the code that is on the screen now, then sign.")}
        return sign_row(row_sudo, "portal", name, signature, f"/my/sessions/{event_id}")

    # ------------------------------------------------------------------ who leads a session

    def _get_lead_rows(self, event_sudo):
        return event_sudo.cae_speaker_ids.filtered(
            lambda speaker: speaker.partner_id == request.env.user.partner_id
        ).signature_ids.sorted("date_begin")

    @route("/my/sessions/<int:event_id>/lead", **MY_PAGE, methods=["GET"])
    def lead(self, event_id, **params):
        """Show who leads a session the names, the code, and let them sign."""
        event_sudo = self._get_led_events([("id", "=", event_id)])
        if not event_sudo:
            return self._render_no_session()
        rows_sudo = self._get_lead_rows(event_sudo)
        people_sudo = event_sudo.registration_ids._filter_confirmed()
        return self._render_page(
            "cae_collectif.portal_session_lead",
            "my_session_lead",
            event=event_sudo,
            half_days=rows_sudo.half_day_id,
            people=people_sudo.sorted(lambda enrolment: (enrolment.name or "").lower()),
            **get_rows_values(
                rows_sudo, lambda row: f"/my/sessions/{event_id}/lead/{row.half_day_id.id}"
            ),
        )

    @route("/my/sessions/<int:event_id>/lead/<int:half_day_id>", **MY_CALL)
    def sign_lead(self, event_id, half_day_id, name=None, signature=None, **params):
        """Keep the signature of who leads a half-day."""
        event_sudo = self._get_led_events([("id", "=", event_id)])
        row_sudo = find_row(self._get_lead_rows(event_sudo), half_day_id)
        if not row_sudo:
            return {"error": request.env._("You do not lead this half-day.")}
        return sign_row(row_sudo, "portal", name, signature, f"/my/sessions/{event_id}/lead")
