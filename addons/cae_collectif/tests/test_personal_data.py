from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import PDF, SessionCommon


@tagged("post_install", "-at_install")
class TestPersonalData(SessionCommon):
    """When the time of somebody's data is over, that she came stays; who she was goes."""

    @freeze_time("2026-03-09 08:30:00")
    def test_a_signature_goes_and_the_presence_stays(self):
        self._sign(self.alice_row)
        self.alice._anonymise({"file", "staff", "identity"})
        self.env.invalidate_all()
        row = self.alice_row
        self.assertEqual(row.state, "present")
        for name in ("signature", "signed_name", "signed_text", "signed_ip"):
            self.assertFalse(row[name], name)
        # whoever still holds the text can prove that it is the one
        self.assertTrue(row.signed_hash)
        self.assertIn("only its fingerprint", row._verify_proof())
        self.assertNotIn("Alice", row.name)
        self.assertFalse(self.alice_enrolment.email)
        self.assertNotIn("Alice", self.alice_enrolment.name)
        self.assertFalse(self.alice_enrolment.message_ids)
        self.assertEqual(self.bruno_enrolment.name, "Bruno Blin")

    @freeze_time("2026-03-09 12:00:00")
    def test_a_sheet_goes_with_the_last_name_on_it(self):
        self.env["cae.attendance.paper"].with_user(self.advisor).create(
            {
                "half_day_id": self.morning.id,
                "scan": PDF,
                "attendance_ids": [Command.set((self.alice_row | self.bruno_row).ids)],
            }
        ).action_record()
        scan = self.alice_row.scan_id
        self.alice._anonymise({"file", "staff", "identity"})
        self.env.invalidate_all()
        self.assertTrue(scan.exists())
        self.bruno._anonymise({"file", "staff", "identity"})
        self.env.invalidate_all()
        self.assertFalse(scan.exists())
        self.assertEqual(self.bruno_row.state, "present")
        self.assertFalse(
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "cae.attendance.scan"),
                    ("res_field", "=", "file"),
                    ("res_id", "=", scan.id),
                ]
            )
        )
