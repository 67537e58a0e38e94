import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.cae_signing_mixin import get_signing_models


class CaePaperSignature(models.TransientModel):
    """A document that both sides signed on paper is kept with its scan, and confirmed."""

    _name = "cae.paper.signature"
    _description = "Signature on paper"

    document_ref = fields.Reference(
        selection=lambda self: get_signing_models(self.env),
        string="Document",
        required=True,
        readonly=True,
    )
    date = fields.Date(
        string="Date of signature",
        required=True,
        default=fields.Date.context_today,
        help="The day on which the last of the two signed.",
    )
    scan = fields.Binary(required=True, attachment=False, help="PDF or picture, 15 MB at most.")
    scan_name = fields.Char()

    def action_record(self):
        """Keep the scan and confirm the document.

        :raise UserError: when the state, the date or the file do not fit
        """
        self.ensure_one()
        self.check_access("write")
        if not self.document_ref:
            raise UserError(self.env._("The document is gone: close this window."))
        content = base64.b64decode(self.with_context(bin_size=False).scan)
        self.document_ref._record_paper_signature(self.date, content, self.scan_name)
        return {"type": "ir.actions.act_window_close"}
