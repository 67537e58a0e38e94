from odoo import fields, models

from .cae_directory_page import PUBLIC_STAGES


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    directory_page_ids = fields.One2many(
        "cae.directory.page", "entrepreneur_id", string="Page in the directory"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False or vals.get("stage", "associate") not in PUBLIC_STAGES:
            # sudo: who leaves is not shown any more, whoever writes the exit down
            self.sudo().directory_page_ids.filtered("published").published = False
        return result
