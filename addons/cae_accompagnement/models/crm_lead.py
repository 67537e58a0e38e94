from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form


class CrmLead(models.Model):
    """The first appointment of somebody who has no file yet."""

    _inherit = "crm.lead"

    cae_appointment_ids = fields.One2many(
        "cae.appointment", "lead_id", string="Appointments", groups="cae_socle.group_advisor"
    )
    cae_appointment_date = fields.Datetime(
        string="Appointment",
        compute="_compute_cae_appointment_date",
        groups="cae_socle.group_advisor",
        help="The last one that was fixed.",
    )

    @api.depends("cae_appointment_ids.date_begin", "cae_appointment_ids.state")
    def _compute_cae_appointment_date(self):
        for lead in self:
            fixed = lead.cae_appointment_ids.filtered(
                lambda appointment: appointment.state != "cancelled"
            )
            lead.cae_appointment_date = max(fixed.mapped("date_begin"), default=False)

    def action_cae_fix_appointment(self):
        """Open a new appointment with the person of this request."""
        self.ensure_one()
        self.check_access("write")
        kind = self.env.ref("cae_accompagnement.appointment_kind_welcome", raise_if_not_found=False)
        return open_form(
            "cae.appointment",
            self.env._("First appointment"),
            new=True,
            lead_id=self.id,
            phone=self.phone,
            user_id=self.user_id.id or self.env.uid,
            **({"kind_id": kind.id} if kind and kind.active else {}),
        )

    def action_cae_open_appointments(self):
        """Open the appointments with the person of this request."""
        self.ensure_one()
        self.check_access("read")
        if len(self.cae_appointment_ids) == 1:
            return self.cae_appointment_ids.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_accompagnement.cae_appointment_action"
        )
        return action | {
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("lead_id", "=", self.id)],
            "context": {"default_lead_id": self.id},
        }

    def _convert_to_entrepreneur(self, partner=None):
        entrepreneur = super()._convert_to_entrepreneur(partner)
        # sudo: appointments of this request, which may be with another advisor
        self.sudo().cae_appointment_ids._go_into_file(entrepreneur)
        return entrepreneur
