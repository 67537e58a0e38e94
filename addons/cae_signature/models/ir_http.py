from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # the form of the signature speaks on the portal
        return [*super()._get_translation_frontend_modules_name(), "cae_signature"]
