"""The cooperative signs after the person; the document is sealed, and can be checked."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from ..engine import seal
from . import company_seal, signing_page
from .signing_documents import SENT_STATES

COUNTERSIGN = "cae_signature.mail_activity_type_countersign"


class CaeSigningCountersignMixin(models.AbstractModel):
    _name = "cae.signing.countersign.mixin"
    _description = "Signature of the cooperative"
    _inherit = ["cae.signature.mixin"]

    countersignature = fields.Binary(attachment=False, copy=False, readonly=True, personal="staff")
    countersigned_name = fields.Char(
        string="Countersigned as", copy=False, readonly=True, personal="staff"
    )
    countersigned_by = fields.Many2one(
        "res.users",
        string="Login of the countersignature",
        copy=False,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    countersigned_on = fields.Datetime(copy=False, readonly=True)
    countersigned_ip = fields.Char(
        string="Countersigned from the address",
        copy=False,
        readonly=True,
        groups="base.group_user",
        personal="staff",
    )
    countersigned_agent = fields.Char(
        string="Countersigned with the browser",
        copy=False,
        readonly=True,
        groups="base.group_user",
        personal="staff",
    )
    sealed_document = fields.Binary(
        string="Signed document", copy=False, readonly=True, personal="staff"
    )
    sealed_hash = fields.Char(
        string="Fingerprint of the signed document",
        copy=False,
        readonly=True,
        help="SHA-256 of the sealed PDF.",
        personal="keep",
    )

    @api.model
    def _get_proof_fields(self):
        return super()._get_proof_fields() | {
            "countersignature",
            "countersigned_name",
            "countersigned_by",
            "countersigned_on",
            "countersigned_ip",
            "countersigned_agent",
            "sealed_document",
            "sealed_hash",
        }

    def _check_not_sealed(self):
        for document in self:
            if document.countersigned_on:
                raise UserError(
                    self.env._(
                        "%(document)s is signed by both sides and sealed: it stays as it is. "
                        "Agree on an amendment, or end it.",
                        document=document.display_name,
                    )
                )

    @api.model
    def _domain_to_countersign(self):
        """Return the domain of what waits for the user's signature; see _get_countersigners."""
        if self.env.user.has_group("cae_socle.group_manager"):
            return Domain("state", "=", "signed")
        return Domain.FALSE

    def _ask_to_countersign(self):
        """Put the document on the list of who countersigns."""
        self.ensure_one()
        # sudo: the person acts on the portal, the activity is the team's; _notify_team mails
        document_sudo = self.sudo().with_context(mail_activity_quick_update=True)
        for user_sudo in self._get_countersigners().sudo():
            document_sudo.activity_schedule(COUNTERSIGN, user_id=user_sudo.id)

    def action_open_countersignature(self):
        """Open the assistant in which a manager signs for the cooperative."""
        self.check_access("write")
        self._check_may_countersign()
        self.ensure_one()
        return self._open_assistant("cae.countersignature", self.env._("Countersign"))

    def _countersign(self, image, name):
        """Sign for the cooperative, seal the document and confirm it.

        :param str image: PNG in base64; left out, the name is written as a signature
        :param str name: of the manager
        :raise UserError: when the person has not signed, or the certificate cannot seal
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_countersign()
        if self.state != "signed":
            raise UserError(
                self.env._(
                    "%(document)s is not signed by the person yet, or was countersigned "
                    "meanwhile: load the page again.",
                    document=self.display_name,
                )
            )
        self._check_frozen_document()
        origin = self._get_signature_origin(request.httprequest if request else None)
        name = self._clean_signature_name(name)
        proving = self._with_proof()
        proving.write(
            {
                "countersignature": self._clean_signature(image or self._write_signature(name)),
                "countersigned_name": name,
                "countersigned_by": self.env.user.id,
                "countersigned_on": fields.Datetime.now(),
                "countersigned_ip": origin["ip"],
                "countersigned_agent": origin["agent"],
            }
        )
        sealed = self._make_sealed_document()
        proving.write(
            {
                "sealed_document": base64.b64encode(sealed),
                "sealed_hash": seal.get_fingerprint(sealed),
                "state": "confirmed",
            }
        )
        # sudo: also the activities of the other managers
        self.sudo().activity_unlink([COUNTERSIGN])
        self._after_countersigned()
        self._mail_person(
            self._get_signed_mail_template(), attachments=[(self.signing_file_name, sealed)]
        )

    def _get_kept_file_field(self):
        """Return the field that holds the document as signed, else as it was sent, or False."""
        self.ensure_one()
        sizes = self.with_context(bin_size=True)
        names = ["sealed_document", "paper_scan"]
        if self.state in SENT_STATES:
            names.append("signing_document")
        return next((name for name in names if sizes[name]), False)

    def _make_sealed_document(self):
        """Return the frozen PDF with its page of proof, sealed (bytes)."""
        # first: what is wrong with it is said in the language of who countersigns
        company_seal.get_certificate(self.env, self.company_id)
        lang = self._get_signing_lang()
        document = self.with_context(lang=lang)
        proof = signing_page.draw(self.with_context(lang=lang).env, document)
        bound = seal.bind(
            document._get_content("signing_document"), proof, document.signing_file_name
        )
        return company_seal.seal_document(
            document.env,
            document.company_id,
            bound,
            reason=document.env._(
                "%(document)s, signed by both sides", document=document.display_name
            ),
        )

    def action_check_seal(self):
        """Tell whether the sealed document is still what both sides signed."""
        self.check_access("write")
        self.ensure_one()
        if not self.sealed_document:
            raise UserError(
                self.env._(
                    "The file of %(document)s is not kept any more: compare the fingerprint of "
                    "the copy you hold with the one here.",
                    document=self.display_name,
                )
            )
        problem = self._find_seal_problem()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("The document was changed")
                if problem
                else self.env._("The seal is unbroken"),
                "message": problem
                or self.env._("The document is the one that both sides signed, byte for byte."),
                "type": "danger" if problem else "success",
                "sticky": bool(problem),
            },
        }

    def _find_seal_problem(self):
        """Return a sentence on what is wrong with the sealed document, or False."""
        self.ensure_one()
        content = self._get_content("sealed_document")
        found = seal.verify(content)
        if not found.by:
            return self.env._("The file carries no seal any more.")
        if not found.intact:
            return self.env._("The file was changed after it was sealed.")
        if not found.whole:
            return self.env._("Something was added to the file after it was sealed.")
        if seal.get_fingerprint(content) != self.sealed_hash:
            return self.env._("This is not the file that was sealed here: it was replaced.")
        return False
