"""The person herself fills in a diagnosis in her space."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Texts that a person may write themselves; with the answers they are what is snapshot.
SWOT = ("strengths", "weaknesses", "opportunities", "threats")
TEXTS = (*SWOT, "notes")
DAYS_TO_FILL = 7


class CaeDiagnosisPortalMixin(models.AbstractModel):
    _name = "cae.diagnosis.portal.mixin"
    _description = "Diagnosis that the person fills in"

    @api.model
    def _get_portal_diagnoses(self, person):
        """Return the diagnoses that a person may see of her own file (her rights)."""
        return self.search([("entrepreneur_id", "=", person.id), ("is_shared", "=", True)])

    @api.model
    def _get_open_forms(self, person):
        """Return the forms that a person may fill in of her own accord (superuser).

        :raises AccessError: when the file is not the user's own
        """
        person._check_is_own()
        # sudo: forms that the cooperative opened to the people of her company
        person_sudo = person.sudo()
        busy_sudo = self.sudo().search(
            [("entrepreneur_id", "=", person.id), ("state", "=", "asked")]
        )
        forms_sudo = self.env["cae.diagnosis.form"].sudo()
        return forms_sudo.search(
            [
                ("is_on_portal", "=", True),
                ("company_id", "in", (False, person_sudo.company_id.id)),
                ("id", "not in", busy_sudo.form_id.ids),
            ]
        )

    @api.model
    def _begin_oneself(self, person, form_id):
        """Begin a form of one's own accord.

        :param cae.entrepreneur person: her file
        :param int form_id: one of `_get_open_forms`
        :return: the diagnosis
        :raises UserError: when the form is not open
        """
        form_sudo = self._get_open_forms(person).filtered(lambda form: form.id == form_id)
        if not form_sudo:
            raise UserError(self.env._("This form is not open: ask your advisor for it."))
        # sudo: checked to be her own file, and a form that is open to her
        person_sudo = person.sudo()
        advisor = (
            person_sudo.referent_id.filtered("active")
            or person_sudo.territory_id.advisor_ids[:1]
            or person_sudo.create_uid
        )
        company_sudo = person_sudo.company_id
        diagnoses_sudo = self.sudo()._by_method().with_company(company_sudo)
        diagnosis_sudo = diagnoses_sudo.create(
            {
                "entrepreneur_id": person.id,
                "form_id": form_sudo.id,
                "answer_ids": diagnoses_sudo._prepare_answers(form_sudo, company_sudo),
                "user_id": advisor.id,
                "state": "asked",
                "is_shared": True,
            }
        )
        return self.browse(diagnosis_sudo.id)

    def _fill_in(self, given, texts):
        """Keep what a person answers; only what is hers changes.

        :param dict given: {id of an answer: ([strings of the input], words)}; None for either
            leaves it as it is
        :param dict texts: {name of TEXTS: words}
        :raises AccessError: when the diagnosis is not hers
        :raises UserError: with a sentence, when it is sent already or a number is none
        """
        diagnosis_sudo = self._check_is_hers()
        for answer in diagnosis_sudo.answer_ids:
            if answer.id in given:
                values = answer._prepare_values(*given[answer.id])
                before = answer._get_value_text()
                answer.write(values)
                if answer._get_value_text() != before:
                    answer.is_of_person = bool(answer._get_value_text())
        own, changed = diagnosis_sudo._get_own_texts(), {}
        for name, _label in diagnosis_sudo._get_texts():
            words = (texts.get(name) or "").strip()[:5000] or False
            if name in texts and words != (diagnosis_sudo[name] or False):
                changed[name] = words
                own = own | {name} if words else own - {name}
        if changed:
            changed["texts_of_person"] = ",".join(sorted(own)) or False
            diagnosis_sudo.write(changed)

    def _get_missing(self):
        """Return the answers without which the person cannot send the form."""
        return self.answer_ids.filtered(
            lambda answer: answer.is_mandatory and not answer._get_value_text()
        )

    def _is_begun_oneself(self):
        """Tell whether the person began the form of her own accord, and has not sent it."""
        self.ensure_one()
        return self.state == "asked" and self.create_uid == self.env.user

    def _throw_away(self):
        """Delete a form that the person began of her own accord, by mistake.

        :raises UserError: when her advisor asked for it, or it is sent
        """
        diagnosis_sudo = self._check_is_hers()
        if not diagnosis_sudo._is_begun_oneself():
            raise UserError(
                self.env._("Your advisor asked for this form: speak with them about it.")
            )
        diagnosis_sudo.unlink()

    def _send(self):
        """Send to the advisor what the person has filled in.

        :raises UserError: when a question that must be answered is not
        """
        diagnosis_sudo = self._check_is_hers()
        missing = diagnosis_sudo._get_missing()
        if missing:
            raise UserError(
                self.env._(
                    "Before you send it, please answer: %(questions)s",
                    questions=", ".join(answer._get_quoted_question() for answer in missing),
                )
            )
        if diagnosis_sudo._is_empty():
            raise UserError(self.env._("Answer at least one question: an empty form says nothing."))
        today = fields.Date.context_today(self)
        diagnosis_sudo.write({"state": "filled", "date": today, "date_filled": today})
        diagnosis_sudo._propose_findings()
        diagnosis_sudo.activity_unlink(["mail.mail_activity_data_todo"])
        diagnosis_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=today + timedelta(days=DAYS_TO_FILL),
            summary=self.env._(
                "Read the answers of %(person)s", person=diagnosis_sudo.entrepreneur_id.name
            ),
            user_id=diagnosis_sudo.user_id.id,
        )
        self.entrepreneur_id._tell_referent(
            self.env._(
                "%(name)s has filled in “%(form)s”: have a look before the next appointment.",
                name=diagnosis_sudo.entrepreneur_id.name,
                form=diagnosis_sudo.form_id.name,
            )
        )

    def _check_is_hers(self):
        """Return the diagnosis as the superuser, once it is sure that the user may fill it in."""
        self.ensure_one()
        self.check_access("read")
        self.entrepreneur_id._check_is_own()
        # sudo: her own, found with her rights; the caller writes a whitelist
        diagnosis_sudo = self.sudo()._by_method()
        if diagnosis_sudo.state != "asked":
            raise UserError(
                self.env._("This form is with your advisor: it is not filled in any more.")
            )
        return diagnosis_sudo
