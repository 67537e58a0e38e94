from odoo import fields, http
from odoo.addons.cae_entrepreneur.controllers.portal import MySpace
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ActivityStatementPortal(MySpace):
    """The statement of one's own activities, on the portal and as files.

    Activities are always searched with the rights of the person who asks: one that is
    someone else's is not found, and the answer is that of one that does not exist.
    """

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        activities = values["activities"]
        date_from, date_to = activities[:1]._get_statement_period()
        values["activity_cards"] = [
            {
                "activity": activity,
                "statement": found,
                "contribution": next(
                    (month for month in reversed(found.months) if month.contribution), None
                ),
                **self._statement_formats(activity),
            }
            for activity, found in activities._get_statements(date_from, date_to).items()
        ]
        return values

    def _statement_formats(self, activity):
        values = activity._get_statement_formats()
        return {name: values[name] for name in ("money", "day_reached", "month_name")}

    @http.route("/my/activities", type="http", auth="user", website=True, readonly=True)
    def my_activities(self, **kw):
        """List one's own activities; show the statement at once when there is only one."""
        activities = self._get_my_activities()
        if len(activities) == 1:
            return request.redirect(f"/my/activities/{activities.id}")
        date_from, date_to = activities[:1]._get_statement_period()
        return request.render(
            "cae_gestion.portal_my_activities",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "my_activities",
                "statements": activities._get_statements(date_from, date_to),
            },
        )

    @http.route(
        "/my/activities/<int:activity_id>", type="http", auth="user", website=True, readonly=True
    )
    def my_activity(self, activity_id, period="this_year", date_from=None, date_to=None, **kw):
        """Show the statement of one activity for a period."""
        activity = self._get_activity(activity_id)
        asked, typed_from, typed_to = period, date_from, date_to
        period, date_from, date_to = self._parse_period(activity, period, date_from, date_to)
        error = None
        if asked == "custom" and period != "custom":
            error = request.env._(
                "These dates do not go together: the first day comes before the last. Below is "
                "this year."
            )
        query = f"period=custom&date_from={date_from}&date_to={date_to}"
        return request.render(
            "cae_gestion.portal_my_activity",
            {
                **self._prepare_portal_layout_values(),
                **activity._prepare_statement_values(date_from, date_to),
                "page_name": "my_activity",
                "period": period,
                "periods": activity._get_statement_periods(),
                "date_from": date_from,
                "date_to": date_to,
                "typed_from": typed_from if error else date_from,
                "typed_to": typed_to if error else date_to,
                "error": error,
                "xlsx_url": f"/my/activities/{activity.id}/statement.xlsx?{query}",
                "pdf_url": f"/my/activities/{activity.id}/statement.pdf?{query}",
            },
        )

    @http.route(
        "/my/activities/<int:activity_id>/statement.<any(pdf, xlsx):extension>",
        type="http",
        auth="user",
        readonly=True,
    )
    def my_activity_file(
        self, activity_id, extension, period="this_year", date_from=None, date_to=None, **kw
    ):
        """Give the statement as a file, to entrepreneurs and staff alike."""
        activity = self._get_activity(activity_id)
        _period, date_from, date_to = self._parse_period(activity, period, date_from, date_to)
        content = activity._get_statement_file(extension, date_from, date_to)
        filename = f"{activity._get_statement_filename(date_from, date_to)}.{extension}"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf" if extension == "pdf" else XLSX),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(filename)),
                ("Cache-Control", "no-store"),
            ],
        )

    def _get_my_activities(self):
        return request.env["cae.activity"].search(
            [("entrepreneur_ids.user_ids", "in", request.env.user.ids)]
        )

    def _get_activity(self, activity_id):
        """Return the activity if the user may read it; answer "not found" otherwise."""
        activity = (
            request.env["cae.activity"]
            .with_context(active_test=False)
            .search([("id", "=", activity_id)])
        )
        if not activity:
            raise request.not_found()
        return activity

    def _parse_period(self, activity, period, date_from, date_to):
        """Return (period, first day, last day) from what an address says."""
        try:
            days = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        except ValueError:
            days = None, None
        found = activity._get_statement_period(period, *days)
        names = [name for name, _label in activity._get_statement_periods()]
        if period not in names or (period == "custom" and found != days):
            period = "this_year"
        return period, *found
