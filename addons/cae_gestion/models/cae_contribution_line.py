from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ..engine import contribution as engine
from .cae_contribution_rule import to_decimal


class CaeContributionLine(models.Model):
    """What one activity contributes for one month under one rule, and why.

    `details` keeps the figures as they were computed (decimals as text), so that a line explains
    itself years later, whatever became of the schedule. Only the explanation reads them; what the
    next months rest on are columns, here and in `base_ids`:

    * turnover, and `late`, the part of it dated in earlier months;
    * excluded: [label, amount, part of earlier months] for each deduction that was applied;
    * parts: [rate in percent, part of the base] as the engine gave them;
    * fixed, minimum, raised, already (due before over the same period), limited and limit.
    """

    _name = "cae.contribution.line"
    _description = "Contribution"
    _inherit = ["cae.guard.mixin"]
    _order = "date desc, activity_id, sequence, id"
    _check_company_auto = True
    _guarded_fields = {"base_ids"}
    _personal_ignored = "amounts of an activity"

    run_id = fields.Many2one(
        "cae.contribution.run",
        string="Month closed",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Date(string="Month", related="run_id.date_from", store=True, index=True)
    state = fields.Selection(related="run_id.state", store=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    activity_id = fields.Many2one(
        "cae.activity",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    territory_id = fields.Many2one(
        "cae.territory",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="That of the activity on the day on which the month was posted.",
    )
    rule_id = fields.Many2one(
        "cae.contribution.rule", required=True, readonly=True, index=True, ondelete="restrict"
    )
    rule_key = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    turnover = fields.Monetary(readonly=True)
    excluded = fields.Monetary(readonly=True)
    base = fields.Monetary(readonly=True)
    base_ids = fields.One2many(
        "cae.contribution.base",
        "line_id",
        string="Taken from each base",
        readonly=True,
        groups="cae_socle.group_accountant",
    )
    raised = fields.Monetary(
        string="Raised to the least of a month",
        readonly=True,
        help="The part of the contribution that the least amount of a month adds to the rates.",
    )
    amount = fields.Monetary(string="Contribution", readonly=True)
    details = fields.Json(readonly=True)
    explanation = fields.Char(compute="_compute_explanation")
    source_ids = fields.Many2many(
        "account.move.line",
        string="Invoices and purchases",
        compute="_compute_source_ids",
        groups="cae_socle.group_accountant",
    )

    _run_activity_rule_uniq = models.Constraint(
        "unique (run_id, activity_id, rule_id)",
        "An activity has one line for each rule of a month.",
    )

    @api.depends("date", "activity_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.run_id.display_name} {line.activity_id.display_name}"

    @api.depends("details", "amount")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            line.explanation = line._explain() if line.details else False

    @api.depends("run_id", "activity_id", "rule_id")
    def _compute_source_ids(self):
        for line in self:
            line.source_ids = (
                self.env["account.move.line"].search(line._domain_sources())
                if line.activity_id and line.rule_id
                else False
            )

    def _domain_sources(self):
        """Find the lines of documents that make the figure: of the month, or posted late."""
        self.ensure_one()
        rule, run = self.rule_id, self.run_id
        accounts = Domain.OR(
            Domain("account_id.code", "=like", f"{prefix}%")
            & (Domain("balance", ">=", least) | Domain("balance", "<=", -least))
            for _key, _label, prefixes, least in rule._list_bases()
            for prefix in prefixes
        )
        return (
            accounts
            & Domain(
                [
                    ("cae_activity_id", "=", self.activity_id.id),
                    ("parent_state", "=", "posted"),
                    ("move_id.cae_opening", "=", False),
                    ("journal_id", "!=", self.company_id.contribution_journal_id.id),
                ]
            )
            & (self._domain_settled(run) if rule.basis == "collected" else self._domain_dated(run))
        )

    def _domain_dated(self, run):
        dated = run._domain_month("date")
        before = run._last_posted(run.company_id, before=run.date_from)
        if before.move_id:
            # posted after the month before was closed, and dated in it: counted here
            dated |= Domain("date", "<", run.date_from) & Domain(
                "move_id.cae_posted_on", ">", before.move_id.cae_posted_on
            )
        if run.move_id:
            dated &= Domain("move_id.cae_posted_on", "<=", run.move_id.cae_posted_on)
        return dated

    def _domain_settled(self, run):
        own = Domain.OR(
            Domain(f"{side}_move_id.cae_activity_id", "=", self.activity_id.id)
            for side in ("debit", "credit")
        )
        partials = self.env["account.partial.reconcile"].search(
            Domain("company_id", "=", run.company_id.id) & run._domain_month("max_date") & own
        )
        settled = (partials.debit_move_id | partials.credit_move_id).move_id
        settled = settled.filtered(lambda move: move.is_sale_document(include_receipts=True))
        return Domain("move_id", "in", settled.ids) | (
            Domain("move_id.move_type", "in", ("in_invoice", "in_refund", "in_receipt", "entry"))
            & self._domain_dated(run)
        )

    @api.model
    def _create_computed(self, run, vals_list):
        """Create the lines of a month.

        :param run: `cae.contribution.run` record, rights checked by the caller
        :param vals_list: as `cae.contribution.run._prepare_lines` returns them
        """
        # sudo: lines are written by their month alone
        activities_sudo = self.env["cae.activity"].sudo()
        activities_sudo = activities_sudo.browse(vals["activity_id"] for vals in vals_list)
        territory_ids = {activity.id: activity.territory_id.id for activity in activities_sudo}
        self.sudo()._by_method().create(
            [
                {**vals, "run_id": run.id, "territory_id": territory_ids[vals["activity_id"]]}
                for vals in vals_list
            ]
        )

    def _keep_territory(self):
        """Copy the territory of the day: a posted month stays where it was."""
        # sudo: lines are written by their month alone
        for territory, lines in (
            self.sudo().grouped(lambda line: line.activity_id.territory_id).items()
        ):
            lines._by_method().territory_id = territory

    def _is_same(self, vals):
        """Tell whether this line already says what the values say."""
        names = ("taken", "taken_of_previous_year")
        taken = {base.source: [to_decimal(base[name]) for name in names] for base in self.base_ids}
        computed = [values for _command, _id, values in vals["base_ids"]]
        return (
            to_decimal(self.amount) == vals["amount"]
            and self.details == vals["details"]
            and taken == {base["source"]: [base[name] for name in names] for base in computed}
        )

    def _explain(self):
        """Say in the user's language how the amount came about.

        E.g. "10 % of 4 200.00 €, of which 800.00 € subcontracting excluded: 340.00 €".
        """
        details = self.details
        amount = self._format_amount(self.amount)
        if details.get("minimum") and not details["parts"] and "fixed" not in details:
            return self.env._("Nothing invoiced: minimum of %(amount)s", amount=amount)
        sentences = {
            "ceiling": self.env._("limited to %(limit)s in all"),
            "floor": self.env._("raised to the least of %(limit)s so far"),
            "raised": self.env._("%(amount)s to reach the least amount of a month"),
            "fixed": self.env._("fixed amount of %(amount)s"),
            "minimum": self.env._("%(amount)s to reach the minimum"),
        }
        terms = []
        if details["parts"]:
            terms.append(self._explain_rates(details))
        if "limited" in details:
            limit = self._format_amount(details.get("limit", 0))
            terms.append(sentences[details["limited"]] % {"limit": limit})
        terms += [
            sentences[name] % {"amount": self._format_amount(details[name])}
            for name in ("raised", "fixed", "minimum")
            if name in details
        ]
        if not terms:
            terms.append(self._explain_base(details))
        text = self.env._("%(terms)s: %(amount)s", terms=", ".join(terms), amount=amount)
        return text[:1].upper() + text[1:]

    def _explain_rates(self, details):
        parts = details["parts"]
        is_whole = details["method"] == engine.ON_WHOLE
        turnover = self._explain_base(details)
        if len(parts) == 1 and not is_whole:
            rate = self._format_rate(parts[0][0])
            return self.env._("%(rate)s of %(turnover)s", rate=rate, turnover=turnover)
        text = ", ".join(
            self.env._(
                "%(rate)s of %(base)s",
                rate=self._format_rate(rate),
                base=self._format_amount(base),
            )
            for rate, base in parts
        )
        if "already" in details and is_whole:
            already = self._format_amount(details["already"])
            text = self.env._("%(rates)s, less %(already)s due before", rates=text, already=already)
        is_told = parts[0][1] == details["turnover"] if is_whole else "late" not in details
        if is_told and "excluded" not in details:
            return text
        return self.env._("%(rates)s (turnover %(turnover)s)", rates=text, turnover=turnover)

    def _explain_base(self, details):
        """The turnover, with what of it is late and what is excluded."""

        def tell_late(text, late):
            if not to_decimal(float(late)):
                return text
            return self.env._(
                "%(amount)s (of which %(late)s dated in earlier months)",
                amount=text,
                late=self._format_amount(late),
            )

        text = tell_late(self._format_amount(details["turnover"]), details.get("late", 0))
        excluded = [
            tell_late(f"{self._format_amount(amount)} {label}", late)
            for label, amount, late in details.get("excluded", [])
        ]
        if not excluded:
            return text
        return self.env._(
            "%(turnover)s, of which %(excluded)s excluded",
            turnover=text,
            excluded=self.env._(" and ").join(excluded),
        )

    def _format_amount(self, amount):
        return formatLang(self.env, float(amount), currency_obj=self.currency_id)

    def _format_rate(self, rate):
        rate = to_decimal(float(rate))
        digits = max(0, -rate.normalize().as_tuple().exponent)
        number = formatLang(self.env, float(rate), digits=digits)
        return self.env._("%(number)s %%", number=number)
