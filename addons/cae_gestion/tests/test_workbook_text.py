import io
import json

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import http
from odoo.tests import HttpCase, tagged

from .statement_common import StatementCommon

FORMULA = "=1+1"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20")
class TestWorkbookText(StatementCommon, HttpCase):
    """What somebody typed stays text in the workbooks that hold it."""

    def _assert_text(self, content):
        book = load_workbook(io.BytesIO(content))
        found = [
            cell
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if FORMULA in str(cell.value or "")
        ]
        self.assertTrue(found)
        self.assertEqual({cell.data_type for cell in found}, {"s"})

    def test_workbooks_with_an_activity_named_like_a_formula(self):
        self.alice_activity.write({"name": FORMULA, "code": False})
        self.client.name = FORMULA
        self.authenticate("cae_accountant", "cae_accountant")
        address = f"/my/activities/{self.alice_activity.id}/statement.xlsx"
        self._assert_text(self.url_open(address).content)
        run = self.env["cae.contribution.run"].create(
            {"company_id": self.company.id, "date_from": "2026-01-01"}
        )
        run.action_compute()
        run.action_post()
        report = self.env["ir.actions.report"]
        self._assert_text(
            report._render_xlsx("cae_gestion.contribution_followup_xlsx", run.ids, {})[0]
        )

    def test_exports_of_a_list(self):
        self.alice_activity.write({"name": FORMULA, "code": False})
        self.accountant.group_ids |= self.env.ref("base.group_allow_export")
        self.authenticate("cae_accountant", "cae_accountant")
        response = self.url_open(
            "/web/export/xlsx",
            data={
                "data": json.dumps(
                    {
                        "model": "cae.activity",
                        "fields": [{"name": "name", "label": "Name", "type": "char"}],
                        "ids": self.alice_activity.ids,
                        "domain": [],
                        "groupby": [],
                        "import_compat": False,
                    }
                ),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        self._assert_text(response.content)
