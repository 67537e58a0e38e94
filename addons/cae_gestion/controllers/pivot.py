import json

from werkzeug.datastructures import FileStorage

from odoo import http
from odoo.addons.web.controllers.pivot import TableExporter
from odoo.http import request


class PivotExporter(TableExporter):
    @http.route(cae_files=["data"])
    def export_xlsx(self, data, **kw):
        """Name the file by what is in it: people read it, not the model's technical name."""
        values = json.load(data) if isinstance(data, FileStorage) else json.loads(data)
        if isinstance(values, dict) and values.get("model") in request.env:
            values["model"] = request.env["ir.model"]._get(values["model"]).name
        return super().export_xlsx(json.dumps(values), **kw)
