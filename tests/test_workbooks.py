"""No report of the suite writes what somebody typed as a formula or a link."""

from odoo.addons.cae_socle.tests.test_workbook import TEXTS, write_texts
from odoo.tests import TransactionCase, tagged


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
