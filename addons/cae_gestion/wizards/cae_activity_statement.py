from odoo import api, fields, models


class CaeActivityStatement(models.TransientModel):
    """The window on one activity's statement, for the staff: a period and its figures."""

    _name = "cae.activity.statement"
    _description = "Activity statement"
    _check_company_auto = True

    activity_id = fields.Many2one(
        "cae.activity", required=True, readonly=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="activity_id.company_id", store=True)
    period = fields.Selection(
        [
            ("this_year", "This year"),
            ("last_year", "Last year"),
            ("this_month", "This month"),
            ("last_month", "Last month"),
            ("custom", "Chosen dates"),
        ],
        required=True,
        default="this_year",
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_dates",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    body = fields.Html(compute="_compute_body", sanitize=False)

    _dates_order = models.Constraint(
        "check (date_to >= date_from)", "The period cannot end before it starts."
    )

    @api.depends("activity_id")
    def _compute_display_name(self):
        for window in self:
            window.display_name = self.env._(
                "Statement %(activity)s", activity=window.activity_id.display_name
            )

    @api.depends("period", "activity_id")
    def _compute_dates(self):
        for window in self:
            window.date_from, window.date_to = window.activity_id._get_statement_period(
                window.period, window.date_from, window.date_to
            )

    @api.depends("activity_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_body(self):
        for window in self:
            window.body = False
            if window.activity_id and window._dates_in_order():
                window.body = self.env["ir.qweb"]._render(
                    "cae_gestion.activity_statement_body",
                    window.activity_id._prepare_statement_values(window.date_from, window.date_to),
                )

    def _dates_in_order(self):
        return self.date_from and self.date_to and self.date_from <= self.date_to

    @api.model
    def _open(self, activity, date_from=None, date_to=None):
        """Return the action that opens the window on one activity.

        :param cae.activity activity: whose statement
        :param date date_from: first day; this year when left out
        :param date date_to: last day
        :raises AccessError: for whoever is not of the staff
        """
        values = {"activity_id": activity.id}
        if date_from and (date_from, date_to) != activity._get_statement_period():
            values.update(period="custom", date_from=date_from, date_to=date_to)
        window = self.create(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Activity statement"),
            "res_model": self._name,
            "res_id": window.id,
            "view_mode": "form",
        }

    def action_print(self):
        """Give the statement of the chosen period as a PDF."""
        return self._file_action("pdf")

    def action_export(self):
        """Give the statement of the chosen period as an Excel file."""
        return self._file_action("xlsx")

    def _file_action(self, extension):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/activities/{self.activity_id.id}/statement.{extension}"
            f"?period=custom&date_from={self.date_from}&date_to={self.date_to}",
            "target": "download",
        }
