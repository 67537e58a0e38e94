"""The report of a formal interview says four things and is signed by both."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# What the document of a formal interview says (C. trav. R7331-3), with the field's label.
FORMAL_FIELDS = ("review", "outlook", "actions_text", "needs")


class CaeReportInterviewMixin(models.AbstractModel):
    _name = "cae.report.interview.mixin"
    _description = "Report of a formal interview"
    _signing_report = "cae_accompagnement.cae_report_report"
    _signing_mail = "cae_accompagnement.interview_to_sign_mail_template"
    _signed_mail = "cae_accompagnement.interview_signed_mail_template"
    _signing_url = "/my/reports/%s"
    _signing_person_fields = ("entrepreneur_id",)

    def _check_can_be_sent(self):
        self._check_is_formal()
        missing = self._list_missing()
        if missing and self.state == "draft":
            raise UserError(
                self.env._(
                    "The document of a formal interview says four things (C. trav. R7331-3). "
                    "Still missing: %(missing)s.",
                    missing=", ".join(missing),
                )
            )
        return super()._check_can_be_sent()

    def _check_is_formal(self):
        if not self.is_formal:
            raise UserError(
                self.env._("Only the report of a formal interview is signed: use “Share”.")
            )

    def _list_missing(self):
        """Return the labels of what the document of a formal interview still lacks."""
        self.ensure_one()
        return [
            self._fields[name]._description_string(self.env)
            for name in FORMAL_FIELDS
            if not (self[name] or "").strip() and not (name == "actions_text" and self.action_ids)
        ]

    def _send_for_signature(self):
        result = super()._send_for_signature()
        self._after_given()
        return result

    def _record_paper_signature(self, date, content, file_name):
        self._check_is_formal()
        result = super()._record_paper_signature(date, content, file_name)
        self._after_given()
        return result

    def _check_may_countersign(self):
        """Who held the interview signs it, or a manager."""
        holders = self.user_id | self.appointment_id.user_id | self.appointment_id.advisor_ids
        if self.env.user not in holders:
            if self.env.user.has_group("cae_socle.group_manager"):
                return
            raise AccessError(self.env._("Who held the interview countersigns it, or a manager."))

    def _get_countersigners(self):
        return self.user_id

    @api.model
    def _domain_to_countersign(self):
        return Domain("state", "=", "signed") & Domain("user_id", "=", self.env.uid)

    def _get_signing_team(self):
        return super()._get_signing_team() | self.entrepreneur_id.referent_id
