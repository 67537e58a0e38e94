import base64
from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from freezegun import freeze_time

from odoo.addons.cae_signature.engine import seal
from odoo.addons.cae_signature.models import company_seal
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .signing_common import SigningCommon


@tagged("post_install", "-at_install")
class TestCertificate(SigningCommon, HttpCase):
    """The key of the cooperative: made, replaced, and never handed out."""

    def _replace(self, content, passphrase="secret", user=None):
        wizard = (
            self.env["cae.certificate.replacement"]
            .with_user(user or self.manager)
            .create(
                {
                    "company_id": self.company.id,
                    "file": base64.b64encode(content),
                    "passphrase": passphrase,
                }
            )
        )
        wizard.action_replace()
        return wizard

    @freeze_time("2026-05-04 10:00:00")
    def test_each_cooperative_gets_one_of_its_own(self):
        companies = self.company | self.other_company
        companies.sudo().cae_certificate = False
        company_seal.ensure(self.env, companies)
        certificates = [company_seal.get_certificate(self.env, company) for company in companies]
        self.assertEqual([found.subject for found in certificates], companies.mapped("name"))
        self.assertNotEqual(certificates[0].fingerprint, certificates[1].fingerprint)
        self.assertTrue(all(found.valid_until.year == 2036 for found in certificates))
        company_seal.ensure(self.env, companies)
        self.assertEqual(
            company_seal.get_certificate(self.env, self.company), certificates[0], "it is kept"
        )

    def test_follows_the_name_of_the_cooperative(self):
        self.company.sudo().cae_certificate = False
        company_seal.ensure(self.env, self.company)
        self.company.name = "Renamed cooperative"
        self.assertEqual(
            company_seal.get_certificate(self.env, self.company).subject, "Renamed cooperative"
        )

    def test_replaced_by_a_manager(self):
        wizard = self._replace(seal.make_certificate("Bought one", b"secret"))
        self.assertIn("Bought one", wizard.about)
        self.assertFalse(wizard.passphrase or wizard.file)
        self.assertNotEqual(self.company.sudo().cae_certificate_passphrase, "secret")
        wizard.action_renew()
        self.assertEqual(
            company_seal.get_certificate(self.env, self.company).subject, self.company.name
        )

    def test_certificates_that_cannot_seal(self):
        before = company_seal.get_certificate(self.env, self.company)
        good = seal.make_certificate("Bought one", b"secret")
        old = seal.make_certificate("Old one", b"secret", date(2020, 1, 1), years=2)
        coming = seal.make_certificate("Coming one", b"secret", date(2090, 1, 1))
        for content, passphrase, sentence in (
            (good, "guess", "passphrase does not open"),
            (good, "", "passphrase does not open"),
            (b"not a certificate", "secret", "passphrase does not open"),
            (old, "secret", "of Old one expired on"),
            (coming, "secret", "is valid from"),
            (self._make_certificate(2048, sign=False), "secret", "not made for signatures"),
            (self._make_certificate(1024), "secret", "too weak"),
            (self._make_without_key(good), "secret", "no private key"),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self._replace(content, passphrase)
        self.assertEqual(company_seal.get_certificate(self.env, self.company), before)

    def _make_certificate(self, size, sign=True):
        key = rsa.generate_private_key(public_exponent=65537, key_size=size)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Odd one")])
        usage = dict.fromkeys(
            (
                "content_commitment",
                "data_encipherment",
                "key_agreement",
                "key_cert_sign",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        today = date.today()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(self._midnight(today.replace(day=1, year=today.year - 1)))
            .not_valid_after(self._midnight(today.replace(day=1, year=today.year + 1)))
            .add_extension(
                x509.KeyUsage(digital_signature=sign, key_encipherment=True, **usage), True
            )
            .sign(key, hashes.SHA256())
        )
        return seal.pack(key, certificate, (), b"secret")

    @staticmethod
    def _midnight(day):
        from datetime import datetime

        return datetime(day.year, day.month, day.day)

    @staticmethod
    def _make_without_key(content):
        bundle = pkcs12.load_pkcs12(content, b"secret")
        from cryptography.hazmat.primitives.serialization import BestAvailableEncryption

        return pkcs12.serialize_key_and_certificates(
            b"x", None, None, [bundle.cert.certificate], BestAvailableEncryption(b"secret")
        )

    def test_expired_meanwhile(self):
        with freeze_time("2026-05-04"):
            self.company.sudo().cae_certificate = False
            company_seal.ensure(self.env, self.company)
            contract = self._create_signed()
        with freeze_time("2037-01-01"):
            with self.assertRaisesRegex(UserError, "expired on"):
                self._countersign(contract)
            self.assertIn("expired on", self._wizard().about)
        self.assertEqual(contract.state, "signed")

    def _wizard(self):
        return (
            self.env["cae.certificate.replacement"]
            .with_user(self.manager)
            .create({"company_id": self.company.id})
        )

    def test_roles(self):
        wizard = self._wizard()
        content = seal.make_certificate("Mine", b"secret")
        for user in (self.advisor, self.accountant, self.employee, self.bruno_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._replace(content, user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                wizard.with_user(user).action_renew()
        other = self._wizard()
        other.sudo().company_id = self.other_company
        with self.assertRaises(AccessError):
            other.action_renew()

    @mute_logger("odoo.http")
    def test_the_key_is_read_by_nobody(self):
        company_seal.ensure(self.env, self.company)
        names = ["cae_certificate", "cae_certificate_passphrase"]
        for user in (self.manager, self.advisor, self.accountant, self.bruno_user):
            self.authenticate(user.login, user.login)
            for name in names:
                with self.subTest(user=user.login, field=name):
                    answer = self._call("res.company", "read", self.company.ids, [name])
                    self.assertIn("error", answer)
                    response = self.url_open(f"/web/content/res.company/{self.company.id}/{name}")
                    self.assertEqual(response.status_code, 404)
                    found = self._call("res.company", "search", [(name, "!=", False)])
                    self.assertIn("error", found)
            answer = self._call("res.company", "write", self.company.ids, dict.fromkeys(names, "x"))
            self.assertIn("error", answer)
