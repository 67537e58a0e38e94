from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import contract_law

# The terms that an amendment may change; each state of them is a version.
TERMS = (
    "date_end",
    "minimum_turnover",
    "minimum_hours",
    "working_time",
    "fixed_pay",
    "trial_date_end",
    "territory_id",
)
# Only an employment contract has these: a CAPE is none (C. com. L127-1).
EMPLOYMENT_TERMS = ("working_time", "fixed_pay")


class CaeContractTermsMixin(models.AbstractModel):
    """The terms of a contract: as agreed, as they were, or as an amendment sets them.

    Who inherits it has a ``company_id`` and a ``date_end``.
    """

    _name = "cae.contract.terms.mixin"
    _description = "Terms of a contract"

    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    minimum_turnover = fields.Monetary(
        string="Minimum turnover a month",
        help="Without VAT, on average (C. trav. L7331-2: objectives and minimum activity).",
    )
    minimum_hours = fields.Float(
        string="Minimum hours a month",
        help="Hours of activity (C. trav. L7331-2: objectives and minimum activity).",
    )
    working_time = fields.Float(
        string="Hours a week", help="Working time of the employment contract."
    )
    fixed_pay = fields.Monetary(
        string="Fixed pay a month",
        help="Gross. The variable part comes on top (C. trav. L7332-3).",
    )
    trial_date_end = fields.Date(
        string="End of the trial period",
        help="At most 8 months from the start, renewal included, less the earlier contracts "
        "(C. trav. L7332-1). Left empty, there is no trial period.",
        personal="keep",
    )
    territory_id = fields.Many2one("cae.territory", check_company=True, ondelete="restrict")

    @api.constrains("minimum_turnover", "minimum_hours", "working_time", "fixed_pay")
    def _check_terms_positive(self):
        for record in self:
            for name in ("minimum_turnover", "minimum_hours", "working_time", "fixed_pay"):
                if record[name] < 0:
                    label = self._fields[name]._description_string(self.env)
                    raise ValidationError(
                        self.env._("“%(field)s” cannot be negative: give 0 or more.", field=label)
                    )
            if record.working_time > contract_law.WEEK_HOURS:
                raise ValidationError(
                    self.env._(
                        "“Hours a week” can be %(allowed)s at most (%(article)s).",
                        allowed=contract_law.WEEK_HOURS,
                        article=contract_law.WEEK,
                    )
                )

    def _get_terms_values(self):
        """Return the terms as values to write."""
        self.ensure_one()
        return self._convert_to_write({name: self[name] for name in TERMS})
