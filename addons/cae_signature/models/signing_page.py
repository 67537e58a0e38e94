"""The last page of a signed document: who signed it, when, from where, and how to check."""

import base64
import io

from pypdf import PdfReader

from odoo.addons.cae_socle.engine.local_time import ZONE
from odoo.addons.cae_socle.report import page_footer
from odoo.tools import format_date, format_datetime

from ..report import signature_page
from . import company_seal


def draw(env, document):
    """Return the page of proof (bytes, PDF) in the language of the context."""
    person, cooperative = document.person_signature_id, document.cooperative_signature_id
    page = signature_page.draw(
        title=env._("Proof of the signatures"),
        intro=env._(
            "This page belongs to the document before it. It says who signed it, when, and "
            "from where."
        ),
        sections=[
            _describe_document(env, document),
            _describe_signature(env, env._("Signed by %(name)s", name=person.signed_name), person),
            _describe_signature(
                env,
                env._(
                    "Signed for %(company)s by %(name)s",
                    company=document.company_id.name,
                    name=cooperative.signed_name,
                ),
                cooperative,
            ),
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


def _describe_signature(env, heading, line):
    # sudo: the login with which the document was signed is part of the proof
    login = line.signed_by.sudo().login
    account = env._("Account on the portal") if line.method == "portal" else env._("Account")
    rows = [
        (env._("Person"), line.partner_id.name),
        (account, login),
        (env._("Date and time"), _format_time(env, line.signed_on)),
        (env._("Internet address (IP)"), line.signed_ip),
        (env._("Browser"), line.signed_agent),
        (env._("Fingerprint signed (SHA-256)"), signature_page.Code(line.signed_hash)),
    ]
    image = base64.b64decode(line.with_context(bin_size=False).signature)
    return heading, rows, image


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
    local = format_datetime(env, moment, tz=ZONE, dt_format="long")
    return env._(
        "%(local)s, that is %(utc)s UTC", local=local, utc=moment.strftime("%Y-%m-%d %H:%M:%S")
    )
