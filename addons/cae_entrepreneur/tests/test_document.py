import base64

from freezegun import freeze_time

from odoo.addons.cae_entrepreneur.engine import file_kind
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CaeCommon
from .file_samples import PNG, make_pdf, make_zip


@tagged("post_install", "-at_install")
class TestDocument(CaeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("cae_entrepreneur.document_kind_insurance")

    def _document(self, user=None, **vals):
        return (
            self.env["cae.document"]
            .with_user(user or self.advisor)
            .create(
                {
                    "entrepreneur_id": self.alice.id,
                    "kind_id": self.kind.id,
                    "file": base64.b64encode(make_pdf()),
                    "file_name": "Insurance 2025.pdf",
                    **vals,
                }
            )
        )

    def test_name_and_type_follow_the_file(self):
        document = self._document()
        self.assertEqual(document.name, "Insurance 2025")
        self.assertEqual(document.mimetype, "application/pdf")
        self.assertEqual(document.file_size, len(base64.b64decode(document.file)))
        self.assertEqual(self.alice.document_count, 1)
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "cae.document"),
                    ("res_id", "=", document.id),
                    ("res_field", "!=", False),
                ]
            )
        )
        self.assertEqual(attachment.res_field, "file")

    def test_each_of_several_keeps_its_own_size_and_type(self):
        pdf = self._document()
        short = self._document(file=base64.b64encode(make_pdf()[:20]))
        (pdf + short).write({"file_name": "Insurance 2026.pdf"})
        self.assertEqual((pdf.file_size, short.file_size), (len(make_pdf()), 20))
        picture = self._document(file=base64.b64encode(PNG), file_name="Insurance.png")
        (pdf + picture).write({"file_name": ""})
        self.assertEqual((pdf.mimetype, picture.mimetype), ("application/pdf", "image/png"))
        (pdf + picture).write({"file": base64.b64encode(PNG)})
        self.assertEqual(set((pdf + picture).mapped("mimetype")), {"image/png"})

    def test_kinds_by_content(self):
        for content, kind in (
            (make_pdf(), "pdf"),
            (PNG, "png"),
            (make_zip(word__document_xml="x", other="y"), None),
            (make_zip(**{"word/document.xml": "x"}), "docx"),
            (make_zip(**{"xl/workbook.xml": "x"}), "xlsx"),
            (make_zip(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
            (b"MZ\x90\x00", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        ):
            with self.subTest(kind=kind):
                self.assertEqual(file_kind.find_kind(content), kind)

    def test_validity(self):
        with freeze_time("2025-05-01"):
            for day, expiry in (
                ("2025-05-02", "soon"),
                ("2025-07-01", "soon"),
                ("2025-07-02", "valid"),
                (False, False),
            ):
                with self.subTest(day=day):
                    self.assertEqual(self._document(date_expiry=day).expiry, expiry)
            old = self._document(date="2025-01-01", date_expiry="2025-04-30")
            self.assertEqual(old.expiry, "expired")

    def test_rights(self):
        document = self._document()
        for user, rights in (
            (self.advisor, "rw"),
            (self.accountant, "r"),
            (self.manager, "rwu"),
            (self.other_advisor, ""),
            (self.other_accountant, ""),
            (self.alice_user, ""),
            (self.bruno_user, ""),
            (self.employee, ""),
        ):
            for letter, operation in (("r", "read"), ("w", "write"), ("u", "unlink")):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(
                        document.with_user(user).has_access(operation), letter in rights
                    )
        document.portal_visible = True
        self.assertTrue(document.with_user(self.alice_user).has_access("read"))
        self.assertFalse(document.with_user(self.alice_user).has_access("write"))
        self.assertFalse(document.with_user(self.bruno_user).has_access("read"))
        with self.assertRaises(AccessError):
            self._document(self.alice_user)
        with self.assertRaises(AccessError):
            self._document(entrepreneur_id=self.dora.id)

    def test_it_stays_in_its_file(self):
        document = self._document()
        with self.assertRaises(UserError):
            document.entrepreneur_id = self.bruno
        with self.assertRaises(AccessError):
            document.is_from_person = True
        with self.assertRaises(AccessError):
            self._document(is_from_person=True)

    def test_replaced_file_is_checked_too(self):
        document = self._document()
        with self.assertRaises(UserError):
            document.write({"file": base64.b64encode(b"MZ"), "file_name": "run.exe"})
        document.write({"file": base64.b64encode(PNG), "file_name": "insurance.png"})
        self.assertEqual(document.mimetype, "image/png")

    def test_upload_is_for_ones_own_file(self):
        upload = self.env["cae.document"].with_user(self.bruno_user)._upload
        alice = self.alice.with_user(self.bruno_user)
        with self.assertRaises(AccessError):
            upload(alice, self.kind.id, "a.pdf", make_pdf())
        self.assertFalse(self.alice.document_ids)
