import re
import uuid
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.words import split_prefixes
from odoo.exceptions import ValidationError

from ..engine import contribution as engine

PREFIXES = re.compile(r"[0-9A-Za-z]+(\s*[,;]\s*[0-9A-Za-z]+)*\s*")


def to_decimal(value, digits=6):
    """A float of the database as the decimal that the user typed."""
    return Decimal(str(round(value or 0.0, digits)))


def check_prefixes(records, *names):
    """Raise unless these fields are beginnings of account numbers, separated by commas."""
    for text in filter(None, (record[name] for record in records for name in names)):
        if not PREFIXES.fullmatch(text.strip()):
            raise ValidationError(
                records.env._(
                    "“%(text)s”: give beginnings of account numbers, separated by commas.",
                    text=text,
                )
            )


class CaeContributionRule(models.Model):
    """One rule of a schedule: a base, a table of rates, a fixed amount, a minimum, limits."""

    _name = "cae.contribution.rule"
    _description = "Contribution Rule"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _guarded_parents = {"schedule_id": "write"}

    name = fields.Char(required=True)
    key = fields.Char(
        required=True,
        default=lambda self: uuid.uuid4().hex[:12],
        help="Stays the same in a duplicated schedule, so that what is accumulated goes on.",
    )
    sequence = fields.Integer(default=10)
    schedule_id = fields.Many2one(
        "cae.contribution.schedule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="schedule_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    basis = fields.Selection(
        [
            ("turnover", "Turnover invoiced, without tax"),
            ("collected", "Turnover collected, without tax"),
            ("margin", "Gross margin: turnover less production purchases"),
        ],
        required=True,
        default="turnover",
        help="Collected: what customers have paid, in the month in which it is matched with their "
        "invoices; what is paid back to them is taken off.",
    )
    account_prefixes = fields.Char(
        string="Turnover accounts",
        required=True,
        default="70",
        help="Accounts whose number starts so make the turnover. Separate several by a comma.",
    )
    purchase_prefixes = fields.Char(
        string="Production purchases",
        default="601,602,604,605,606,607,608,609,611",
        help="For the gross margin: these purchases are deducted from the turnover.",
    )
    period = fields.Selection(
        [
            ("month", "Each month alone"),
            ("year", "Accumulated over the calendar year"),
            ("entry", "Accumulated since entry"),
        ],
        string="Thresholds",
        required=True,
        default="month",
    )
    method = fields.Selection(
        [
            (engine.BY_SLICES, "Each rate on its slice"),
            (engine.ON_WHOLE, "One rate on the whole amount reached"),
        ],
        required=True,
        default=engine.BY_SLICES,
    )
    slice_ids = fields.One2many("cae.contribution.slice", "rule_id", string="Rates", copy=True)
    exclusion_ids = fields.One2many(
        "cae.contribution.exclusion", "rule_id", string="Exclusions", copy=True
    )
    fixed_amount = fields.Monetary(
        string="Fixed amount a month", help="For each activity with a contract in force."
    )
    minimum = fields.Monetary(
        string="Minimum when nothing is invoiced",
        help="For each activity with a contract in force and no turnover in the month.",
    )
    month_floor = fields.Monetary(
        string="Least a month",
        help="For each activity with a contract in force: what the rates give is raised to it, "
        "each month alone.",
    )
    floor_cape = fields.Monetary(
        string="Least a year under a CAPE",
        help="In proportion to the months under contract, with thresholds over the year.",
    )
    floor_cesa = fields.Monetary(
        string="Least a year under a CESA",
        help="In proportion to the months under contract, with thresholds over the year.",
    )
    ceiling = fields.Monetary(
        string="At most", help="Over the period of the thresholds. 0 means no limit."
    )
    carry_over = fields.Boolean(
        string="Bring exclusions forward",
        default=True,
        help="Purchases above the turnover of the month are deducted from the next months.",
    )

    _schedule_key_uniq = models.Constraint(
        "unique (schedule_id, key)", "Two rules of one schedule cannot share their key."
    )
    _amounts_positive = models.Constraint(
        "check (fixed_amount >= 0 and minimum >= 0 and floor_cape >= 0 and floor_cesa >= 0"
        " and ceiling >= 0 and month_floor >= 0)",
        "The amounts of a rule are not negative.",
    )

    @api.constrains("account_prefixes", "purchase_prefixes")
    def _check_prefixes(self):
        check_prefixes(self, "account_prefixes", "purchase_prefixes")

    @api.constrains("period", "floor_cape", "floor_cesa")
    def _check_floor(self):
        for rule in self:
            if rule.period != "year" and (rule.floor_cape or rule.floor_cesa):
                raise ValidationError(
                    self.env._("A least amount a year needs thresholds over the calendar year.")
                )

    @api.constrains("slice_ids")
    def _check_slices(self):
        for rule in self:
            rule._to_engine()

    def _check_open_for(self, child):
        self.schedule_id._check_open_for(child)

    def _list_bases(self):
        """Return what the rule sums up, in the order of deduction.

        :return: list of (key, label, beginnings of account numbers, least amount of a line)
        """
        revenue = "collected" if self.basis == "collected" else "turnover"
        bases = [(revenue, "", self.account_prefixes, 0.0)]
        if self.basis == "margin":
            label = self.env._("production purchases")
            bases.append(("purchases", label, self.purchase_prefixes, 0.0))
        bases += [
            (item.key, item.name, item.account_prefixes, item.line_minimum)
            for item in self.exclusion_ids
        ]
        return [
            (key, label, tuple(split_prefixes(text)), least) for key, label, text, least in bases
        ]

    def _to_engine(self):
        """Return this rule for the engine.

        :raises ValidationError: the table of rates does not start at 0 or repeats a threshold.
        """
        slices = self.slice_ids.sorted("threshold")
        try:
            return engine.Rule(
                slices=engine.table(
                    *[(to_decimal(item.threshold), to_decimal(item.rate)) for item in slices]
                ),
                method=self.method,
                fixed=to_decimal(self.fixed_amount),
                minimum=to_decimal(self.minimum),
                ceiling=to_decimal(self.ceiling) if self.ceiling else None,
                month_floor=to_decimal(self.month_floor),
            )
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "Rates of “%(rule)s”: the first starts at 0 and each threshold is different.",
                    rule=self.name,
                )
            ) from error
