from odoo import api, fields, models

# Classes of the French chart whose lines make the result of an activity.
RESULT_PREFIXES = ("6", "7", "186", "187")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    cae_activity_id = fields.Many2one(
        "cae.activity",
        string="Activity",
        compute="_compute_cae_activity_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.depends("move_id.cae_activity_id")
    def _compute_cae_activity_id(self):
        for line in self:
            if line.move_id.cae_activity_id:
                line.cae_activity_id = line.move_id.cae_activity_id

    @api.depends("cae_activity_id")
    def _compute_analytic_distribution(self):
        return super()._compute_analytic_distribution()

    def _related_analytic_distribution(self):
        distribution = super()._related_analytic_distribution()
        activity = self.cae_activity_id
        if activity and (self.account_id.code or "").startswith(RESULT_PREFIXES):
            # sudo: an invoicing clerk need not be able to read analytic accounts
            account = activity.sudo().analytic_account_id
            distribution = {**distribution, str(account.id): 100}
        return distribution
