"""The certificate of each cooperative, and the seal it makes (see engine/seal.py)."""

import base64
import secrets
from contextlib import contextmanager

from odoo import fields
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import seal


def ensure(env, companies):
    """Give a certificate of its own to each company that has none.

    :param res.company companies: whose documents will be sealed
    """
    # sudo: the key is made for them, and not shown
    for company_sudo in companies.sudo().filtered(lambda company: not company.cae_certificate):
        own, today = secrets.token_urlsafe(24), fields.Date.today()
        _keep(company_sudo, seal.make_certificate(company_sudo.name, own.encode(), today), own)


def drop_outdated(env, names):
    """Forget the certificates that we made for companies under a name they had before.

    The next seal gets a new one. Documents that are sealed keep theirs: it is inside.

    :param dict names: {company: its name before}
    """
    for company, name in names.items():
        # sudo: nothing of the key is shown
        company_sudo = company.sudo()
        if not company_sudo.cae_certificate or name == company_sudo.name:
            continue
        try:
            found = seal.read_certificate(*_get_key(env, company_sudo), fields.Datetime.now())
        except seal.CertificateError:
            continue  # whoever seals next is told why
        if found.self_signed and found.subject == name:
            company_sudo.write({"cae_certificate": False, "cae_certificate_passphrase": False})


def replace(env, company, content, passphrase):
    """Seal from now on with another certificate.

    Documents that are sealed keep theirs: it is inside.

    :param bytes content: PKCS#12 with the key
    :param str passphrase: that opens it; empty when it has none
    :raise UserError: when it cannot seal
    """
    own = secrets.token_urlsafe(24)
    with _explained(env):
        packed = seal.repack(
            content, (passphrase or "").encode(), own.encode(), fields.Datetime.now()
        )
    _keep(company, packed, own)


def get_certificate(env, company):
    """Return what everybody may know of the certificate in use (engine.seal.Certificate).

    :raise UserError: when it cannot seal
    """
    ensure(env, company)
    with _explained(env):
        return seal.read_certificate(*_get_key(env, company), fields.Datetime.now())


def _keep(company, content, passphrase):
    # sudo: the key is kept for the company, and not shown
    company.sudo().write(
        {"cae_certificate": base64.b64encode(content), "cae_certificate_passphrase": passphrase}
    )


def _get_key(env, company):
    # sudo: the methods that use the key never hand it out
    company_sudo = company.sudo().with_context(bin_size=False)
    return (
        base64.b64decode(company_sudo.cae_certificate),
        (company_sudo.cae_certificate_passphrase or "").encode(),
    )


def seal_document(env, company, content, reason):
    """Return a PDF sealed with the company's certificate.

    :param bytes content: PDF
    :param str reason: what PDF readers show
    :raise UserError: when the certificate cannot seal
    :return: bytes
    """
    ensure(env, company)
    with _explained(env):
        return seal.seal(
            content,
            *_get_key(env, company),
            reason=reason,
            location=company.city or None,
            now=fields.Datetime.now(),
        )


@contextmanager
def _explained(env):
    """Say in a sentence why a certificate cannot seal."""
    try:
        yield
    except seal.CertificateError as error:
        sentence = load_sentences(env, "cae_signature.certificate_sentences")[error.reason]
        about = error.certificate
        if about:
            day = about.valid_from if error.reason == "not_yet" else about.valid_until
            sentence %= {"name": about.subject, "date": format_date(env, day.date())}
        raise UserError(sentence) from error
