from odoo.addons.cae_entrepreneur.controllers.portal import public_page
from odoo.exceptions import UserError
from odoo.http import Controller, request


class MeetingAnswer(Controller):
    """Answering an invitation by the link of a mail, without a login.

    Opening the page changes nothing: programs that look into mails open links too.
    """

    @public_page("/meetings/answer/<int:attendee_id>/<string:token>")
    def answer(self, attendee_id, token, answer=None, excuse="", **post):
        """Show the invitation; take the answer."""
        attendee_sudo = request.env["cae.meeting.attendee"]._find_by_token(attendee_id, token)
        if not attendee_sudo:
            raise request.not_found()
        lang = attendee_sudo._get_lang()
        if lang in dict(request.env["res.lang"].get_installed()):
            request.update_context(lang=lang)
            attendee_sudo = attendee_sudo.with_context(lang=lang)
        error = None
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    attendee_sudo._answer(answer, excuse)
            except UserError as refusal:
                error = str(refusal)
            else:
                return request.redirect(f"/meetings/answer/{attendee_id}/{token}?done=1")
        response = request.render(
            "cae_reunion.meeting_answer",
            {
                # sudo: the token in the address is that of this invitation
                "attendee_sudo": attendee_sudo,
                "meeting_sudo": attendee_sudo.meeting_id,
                "error": error,
                "done": post.get("done") and not error,
                "typed": {"answer": answer, "excuse": excuse} if error else {},
            },
        )
        # the secret of the address goes to nobody else
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
