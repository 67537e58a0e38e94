from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.addons.cae_socle.engine.postcode import is_postcode, normalise_postcode
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.addons.cae_socle.models.turns import take_turn
from odoo.addons.cae_socle.models.typed_texts import find_too_long
from odoo.addons.phone_validation.tools.phone_validation import phone_format
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize

LENGTHS = {"name": 100, "email": 200, "phone": 30, "zip": 10, "project": 5000}
SHORTEST_PROJECT = 20
MOST_LINKS = 3


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _read_public_request(self, company, params):
        """Check what a visitor typed on the public page.

        :param params: the raw fields: name, email, phone, zip, project, prescriber, publics
            (list of str), session_wish, informed
        :return: (values of the request, {field: sentence} of what must be mended)
        """
        typed = {key: (params.get(key) or "").strip() for key in LENGTHS}
        sentences = load_sentences(self.env, "cae_site.form_sentences")
        errors = self._find_typed_errors(typed, sentences)
        country = company.country_id
        phone = typed["phone"]
        if phone and "phone" not in errors:
            try:
                phone = phone_format(phone, country.code, country.phone_code)
            except UserError:
                errors["phone"] = sentences["phone_wrong"] % {"phone": phone}
        values = {
            "cae_intake": True,
            "cae_channel": "website",
            "company_id": company.id,
            "name": typed["name"],
            "email_from": typed["email"],
            "phone": phone or False,
            "zip": normalise_postcode(typed["zip"]),
            "country_id": country.id,
            "cae_project": typed["project"],
            "cae_session_wish": bool(params.get("session_wish"))
            and company.cae_information_sessions,
            **self._read_public_choices(company, params, errors),
        }
        if not params.get("informed"):
            errors["informed"] = sentences["informed_missing"]
        return values, errors

    def _find_typed_errors(self, typed, sentences):
        """Return {field: sentence} of what is missing, too long or nothing that people can mean.

        :param dict typed: the texts of the form, by field
        :param dict sentences: of the forms, by code
        """
        needed = ("name", "email", "zip", "project")
        errors = {key: sentences[f"{key}_missing"] for key in needed if not typed[key]}
        errors |= find_too_long(self.env, typed, LENGTHS)
        name, project = typed["name"], typed["project"]
        if not any(character.isalpha() for character in name) or "://" in name or "@" in name:
            errors.setdefault("name", sentences["name_wrong"])
        if not email_normalize(typed["email"]):
            errors.setdefault("email", sentences["email_wrong"] % {"email": typed["email"]})
        if not is_postcode(typed["zip"]):
            errors.setdefault("zip", sentences["zip_wrong"] % {"postcode": typed["zip"]})
        if len(project) < SHORTEST_PROJECT:
            errors.setdefault("project", sentences["project_short"] % {"count": SHORTEST_PROJECT})
        elif project.count("://") > MOST_LINKS:
            errors.setdefault("project", sentences["project_linked"] % {"count": MOST_LINKS})
        return errors

    def _read_public_choices(self, company, params, errors):
        """Return the values of what is chosen from a list; only what the page proposes counts."""
        proposed = self._get_public_choices(company)
        chosen, ticked = params.get("prescriber") or "", set(params.get("publics") or [])
        prescriber = proposed["prescribers"].filtered(lambda record: str(record.id) == chosen)
        if chosen and not prescriber:
            errors["prescriber"] = self.env._("Choose one of the list, or leave it empty.")
        publics = proposed["publics"].filtered(lambda record: str(record.id) in ticked)
        if len(publics) != len(ticked):
            errors["publics"] = self.env._("Tick only what the list proposes.")
        return {"cae_prescriber_id": prescriber.id, "cae_public_ids": [Command.set(publics.ids)]}

    def _get_public_choices(self, company):
        """Return the prescribers and publics that the page proposes, as superuser."""
        shown = [("on_public_page", "=", True), ("company_id", "in", (False, company.id))]
        # sudo: their names are what the cooperative puts on its public page
        return {
            "prescribers": self.env["cae.prescriber"].sudo().search(shown),
            "publics": self.env["cae.public"].sudo().search(shown),
        }

    def _welcome_public_request(self, values):
        """Keep a request of the public page, and confirm it by mail.

        The same address within a day joins the open request: nothing is doubled.

        :param values: as `_read_public_request` returned them without an error
        :return: the request, as superuser; empty if another one of the same address came at
            the same moment and is kept
        """
        open_sudo = self._find_open_public_request(values)
        email = email_normalize(values["email_from"])
        with take_turn(self.env, f"{values['company_id']} {email}") as now:
            if self.with_env(now)._find_open_public_request(values).id != open_sudo.id:
                # this transaction cannot see it
                return open_sudo.browse()
        if open_sudo:
            open_sudo._join_public_request(values)
            return open_sudo
        lang = self.env["res.lang"]._get_data(code=self.env.lang)
        # sudo: a visitor has no rights, and no name to stand on what follows from the request;
        # the values are a whitelist, checked above
        quiet_sudo = self.with_user(SUPERUSER_ID).with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True
        )
        values = {**values, "cae_consent_date": fields.Datetime.now(), "lang_id": lang.id}
        lead_sudo = quiet_sudo._by_method().create(values).with_env(quiet_sudo.env)
        lead_sudo._log_of_cooperative(self.env._("Asked for on the public page."))
        template = self.env.ref("cae_site.mail_template_first_meeting").sudo()
        template.with_context(lang=self.env.lang).send_mail(
            lead_sudo.id,
            email_values={"author_id": lead_sudo.company_id.partner_id.id},
            email_layout_xmlid="mail.mail_notification_light",
        )
        return lead_sudo

    def _find_open_public_request(self, values):
        """Return the request of the last day that waits for the same address, as superuser."""
        # sudo: a visitor has no rights, and is shown nothing of it
        return self.sudo().search(
            [
                ("cae_intake", "=", True),
                ("company_id", "=", values["company_id"]),
                ("email_normalized", "=", email_normalize(values["email_from"])),
                ("cae_decision", "=", False),
                ("create_date", ">", fields.Datetime.now() - timedelta(days=1)),
            ],
            order="id desc",
            limit=1,
        )

    def _join_public_request(self, values):
        """Note beside the open request what was written the second time.

        An address of mail is no proof of who writes: nothing of the request changes. Only the
        postcode counts where nobody was found for the first one.
        """
        self.ensure_one()
        if not self.cae_territory_id and not self.user_id:
            self.zip = values["zip"]
        territory_sudo = self._find_public_territory(self.company_id, values["zip"])
        prescriber_sudo = self.env["cae.prescriber"].sudo().browse(values["cae_prescriber_id"])
        shown = {"values": values, "territory": territory_sudo, "prescriber": prescriber_sudo}
        self._log_of_cooperative(self.env["ir.qweb"]._render("cae_site.request_again", shown))

    def _log_of_cooperative(self, body):
        """Note what a visitor did: the cooperative says so, as the visitor has no name here."""
        self.ensure_one()
        self._message_log(body=body, author_id=self.company_id.partner_id.id)

    def _find_public_territory(self, company, postcode):
        # sudo: where the cooperative works is what its public page tells
        return self.env["cae.territory"].sudo()._find_by_postcodes(company, [postcode])[postcode]

    def _get_public_follow_up(self, company, postcode):
        """Return what a visitor is told of who answers: it follows from the postcode alone."""
        territory_sudo = self._find_public_territory(company, postcode)
        advisors_sudo = territory_sudo.advisor_ids.filtered("active")
        return {
            "territory_name": territory_sudo.name,
            "advisor_name": len(advisors_sudo) == 1 and advisors_sudo.name,
        }
