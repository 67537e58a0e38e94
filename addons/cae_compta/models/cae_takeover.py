from odoo import api, fields, models
from odoo.addons.cae_socle.engine.table_file import WORKBOOKS
from odoo.addons.cae_socle.models.counts import count_lines
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import trial_balance
from .cae_takeover_booking_mixin import to_cents
from .takeover_problems import name_columns

SETTLED_AT_BOOKING = {"file", "source_code", "date", "journal_id", "activity_id", "company_id"}


class CaeTakeover(models.Model):
    """The opening of one activity, from the analytic trial balance of other books.

    A file is read, its accounts are matched with ours, and one posted entry is booked on the
    activity: its statement then shows the figures of the file. Nothing is booked as long as
    anything in the file is in doubt.
    """

    _name = "cae.takeover"
    _description = "Take-over of old books"
    _inherit = [
        "mail.thread",
        "cae.takeover.reading.mixin",
        "cae.takeover.accounts.mixin",
        "cae.takeover.booking.mixin",
        "cae.import.file.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _personal_ignored = "the books of an activity"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    file = fields.Binary(string="Trial balance", attachment=True, required=True)
    date = fields.Date(
        string="Date of the opening", help="The day on which the trial balance was drawn up."
    )
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', '=', 'general'), ('company_id', '=', company_id)]",
        default=lambda self: self._find_journal(self.env.company),
        check_company=True,
        index="btree_not_null",
        help="Left empty, a journal RAN is made for the openings.",
    )
    state = fields.Selection(
        [("draft", "File"), ("read", "Check"), ("booked", "Booked"), ("reversed", "Reversed")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    source_code = fields.Char(
        string="Analytic code in the file",
        help="Needed only where the file holds several activities.",
    )
    source_name = fields.Char(string="Activity in the file", readonly=True, copy=False)
    is_several = fields.Boolean(compute="_compute_is_several")
    activity_id = fields.Many2one(
        "cae.activity", index=True, check_company=True, tracking=True, ondelete="restrict"
    )
    is_new_activity = fields.Boolean(
        string="Create the activity",
        help="With the code and the name that the file gives; made when the opening is booked.",
    )

    # The kind of file, its columns, activities and first lines.
    reading = fields.Json(readonly=True, copy=False)
    problem_ids = fields.One2many("cae.takeover.problem", "import_id", readonly=True)
    format_summary = fields.Char(string="What was understood", compute="_compute_format_summary")
    first_rows_html = fields.Html(
        string="First lines", compute="_compute_first_rows_html", sanitize=False
    )

    line_ids = fields.One2many("cae.takeover.line", "takeover_id", string="Accounts")
    account_count = fields.Integer(
        string="Number of accounts", compute="_compute_figures", store=True
    )
    missing_count = fields.Integer(compute="_compute_missing_count")
    total_debit = fields.Monetary(compute="_compute_figures", store=True)
    total_credit = fields.Monetary(compute="_compute_figures", store=True)
    turnover = fields.Monetary(string="Turnover (70)", compute="_compute_figures", store=True)
    charges = fields.Monetary(
        string="Charges (6), contribution included", compute="_compute_figures", store=True
    )
    result = fields.Monetary(compute="_compute_figures", store=True)
    banks = fields.Monetary(string="Banks (512)", compute="_compute_figures", store=True)

    move_id = fields.Many2one(string="Opening entry")

    _file_uniq = models.UniqueIndex(
        "(company_id, activity_id, sha256) WHERE state = 'booked'",
        "This file is already booked for this activity.",
    )
    _date_uniq = models.UniqueIndex(
        "(company_id, activity_id, date) WHERE state = 'booked'",
        "This activity already has an opening at this date.",
    )

    @api.depends("file_name", "date", "activity_id", "source_code", "source_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for takeover in self:
            source = " ".join(filter(None, [takeover.source_code, takeover.source_name]))
            what = takeover.activity_id.display_name or source or takeover.file_name
            date = takeover.date and format_date(self.env, takeover.date)
            takeover.display_name = " · ".join(
                filter(None, [what or self.env._("New take-over"), date])
            )

    @api.depends("reading")
    def _compute_is_several(self):
        for takeover in self:
            takeover.is_several = bool(takeover.reading) and len(takeover.reading["codes"]) > 1

    @api.depends("line_ids.code", "line_ids.debit", "line_ids.credit")
    def _compute_figures(self):
        for takeover in self:
            sums = trial_balance.summarize(
                (line.code or "", to_cents(line.debit), to_cents(line.credit))
                for line in takeover.line_ids
            )
            takeover.account_count = sums["accounts"]
            takeover.total_debit = sums["debit"]
            takeover.total_credit = sums["credit"]
            for name in ("turnover", "charges", "result", "banks"):
                takeover[name] = sums[name]

    @api.depends("line_ids.account_id", "line_ids.is_new_account")
    def _compute_missing_count(self):
        missing = [("account_id", "=", False), ("is_new_account", "=", False)]
        for takeover, count in count_lines(self, "cae.takeover.line", "takeover_id", missing):
            takeover.missing_count = count

    @api.depends("reading")
    @api.depends_context("lang")
    def _compute_format_summary(self):
        separators = {
            ";": self.env._("cells separated by semicolons"),
            ",": self.env._("cells separated by commas"),
            "\t": self.env._("cells separated by tabs"),
            "|": self.env._("cells separated by bars"),
        }
        marks = {".": self.env._("decimal point"), ",": self.env._("decimal comma")}
        for takeover in self:
            reading = takeover.reading
            if not (reading and reading["encoding"]):
                takeover.format_summary = False
                continue
            parts = [
                self.env._("workbook, first sheet")
                if reading["encoding"] in WORKBOOKS
                else self.env._("text in %(encoding)s", encoding=reading["encoding"]),
                separators.get(reading["separator"]),
                marks.get(reading["decimal_mark"]),
                self.env._("headings on line %(line)s", line=reading["header_line"])
                if reading["header_line"]
                else self.env._("no line of headings"),
                self.env._("%(count)s lines", count=reading["row_count"]),
            ]
            takeover.format_summary = ", ".join(filter(None, parts))

    @api.depends("reading")
    @api.depends_context("lang")
    def _compute_first_rows_html(self):
        names = name_columns(self.env)
        for takeover in self:
            if not (takeover.reading and takeover.reading["first_rows"]):
                takeover.first_rows_html = False
                continue
            values = {"reading": takeover.reading, "names": names}
            takeover.first_rows_html = self.env["ir.qweb"]._render(
                "cae_compta.cae_takeover_first_rows", values
            )

    def write(self, vals):
        if not self._is_by_method() and SETTLED_AT_BOOKING & set(vals):
            for takeover in self:
                if takeover.state in ("booked", "reversed"):
                    raise UserError(
                        self.env._("The opening is booked: reverse it to change anything.")
                    )
                if takeover.state == "read" and {"file", "company_id"} & set(vals):
                    raise UserError(self.env._("Use “Change the file” first."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        if any(takeover.state in ("booked", "reversed") for takeover in self):
            raise UserError(self.env._("What was booked stays in the file, even reversed."))

    def _describe_guarded(self, field):
        return self.env._("These fields follow from reading and booking: %(fields)s.", fields=field)

    def _check_open_for(self, child):
        """Refuse to touch what is booked, or to add lines that no file holds."""
        if any(takeover.state in ("booked", "reversed") for takeover in self):
            raise UserError(self.env._("The opening is booked: its lines stay as they are."))
