from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CaeActivityStatement(models.TransientModel):
    """The window on one activity's statement, for the staff: a period and its figures."""

    _name = "cae.activity.statement"
    _description = "Activity statement"
    _check_company_auto = True

    activity_id = fields.Many2one("cae.activity", required=True, readonly=True, ondelete="cascade")
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

    @api.depends("activity_id")
    def _compute_display_name(self):
        for window in self:
            window.display_name = self.env._(
                "Statement %(activity)s", activity=window.activity_id.display_name
            )

    @api.depends("period", "activity_id")
    def _compute_dates(self):
        for window in self:
            if window.period != "custom" or not (window.date_from and window.date_to):
                # chosen dates stay; before they are chosen, those of this year are proposed
                name = "this_year" if window.period == "custom" else window.period
                window.date_from, window.date_to = window.activity_id._get_statement_period(name)

    @api.depends("activity_id", "period", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_body(self):
        for window in self:
            window.body = False
            if not window.activity_id:
                continue
            try:
                days = window._get_period()
            except UserError as error:
                window.body = Markup(
                    '<div class="alert alert-danger" role="alert">{}</div>'
                ).format(error.args[0])
                continue
            window.body = self.env["ir.qweb"]._render(
                "cae_gestion.activity_statement_body",
                {
                    **window.activity_id._prepare_statement_values(*days),
                    "account_names": {},
                    "for_staff": True,
                },
            )

    @api.constrains("activity_id", "period", "date_from", "date_to")
    def _check_dates(self):
        for window in self:
            try:
                window._get_period()
            except UserError as error:
                raise ValidationError(error.args[0]) from error

    def _get_period(self):
        """Return the days that are shown; refuse, in a sentence, those that cannot be."""
        return self.activity_id._get_statement_period(self.period, self.date_from, self.date_to)

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
        return self.create(values)._get_records_action(name=self.env._("Activity statement"))

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
            "url": self.activity_id._get_statement_url(*self._get_period(), extension),
            "target": "download",
        }
