from odoo.addons.cae_contrat.tests.common import CaeContractCommon
from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestWorkbookAddress(CaeContractCommon, HttpCase):
    def test_a_workbook_asked_for_as_a_page_is_refused_in_a_sentence(self):
        reports = self.env["ir.actions.report"].search([("report_type", "=", "xlsx")])
        ours = reports.filtered(lambda report: report.report_name.startswith("cae_"))
        self.assertGreater(len(ours), 1)
        self.authenticate(self.manager.login, self.manager.login)
        for report in ours:
            for converter in ("pdf", "html", "text"):
                with self.subTest(report=report.report_name, converter=converter):
                    response = self.url_open(f"/report/{converter}/{report.report_name}/1")
                    self.assertEqual(response.status_code, 422)
