from odoo import api, models


class CaeEntrepreneurStage(models.Model):
    _inherit = "cae.entrepreneur.stage"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env["cae.rhythm.keeper"]._keep(lines.entrepreneur_id)
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"date_from", "stage"} & vals.keys():
            self.env["cae.rhythm.keeper"]._keep(self.entrepreneur_id)
        return result
