from odoo import api, models
from odoo.exceptions import UserError

# What makes an account another one, or that of somebody else.
ACCOUNT_FIELDS = {"acc_number", "acc_holder_name", "active", "bank_id", "partner_id"}


class ResPartnerBank(models.Model):
    """The account on which a person is paid changes by a request that a second person confirms."""

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        partners = self.env["res.partner"].browse(
            filter(None, (vals.get("partner_id") for vals in vals_list))
        )
        self._check_not_of_person(partners)
        accounts = super().create(vals_list)
        # by a default, or by the company's
        accounts._check_not_of_person(accounts.partner_id - partners)
        return accounts

    def write(self, vals):
        if ACCOUNT_FIELDS & vals.keys():
            partners = self.env["res.partner"].browse(filter(None, [vals.get("partner_id")]))
            self._check_not_of_person(self.partner_id | partners)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_person(self):
        self._check_not_of_person(self.partner_id)

    def _check_not_of_person(self, partners):
        if self.env.su:
            return
        # sudo: a file counts even where the user may not see it
        files_sudo = partners.sudo().with_context(active_test=False).cae_entrepreneur_ids
        if files_sudo:
            raise UserError(
                self.env._(
                    "%(name)s has a file: the bank account is changed there, and somebody else "
                    "confirms it.",
                    name=files_sudo[0].name,
                )
            )
