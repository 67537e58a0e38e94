from odoo.addons.cae_entrepreneur.controllers.portal import MY_CALL, MY_FORM, MY_PAGE, MySpace
from odoo.addons.cae_signature.controllers.signing import take_signature
from odoo.addons.cae_socle.controllers.files import give_file
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

# What a person signs: the part of the address, and the model behind it.
DOCUMENTS = {"contracts": "cae.contract", "amendments": "cae.contract.amendment"}
KINDS = f"<any({','.join(DOCUMENTS)}):kind>"
SHOWN_STATES = ("to_sign", "signed", "confirmed", "ended")
# Refused attempts of one login; more in ten minutes is no clumsy hand.
MAX_FAILURES = 20


class MyContracts(MySpace):
    """The person's contracts and amendments: read, sign, refuse, keep.

    Somebody else's document, one that is not sent (any more), and one that never was are
    the same to her: the same page that says so.
    """

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        contracts = request.env["cae.contract"].search(
            [("entrepreneur_id", "in", entrepreneurs.ids)]
        )
        documents = self._get_my_documents(entrepreneurs)
        return values | {
            # sudo: found with her rights; beside them the card names her activities
            "contracts_sudo": contracts.sudo(),
            "to_sign_sudo": [doc for doc in documents if doc.state == "to_sign"],
        }

    def _prepare_my_todo(self, values):
        return super()._prepare_my_todo(values) + [
            self._todo(
                10,
                request.env._("Read and sign: %(document)s", document=document.display_name),
                document._get_signing_url(),
                "fa-pencil-square-o",
            )
            for document in values["to_sign_sudo"]
        ]

    def _get_my_documents(self, entrepreneurs, refused=False):
        """Return her documents that were sent or confirmed, as superuser (list).

        :param bool refused: those instead that are drafts again because she refused them: a page
            shows of them what she was sent and what she answered, not the new draft
        """
        domain = Domain("entrepreneur_id", "in", entrepreneurs.ids)
        shown = Domain("state", "in", SHOWN_STATES)
        domain &= ~shown & Domain("signing_refused_on", "!=", False) if refused else shown
        documents = []
        for model in DOCUMENTS.values():
            # sudo: of files found with her rights; drafts are the team's, the others are found
            # with her rights, too
            documents += request.env[model].sudo(refused).search(domain).sudo()
        return documents

    def _find_my_document(self, kind, document_id, refused=False):
        """Return a document of hers as superuser; empty for all others alike.

        Hook: addons above have kinds of their own, with routes to the same methods.
        """
        documents = request.env[DOCUMENTS[kind]]
        mine = self._get_my_documents(self._get_my_entrepreneurs(), refused)
        key = (documents._name, document_id)
        return next((doc for doc in mine if (doc._name, doc.id) == key), documents)

    def _render_missing(self, kind):
        return self._render_page("cae_contrat.portal_document_missing", "my_contracts", status=404)

    def _render_document(self, document_sudo, page_name="my_document", **values):
        return self._render_page(
            "cae_contrat.portal_document", page_name, document=document_sudo, **values
        )

    @route("/my/contracts", **MY_PAGE, readonly=True)
    def my_contracts(self, refused=None, **kw):
        """List the person's contracts and amendments."""
        entrepreneurs = self._get_my_entrepreneurs()
        documents = self._get_my_documents(entrepreneurs)
        documents.sort(key=lambda document: document.state != "to_sign")
        return self._render_page(
            "cae_contrat.portal_documents",
            "my_contracts",
            documents=documents,
            refused=refused,
            refused_documents=self._get_my_documents(entrepreneurs, refused=True),
        )

    @route(f"/my/{KINDS}/<int:document_id>", **MY_PAGE, readonly=True)
    def my_document(self, kind, document_id, signed=None, **kw):
        """Show one document, to read and to sign."""
        document_sudo = self._find_my_document(kind, document_id)
        if document_sudo:
            return self._render_document(document_sudo, just_signed=signed)
        refused_sudo = self._find_my_document(kind, document_id, refused=True)
        if refused_sudo:
            return self._render_page(
                "cae_contrat.portal_document_refused", "my_document", document=refused_sudo
            )
        return self._render_missing(kind)

    # not readonly: some are printed now
    @route(f"/my/{KINDS}/<int:document_id>/document", **MY_PAGE)
    def my_document_file(self, kind, document_id, download=None, **kw):
        """Give the person the file: sealed, else the scan, else as it was sent."""
        document_sudo = self._find_my_document(kind, document_id)
        content, name = self._get_file(document_sudo) if document_sudo else (b"", "")
        if not content:
            return self._render_missing(kind)
        return give_file(content, name, as_attachment=download)

    def _get_file(self, document_sudo):
        kept = document_sudo._get_kept_file()
        return (document_sudo._get_content(kept[0]), document_sudo[kept[1]]) if kept else (b"", "")

    @route(f"/my/{KINDS}/<int:document_id>/sign", **MY_CALL)
    def my_document_sign(self, kind, document_id, name=None, signature=None, **kw):
        """Keep the signature that the form of the portal posts.

        :return: where to go next, or a sentence in ``error``
        """
        document_sudo = self._find_my_document(kind, document_id)

        def sign(shown_hash, origin):
            if not document_sudo:
                raise UserError(request.env._("This document does not exist, or not any more."))
            document_sudo._sign_by_person(signature, name, shown_hash, origin)
            return f"{document_sudo._get_signing_url()}?signed=1"

        return take_signature("signing", str(request.env.uid), MAX_FAILURES, sign)

    @route(f"/my/{KINDS}/<int:document_id>/refuse", **MY_FORM)
    def my_document_refuse(self, kind, document_id, reason="", document="", **kw):
        """Take the person's refusal and its reason."""
        document_sudo = self._find_my_document(kind, document_id)
        if not document_sudo:
            return self._render_missing(kind)
        error = self._try(document_sudo._refuse_by_person, reason, document)
        if error:
            return self._render_document(
                document_sudo, status=400, refusal_error=error, reason=reason
            )
        return request.redirect(f"{self._get_list_url(kind)}?refused=1")

    def _get_list_url(self, kind):
        return "/my/contracts"
