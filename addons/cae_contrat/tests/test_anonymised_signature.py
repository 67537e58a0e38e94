import base64
import hashlib

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .signing_common import SigningCommon

ALL_KINDS = {"file", "staff", "accounting", "identity"}
FILES = ("signing_document", "signed_document")
FINGERPRINTS = ("signing_hash", "signed_document_hash")
PERSONAL = ("Bruno", "Blin", "cae_bruno", "192.0.2.7", "quai du Port")


@tagged("post_install", "-at_install")
class TestAnonymisedSignature(SigningCommon, HttpCase):
    """When its time is over, a sealed contract leaves fingerprints, and nothing of the person."""

    def _read_row(self, record):
        """Return what the database holds of a record, as text."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT row_to_json(line)::text FROM {record._table} line WHERE id = %s", [record.id]
        )
        return self.env.cr.fetchone()[0]

    def test_sealed_contract(self):
        contract = self._countersign(self._create_signed()).with_user(self.env.user)
        fingerprints = {name: contract[name] for name in FINGERPRINTS}
        sealed = base64.b64decode(contract.signed_document)
        lines, hashes = contract.signature_ids, contract.signature_ids.mapped("signed_hash")
        self.assertIn("Bruno", self._read_row(lines[0]))
        self.assertIn("192.0.2.7", self._read_row(lines[0]))
        Attachments = self.env["ir.attachment"].sudo().with_context(active_test=False)
        files = Attachments.search(
            [
                ("res_model", "=", "cae.contract"),
                ("res_id", "=", contract.id),
                ("res_field", "in", [*FILES, False]),
            ]
        )
        self.assertGreaterEqual(len(files), 3, "the document, the sealed one, and the one mailed")
        checksums = files.mapped("checksum")
        self.bruno._anonymise(ALL_KINDS)
        self.env.invalidate_all()

        self.assertFalse(files.exists())
        self.assertFalse(Attachments.search([("checksum", "in", checksums)]), "no copy either")
        for row in (self._read_row(contract), *map(self._read_row, lines)):
            for words in PERSONAL:
                self.assertNotIn(words, row)
        for name in FILES:
            self.assertFalse(contract[name], name)
        for name in ("signature", "signed_name", "signed_ip", "signed_agent"):
            self.assertFalse(any(lines.mapped(name)), name)
        self.assertEqual(lines.mapped("signed_hash"), hashes)
        self.assertFalse(contract.message_ids)
        self.assertEqual({name: contract[name] for name in FINGERPRINTS}, fingerprints)
        self.assertEqual(
            hashlib.sha256(sealed).hexdigest(),
            contract.signed_document_hash,
            "who still holds the document can prove that it is the one",
        )

    def test_its_seal_is_not_called_broken(self):
        contract = self._countersign(self._create_signed()).with_user(self.env.user)
        self.bruno._anonymise(ALL_KINDS)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "is not kept any more"):
            contract.action_check_seal()
