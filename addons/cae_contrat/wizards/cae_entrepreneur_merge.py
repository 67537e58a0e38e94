from odoo import api, models


class CaeEntrepreneurMerge(models.TransientModel):
    _inherit = "cae.entrepreneur.merge"

    @api.model
    def _rank_file(self, file):
        login, *rest = super()._rank_file(file)
        return (login, -file.contract_count, *rest)

    @api.model
    def _get_compared_fields(self):
        return [*super()._get_compared_fields(), "contract_ids"]
