"""The last page of a signed document: who signed it, when, from where, and how to check."""

import io

from pypdf import PdfReader

from odoo.addons.cae_socle.report import page_footer
from odoo.tools import format_date, format_datetime

from ..report import signature_page
from . import company_seal

TIME_ZONE = "Europe/Paris"


def draw(env, document):
    """Return the page of proof (bytes, PDF) in the language of the context."""
    page = signature_page.draw(
        title=env._("Proof of the signatures"),
        intro=env._(
            "This page belongs to the document before it. It says who signed it, when, and "
            "from where."
        ),
        sections=[
            _describe_document(env, document),
            _describe_person(env, document),
            _describe_cooperative(env, document),
        ],
        notes=_describe_checks(env, document),
    )
    return page_footer.stamp(
        page,
        document.company_id.sudo()._get_cae_identity_line(),
        lambda number, count: env._("Proof, page %(page)s / %(count)s", page=number, count=count),
    )


def _describe_document(env, document):
    pages = len(PdfReader(io.BytesIO(document._get_content("signing_document"))).pages)
    rows = [
        (env._("Title"), document.display_name),
        (env._("Pages"), str(pages)),
        (env._("Fingerprint (SHA-256)"), signature_page.Code(document.signing_hash)),
        (env._("Sent on"), _format_time(env, document.signing_sent_on)),
        (env._("Sent by"), document.signing_sent_by.name),
    ]
    return env._("The document"), rows, None


def _describe_person(env, document):
    # sudo: the login with which she signed is part of the proof
    login = document.signed_by.sudo().login
    rows = [
        (env._("Person"), document._get_signing_person().name),
        (env._("Account on the portal"), login),
        (env._("Date and time"), _format_time(env, document.signed_on)),
        (env._("Internet address (IP)"), document.signed_ip),
        (env._("Browser"), document.signed_agent),
        (
            env._("Fingerprint signed (SHA-256)"),
            signature_page.Code(document.signed_hash),
        ),
    ]
    heading = env._("Signed by %(name)s", name=document.signed_name)
    return heading, rows, document._get_content("signature")


def _describe_cooperative(env, document):
    rows = [
        (env._("Account"), document.countersigned_by.login),
        (env._("Date and time"), _format_time(env, document.countersigned_on)),
        (env._("Internet address (IP)"), document.countersigned_ip),
        (env._("Browser"), document.countersigned_agent),
    ]
    heading = env._(
        "Signed for %(company)s by %(name)s",
        company=document.company_id.name,
        name=document.countersigned_name,
    )
    return heading, rows, document._get_content("countersignature")


def _describe_checks(env, document):
    certificate = company_seal.get_certificate(env, document.company_id)
    return [
        env._(
            "Sealed with the certificate of %(name)s, valid until %(date)s. Its SHA-256 "
            "fingerprint: %(fingerprint)s",
            name=certificate.subject,
            date=format_date(env, certificate.valid_until.date()),
            fingerprint=certificate.fingerprint,
        ),
        env._(
            "How to check: a PDF reader shows whether the file was changed after it was "
            "sealed. The document as it was signed is attached to this file, byte for "
            "byte: its SHA-256 fingerprint is the one above."
        ),
    ]


def _format_time(env, moment):
    local = format_datetime(env, moment, tz=TIME_ZONE, dt_format="long")
    return env._(
        "%(local)s, that is %(utc)s UTC", local=local, utc=moment.strftime("%Y-%m-%d %H:%M:%S")
    )
