import re
from collections import Counter
from decimal import Decimal
from functools import partial

from odoo import api, fields, models
from odoo.addons.cae_socle.engine import periods
from odoo.addons.cae_socle.engine.table_file import WORKBOOKS
from odoo.addons.cae_socle.models.counts import count_lines
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..engine import trial_balance
from .takeover_problems import (
    LISTED_PROBLEMS,
    UNMAPPED_ONE_BY_ONE,
    describe_problem,
    get_sentences,
    name_columns,
)

SETTLED_AT_READING = {"file", "source_code", "company_id"}
SETTLED_AT_BOOKING = SETTLED_AT_READING | {"date", "journal_id", "activity_id"}
JOURNAL_CODE = "RAN"
CONTRIBUTION_LABEL = re.compile(
    r"(participation|contribution|mutualisation|frais de gestion)\b.*%", re.IGNORECASE
)
# Where no account of the chart is near: the usual type of the class.
CLASS_TYPES = {
    "2": "asset_fixed",
    "3": "asset_current",
    "4": "liability_current",
    "5": "asset_current",
    "6": "expense",
    "7": "income",
    "8": "off_balance",
    "9": "off_balance",
}


# What the reading of a file is shown by.
SHOWN = (
    "encoding",
    "separator",
    "decimal_mark",
    "header_line",
    "row_count",
    "columns",
    "codes",
)


def to_cents(amount):
    """Return a monetary field as the Decimal that it stands for."""
    return Decimal(f"{amount:.2f}")


