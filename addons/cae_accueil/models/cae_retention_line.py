from odoo import api, fields, models


class CaeRetentionLine(models.Model):
    _inherit = "cae.retention.line"
    _guarded_fields = {"lead_id"}

    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index=True, ondelete="cascade", string="Request"
    )

    @api.model
    def _get_name_and_email(self, subject):
        if subject._name == "crm.lead":
            return subject.contact_name, subject.email_from
        return super()._get_name_and_email(subject)

    @api.model
    def _anonymise_subject(self, subject, kinds):
        if subject._name == "crm.lead":
            counts = self.env["cae.anonymisation"]._anonymise_leads(subject)
            return {"file", "identity"}, counts
        return super()._anonymise_subject(subject, kinds)
