from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountAnalyticAccount(models.Model):
    _inherit = "account.analytic.account"

    cae_activity_ids = fields.One2many(
        "cae.activity",
        "analytic_account_id",
        string="Activity",
        groups="cae_socle.group_advisor,cae_socle.group_accountant",
    )

    @api.constrains("plan_id", "company_id")
    def _check_cae_activity(self):
        plan = self.env.ref("cae_entrepreneur.analytic_plan_activity")
        # sudo: whoever edits the account, the activity's books stay where they are
        accounts_sudo = self.sudo().with_context(active_test=False)
        for account in accounts_sudo.filtered("cae_activity_ids"):
            if account.plan_id != plan or account.company_id != account.cae_activity_ids.company_id:
                raise ValidationError(
                    self.env._(
                        "%(account)s carries the books of an activity: leave it on the plan "
                        "%(plan)s and in its cooperative.",
                        account=account.display_name,
                        plan=plan.name,
                    )
                )
