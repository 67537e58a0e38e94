from odoo import models


class CaeEntrepreneurMerge(models.TransientModel):
    _inherit = "cae.entrepreneur.merge"

    def _rank_file(self, file):
        login, *rest = super()._rank_file(file)
        return (login, -file.contract_count, *rest)

    def _get_compared_fields(self):
        return [*super()._get_compared_fields(), "contract_ids"]
