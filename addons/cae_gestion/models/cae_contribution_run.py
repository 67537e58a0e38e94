from collections import defaultdict
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import notify
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import LockError, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date
from odoo.tools.date_utils import end_of, start_of

from ..engine import contribution as engine
from .cae_contribution_rule import to_decimal
from .contribution_lines import prepare_lines

ZERO = Decimal(0)
RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


class CaeContributionRun(models.Model):
    """The contribution of all the activities of a cooperative for one month.

    Computed (a preview that can be made again at will), then posted in one entry, or reversed by
    a reversing entry. Months follow one another: the next month can only rest on posted ones.
    Everything happens in the transaction of the call: interrupted, nothing has happened.
    """

    _name = "cae.contribution.run"
    _description = "Contribution Month"
    _inherit = ["mail.thread", "cae.entry.mixin", "cae.guard.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _guarded_fields = {
        "line_ids",
        "schedule_id",
        "date_to",
        "activity_count",
        "turnover",
        "base",
        "amount",
    }

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="Month",
        required=True,
        default=lambda self: start_of(
            fields.Date.context_today(self) - relativedelta(months=1), "month"
        ),
        help="Any day of the month.",
    )
    date_to = fields.Date(string="Last day", compute="_compute_date_to", store=True)
    schedule_id = fields.Many2one(
        "cae.contribution.schedule",
        string="Schedule in force",
        compute="_compute_schedule_id",
        store=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    state = fields.Selection(
        [
            ("draft", "To compute"),
            ("computed", "Computed"),
            ("posted", "Posted"),
            ("reversed", "Reversed"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("cae.contribution.line", "run_id", string="Lines", readonly=True)
    activity_count = fields.Integer(compute="_compute_totals", store=True)
    turnover = fields.Monetary(compute="_compute_totals", store=True)
    base = fields.Monetary(compute="_compute_totals", store=True)
    amount = fields.Monetary(string="Contribution", compute="_compute_totals", store=True)
    draft_invoice_count = fields.Integer(compute="_compute_hindrances")
    orphan_invoice_count = fields.Integer(compute="_compute_hindrances")
    has_changed = fields.Boolean(
        readonly=True, copy=False, help="Entries were posted since the figures were looked at."
    )
    date_next_closing = fields.Date(compute="_compute_date_next_closing")

    _company_month_uniq = models.UniqueIndex(
        "(company_id, date_from) WHERE state != 'reversed'",
        "This month already exists: open it in the list of months.",
    )

    # -- computes -----------------------------------------------------------------------------

    @api.depends("date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            name = run._month_name()
            run.display_name = name[:1].upper() + name[1:]

    @api.depends("date_from")
    def _compute_date_to(self):
        for run in self:
            run.date_to = run.date_from and end_of(run.date_from, "month")

    @api.depends("company_id", "date_from")
    def _compute_schedule_id(self):
        Schedule = self.env["cae.contribution.schedule"]
        for run in self:
            run.schedule_id = run.date_from and Schedule._get_in_force(
                run.company_id, run.date_from
            )

    @api.depends("line_ids.activity_id", "line_ids.turnover", "line_ids.base", "line_ids.amount")
    def _compute_totals(self):
        for run in self:
            lines = run.line_ids
            # two rules look at the same turnover: it is counted once for an activity
            turnovers = {line.activity_id.id: line.turnover for line in lines}
            bases = {line.activity_id.id: line.base for line in lines}
            run.activity_count = len(turnovers)
            run.turnover = sum(turnovers.values())
            run.base = sum(bases.values())
            run.amount = sum(lines.mapped("amount"))

    @api.depends("company_id", "date_from", "date_to")
    def _compute_hindrances(self):
        Move = self.env["account.move"]
        for run in self:
            is_open = run.date_from and run.state in ("draft", "computed")
            run.draft_invoice_count = is_open and Move.search_count(run._domain_draft_invoices())
            run.orphan_invoice_count = is_open and Move.search_count(run._domain_orphan_invoices())

    @api.depends("state", "date_from", "company_id")
    def _compute_date_next_closing(self):
        """On the last month, once all that is over is closed: the day the next one can be."""
        for run in self:
            company = run.company_id
            is_last = run.state == "posted" and self._last_posted(company) == run._origin
            is_next = is_last and not self._next_month(company)
            run.date_next_closing = is_next and run.date_from + relativedelta(months=2)

    # -- CRUD: only the methods below change what is computed or posted -----------------------

    def write(self, vals):
        is_moved = not self._is_by_method() and vals.keys() & {"date_from", "company_id"}
        if is_moved and any(run.state != "draft" for run in self):
            raise UserError(self.env._("The month cannot be changed any more: make another one."))
        return super().write(vals)

    def _add_guarded_values(self, vals):
        vals = super()._add_guarded_values(vals)
        if vals.get("date_from"):
            first_day = start_of(fields.Date.to_date(vals["date_from"]), "month")
            vals = {**vals, "date_from": first_day}
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        for run in self:
            if run.move_id or run.state not in ("draft", "computed"):
                raise UserError(
                    self.env._(
                        "%(month)s has an entry and cannot be deleted. Reverse it instead.",
                        month=run._month_name(),
                    )
                )

    # -- actions ------------------------------------------------------------------------------

    @api.model
    def action_closing(self):
        """Open the month to close: the oldest one that is over and not posted.

        The landing page of the accountant. The month is prepared when it does not exist yet;
        when all is closed the last posted month is shown.

        :return: an action
        """
        self.check_access("create")
        company = self.env.company
        month = self._next_month(company)
        if month:
            run = self._get_or_create(company, month)
        else:
            run = self._last_posted(company)
        return {
            "type": "ir.actions.act_window",
            # that of the menu entry: as a landing page, it is how the app's menus are found
            "id": self.env.ref("cae_gestion.cae_contribution_run_action_closing").id,
            "name": self.env._("Month closing"),
            "res_model": self._name,
            "res_id": run.id,
            "view_mode": "form",
            "views": [(self.env.ref("cae_gestion.cae_contribution_run_view_form").id, "form")],
            "target": "main",
        }

    def action_compute(self):
        """Compute the preview of draft months. Twice, or again later, changes only what changed."""
        self.check_access("write")
        for run in self:
            run._check_open()
            run._compute_lines()
            run._by_method().has_changed = False

    def action_post(self):
        """Book the entry of computed months. A month that is posted stays as it is.

        The figures are computed again first: when they are no longer those that were shown,
        nothing is booked and the new preview is shown instead.

        :return: a notification: that it is posted, or that the figures had changed; None when
            all of it was posted before
        :raises UserError: not computed, months out of order, nothing to book on, locked period.
        """
        self.check_access("write")
        changed = self.browse()
        before = self.filtered(lambda run: run.state == "posted")
        for run in self:
            run._lock()
            if run.state == "posted":
                continue
            if run.state != "computed":
                raise UserError(self.env._("Compute the month first, and look at its lines."))
            # of two months that were computed before any was posted, the later may be booked
            run._check_open()
            if run._compute_lines():
                run._by_method().has_changed = True
                changed |= run
            else:
                run._post()
        if changed:
            message = self.env._(
                "Entries were posted since the preview of %(months)s: "
                "these are the new figures. Look at them and post again.",
                months=", ".join(run._month_name() for run in changed),
            )
            return notify(self.env._("Nothing is posted yet"), message, "warning", then=RELOAD)
        if posted := self - before:
            message = self.env._(
                "The contribution of %(months)s is posted.",
                months=", ".join(run._month_name() for run in posted),
            )
            return notify(self.env._("Posted"), message, then=RELOAD)
        return None

    def action_reverse(self):
        """Book the reversing entry of posted months; they can then be computed anew.

        :raises UserError: not posted, a later month is posted, locked period.
        """
        self.check_access("write")
        for run in self.sorted("date_from", reverse=True):
            run._lock()
            run._reverse()

    def action_compute_anew(self):
        """Compute again a month that was reversed: open it, made if it does not exist yet."""
        self.ensure_one()
        run = self._get_or_create(self.company_id, self.date_from)
        if run.state == "draft":
            run.action_compute()
        return run._get_records_action(name=self.env._("Month closing"))

    def action_open_draft_invoices(self):
        """Open the draft invoices and bills dated in the month."""
        return self._action_open_invoices(
            self.env._("Draft invoices of the month"), self._domain_draft_invoices()
        )

    def action_open_orphan_invoices(self):
        """Open the customer invoices of the month that no activity carries."""
        return self._action_open_invoices(
            self.env._("Invoices without an activity"), self._domain_orphan_invoices()
        )

    def _action_open_invoices(self, name, domain):
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "account.move",
            "domain": list(domain),
            "view_mode": "list,form",
            "context": {"create": False},
        }

    # -- business -----------------------------------------------------------------------------

    def _month_name(self):
        """Return the month as it is written inside a sentence, in the user's language."""
        return format_date(self.env, self.date_from, date_format="MMMM y")

    @api.model
    def _get_or_create(self, company, month):
        """Return the month of a company that is not reversed, made if it does not exist yet."""
        known = {"company_id": company.id, "date_from": month}
        domain = [(name, "=", value) for name, value in known.items()]
        return self.search([*domain, ("state", "!=", "reversed")], limit=1) or self.create(known)

    @api.model
    def _last_posted(self, company, before=None):
        """Return the last posted month of a company, or the last before a day."""
        posted = Domain("company_id", "=", company.id) & Domain("state", "=", "posted")
        if before:
            posted &= Domain("date_from", "<", before)
        return self.search(posted, order="date_from desc", limit=1)

    @api.model
    def _first_posted_month(self, company):
        """Return the first day of the first posted month of a company, or None."""
        posted = [("company_id", "=", company.id), ("state", "=", "posted")]
        return self.search(posted, order="date_from", limit=1).date_from or None

    @api.model
    def _first_counted_day(self, company):
        """Return the first day whose documents count when the next month is closed.

        None before any month is posted, which decides; and where something contributes when it
        is paid, whatever its own day. (See `contribution_bases`.)
        """
        first = self._first_posted_month(company)
        if not first:
            return None
        following = self._last_posted(company).date_from + relativedelta(months=1)
        schedule = self.env["cae.contribution.schedule"]._get_in_force(company, following)
        if "collected" in schedule.rule_ids.mapped("basis"):
            return None
        return max(first, start_of(following, "year") - relativedelta(years=1))

    @api.model
    def _next_month(self, company):
        """Return the first day of the month to close, or None when all is closed.

        The month after the last posted one; before any, the oldest month of the schedules' time
        with a posted entry of an activity; failing that, last month.
        """
        current = start_of(fields.Date.context_today(self), "month")
        last = self._last_posted(company)
        if last:
            month = last.date_from + relativedelta(months=1)
            return month if month < current else None
        previous = current - relativedelta(months=1)
        [[start]] = self.env["cae.contribution.schedule"]._read_group(
            [("company_id", "=", company.id)], [], ["date_start:min"]
        )
        if not start:
            return previous
        [[oldest]] = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("cae_activity_id", "!=", False),
                ("date", ">=", start),
                ("date", "<", current),
                ("move_id.cae_opening", "=", False),
            ],
            [],
            ["date:min"],
        )
        return start_of(oldest, "month") if oldest else previous

    def _domain_draft_invoices(self):
        undated = Domain("invoice_date", "=", False) & self._domain_month("date")
        return (self._domain_month("invoice_date") | undated) & Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "draft"),
                ("move_type", "!=", "entry"),
            ]
        )

    def _domain_orphan_invoices(self):
        return self._domain_month("date") & Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("cae_activity_id", "=", False),
                ("cae_opening", "=", False),
            ]
        )

    def _domain_month(self, field):
        return Domain(field, ">=", self.date_from) & Domain(field, "<=", self.date_to)

    def _lock(self):
        """Take the month for this transaction.

        :raises UserError: someone else is posting or reversing it.
        """
        month = self._month_name()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("%(month)s is being posted by someone else right now.", month=month)
            ) from error
        self.invalidate_recordset(["state", "move_id"])

    def _check_open(self):
        """Check that this month can be computed now.

        :raises UserError: already posted, no schedule, or months out of order.
        """
        month = self._month_name()
        closed = {
            "posted": self.env._("%(month)s is posted and stays as it is.", month=month),
            "reversed": self.env._(
                "%(month)s was reversed: make a new month to compute it again.", month=month
            ),
        }
        if self.state in closed:
            raise UserError(closed[self.state])
        last = self._last_posted(self.company_id)
        following = last and last.date_from + relativedelta(months=1)
        if last and self.date_from < following:
            raise UserError(
                self.env._(
                    "%(last)s is already posted: reverse it before you compute %(month)s.",
                    last=last._month_name(),
                    month=month,
                )
            )
        if last and self.date_from > following:
            missing = format_date(self.env, following, date_format="MMMM y")
            raise UserError(
                self.env._("Months follow one another: close %(month)s first.", month=missing)
            )

    def _compute_lines(self):
        """Make the lines of the month match the books.

        :return: True when something changed.
        """
        run = self._by_method()
        schedules = self.env["cae.contribution.schedule"]
        schedule = schedules._get_in_force(run.company_id, run.date_from)
        if not schedule:
            raise UserError(
                self.env._(
                    "No schedule is in force in %(month)s: make one in Configuration, Schedules.",
                    month=run._month_name(),
                )
            )
        # sudo: lines are written by the month alone; check_access was asked of the month
        lines_sudo = run.line_ids.sudo()
        if run.schedule_id != schedule:
            run.schedule_id = schedule
        vals_list = run._prepare_lines()
        lines = {(line.activity_id.id, line.rule_id.id): line for line in lines_sudo}
        computed = {(vals["activity_id"], vals["rule_id"]): vals for vals in vals_list}
        is_same = lines.keys() == computed.keys() and all(
            line._is_same(computed[key]) for key, line in lines.items()
        )
        if run.state == "computed" and is_same:
            return False
        lines_sudo.unlink()
        if run.state != "computed":
            run.state = "computed"
        self.env["cae.contribution.line"]._create_computed(run, vals_list)
        return True

    def _prepare_lines(self, trial=None):
        """Compute the values of the lines of the month, sorted by activity and rule.

        Nothing is stored here: the queries of the bases, then the engine.

        :param trial: a schedule to try in the place of the one in force
        :return: list of values for `cae.contribution.line._create_computed`, amounts in Decimal
        """
        self.env.flush_all()
        return prepare_lines(self, trial)

    # -- the entry ------------------------------------------------------------------------------

    def _describe_booked(self):
        if self.state != "posted":
            return None
        return self.env._(
            "This is the contribution of %(month)s: reverse that month instead, "
            "in the menu Contributions.",
            month=self._month_name(),
        )

    def _post(self):
        """Book the one entry of this month, from its lines."""
        if self.date_from > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(month)s has not begun: nothing is booked ahead of time.",
                    month=self._month_name(),
                )
            )
        run = self._by_method()
        pass_alone(run.schedule_id)
        move = run._create_entry()
        if move:
            # posting would silently move the entry to the next open month
            move._check_fiscal_lock_dates()
            move._post(soft=False)
        run.write({"state": "posted", "move_id": move.id, "has_changed": False})
        run.line_ids._keep_territory()

    def _create_entry(self):
        """Create the entry of the month, not posted; empty when no line has an amount."""
        company = self.company_id
        needed = (
            company.contribution_charge_account_id,
            company.contribution_income_account_id,
            company.contribution_liaison_account_id,
            company.contribution_journal_id,
        )
        if not all(needed):
            raise UserError(
                self.env._(
                    "Give the journal and the three accounts of the contribution first, in the "
                    "settings of the cooperative's accounting."
                )
            )
        run = self.with_context(lang=company.partner_id.lang or self.env.lang)
        vals = run._prepare_entry(*needed)
        Move = self.env["account.move"].with_company(company)
        return Move.create(vals) if vals["line_ids"] else Move

    def _prepare_entry(self, charge, income, liaison, journal):
        """Return the values of the entry.

        For each activity charge to liaison; for the cooperative liaison to income, without an
        activity: in the general ledger it nets to zero, a company does not invoice itself.
        """
        unit = Decimal(str(self.currency_id.rounding))
        amounts = defaultdict(Decimal)
        for line in self.line_ids:
            amounts[line.activity_id] += engine.round_half_up(to_decimal(line.amount), unit)
        amounts = {activity: amount for activity, amount in amounts.items() if amount}
        label = self.env._("Contribution %(month)s", month=self._month_name())

        def item(account, debit, activity):
            return Command.create(
                {
                    "account_id": account.id,
                    "name": " ".join(filter(None, [label, activity.display_name])),
                    "debit": float(max(debit, ZERO)),
                    "credit": float(max(-debit, ZERO)),
                    "cae_activity_id": activity.id,
                }
            )

        items = []
        for activity, amount in amounts.items():
            items += [item(charge, amount, activity), item(liaison, -amount, activity)]
        total = sum(amounts.values(), ZERO)
        if total:
            cooperative = self.env["cae.activity"]
            items += [item(liaison, total, cooperative), item(income, -total, cooperative)]
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": self.date_to,
            "ref": label,
            "line_ids": items,
        }

    def _reverse(self):
        month = self._month_name()
        if self.state != "posted":
            raise UserError(
                self.env._("Only a posted month can be reversed: %(month)s is not.", month=month)
            )
        last = self._last_posted(self.company_id)
        if last != self:
            later = last._month_name()
            raise UserError(
                self.env._(
                    "Reverse %(last)s first: it rests on %(month)s.", last=later, month=month
                )
            )
        run = self._by_method()
        move = run.move_id
        reversal = move.browse()
        if move:
            move._check_fiscal_lock_dates()
            ref = self.env._("Reversal of: %(entry)s", entry=move.name)
            reversal = move._reverse_moves([{"date": move.date, "ref": ref}], cancel=True)
        run.write({"state": "reversed", "reversal_move_id": reversal.id})
        # the unique index looks at the state: the month can be made again at once
        run.flush_recordset(["state"])
