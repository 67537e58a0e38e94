from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import tagged

from .contribution_common import ContributionCommon


@tagged("post_install", "-at_install")
class TestContributionFollowup(ContributionCommon):
    """Followed month by month: the sheet with real numbers and dates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for month, amount in (("2025-03", 1000), ("2025-04", 2000.45)):
            cls._invoice(cls.alice_activity, amount, f"{month}-10")
            cls._invoice(cls.bruno_activity, 100, f"{month}-10")
            cls._close(f"{month}-01")

    def test_xlsx(self):
        report = self.env["ir.actions.report"].with_user(self.accountant)
        run = self.env["cae.contribution.run"].search([("state", "=", "posted")], limit=1)
        content, extension = report.with_context(lang="en_US")._render(
            "cae_gestion.contribution_followup_xlsx", run.ids
        )
        self.assertEqual(extension, "xlsx")
        sheet = load_workbook(BytesIO(content), data_only=True).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        self.assertEqual(rows[0][:2], ["Territory", "Activity"])
        self.assertEqual([value.month for value in rows[0][2:4]], [3, 4])
        self.assertEqual(rows[1][1:], [self.alice_activity.display_name, 100, 200.05, 300.05])
        self.assertEqual(rows[2][1:], [self.bruno_activity.display_name, 10, 10, 20])
        self.assertEqual(rows[3][2:], [110, 210.05, 320.05])
        formulas = load_workbook(BytesIO(content)).active
        self.assertEqual(formulas["E4"].value, "=SUM(C4:D4)")
        self.assertTrue(formulas["C3"].is_date)
