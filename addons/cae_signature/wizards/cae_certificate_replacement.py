import base64

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import notify
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..models import company_seal


class CaeCertificateReplacement(models.TransientModel):
    """What seals the cooperative's documents, and how a manager replaces it."""

    _name = "cae.certificate.replacement"
    _description = "Seal of the documents"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    about = fields.Text(string="In use", compute="_compute_about")
    file = fields.Binary(string="New certificate (.p12, .pfx)", attachment=False)
    file_name = fields.Char()
    passphrase = fields.Char(help="It is used once, and not kept.")

    @api.depends("company_id")
    def _compute_about(self):
        for replacement in self:
            replacement.about = replacement._describe_certificate()

    def _describe_certificate(self):
        company = self.company_id
        # sudo: whether there is one
        if not company.sudo().cae_certificate:
            return self.env._("None yet: one is made with the first document that is sealed.")
        try:
            certificate = company_seal.get_certificate(self.env, company)
        except UserError as error:
            return str(error)
        return self.env._(
            "%(name)s, issued by %(issuer)s, valid until %(date)s.\n"
            "Fingerprint (SHA-256): %(fingerprint)s",
            name=certificate.subject,
            issuer=certificate.issuer,
            date=format_date(self.env, certificate.valid_until.date()),
            fingerprint=certificate.fingerprint,
        )

    def action_replace(self):
        """Seal with the uploaded certificate from now on.

        :raise UserError: a sentence, when it cannot seal
        """
        self.ensure_one()
        self.check_access("write")
        self._check_is_manager()
        if not self.file:
            raise UserError(self.env._("Choose the file of the new certificate first."))
        content = base64.b64decode(self.with_context(bin_size=False).file)
        company_seal.replace(self.env, self.company_id, content, self.passphrase)
        return self._finish(self.env._("The documents are sealed with the new certificate."))

    def action_renew(self):
        """Make the cooperative a new certificate of its own."""
        self.ensure_one()
        self.check_access("write")
        self._check_is_manager()
        self.company_id.sudo().cae_certificate = False
        company_seal.ensure(self.env, self.company_id)
        return self._finish(self.env._("The cooperative has a new certificate of its own."))

    def _check_is_manager(self):
        if (
            not self.env.user.has_group("cae_socle.group_manager")
            or self.company_id not in self.env.user.company_ids
        ):
            raise AccessError(
                self.env._("Ask a manager of this cooperative: only they change its seal.")
            )

    def _finish(self, message):
        # the passphrase must not stay
        self.write({"file": False, "passphrase": False})
        return notify(False, message, then={"type": "ir.actions.act_window_close"})