class CaeTakeover(models.Model):
    """The opening of one activity, from the analytic trial balance of other books.

    A file is read, its accounts are matched with ours, and one posted entry is booked on the
    activity: its statement then shows the figures of the file. Nothing is booked as long as
    anything in the file is in doubt.
    """

    _name = "cae.takeover"
    _description = "Take-over of old books"
    _inherit = ["mail.thread", "cae.entry.mixin", "cae.import.file.mixin"]
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
        default=lambda self: self.env.company._find_general_journal(JOURNAL_CODE),
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
            values = {"reading": takeover.reading, "names": names}
            is_read = takeover.reading and takeover.reading["first_rows"]
            takeover.first_rows_html = bool(is_read) and self.env["ir.qweb"]._render(
                "cae_compta.cae_takeover_first_rows", values
            )

    def write(self, vals):
        if not self._is_by_method() and SETTLED_AT_BOOKING & set(vals):
            for takeover in self:
                if takeover.state in ("booked", "reversed"):
                    raise UserError(
                        self.env._("The opening is booked: reverse it to change anything.")
                    )
                if takeover.state == "read" and SETTLED_AT_READING & set(vals):
                    raise UserError(self.env._("Use “Change the file” first."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        if any(takeover.state in ("booked", "reversed") for takeover in self):
            raise UserError(self.env._("What was booked stays in the file, even reversed."))

    def _describe_guarded(self, field):
        return self.env._("These fields follow from reading and booking: %(fields)s.", fields=field)

    def _check_open_for(self, child):
        """Refuse to touch what is booked; which lines there are, the file alone says."""
        if any(takeover.state in ("booked", "reversed") for takeover in self):
            raise UserError(self.env._("The opening is booked: its lines stay as they are."))

    # -- reading --------------------------------------------------------------------------------

    def action_read(self):
        """Read the files: show what was understood, propose accounts, list what is wrong."""
        self.check_access("write")
        for takeover in self:
            if takeover.state != "draft":
                raise UserError(
                    self.env._("%(takeover)s is already read.", takeover=takeover.display_name)
                )
            takeover._by_method()._read_file()

    def _read_file(self):
        reading = trial_balance.read(self._get_bytes())
        code, problems = self._choose_code(reading)
        lines = reading.lines_of(code) if code is not None else []
        vals = {
            "state": "read",
            "sha256": self._get_sha256(),
            "reading": {
                **{name: getattr(reading, name) for name in SHOWN},
                "first_rows": [[cell[:80] for cell in cells[:12]] for cells in reading.first_rows],
            },
            "source_code": code if code is not None else self.source_code,
            "source_name": reading.codes.get(code),
            "line_ids": [
                Command.clear(),
                *(Command.create(self._prepare_line_vals(line)) for line in lines),
            ],
        }
        if code and not self.activity_id:
            activities = self.env["cae.activity"]
            vals["activity_id"] = activities.search(self._domain_activity(code), limit=1).id
        self.write(vals)
        self._propose_accounts()
        self._keep_problems(problems, [*reading.notes, *self._find_same_file()])

    @api.model
    def _prepare_line_vals(self, line):
        return {
            "line_number": line.number,
            "code": line.account,
            "label": line.label,
            "debit": line.debit,
            "credit": line.credit,
            "is_contribution": line.account.startswith("6")
            and bool(CONTRIBUTION_LABEL.search(line.label)),
        }

    def _choose_code(self, reading):
        """Return the analytic code to take over (None: cannot say) and the problems."""
        codes = list(reading.codes)
        wanted = (self.source_code or "").strip()
        is_unknown = wanted and codes and wanted not in codes
        if is_unknown or (not wanted and len(codes) > 1):
            reason = "code_unknown" if is_unknown else "several"
            values = {"code": wanted, "codes": ", ".join(codes[:20])}
            return None, [trial_balance.Problem(reason, values=values), *reading.problems]
        code = wanted or (codes[0] if codes else "")
        return code, reading.problems_of(code)

    def _domain_activity(self, code):
        """Return the domain of the activity of a code."""
        return [("company_id", "=", self.company_id.id), ("code", "=", code)]

    def _domain_booked(self):
        """Return the domain of what the cooperative has booked."""
        return Domain("company_id", "=", self.company_id.id) & Domain("state", "=", "booked")

    def _find_same_file(self):
        """Return the note that the file is booked for another activity, in a list."""
        same = self.search(
            self._domain_booked()
            & Domain("sha256", "=", self.sha256)
            & Domain("source_code", "=", self.source_code)
            & Domain("activity_id", "!=", self.activity_id.id),
            limit=1,
        )
        values = {"takeover": same.display_name}
        return [trial_balance.Problem("same_file", values=values)] if same else []

    def _prepare_problems(self, problems, severity):
        columns, sentences = name_columns(self.env), get_sentences(self.env)
        vals_list = super()._prepare_problems(problems, severity)
        for vals, problem in zip(vals_list, problems, strict=True):
            vals["column"] = columns.get(problem.column)
            vals["message"] = describe_problem(self, problem, sentences)
        return vals_list

    def _list_problems(self):
        """Return the sentences on what stands between this file and its booking."""
        problems = self.problem_ids.filtered(lambda found: found.severity == "problem")
        found = [(problem.line, problem.message) for problem in problems]
        lines = self.line_ids.filtered(lambda line: not line.is_settled)
        sentences = get_sentences(self.env)
        if len(lines) > UNMAPPED_ONE_BY_ONE:
            numbers = ", ".join(str(line.line_number) for line in lines)
            values = {"count": len(lines), "lines": numbers}
            found.append((0, sentences["unmapped_many"] % values))
        else:
            for line in lines:
                values = {"account": line.code, "label": line.label or ""}
                found.append((line.line_number, sentences["unmapped"] % values))
        return [
            self.env._("Line %(line)s: %(problem)s", line=line, problem=sentence)
            if line
            else sentence
            for line, sentence in found
        ]

    def action_change_file(self):
        """Go back to the choice of the file; what was matched is forgotten."""
        self.check_access("write")
        for takeover in self:
            if takeover.state != "read":
                raise UserError(self.env._("Only what is read and not booked can go back."))
            takeover._keep_problems()
            takeover._by_method().write(
                {
                    "state": "draft",
                    "sha256": False,
                    "reading": False,
                    "source_code": False,
                    "source_name": False,
                    "line_ids": [Command.clear()],
                }
            )

    def action_split(self):
        """Make one take-over for each activity of a file that holds several."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "read" or self.line_ids or not self.is_several:
            raise UserError(self.env._("This file does not hold several activities."))
        codes = list(self.reading["codes"])
        others = self.browse().concat(
            *(self.copy({"source_code": code, "activity_id": False}) for code in codes[1:])
        )
        self.action_change_file()
        self.write({"source_code": codes[0], "activity_id": False})
        takeovers = self | others
        takeovers.action_read()
        return takeovers._get_records_action(name=self.env._("Take-overs of this file"))

    # -- accounts -------------------------------------------------------------------------------

    def _propose_accounts(self):
        """Match the accounts of the file with ours: as last time, same number, same length."""
        accounts, normalize = self._get_chart()
        mappings = self._find_mappings().grouped("code")
        for line in self.line_ids:
            # What the accountant decided once goes before what the numbers suggest.
            for origin, account in (
                ("remembered", mappings[line.code].account_id if line.code in mappings else None),
                ("exact", accounts.get(line.code)),
                ("length", accounts.get(normalize(line.code))),
            ):
                if account and account.active:
                    line.account_id = account
                    line.origin = origin
                    break

    def _get_chart(self):
        """Return the chart of the company, archived accounts left out.

        :return: {code: account.account}, and the function that brings a code to the length that
            most of them have (6 figures in an empty chart)
        """
        Account = self.env["account.account"].with_company(self.company_id)
        domain = Account._check_company_domain(self.company_id)
        accounts = {account.code: account for account in Account.search(domain)}
        lengths = Counter(len(code) for code in accounts if code)
        length = lengths.most_common(1)[0][0] if lengths else 6
        return accounts, partial(trial_balance.normalize_account, length=length)

    @api.model
    def _deduce_account_type(self, code, accounts):
        """Return the type of the nearest account, else the usual one of the class.

        :param str code: number of the account to create
        :param dict accounts: those of the chart, by code
        """
        nearest = trial_balance.nearest_account(code, accounts)
        kind = accounts[nearest].account_type if nearest else CLASS_TYPES.get(code[:1], "equity")
        # A company has one account of current year earnings, and keeps it.
        return "equity" if kind == "equity_unaffected" else kind

    def action_create_missing_accounts(self):
        """Mark the accounts that our chart lacks: they are created with the opening."""
        self.check_access("write")
        for takeover in self:
            if takeover.state != "read":
                raise UserError(self.env._("Read the file first."))
            takeover.line_ids.filtered(lambda line: not line.is_settled).is_new_account = True

    def _create_accounts(self):
        """Create the accounts marked for it; lines of the same number share one."""
        lines = self.line_ids.filtered(lambda line: line.is_new_account and not line.account_id)
        if not lines:
            return
        accounts, normalize = self._get_chart()
        vals_by_code = {}
        for line in lines:
            code = normalize(line.code)
            if code not in accounts:
                vals = {
                    "code": code,
                    "name": line.label or line.code,
                    "account_type": line.account_type,
                    "company_ids": [Command.set(self.company_id.ids)],
                }
                vals_by_code.setdefault(code, vals)
        Account = self.env["account.account"].with_company(self.company_id)
        archived = Account.with_context(active_test=False).search(
            Domain(Account._check_company_domain(self.company_id))
            & Domain("code", "in", list(vals_by_code))
        )
        if archived:
            raise UserError(
                self.env._(
                    "The account %(account)s exists and is archived: unarchive it, or choose "
                    "another.",
                    account=archived[0].display_name,
                )
            )
        created = Account.create(list(vals_by_code.values()))
        accounts |= {account.code: account for account in created}
        for line in lines:
            line.account_id = accounts[normalize(line.code)]

    def _find_mappings(self):
        """Return what was decided before on the accounts of the file."""
        codes = self.line_ids.mapped("code")
        domain = [("company_id", "=", self.company_id.id), ("code", "in", codes)]
        return self.env["cae.takeover.mapping"].search(domain)

    def _remember_mapping(self):
        """Keep the accounts that were chosen otherwise than by their numbers."""
        accounts, normalize = self._get_chart()
        mappings = self._find_mappings()
        known = mappings.grouped("code")
        vals_list = []
        for code, account in {line.code: line.account_id for line in self.line_ids}.items():
            if code in known:
                if known[code].account_id != account:
                    known[code].account_id = account
            elif account != (accounts.get(code) or accounts.get(normalize(code))):
                vals_list.append(
                    {"company_id": self.company_id.id, "code": code, "account_id": account.id}
                )
        mappings.create(vals_list)

    # -- booking --------------------------------------------------------------------------------

    def action_book(self):
        """Book the openings: one posted entry each, or nothing at all.

        :raises UserError: anything in the file is in doubt, or the opening exists already
        """
        self.check_access("write")
        for takeover in self:
            takeover._by_method()._book()

    def _book(self):
        self._check_can_book()
        held = self._get_held_lines()
        if self.is_new_activity:
            self.activity_id = self._create_activity()
            self.is_new_activity = False
        self._check_not_booked_before()
        self._create_accounts()
        self.line_ids.filtered("is_contribution").account_id.cae_contribution = True
        self._remember_mapping()
        if not self.journal_id:
            name = self.env._("Take-over of old books")
            self.journal_id = self.company_id._get_general_journal(JOURNAL_CODE, name)
        move = self.env["account.move"].create(self._prepare_move_vals())
        move._post(soft=False)
        self._check_move(move, held)
        self.write({"state": "booked", "move_id": move.id})
        # The unique indexes speak now, not after the button has answered.
        self.env.flush_all()
        self.message_post(
            body=self.env._(
                "Opening %(move)s booked: %(count)s accounts.",
                move=move.name,
                count=self.account_count,
            )
        )

    def _check_can_book(self):
        if self.state != "read":
            raise UserError(
                self.env._(
                    "%(takeover)s cannot be booked: read its file first, or start again if it "
                    "was reversed.",
                    takeover=self.display_name,
                )
            )
        if problems := self._list_problems():
            title = self.env._("Nothing is booked. To settle first:")
            raise UserError("\n".join([title, *problems[:LISTED_PROBLEMS]]))
        if not self.line_ids:
            raise UserError(self.env._("There is nothing to book in this file."))
        if not self.date:
            raise UserError(self.env._("Give the date of the opening."))
        if not periods.FIRST_DAY <= self.date <= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The date of the opening is the day on which the trial balance was drawn up: "
                    "it cannot be %(date)s. Give a day between %(first)s and today.",
                    date=format_date(self.env, self.date),
                    first=format_date(self.env, periods.FIRST_DAY),
                )
            )
        if not self.activity_id and not self.is_new_activity:
            raise UserError(self.env._("Choose the activity, or tick “Create the activity”."))

    def _get_held_lines(self):
        """Return the lines of the file, which is read again: those that are to be booked.

        :raises UserError: the accounts, or the activity, are not those of the file any more
        """
        reading = trial_balance.read(self._get_bytes())
        code, problems = self._choose_code(reading)
        held = reading.lines_of(code)
        listed = [
            (line.line_number, line.code, to_cents(line.debit), to_cents(line.credit))
            for line in self.line_ids
        ]
        if (
            problems
            or self._get_sha256() != self.sha256
            or (code or "") != (self.source_code or "")
            or sorted(listed)
            != sorted((line.number, line.account, line.debit, line.credit) for line in held)
        ):
            raise UserError(
                self.env._(
                    "%(takeover)s is not what its file holds. Nothing is booked: use “Change the "
                    "file” and read it again.",
                    takeover=self.display_name,
                )
            )
        return held

    def _check_not_booked_before(self):
        booked = self._domain_booked() & Domain("activity_id", "=", self.activity_id.id)
        sentences = {
            "sha256": self.env._(
                "This file is already booked for %(activity)s: take-over of "
                "%(date)s, entry %(move)s. Reverse it first to book it again."
            ),
            "date": self.env._(
                "%(activity)s already has an opening at %(date)s: %(file)s, entry %(move)s. "
                "Reverse it first, or give another date."
            ),
        }
        for name, sentence in sentences.items():
            if first := self.search(booked & Domain(name, "=", self[name]), limit=1):
                values = {
                    "activity": self.activity_id.display_name,
                    "date": format_date(self.env, first.date),
                    "file": first.file_name or first.display_name,
                    "move": first.move_id.name,
                }
                raise UserError(sentence % values)

    def _create_activity(self):
        if not (self.source_name or self.source_code):
            raise UserError(
                self.env._("The file gives neither code nor name: choose or create the activity.")
            )
        # An archived activity keeps its code too.
        activities = self.env["cae.activity"].with_context(active_test=False)
        existing = activities.search(self._domain_activity(self.source_code), limit=1)
        if self.source_code and existing:
            raise UserError(
                self.env._(
                    "The code %(code)s is that of %(activity)s: choose this activity, or unarchive "
                    "it first.",
                    code=self.source_code,
                    activity=existing.display_name,
                )
            )
        return self.env["cae.activity"].create(
            {
                "company_id": self.company_id.id,
                "code": self.source_code or False,
                "name": self.source_name or self.source_code,
                "date_start": False,
            }
        )

    def _prepare_move_vals(self):
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "date": self.date,
            "ref": self.env._(
                "Take-over of old books: %(file)s", file=self.file_name or self.display_name
            ),
            "cae_activity_id": self.activity_id.id,
            "cae_opening": True,
            "line_ids": [
                Command.create(vals)
                for line in self.line_ids
                for vals in line._prepare_move_line_vals(self.activity_id)
            ],
        }

    def _check_move(self, move, held):
        """The posted entry holds the file to the cent, at its date, or nothing is booked.

        :param list held: the lines of the file
        """
        lines = move.line_ids.filtered(lambda line: line.cae_activity_id == self.activity_id)
        booked = [to_cents(sum(lines.mapped(side))) for side in ("debit", "credit")]
        expected = [sum(getattr(line, side) for line in held) for side in ("debit", "credit")]
        if booked != expected or move.date != self.date:
            raise UserError(
                self.env._(
                    "The entry would not hold the figures of the file at %(date)s (is the period "
                    "closed?). Nothing is booked.",
                    date=format_date(self.env, self.date),
                )
            )

    def action_reverse(self):
        """Reverse booked openings by a posted entry of the same date, an opening itself."""
        self.check_access("write")
        for takeover in self._by_method():
            if takeover.state != "booked":
                raise UserError(self.env._("Only a booked opening can be reversed."))
            move, day = takeover.move_id, takeover.date
            if day <= takeover.company_id._get_user_fiscal_lock_date(takeover.journal_id):
                day = fields.Date.context_today(takeover)
            ref = self.env._("Reversal of %(move)s", move=move.name)
            reversal = move._reverse_moves(
                [{"date": day, "ref": ref, "cae_opening": True}], cancel=True
            )
            takeover.write({"state": "reversed", "reversal_move_id": reversal.id})
            takeover.message_post(
                body=self.env._(
                    "Opening %(move)s reversed by %(reversal)s.",
                    move=move.name,
                    reversal=reversal.name,
                )
            )

    def _describe_booked(self):
        if self.state != "booked":
            return None
        return self.env._(
            "The entry %(move)s is the opening of an activity. Reverse it from its "
            "take-over: %(takeover)s.",
            move=self.move_id.display_name,
            takeover=self.display_name,
        )

    def action_start_again(self):
        """Open a new take-over of the same file, after a reversal."""
        self.ensure_one()
        if self.state != "reversed":
            raise UserError(self.env._("Only a reversed take-over is started again."))
        again = self.copy()
        again.action_read()
        return again._get_records_action()
