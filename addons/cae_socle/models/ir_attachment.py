from odoo import api, models
from odoo.exceptions import AccessError

from .cae_guard_mixin import BY_METHOD, METHOD_KEY


class IrAttachment(models.Model):
    """The file of a field of ours changes with its field: it may be the proof of something.

    Odoo lets whoever may edit a record edit the files of its fields one by one.
    """

    _inherit = "ir.attachment"

    def _prepare_create_values(self, vals_list):
        prepared = super()._prepare_create_values(vals_list)
        for vals in prepared:  # with the defaults of the context and of the user
            self._check_cae_proof(vals.get("res_model"), vals.get("res_field"))
        return prepared

    def write(self, vals):
        self.check_access("write")
        if "res_field" in vals or "res_model" in vals:
            for attachment in self:
                self._check_cae_proof(
                    vals.get("res_model", attachment.res_model),
                    vals.get("res_field", attachment.res_field),
                )
        self._check_cae_proofs(vals)
        return super().write(vals)

    def unlink(self):
        self._check_cae_proofs({})
        return super().unlink()

    def _check_cae_proofs(self, vals):
        # sudo: a file's place decides, whether or not the user may read it; access is
        # checked by the standard methods.
        for attachment_sudo in self.sudo():
            if attachment_sudo.res_field and not attachment_sudo._is_moved_by(vals):
                self._check_cae_proof(attachment_sudo.res_model, attachment_sudo.res_field)

    def _is_moved_by(self, vals):
        """Tell whether values only store the same content elsewhere (see force_storage)."""
        return (
            "raw" in vals
            and not set(vals) - {"raw", "mimetype"}
            and (vals["raw"] or b"") == self.raw
        )

    def _check_cae_proof(self, res_model, res_field):
        """Raise when the file of a field would be written beside the field.

        It is written as its record is, with what the record asks then.
        """
        if self.env.su or self._is_by_cae_method():
            return
        if res_field and res_model in self.env and self._is_cae_file(res_model, res_field):
            raise AccessError(self.env._("Change this file on the page to which it belongs."))

    @api.model
    def _is_cae_file(self, res_model, res_field):
        """Tell whether the file of this field changes with its record alone."""
        return res_model.startswith("cae.") or res_field.startswith("cae_")

    @api.model
    def _is_by_cae_method(self):
        return self.env.context.get(METHOD_KEY) is BY_METHOD
