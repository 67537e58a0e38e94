from odoo import fields, models
from odoo.addons.cae_socle.models.cae_guard_mixin import BY_METHOD, METHOD_KEY
from odoo.exceptions import UserError


class AccountAccount(models.Model):
    _inherit = "account.account"

    cae_contribution = fields.Boolean(
        string="Contribution to the cooperative",
        help="Old books often kept the contribution on a purchase account (604101, say): "
        "the activity statement then shows this account as contribution.",
    )

    def write(self, vals):
        if "cae_contribution" in vals and self.env.context.get(METHOD_KEY) is not BY_METHOD:
            changed = self.filtered(
                lambda account: account.cae_contribution != bool(vals["cae_contribution"])
            )
            changed._check_in_no_posted_month()
        return super().write(vals)

    def _check_in_no_posted_month(self):
        """Refuse where the figures of months that are posted rest on these accounts."""
        # sudo: whoever edits accounts need not see the months, nor all the entries
        runs_sudo = self.env["cae.contribution.run"].sudo()
        for company_sudo in self.sudo().company_ids if self else ():
            last = runs_sudo._last_posted(company_sudo)
            line_sudo = last and self.env["account.move.line"].sudo().search(
                [
                    ("account_id", "in", self.ids),
                    ("company_id", "=", company_sudo.id),
                    ("parent_state", "=", "posted"),
                    ("cae_activity_id", "!=", False),
                    ("move_id.cae_opening", "=", False),
                    ("date", "<=", last.date_to),
                ],
                order="date, id",
                limit=1,
            )
            if line_sudo:
                raise UserError(
                    self.env._(
                        "%(account)s has entries in months whose contribution is posted, up to "
                        "%(month)s: their figures would change. Use another account from now on.",
                        account=line_sudo.account_id.display_name,
                        month=last._month_name(),
                    )
                )
