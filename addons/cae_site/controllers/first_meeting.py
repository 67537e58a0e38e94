from odoo.addons.cae_entrepreneur.controllers.portal import PUBLIC_PAGE
from odoo.http import Controller, request, route

from . import form_guard

FORM = "cae_first_meeting"
FIELDS = ("name", "email", "phone", "zip", "project", "prescriber", "informed")


class FirstMeeting(Controller):
    """The public page to ask for a first meeting: no account, no script needed."""

    # The signed token does what the session's would do, and also without cookies.
    @route("/premier-rendez-vous", type="http", auth="public", website=True, csrf=False)
    def ask(self, **params):
        if request.httprequest.method != "POST":
            return self._render({}, {})
        typed = {**params, "publics": request.httprequest.form.getlist("publics")}
        leads = request.env["crm.lead"]
        values, errors = leads._read_public_request(request.website.company_id, typed)
        verdict = form_guard.judge(FORM, params, errors)
        if verdict == "trap":
            return request.redirect("/premier-rendez-vous/merci")
        if not (errors or verdict or leads._welcome_public_request(values)):
            verdict = "sent_twice"
        if errors or verdict:
            return self._render(typed, errors, verdict)
        request.session["cae_first_meeting"] = {
            "postcode": values["zip"],
            "session_wish": values["cae_session_wish"],
        }
        return request.redirect("/premier-rendez-vous/merci")

    @route("/premier-rendez-vous/merci", **PUBLIC_PAGE)
    def thank(self, **params):
        sent, company = request.session.get("cae_first_meeting") or {}, request.website.company_id
        postcode = sent.get("postcode")
        leads = request.env["crm.lead"]
        return request.render(
            "cae_site.first_meeting_thanks",
            {
                "postcode": postcode,
                **(leads._get_public_follow_up(company, postcode) if postcode else {}),
                "session_wish": sent.get("session_wish"),
                "company": company,
            },
        )

    def _render(self, typed, errors, verdict=None):
        company = request.website.company_id
        return form_guard.render_form(
            "cae_site.first_meeting",
            FORM,
            FIELDS,
            errors,
            verdict=verdict,
            typed=typed,
            company=company,
            **request.env["crm.lead"]._get_public_choices(company),
        )
