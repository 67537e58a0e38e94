import time
from urllib.parse import urlencode

from odoo.addons.cae_entrepreneur.controllers.portal import MY_CALL, PUBLIC_PAGE
from odoo.addons.cae_signature.controllers.signing import take_signature
from odoo.http import Controller, request, route
from odoo.tools import email_normalize

from ..models.event_registration import CONFIRMED

# After a scan, one has this long to sign: the code itself is dead by then.
SCAN_LIFE = 900  # seconds
SCANNED = "cae_scanned"
# Refused signatures from one address in ten minutes; more is no clumsy hand.
MAX_FAILURES = 60
# Personal links asked for in an hour: for one address of mail, and from one on the internet,
# behind which a whole room is.
MOST_PER_MAIL, MOST_PER_ADDRESS = 3, 60


def sign_row(row_sudo, method, name, signature, back_url):
    """Keep a signature that a page posts, and answer as the form of the portal expects.

    :param row_sudo: the attendance of the person, or of the speaker, found for them alone
    :param str method: see ``cae.presence.mixin``
    :return: where to go next, or a sentence in ``error``
    """
    # The text is the one of the page, in the page's language.
    lang = request.env["res.lang"]._get_data(code=request.httprequest.args.get("lang")).code
    row_sudo = row_sudo.with_context(lang=lang or request.env.lang)

    def sign(shown_hash, origin):
        row_sudo._sign_presence(signature, name, method, shown_hash, origin)
        return back_url

    return take_signature("attendance.sign", request.httprequest.remote_addr, MAX_FAILURES, sign)


def find_row(rows_sudo, half_day_id):
    """Return the row of a half-day, among those of one person."""
    return rows_sudo.filtered(lambda row: row.half_day_id.id == half_day_id)


def get_rows_values(rows_sudo, get_url, needs_scan=lambda row: False):
    """Return what the template of a person's half-days needs, and of the one to sign now.

    :param rows_sudo: rows of ``cae.presence.mixin``, found for the person alone
    :param get_url: function of a row: where its signature is taken
    :param needs_scan: function of a row: whether a code must be scanned first
    """
    scan_rows_sudo = rows_sudo.filtered(needs_scan)
    sign_sudo = (rows_sudo - scan_rows_sudo).filtered(
        lambda row: not row.signed_on and not row._find_signing_problem()
    )[:1]
    values = {"rows": rows_sudo, "scan_rows": scan_rows_sudo, "sign": sign_sudo}
    if sign_sudo:
        query = {"document": sign_sudo._get_shown_hash(), "lang": request.env.lang or ""}
        values["sign_url"] = f"{get_url(sign_sudo)}?{urlencode(query)}"
    return values


