from odoo.addons.web.controllers import report
from odoo.http import route


class ReportController(report.ReportController):
    # Odoo prints in a transaction that only reads. The first print keeps the style of Odoo's
    # reports, and Odoo would begin anew.
    @route(readonly=False)
    def report_routes(self, *args, **kwargs):
        return super().report_routes(*args, **kwargs)
