from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..engine.people_file import KINDS
from ..models.import_columns import get_kind_labels
from ..models.import_template import make_csv, make_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportTemplateController(http.Controller):
    @http.route("/cae_entrepreneur/import/template", type="http", auth="user", readonly=True)
    def import_template(self, kind=None):
        """Answer the workbook to fill for an import, or the csv file of one kind of rows."""
        env = request.env
        if not env["cae.import"].has_access("create"):
            raise NotFound
        company = env.company
        env = env(context={**env.context, "allowed_company_ids": company.ids})
        if kind in KINDS:
            name = f"{get_kind_labels(env)[kind].lower()}.csv"
            content, content_type = make_csv(env, kind), "text/csv; charset=utf-8"
        else:
            name = env._("people_activities_contracts") + ".xlsx"
            content, content_type = make_workbook(env, company), XLSX
        return request.make_response(
            content,
            headers=[
                ("Content-Type", content_type),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
