from odoo import fields, models


class CaeContributionBase(models.Model):
    """What a contribution line took from one of its bases: a turnover, purchases, an exclusion.

    The months that follow rest on it: what a posted month has taken of a base is open no more.
    """

    _name = "cae.contribution.base"
    _description = "Contribution Base"
    _inherit = ["cae.guard.mixin"]
    _order = "line_id desc, id"
    _rec_name = "source"
    _personal_ignored = "amounts of an activity"

    line_id = fields.Many2one(
        "cae.contribution.line", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="line_id.currency_id")
    source = fields.Char(
        required=True,
        readonly=True,
        help="The turnover, what is collected of it, the purchases of the margin, or the key of "
        "an exclusion.",
    )
    taken = fields.Monetary(readonly=True)
    taken_of_previous_year = fields.Monetary(
        readonly=True, help="What of it is dated in the year before that of the month."
    )

    _line_source_uniq = models.Constraint(
        "unique (line_id, source)", "A line takes once from each base."
    )
