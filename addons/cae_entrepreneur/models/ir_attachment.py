from odoo import api, models


class IrAttachment(models.Model):
    """The picture of a contact changes with the contact: it may be the logo of a cooperative."""

    _inherit = "ir.attachment"

    @api.model
    def _is_cae_file(self, res_model, res_field):
        return res_model == "res.partner" or super()._is_cae_file(res_model, res_field)
