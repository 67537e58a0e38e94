from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.cae_signing_mixin import get_signing_models


class CaeCountersignature(models.TransientModel):
    """A manager signs for the cooperative what the person has signed."""

    _name = "cae.countersignature"
    _description = "Countersignature"

    document_ref = fields.Reference(
        selection=lambda self: get_signing_models(self.env),
        string="Document",
        required=True,
        readonly=True,
    )
    name = fields.Char(string="Your name", required=True, default=lambda self: self.env.user.name)
    signature = fields.Binary(string="Your signature", attachment=False)
    signed_name = fields.Char(string="Signed by", compute="_compute_signed")
    signed_on = fields.Datetime(compute="_compute_signed")

    @api.depends("document_ref")
    def _compute_signed(self):
        for countersignature in self:
            document = countersignature.document_ref
            signed = document.person_signature_id if document else None
            countersignature.signed_name = signed and signed.signed_name
            countersignature.signed_on = signed and signed.signed_on

    def action_countersign(self):
        """Sign for the cooperative; the document is sealed, confirmed, and sent to the person.

        :raise UserError: when it cannot be
        """
        self.ensure_one()
        self.check_access("write")
        if not self.document_ref:
            raise UserError(self.env._("The document is gone: close this window."))
        signature = self.with_context(bin_size=False).signature
        self.document_ref._countersign(signature, self.name)
        return {"type": "ir.actions.act_window_close"}
