"""The last page of a signed document: who signed it, when, from where, and how to check."""

import io
from functools import partial

from pypdf import PdfReader

from odoo.addons.cae_socle.engine.local_time import ZONE
from odoo.addons.cae_socle.report import page_footer
from odoo.tools import format_date, format_datetime

from . import company_seal


def draw(env, document):
    """Return the page of proof (bytes, PDF) in the language of the context."""
    signatures = document.person_signature_id + document.cooperative_signature_id
    signed = PdfReader(io.BytesIO(document._get_content("signing_document")))
    page = env["ir.qweb"]._render(
        "cae_signature.signature_proof",
        {
            "document": document,
            "page_count": len(signed.pages),
            "signatures": signatures.with_context(bin_size=False),
            # sudo: the login with which the document was signed is part of the proof
            "logins": {line: line.signed_by.sudo().login for line in signatures},
            "headings": {line: _name_signature(env, document, line) for line in signatures},
            "seal": _describe_seal(env, company_seal.get_certificate(env, document.company_id)),
            "format_time": partial(_format_time, env),
            "lang": env.lang,
        },
    )
    # sudo: the paper on which it is printed
    reports_sudo = env["ir.actions.report"].sudo().with_context(cae_numbered=True)
    return page_footer.stamp(
        reports_sudo._run_wkhtmltopdf([page]),
        document.company_id.sudo()._get_cae_identity_line(),
        lambda number, count: env._("Proof, page %(page)s / %(count)s", page=number, count=count),
    )


def _name_signature(env, document, line):
    if line.role == "person":
        return env._("Signed by %(name)s", name=line.signed_name)
    return env._(
        "Signed for %(company)s by %(name)s",
        company=document.company_id.name,
        name=line.signed_name,
    )


def _describe_seal(env, certificate):
    return env._(
        "Sealed with the certificate of %(name)s, valid until %(date)s. Its SHA-256 fingerprint: "
        "%(fingerprint)s",
        name=certificate.subject,
        date=format_date(env, certificate.valid_until.date()),
        fingerprint=certificate.fingerprint,
    )


def _format_time(env, moment):
    local = format_datetime(env, moment, tz=ZONE, dt_format="long")
    return env._(
        "%(local)s, that is %(utc)s UTC", local=local, utc=moment.strftime("%Y-%m-%d %H:%M:%S")
    )
