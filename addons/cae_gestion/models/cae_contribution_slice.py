from odoo import api, fields, models


class CaeContributionSlice(models.Model):
    """A rate and the accumulated amount from which it holds."""

    _name = "cae.contribution.slice"
    _description = "Contribution Rate"
    _inherit = ["cae.guard.mixin"]
    _order = "threshold, id"
    _guarded_parents = {"rule_id": "write"}

    rule_id = fields.Many2one(
        "cae.contribution.rule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    threshold = fields.Monetary(
        string="Starting at", help="Base accumulated over the rule's period."
    )
    rate = fields.Float(string="Rate (%)", required=True, digits=(8, 4))

    _rule_threshold_uniq = models.Constraint(
        "unique (rule_id, threshold)", "Two rates start at the same amount."
    )
    _rate_range = models.Constraint(
        "check (rate >= 0 and rate <= 100 and threshold >= 0)",
        "A rate is between 0 and 100 %, from an amount that is not negative.",
    )

    @api.depends("threshold", "rate")
    def _compute_display_name(self):
        for item in self:
            rate = f"{item.rate:g} %"
            item.display_name = f"{rate} > {item.threshold:g}" if item.threshold else rate
