from odoo import fields, models
from odoo.addons.cae_socle.models.counts import count_field
from odoo.fields import Domain


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    lead_ids = fields.One2many(
        "crm.lead",
        "cae_entrepreneur_id",
        string="Requests for a first meeting",
        groups="cae_socle.group_advisor",
    )
    lead_count = count_field("lead_ids", groups="cae_socle.group_advisor")

    def _get_timeline_models(self):
        return [*super()._get_timeline_models(), "crm.lead"]

    def _get_personal_identities(self):
        leads = self.env["crm.lead"].search(
            Domain("partner_id", "in", self.partner_id.ids)
            | Domain("cae_entrepreneur_id", "in", self.ids)
        )
        return super()._get_personal_identities() | {"crm.lead": leads}