class Attendance(Controller):
    """What a phone opens: the code on the wall, and the personal link.

    Opening a page changes nothing in the database. A code that holds is remembered in the
    session of this browser, so that one has the time to log in and to sign.
    """

    def _render(self, template, status=200, **values):
        response = request.render(f"cae_collectif.{template}", values, status=status)
        response.headers["Cache-Control"] = "no-store"
        # A personal link stays out of the logs of other sites.
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _has_scanned(self, half_day):
        scanned = request.session.get(SCANNED) or {}
        return time.time() - scanned.get(str(half_day.id), 0) <= SCAN_LIFE

    # ------------------------------------------------------------------ the code on the wall

    @route("/attendance/<string:code>", **PUBLIC_PAGE)
    def scan(self, code, **params):
        """Take a code that was scanned."""
        half_day_sudo, holds = request.env["cae.half.day"]._read_code(code)
        if not half_day_sudo:
            return self._render("attendance_message", status=404, reason="unknown")
        if not holds:
            return self._render("attendance_message", status=410, reason="stale")
        now = time.time()
        kept = {
            half_day: moment
            for half_day, moment in (request.session.get(SCANNED) or {}).items()
            if now - moment <= SCAN_LIFE
        }
        request.session[SCANNED] = {**kept, str(half_day_sudo.id): now}
        return request.redirect(f"/attendance/at/{half_day_sudo.id}")

    def _find_scanned(self, half_day_id):
        """Return a half-day whose code this browser has scanned, as superuser; else empty."""
        # sudo: who scanned its code is there
        half_day_sudo = request.env["cae.half.day"].sudo().browse(half_day_id).exists()
        return half_day_sudo.filtered(self._has_scanned)

    def _find_own_row(self, half_day_sudo):
        """Return the attendance of who is logged in, as superuser; empty without one."""
        # sudo: their own only
        rows_sudo = request.env["cae.attendance"].sudo()
        return rows_sudo.search(
            [
                ("half_day_id", "=", half_day_sudo.id),
                ("partner_id", "=", request.env.user.partner_id.id),
                ("registration_id.state", "in", CONFIRMED),
            ],
            limit=1,
        )

    @route("/attendance/at/<int:half_day_id>", **PUBLIC_PAGE)
    def at(self, half_day_id, sent=None, email="", **params):
        """Show who scanned the code what to do: sign, log in, or ask for the personal link."""
        half_day_sudo = self._find_scanned(half_day_id)
        if not half_day_sudo:
            return self._render("attendance_message", status=403, reason="stale")
        if request.httprequest.method == "POST":
            return self._send_link(half_day_sudo, (email or "")[:200].strip())
        if request.env.user._is_public():
            return self._render("attendance_who", half_day=half_day_sudo, sent=sent, email="")
        row_sudo = self._find_own_row(half_day_sudo)
        if not row_sudo:
            return self._render("attendance_message", reason="not_enrolled", half_day=half_day_sudo)
        return self._render_rows(
            row_sudo, lambda row: f"/attendance/at/{half_day_id}/sign", row_sudo.registration_id
        )

    def _send_link(self, half_day_sudo, email):
        """Send the personal link to an address; whether it is enrolled or not, nobody learns."""
        if "@" not in email:
            return self._render(
                "attendance_who", status=422, half_day=half_day_sudo, email=email, error=True
            )
        mailbox = f"{half_day_sudo.id}|{email_normalize(email) or email}"
        limits = {mailbox: MOST_PER_MAIL, request.httprequest.remote_addr: MOST_PER_ADDRESS}
        attempts = request.env["cae.attempt"]
        if not attempts._is_excessive("attendance.link", limits, hours=1):
            attempts._note("attendance.link", limits)
            enrolments_sudo = request.env["event.registration"]._find_for_mail(half_day_sudo, email)
            enrolments_sudo.with_context(cae_half_day_id=half_day_sudo.id)._mail(
                "mail_template_link"
            )
        return request.redirect(f"/attendance/at/{half_day_sudo.id}?sent=1")

    @route("/attendance/at/<int:half_day_id>/sign", **MY_CALL)
    def sign_at(self, half_day_id, name=None, signature=None, **params):
        """Keep the signature of somebody who scanned the code and is logged in."""
        half_day_sudo = self._find_scanned(half_day_id)
        row_sudo = self._find_own_row(half_day_sudo) if half_day_sudo else None
        if not row_sudo:
            return {"error": request.env._("Scan the code that is on the screen now, then sign.")}
        return sign_row(row_sudo, "qr", name, signature, f"/attendance/at/{half_day_id}")

    # ------------------------------------------------------------------ the personal link

    def _find_by_link(self, token):
        """Return (enrolment, half-day scanned, reason why not), as superuser."""
        registration_sudo, scanned_sudo = request.env["event.registration"]._read_link(token)
        if not registration_sudo:
            return registration_sudo, scanned_sudo, "unknown"
        user = request.env.user
        if not user._is_public() and user.partner_id != registration_sudo.partner_id:
            # Somebody else's link in one's own browser: nobody signs for another.
            return registration_sudo, scanned_sudo, "not_yours"
        if registration_sudo.state not in CONFIRMED:
            return registration_sudo, scanned_sudo, "not_confirmed"
        # The page speaks the language of the person, whatever that of the phone.
        lang = registration_sudo.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        return registration_sudo.with_context(lang=lang), scanned_sudo, None

    @route("/attendance/my/<string:token>", **PUBLIC_PAGE, methods=["GET"])
    def my_link(self, token, **params):
        """Show the half-days of one person, and let them sign the one that goes on."""
        registration_sudo, scanned_sudo, reason = self._find_by_link(token)
        if reason:
            status = {"unknown": 404, "not_yours": 403}.get(reason, 200)
            return self._render(
                "attendance_message", status=status, reason=reason, registration=registration_sudo
            )
        rows_sudo = registration_sudo.cae_attendance_ids.sorted("date_begin")
        return self._render_rows(
            rows_sudo,
            lambda row: f"/attendance/my/{token}/sign/{row.half_day_id.id}",
            registration_sudo,
            needs_scan=lambda row: self._needs_scan(row, scanned_sudo),
        )

    @route(
        "/attendance/my/<string:token>/sign/<int:half_day_id>",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def sign_my_link(self, token, half_day_id, name=None, signature=None, **params):
        """Keep the signature of the person of a link."""
        registration_sudo, scanned_sudo, reason = self._find_by_link(token)
        row_sudo = find_row(registration_sudo.cae_attendance_ids, half_day_id)
        if reason or not row_sudo:
            return {"error": request.env._("This link does not open this half-day.")}
        if self._needs_scan(row_sudo, scanned_sudo):
            return {"error": request.env._("Scan the code that is on the screen now, then sign.")}
        scanned = row_sudo.half_day_id == scanned_sudo or self._has_scanned(row_sudo.half_day_id)
        return sign_row(
            row_sudo, "qr" if scanned else "link", name, signature, f"/attendance/my/{token}"
        )

    def _needs_scan(self, row_sudo, scanned_sudo):
        """Tell whether a session is signed in the room only, and no code was scanned."""
        half_day_sudo = row_sudo.half_day_id
        return (
            row_sudo.event_id.cae_sign_scan_only
            and half_day_sudo.id != scanned_sudo.id
            and not self._has_scanned(half_day_sudo)
        )

    def _render_rows(self, rows_sudo, get_url, registration_sudo, **kwargs):
        return self._render(
            "attendance_sign",
            registration=registration_sudo,
            event=registration_sudo.event_id,
            **get_rows_values(rows_sudo, get_url, **kwargs),
        )
