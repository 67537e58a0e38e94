from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..report.import_template import make_workbook, write_csv
from .files import give_file


class ImportTemplateController(http.Controller):
    @http.route(
        "/cae_socle/import/<string:model>/template", type="http", auth="user", readonly=True
    )
    def import_template(self, model, kind=None):
        """Answer the workbook to fill for an import, or the csv file of one of its tables."""
        env = request.env
        env = env(context={**env.context, "allowed_company_ids": env.company.ids})
        imports = env.get(model)
        is_import = isinstance(imports, env.registry["cae.import.mixin"])
        if not is_import or imports._abstract or not imports.has_access("create"):
            raise NotFound
        tables = imports._get_tables()
        if table := next((table for table in tables if table.name == kind), None):
            name = f"{table.label.lower()}.csv"
            headings = [column.label for column in table.columns]
            content = write_csv([headings, [column.example for column in table.columns]])
        else:
            name = f"{imports._get_layout().get('string')}.xlsx"
            names = imports.with_context(active_test=False)._load_names()
            content = make_workbook(env, tables, imports._get_lists_label(), names)
        return give_file(content, name)
