"""Both sides signed on paper: the scan is kept."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from ..engine import seal

MAX_SCAN = 15_000_000  # bytes
SCAN_TYPES = ("application/pdf", "image/png", "image/jpeg")


class CaeSigningPaperMixin(models.AbstractModel):
    _name = "cae.signing.paper.mixin"
    _description = "Signature on paper"
    _inherit = ["cae.signature.mixin"]

    paper_date = fields.Date(
        string="Signed on paper on", copy=False, readonly=True, personal="keep"
    )
    paper_scan = fields.Binary(string="Scan", copy=False, readonly=True, personal="staff")
    paper_scan_name = fields.Char(
        string="Name of the scan", copy=False, readonly=True, personal="staff"
    )
    paper_hash = fields.Char(
        string="Fingerprint of the scan",
        copy=False,
        readonly=True,
        help="SHA-256 of the file.",
        personal="keep",
    )
    paper_recorded_by = fields.Many2one(
        "res.users",
        string="Scan kept by",
        copy=False,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )

    @api.model
    def _get_paper_fields(self):
        return {"paper_date", "paper_scan", "paper_scan_name", "paper_hash", "paper_recorded_by"}

    @api.model
    def _get_proof_fields(self):
        return super()._get_proof_fields() | self._get_paper_fields()

    def _forget_paper(self):
        """Drop the scan of documents put back to draft: another one will be signed."""
        self._with_proof().write(dict.fromkeys(self._get_paper_fields(), False))

    def action_open_paper_signature(self):
        """Open the assistant that keeps a signature on paper with its scan."""
        self.check_access("write")
        self.ensure_one()
        return self._open_assistant("cae.paper.signature", self.env._("Signature on paper"))

    def _record_paper_signature(self, date, content, file_name):
        """Confirm a document that both sides signed on paper.

        :param date date: of the signature
        :param bytes content: the scan, PDF, PNG or JPEG
        :param str file_name: of the scan
        :raise UserError: when the state, the date or the file do not fit
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "to_sign"):
            raise UserError(
                self.env._(
                    "%(document)s is signed already: a paper signature is for drafts and for "
                    "documents that wait.",
                    document=self.display_name,
                )
            )
        if date > fields.Date.context_today(self):
            raise UserError(
                self.env._("A signature cannot be in the future: correct the date of signature.")
            )
        self._check_scan(content)
        if self.state == "to_sign":
            self._back_to_draft()
        self._with_proof().write(
            {
                "paper_date": date,
                "paper_scan": base64.b64encode(content),
                "paper_scan_name": file_name,
                "paper_hash": seal.get_fingerprint(content),
                "paper_recorded_by": self.env.user.id,
                "state": "confirmed",
            }
        )
        self._after_countersigned()

    def _check_scan(self, content):
        if guess_mimetype(content) not in SCAN_TYPES:
            raise UserError(
                self.env._("The scan must be a PDF or a picture (PNG, JPEG): choose another file.")
            )
        if len(content) > MAX_SCAN:
            raise UserError(
                self.env._(
                    "The scan is too large: at most %(size)s MB. Scan it in black and white.",
                    size=MAX_SCAN // 1_000_000,
                )
            )
