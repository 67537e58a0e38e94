"""An appointment has one report, signed when it was a formal interview."""

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.flags import search_flag, set_flag
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class CaeAppointmentReportMixin(models.AbstractModel):
    _name = "cae.appointment.report.mixin"
    _description = "Report of an appointment"

    report_ids = fields.One2many(
        "cae.report",
        "appointment_id",
        groups="cae_socle.group_advisor",
    )
    report_state = fields.Selection(
        related="report_ids.state",
        string="State of the report",
        groups="cae_socle.group_advisor",
    )
    is_unsigned = fields.Boolean(
        string="Interview without a signed document",
        compute="_compute_is_unsigned",
        search="_search_is_unsigned",
        groups="cae_socle.group_advisor",
        help="A formal interview that took place, and whose document the person has not signed "
        "(C. trav. R7331-3).",
    )

    @api.model
    def _domain_unsigned(self):
        """Return the domain of the formal interviews held without a signed document."""
        signed = Domain("report_ids.state", "in", ("signed", "confirmed"))
        return Domain("is_formal", "=", True) & Domain("state", "=", "held") & ~signed

    @api.depends("is_formal", "state", "report_ids.state")
    def _compute_is_unsigned(self):
        set_flag(self, "is_unsigned", self._domain_unsigned())

    @api.model
    def _search_is_unsigned(self, operator, value):
        return search_flag(self._domain_unsigned(), operator, value)

    def action_write_report(self):
        """Open the report of this appointment, made if there is none yet.

        :raises UserError: when the appointment was cancelled, or nobody came
        """
        self.ensure_one()
        self.check_access("write")
        if self.state in ("cancelled", "missed") and not self.report_ids:
            raise UserError(
                self.env._(
                    "“%(appointment)s” did not take place: there is nothing to report.",
                    appointment=self.display_name,
                )
            )
        if not self.person_ids:
            raise UserError(
                self.env._(
                    "“%(appointment)s” is with somebody who has no file yet: write what was said "
                    "in the request. Reports begin with the file.",
                    appointment=self.display_name,
                )
            )
        report = self.report_ids or self.env["cae.report"].create(self._prepare_report_values())
        return open_form("cae.report", self.env._("Report"), report.id)

    def _prepare_report_values(self):
        """Return the values of the report of one appointment."""
        self.ensure_one()
        holders = self.user_id | self.advisor_ids
        author = self.env.user if self.env.user in holders else self.user_id
        return {
            "appointment_id": self.id,
            "company_id": self.company_id.id,
            "user_id": author.id,
            "tag_ids": [Command.set(self.tag_ids.ids)],
        }
