from odoo import models
from odoo.addons.cae_socle.models.periods import read_period
from odoo.exceptions import MissingError

# in pixels of the page; leaves room for twelve months below on the first page
CHART_WIDTH = 560


class ReportActivityStatement(models.AbstractModel):
    _name = "report.cae_gestion.report_activity_statement"
    _description = "Activity statement (PDF)"

    def _get_report_values(self, docids, data=None):
        """Return the values of the statements to print.

        :param docids: ids of activities
        :param dict data: `date_from` and `date_to` (ISO), else this year
        """
        activities = self._get_activities(docids)
        return {
            "doc_ids": activities.ids,
            "doc_model": activities._name,
            "docs": activities,
            "statements": [self._prepare_statement(activity, data) for activity in activities],
        }

    def _prepare_statement(self, activity, data):
        values = activity._prepare_statement_values(*self._get_period(activity, data))
        return {
            **values,
            "entrepreneurs": ", ".join(activity.entrepreneur_ids.mapped("name")),
            # the WebKit of a patched wkhtmltopdf draws SVG of a fixed size only
            "body": self.env["ir.qweb"]._render(
                "cae_gestion.activity_statement_body",
                {**values, "lines_url": None, "print_width": CHART_WIDTH},
            ),
        }

    def _get_activities(self, ids):
        """Return activities that the user may read; the others do not exist for them."""
        activities = self.env["cae.activity"].with_context(active_test=False)
        found = activities.search([("id", "in", ids or [])])
        if not found:
            raise MissingError(self.env._("There is no such activity."))
        return found

    def _get_period(self, activity, data):
        """Return the days that a request for the file names, this year when it names none.

        :raises UserError: when they cannot be shown
        """
        data = data or {}
        days = data.get("date_from"), data.get("date_to")
        if any(days):
            return read_period(activity, *days)
        return activity._get_statement_period(data.get("period") or "this_year")
