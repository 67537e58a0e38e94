from odoo import api, fields, models
from odoo.addons.cae_socle.models.counts import count_lines


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    lead_ids = fields.One2many(
        "crm.lead",
        "cae_entrepreneur_id",
        string="Requests for a first meeting",
        groups="cae_socle.group_advisor",
    )
    lead_count = fields.Integer(compute="_compute_lead_count", groups="cae_socle.group_advisor")

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        for entrepreneur, count in count_lines(self, "crm.lead", "cae_entrepreneur_id"):
            entrepreneur.lead_count = count
