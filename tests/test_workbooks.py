"""No report of the suite writes what somebody typed as a formula or a link."""

from odoo.addons.cae_socle.tests.test_workbook import TEXTS, write_texts
from odoo.tests import HttpCase, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestWorkbooks(TransactionCase):
    def test_every_workbook_report(self):
        # all modules that make a workbook by report_xlsx, ours and others'
        names = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("report.") and hasattr(model, "get_workbook_options")
        ]
        self.assertGreater(len(names), 3)
        for name in names:
            with self.subTest(report=name):
                *texts, formula = write_texts(self.env[name].get_workbook_options())
                self.assertEqual([cell.value for cell in texts], list(TEXTS))
                self.assertEqual({cell.data_type for cell in texts}, {"s"})
                self.assertFalse([cell for cell in texts if cell.hyperlink])
                self.assertEqual(formula.data_type, "f", "who means a formula writes one")


@tagged("post_install", "-at_install")
class TestWorkbookAddress(HttpCase):
    def test_a_workbook_asked_for_as_a_page_is_refused_in_a_sentence(self):
        reports = self.env["ir.actions.report"].search([("report_type", "=", "xlsx")])
        ours = reports.filtered(lambda report: report.report_name.startswith("cae_"))
        self.assertGreater(len(ours), 1)
        self.authenticate("gerante", "gerante")
        for report in ours:
            for converter in ("pdf", "html", "text"):
                with self.subTest(report=report.report_name, converter=converter):
                    response = self.url_open(f"/report/{converter}/{report.report_name}/1")
                    self.assertEqual(response.status_code, 422)
