from odoo import api, models
from odoo.addons.cae_echeance.models import deadline_keeper


class CaeEntrepreneurStage(models.Model):
    _inherit = "cae.entrepreneur.stage"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        deadline_keeper.keep(lines.entrepreneur_id)
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"date_from", "stage"} & vals.keys():
            deadline_keeper.keep(self.entrepreneur_id)
        return result
