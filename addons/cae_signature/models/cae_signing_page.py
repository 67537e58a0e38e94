import io

from pypdf import PdfReader

from odoo import models
from odoo.addons.cae_socle.report import page_footer
from odoo.tools import format_date, format_datetime

from ..report import signature_page

TIME_ZONE = "Europe/Paris"


class CaeSigningPage(models.AbstractModel):
    """The last page of a signed document: who signed it, when, from where, and how to check."""

    _name = "cae.signing.page"
    _description = "Page of proof of the signatures"

    def _draw(self, document):
        """Return the page of proof (bytes, PDF) in the language of the context."""
        page = signature_page.draw(
            title=self.env._("Proof of the signatures"),
            intro=self.env._(
                "This page belongs to the document before it. It says who signed it, when, and "
                "from where."
            ),
            sections=[
                self._describe_document(document),
                self._describe_person(document),
                self._describe_cooperative(document),
            ],
            notes=self._describe_checks(document),
        )
        return page_footer.stamp(
            page,
            document.company_id.sudo()._get_cae_identity_line(),
            lambda number, count: self.env._(
                "Proof, page %(page)s / %(count)s", page=number, count=count
            ),
        )

    def _describe_document(self, document):
        pages = len(PdfReader(io.BytesIO(document._get_content("signing_document"))).pages)
        rows = [
            (self.env._("Title"), document.display_name),
            (self.env._("Pages"), str(pages)),
            (self.env._("Fingerprint (SHA-256)"), signature_page.Code(document.signing_hash)),
            (self.env._("Sent on"), self._format_time(document.signing_sent_on)),
            (self.env._("Sent by"), document.signing_sent_by.name),
        ]
        return self.env._("The document"), rows, None

    def _describe_person(self, document):
        # sudo: the login with which she signed is part of the proof
        login = document.signed_by.sudo().login
        rows = [
            (self.env._("Person"), document._get_signing_person().name),
            (self.env._("Account on the portal"), login),
            (self.env._("Date and time"), self._format_time(document.signed_on)),
            (self.env._("Internet address (IP)"), document.signed_ip),
            (self.env._("Browser"), document.signed_agent),
            (
                self.env._("Fingerprint signed (SHA-256)"),
                signature_page.Code(document.signed_hash),
            ),
        ]
        heading = self.env._("Signed by %(name)s", name=document.signed_name)
        return heading, rows, document._get_content("signature")

    def _describe_cooperative(self, document):
        rows = [
            (self.env._("Account"), document.countersigned_by.login),
            (self.env._("Date and time"), self._format_time(document.countersigned_on)),
            (self.env._("Internet address (IP)"), document.countersigned_ip),
            (self.env._("Browser"), document.countersigned_agent),
        ]
        heading = self.env._(
            "Signed for %(company)s by %(name)s",
            company=document.company_id.name,
            name=document.countersigned_name,
        )
        return heading, rows, document._get_content("countersignature")

    def _describe_checks(self, document):
        certificate = self.env["cae.seal"]._get_certificate(document.company_id)
        return [
            self.env._(
                "Sealed with the certificate of %(name)s, valid until %(date)s. Its SHA-256 "
                "fingerprint: %(fingerprint)s",
                name=certificate.subject,
                date=format_date(self.env, certificate.valid_until.date()),
                fingerprint=certificate.fingerprint,
            ),
            self.env._(
                "How to check: a PDF reader shows whether the file was changed after it was "
                "sealed. The document as it was signed is attached to this file, byte for "
                "byte: its SHA-256 fingerprint is the one above."
            ),
        ]

    def _format_time(self, moment):
        local = format_datetime(self.env, moment, tz=TIME_ZONE, dt_format="long")
        return self.env._(
            "%(local)s, that is %(utc)s UTC", local=local, utc=moment.strftime("%Y-%m-%d %H:%M:%S")
        )
