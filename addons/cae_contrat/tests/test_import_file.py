import datetime
import io

import openpyxl

from odoo.tests import HttpCase, freeze_time, tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportTemplate(ImportCommon, HttpCase):
    URL = "/cae_socle/import/cae.import/template"

    def _download(self, user, url=URL):
        self.authenticate(user.login, user.login)
        return self.url_open(url)

    def test_filled_and_imported(self):
        answer = self._download(self.manager)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        record = self._make_import(answer.content)
        record.action_check()
        self.assertEqual(self._get_problems(record).keys(), {(0, "")})  # nothing to import yet
        problem = record.problem_ids.filtered(lambda one: one.severity == "problem")
        self.assertIn("only headings, or the example", problem.message)
        # the template's own lists are nothing to be told about; the examples are
        self.assertEqual(
            record.problem_ids.filtered(lambda one: one.severity == "note").mapped("sheet"),
            ["People", "Activities", "Contracts", "Other contracts"],
        )
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertEqual(
            book.sheetnames, ["People", "Activities", "Contracts", "Other contracts", "Lists"]
        )
        rows = {
            "People": {
                "Key": "P1",
                "First name": "Zoé",
                "Last name *": "Zola",
                "Territory": "River bank",
            },
            "Activities": {"Key": "A1", "Activity *": "Kites", "Entrepreneurs": "P1"},
            "Contracts": {
                "Entrepreneur *": "P1",
                "Kind *": "CAPE",
                "Start *": datetime.date(2025, 3, 1),
                "End": datetime.date(2026, 2, 28),
            },
            "Other contracts": {
                "Entrepreneur *": "P1",
                "Other contract *": "CDD",
                "Start *": datetime.date(2024, 9, 1),
            },
        }
        for name, cells in rows.items():
            sheet = book[name]
            headings = [cell.value for cell in sheet[2]]
            self.assertLessEqual(set(cells), set(headings))
            self.assertEqual(sheet.cell(3, 1).value, "EXEMPLE")
            for heading, value in cells.items():
                sheet.cell(4, headings.index(heading) + 1).value = value
        lists = [
            cell.value for column in book["Lists"].columns for cell in column[1:] if cell.value
        ]
        for name in (
            "River bank",
            "Crafts",
            "Cae Advisor",
            "Renewal",
            "Project holder",
            "Fixed-term employment contract",
        ):
            self.assertIn(name, lists)
        self.assertTrue(book["People"].data_validations.dataValidation)
        out = io.BytesIO()
        book.save(out)
        record = self._make_import(out.getvalue())
        with freeze_time("2026-06-15"):
            record.action_import()
        self.assertFalse(self._get_problems(record))
        zoe = self.env["cae.entrepreneur"].search([("import_key", "=", "P1")])
        self.assertEqual((zoe.name, zoe.territory_id), ("Zoé Zola", self.territory))
        self.assertEqual(zoe.cae_activity_ids.name, "Kites")
        self.assertEqual(zoe.contract_ids.state, "ended")
        self.assertEqual(zoe.earlier_contract_ids.kind, "fixed_term")
