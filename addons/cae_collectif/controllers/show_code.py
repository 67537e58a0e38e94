import base64

from odoo.addons.cae_entrepreneur.controllers.portal import MY_PAGE
from odoo.http import Controller, request, route

from ..engine import qr_code
from ..models.cae_half_day import CODE_LIFE


class ShowCode(Controller):
    """The code on the wall, for who leads a half-day or organizes it."""

    def _find(self, half_day_id):
        """Return a half-day that this user may show, as superuser; else empty."""
        half_days = request.env["cae.half.day"]
        user = request.env.user
        if user._is_internal() and half_days.has_access("read"):
            # sudo: found with the user's rights
            found_sudo = half_days.search([("id", "=", half_day_id)]).sudo()
            if found_sudo:
                return found_sudo
        # sudo: only the half-days that this person leads
        return half_days.sudo().search(
            [("id", "=", half_day_id), ("speaker_row_ids.partner_id", "=", user.partner_id.id)]
        )

    @route("/attendance/show/<int:half_day_id>", **MY_PAGE, sitemap=False)
    def show(self, half_day_id, **params):
        """Show the code as large as the screen; it renews itself."""
        half_day_sudo = self._find(half_day_id)
        if not half_day_sudo:
            return request.render(
                "cae_collectif.attendance_message", {"reason": "unknown"}, status=404
            )
        return request.render(
            "cae_collectif.show_code",
            {
                "half_day": half_day_sudo,
                "event": half_day_sudo.event_id,
                "renew_url": f"/attendance/show/{half_day_id}/code",
                "step": CODE_LIFE,
                **self._get_code_values(half_day_sudo),
            },
        )

    @route("/attendance/show/<int:half_day_id>/code", type="jsonrpc", auth="user", sitemap=False)
    def code(self, half_day_id, **params):
        """Return the code as it is now, and how many have signed."""
        half_day_sudo = self._find(half_day_id)
        if not half_day_sudo:
            return {"gone": True}
        return self._get_code_values(half_day_sudo)

    def _get_code_values(self, half_day_sudo):
        problem = half_day_sudo._find_window_problem() or False
        url = not problem and half_day_sudo._get_code_url()
        return {
            "problem": problem,
            "url": url,
            "code": url and f"data:image/svg+xml;base64,{self._draw(url)}",
            "count": request.env._(
                "%(present)s of %(all)s have signed",
                present=half_day_sudo.present_count,
                all=half_day_sudo.expected_count,
            ),
        }

    def _draw(self, url):
        return base64.b64encode(qr_code.draw(url).encode()).decode()
