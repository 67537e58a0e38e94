"""The cooperative's seal: its certificate, and the signed PDF that shows any later change.

The seal is an electronic signature of the PAdES baseline (ETSI EN 319 142-1) made with the
certificate of the cooperative. It certifies the document and allows no change after it, so
that a PDF reader shows any.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader, PdfWriter

FIELD = "Cooperative"
KEY_SIZE = 3072
MAX_NAME = 64  # of an attribute of a name: RFC 5280, appendix A.1
MIN_RSA_SIZE = 2048


class CertificateError(ValueError):
    """A certificate that cannot seal; ``reason`` says why, for a sentence in any language.

    Reasons: passphrase, no_key, weak, purpose, not_yet, expired.
    """

    def __init__(self, reason, certificate=None):
        super().__init__(reason)
        self.reason = reason
        self.certificate = certificate


@dataclass(frozen=True)
class Certificate:
    """What people may know of a certificate."""

    subject: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    fingerprint: str  # SHA-256 of the certificate, in pairs of hexadecimal digits
    self_signed: bool


@dataclass(frozen=True)
class Seal:
    """What is found in a PDF.

    ``intact``: not a byte under the seal has changed. ``whole``: nothing was added after
    it. ``by`` is None when there is no seal.
    """

    by: Certificate | None
    intact: bool = False
    whole: bool = False

    @property
    def unbroken(self):
        return bool(self.by) and self.intact and self.whole


def make_certificate(name, passphrase, today=None, years=10):
    """Return a new self-signed certificate with its key as PKCS#12.

    :param str name: of the cooperative
    :param bytes passphrase: that opens the file
    :param date today: first day of validity
    :return: bytes

    >>> content = make_certificate("Coop of the river", b"secret", date(2026, 1, 1), years=2)
    >>> certificate = read_certificate(content, b"secret", datetime(2027, 12, 1))
    >>> certificate.subject, certificate.self_signed
    ('Coop of the river', True)
    >>> read_certificate(content, b"guess")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    cae_signature.engine.seal.CertificateError: passphrase
    >>> late = datetime(2028, 2, 1)
    >>> read_certificate(content, b"secret", late)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    cae_signature.engine.seal.CertificateError: expired
    """
    today = today or date.today()
    # The day before: a clock that is late must not find the seal older than the certificate.
    start = datetime(today.year, today.month, today.day) - timedelta(days=1)
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_SIZE)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:MAX_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:MAX_NAME]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=round(365.25 * years)))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signing_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return pack(key, certificate, (), passphrase)


def _signing_usage():
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def pack(key, certificate, others, passphrase):
    """Return key and certificates as PKCS#12 under a passphrase (bytes)."""
    return pkcs12.serialize_key_and_certificates(
        b"seal",
        key,
        certificate,
        list(others) or None,
        serialization.BestAvailableEncryption(passphrase),
    )


def repack(content, passphrase, new_passphrase, now=None):
    """Check a PKCS#12 file and return it under another passphrase.

    :param bytes content: PKCS#12
    :param bytes passphrase: that opens it
    :param bytes new_passphrase: that is to open the result
    :raise CertificateError: when it cannot seal on the day ``now``
    :return: bytes
    """
    bundle = _open(content, passphrase)
    _check(bundle, now)
    others = [other.certificate for other in bundle.additional_certs]
    return pack(bundle.key, bundle.cert.certificate, others, new_passphrase)


def read_certificate(content, passphrase, now=None):
    """Return the Certificate of a PKCS#12 file that can seal.

    :param bytes content: PKCS#12
    :param bytes passphrase: that opens it
    :param datetime now: in UTC, without a time zone; the present when left out
    :raise CertificateError: see there
    """
    return _check(_open(content, passphrase), now)


def _open(content, passphrase):
    try:
        bundle = pkcs12.load_pkcs12(content, passphrase or None)
    except (ValueError, TypeError) as error:
        raise CertificateError("passphrase") from error
    if not bundle.key or not bundle.cert:
        raise CertificateError("no_key")
    return bundle


def _check(bundle, now):
    certificate = bundle.cert.certificate
    about = _describe(certificate)
    if not isinstance(bundle.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or (
        isinstance(bundle.key, rsa.RSAPrivateKey) and bundle.key.key_size < MIN_RSA_SIZE
    ):
        raise CertificateError("weak", about)
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    if usage and not (usage.digital_signature or usage.content_commitment):
        raise CertificateError("purpose", about)
    now = now or datetime.now(timezone.utc).replace(tzinfo=None)
    if now < about.valid_from:
        raise CertificateError("not_yet", about)
    if now > about.valid_until:
        raise CertificateError("expired", about)
    return about


def _describe(certificate):
    return Certificate(
        subject=_get_name(certificate.subject),
        issuer=_get_name(certificate.issuer),
        valid_from=certificate.not_valid_before_utc.replace(tzinfo=None),
        valid_until=certificate.not_valid_after_utc.replace(tzinfo=None),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(" ").upper(),
        self_signed=certificate.subject == certificate.issuer,
    )


def _get_name(name):
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = name.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)
    return name.rfc4514_string()


def get_fingerprint(content):
    """Return the SHA-256 of a file (bytes) in hexadecimal digits, which tells any change.

    Example:
        >>> get_fingerprint(b"agreed")[:16]
        '9eace41237dcecc2'
    """
    return hashlib.sha256(content).hexdigest()


def bind(document, proof, file_name):
    """Return one PDF: the pages of the document, those of the proof, and the document itself.

    The document is also attached as it was signed, byte for byte: whoever detaches it can
    compute its SHA-256 and compare it with the one on the page of proof.

    :param bytes document: the PDF that was shown and signed
    :param bytes proof: the PDF of the page that tells who signed, when and how
    :param str file_name: of the attached document
    :return: bytes
    """
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document)))
    writer.append(io.BytesIO(proof), import_outline=False)
    writer.add_attachment(file_name, document)
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def seal(content, pkcs12_content, passphrase, reason, location=None, now=None):
    """Return the PDF sealed.

    :param bytes content: PDF without a signature
    :param bytes pkcs12_content: certificate and key
    :param bytes passphrase: that opens it
    :param str reason: shown by PDF readers
    :param str location: shown by PDF readers
    :param datetime now: see read_certificate
    :raise CertificateError: see there
    :return: bytes
    """
    about = read_certificate(pkcs12_content, passphrase, now)
    signer = signers.SimpleSigner.load_pkcs12_data(pkcs12_content, [], passphrase=passphrase)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name=about.subject,
        reason=reason,
        location=location,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    return signers.sign_pdf(writer, metadata, signer=signer).getvalue()


def verify(content):
    """Return the Seal found in a PDF; who made it is for the caller to compare.

    A file that cannot be read any more counts as one without an intact seal.

    :param bytes content: PDF
    """
    about = None
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        (signature,) = reader.embedded_signatures
        certificate = signature.signer_cert
        about = _describe(x509.load_der_x509_certificate(certificate.dump()))
        # Nothing may follow the seal, so there is no later revision to judge.
        trusted = ValidationContext(trust_roots=[certificate], allow_fetching=False)
        status = validate_pdf_signature(signature, trusted, skip_diff=True)
    except Exception:
        # A spoilt file breaks its readers in any way: all mean the same here.
        return Seal(by=about)
    return Seal(
        by=about,
        intact=status.intact and status.valid,
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )
