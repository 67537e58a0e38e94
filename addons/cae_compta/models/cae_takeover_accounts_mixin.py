from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..engine import trial_balance

# Where no account of the chart is near: the usual type of the class.
CLASS_TYPES = {
    "1": "equity",
    "2": "asset_fixed",
    "3": "asset_current",
    "4": "liability_current",
    "5": "asset_current",
    "6": "expense",
    "7": "income",
    "8": "off_balance",
    "9": "off_balance",
}


class CaeTakeoverAccountsMixin(models.AbstractModel):
    """Matching the accounts of a file with those of the chart."""

    _name = "cae.takeover.accounts.mixin"
    _description = "Take-over: accounts"

    def _propose_accounts(self):
        """Match the accounts of the file with ours: as last time, same number, same length."""
        self.ensure_one()
        codes = self.line_ids.mapped("code")
        accounts = self._get_accounts()
        length = self._get_code_length(accounts)
        domain = [("company_id", "=", self.company_id.id), ("code", "in", codes)]
        mappings = self.env["cae.takeover.mapping"].search(domain).grouped("code")
        for line in self.line_ids:
            normal = trial_balance.normalize_account(line.code, length)
            # What the accountant decided once goes before what the numbers suggest.
            for origin, account in (
                ("remembered", mappings[line.code].account_id if line.code in mappings else None),
                ("exact", accounts.get(line.code)),
                ("length", accounts.get(normal)),
            ):
                if account and account.active:
                    line.account_id = account
                    line.origin = origin
                    break

    def _get_accounts(self):
        """Return {code: account.account} of the company, archived ones left out."""
        Account = self.env["account.account"].with_company(self.company_id)
        domain = Account._check_company_domain(self.company_id)
        return {account.code: account for account in Account.search(domain)}

    def _get_code_length(self, accounts):
        """Return how many figures most accounts of the chart have (6 in an empty chart)."""
        lengths = Counter(len(code) for code in accounts if code)
        return lengths.most_common(1)[0][0] if lengths else 6

    @api.model
    def _deduce_account_type(self, code, accounts):
        """Return the type of the nearest account, else the usual one of the class.

        :param str code: number of the account to create
        :param dict accounts: what `_get_accounts` returns
        """
        nearest = trial_balance.nearest_account(code, accounts)
        kind = accounts[nearest].account_type if nearest else CLASS_TYPES.get(code[:1], "equity")
        # A company has one account of current year earnings, and keeps it.
        return "equity" if kind == "equity_unaffected" else kind

    def action_create_missing_accounts(self):
        """Mark the accounts that our chart lacks: they are created with the opening."""
        self.check_access("write")
        for takeover in self:
            if takeover.state != "read":
                raise UserError(self.env._("Read the file first."))
            takeover.line_ids.filtered(lambda line: not line.is_settled).is_new_account = True

    def _create_accounts(self):
        """Create the accounts marked for it; lines of the same number share one."""
        lines = self.line_ids.filtered(lambda line: line.is_new_account and not line.account_id)
        if not lines:
            return
        accounts = self._get_accounts()
        length = self._get_code_length(accounts)
        vals_by_code = {}
        for line in lines:
            vals = line._prepare_account_vals(length)
            if vals["code"] not in accounts:
                vals_by_code.setdefault(vals["code"], vals)
        Account = self.env["account.account"].with_company(self.company_id)
        archived = Account.with_context(active_test=False).search(
            Domain(Account._check_company_domain(self.company_id))
            & Domain("code", "in", list(vals_by_code))
        )
        if archived:
            raise UserError(
                self.env._(
                    "The account %(account)s exists and is archived: unarchive it, or choose "
                    "another.",
                    account=archived[0].display_name,
                )
            )
        created = Account.create(
            [
                {**vals, "company_ids": [Command.set(self.company_id.ids)]}
                for vals in vals_by_code.values()
            ]
        )
        accounts |= {account.code: account for account in created}
        for line in lines:
            line.account_id = accounts[trial_balance.normalize_account(line.code, length)]

    def _remember_mapping(self):
        accounts = self._get_accounts()
        length = self._get_code_length(accounts)
        Mapping = self.env["cae.takeover.mapping"]
        known = set(Mapping.search([("company_id", "=", self.company_id.id)]).mapped("code"))
        Mapping._remember(
            self.company_id,
            {
                line.code: line.account_id
                for line in self.line_ids
                if line.code in known
                or line.account_id
                != (
                    accounts.get(line.code)
                    or accounts.get(trial_balance.normalize_account(line.code, length))
                )
            },
        )
