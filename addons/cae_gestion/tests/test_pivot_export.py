import json
from urllib.parse import unquote

from odoo import http
from odoo.tests import HttpCase, tagged

from .common import GestionCommon


@tagged("post_install", "-at_install")
class TestPivotExport(GestionCommon, HttpCase):
    """The file of a pivot table has a name that people read."""

    def test_the_name_of_the_file(self):
        self.authenticate(self.accountant.login, self.accountant.login)
        answer = self.url_open(
            "/web/pivot/export_xlsx",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "data": json.dumps(
                    {
                        "title": "Contributions",
                        "model": "cae.contribution.line",
                        "measure_count": 1,
                        "origin_count": 1,
                        "col_group_headers": [[{"title": "Total", "width": 1, "height": 1}]],
                        "measure_headers": [{"title": "Contribution", "is_bold": False}],
                        "origin_headers": [],
                        "rows": [],
                    }
                ),
            },
        )
        self.assertEqual(answer.status_code, 200)
        name = unquote(answer.headers["Content-Disposition"])
        self.assertIn("Contributions", name)
        self.assertNotIn("cae.contribution.line", name)
