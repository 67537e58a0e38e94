from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .cae_signing_mixin import get_signing_models


class CaeSignature(models.Model):
    """The signature of one signatory below a document that both sides sign.

    Only ``cae.signing.mixin`` makes them, and drops them when the document is taken back. They
    are read by who may read the document, and by nobody on the portal: its pages show a person
    what is theirs.
    """

    _name = "cae.signature"
    _description = "Signature"
    _inherit = ["cae.signature.mixin"]
    _order = "id"
    _rec_name = "signed_name"
    _check_company_auto = True
    _personal_paths = ("res_id",)

    res_model = fields.Char(
        string="Model of the document", required=True, readonly=True, personal="keep"
    )
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    role = fields.Selection(
        [("person", "Signed by the person"), ("cooperative", "Signed for the cooperative")],
        required=True,
        readonly=True,
    )
    method = fields.Selection(
        [("portal", "My space"), ("staff", "By the team, on screen"), ("paper", "On paper")],
        string="How",
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Signatory",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty for who signed on paper for the cooperative: it stands on the scan.",
    )
    paper_date = fields.Date(string="Signed on paper on", readonly=True, personal="keep")
    recorded_by = fields.Many2one(
        "res.users",
        string="Scan kept by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    _document_role_uniq = models.UniqueIndex(
        "(res_model, res_id, role)", "This side has signed the document already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken_back(self):
        if not self._is_by_method():
            raise AccessError(self._describe_guarded(self._description))

    def _describe_guarded(self, field):
        return self.env._(
            "“%(field)s” belongs to the proof of a signature: it comes from the signing itself, "
            "and nobody can write it.",
            field=field,
        )

    def _search_personal(self, identities):
        """Find those below the documents of people, of both sides."""
        found = self.browse()
        for name, _label in get_signing_models(self.env):
            documents = self.env[name]._search_personal(identities)._filter_personal(identities)
            found |= documents.signature_ids
        return found

    def _check_access(self, operation):
        result = super()._check_access(operation)
        allowed = self - result[0] if result else self
        if self.env.su or not allowed:
            return result
        hidden = allowed - self.browse(self._search(Domain("id", "in", allowed.ids)))
        if not hidden:
            return result
        refused = self - allowed + hidden
        return refused, partial(self.env["ir.rule"]._make_access_error, operation, refused)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._domain_documents_read()
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    def _domain_documents_read(self):
        """Return the domain of the signatures below documents that the user may read."""
        env = self.with_context(active_test=False).env
        return Domain.OR(
            Domain("res_model", "=", name) & Domain("res_id", "in", env[name]._search(Domain.TRUE))
            for name, _label in get_signing_models(env)
            if env[name].has_access("read")
        )
