from odoo import api, fields, models


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
        counts = dict(
            self.env["crm.lead"]._read_group(
                [("cae_entrepreneur_id", "in", self.ids)], ["cae_entrepreneur_id"], ["__count"]
            )
        )
        for entrepreneur in self:
            entrepreneur.lead_count = counts.get(entrepreneur._origin, 0)
