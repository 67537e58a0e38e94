from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """What a signature rests on is written by the signing alone, the superuser included."""

    _inherit = "ir.attachment"

    def _check_cae_proof(self, res_model, res_field):
        model = self.env.get(res_model) if res_field else None
        if (
            isinstance(model, self.env.registry["cae.signing.mixin"])
            and res_field in model._get_guarded_fields()
            and not self._is_by_cae_method()
        ):
            raise AccessError(
                self.env._(
                    "This file is the proof of a signature: nobody can change or replace it."
                )
            )
        return super()._check_cae_proof(res_model, res_field)
