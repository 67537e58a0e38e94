import uuid

from odoo import api, fields, models

from .cae_contribution_rule import check_prefixes


class CaeContributionExclusion(models.Model):
    """What is taken out of the base: subcontracting, large purchases."""

    _name = "cae.contribution.exclusion"
    _description = "Contribution Exclusion"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _guarded_parents = {"rule_id": "write"}

    name = fields.Char(
        required=True, help="As in the explanation: “of which 800 € subcontracting excluded”."
    )
    key = fields.Char(
        required=True,
        default=lambda self: uuid.uuid4().hex[:12],
        help="Stays the same in a duplicated schedule.",
    )
    sequence = fields.Integer(default=10)
    rule_id = fields.Many2one(
        "cae.contribution.rule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_prefixes = fields.Char(
        string="Accounts",
        required=True,
        help="Lines on accounts whose number starts so are deducted from the base. "
        "Separate several by a comma.",
    )
    line_minimum = fields.Monetary(
        string="Lines of at least",
        help="Only lines of at least this amount without tax count: for large purchases.",
    )

    _rule_key_uniq = models.Constraint(
        "unique (rule_id, key)", "Two exclusions of one rule cannot share their key."
    )

    @api.constrains("account_prefixes")
    def _check_prefixes(self):
        check_prefixes(self, "account_prefixes")
