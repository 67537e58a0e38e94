from odoo import api, fields, models
from odoo.addons.cae_socle.engine import retention


class ResCompany(models.Model):
    _inherit = "res.company"

    contribution_journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', '=', 'general'), ('company_id', '=', id)]",
        help="The contribution of each month is one entry in this journal.",
    )
    contribution_charge_account_id = fields.Many2one(
        "account.account",
        help="Debited for the activity. By default 186, services exchanged (expenses).",
    )
    contribution_income_account_id = fields.Many2one(
        "account.account",
        help="Credited for the cooperative. By default 187, services exchanged (income).",
    )
    contribution_liaison_account_id = fields.Many2one(
        "account.account",
        help="Carries the cash from the activity to the cooperative. By default 181.",
    )
    cae_late_payment_note = fields.Text(
        string="Late payment",
        translate=True,
        help="Printed on invoices to professional customers (C. com. L441-9). When empty, the "
        "penalties of the law: the rate of the European Central Bank plus 10 points, and €40.",
    )

    cae_keep_accounting_years = fields.Integer(
        string="Names on accounting documents are kept (years)",
        default=retention.ACCOUNTING_YEARS,
        help="From the end of the financial year; at least 10 years (C. com. L123-22).",
    )

    @api.model
    def _get_cae_least_years(self):
        least = super()._get_cae_least_years()
        law = (retention.ACCOUNTING_YEARS, "C. com. L123-22")
        return {**least, "cae_keep_accounting_years": law}

    def _setup_cae_accounting(self):
        """Give French companies what the suite books on, where they have nothing yet.

        The accounts 181, 186 and 187 balance to zero in the general ledger: a company
        does not invoice itself (since ANC 2022-06 account 791 no longer serves).
        The audit trail is switched on: entries once posted leave their trace
        (LPF L102 B and CGI 286-I-3° bis ask for inalterable books).
        """
        for company in self:
            chart = self.env["account.chart.template"].with_company(company)
            defaults = {
                "contribution_charge_account_id": chart.ref("pcg_186", raise_if_not_found=False),
                "contribution_income_account_id": chart.ref("pcg_187", raise_if_not_found=False),
                "contribution_liaison_account_id": chart.ref("pcg_181", raise_if_not_found=False),
                "restrictive_audit_trail": True,
            }
            if not company.contribution_journal_id:
                name = self.env._("Contributions")
                defaults["contribution_journal_id"] = company._get_general_journal("CTRB", name)
            for field, value in defaults.items():
                if value and not company[field]:
                    company[field] = value
            self.env["cae.contribution.schedule"]._create_default(company)

    def _find_general_journal(self, code):
        """Return the general journal of a code, empty when there is none."""
        domain = [("code", "=", code), ("company_id", "=", self.id), ("type", "=", "general")]
        return self.env["account.journal"].search(domain, limit=1)

    def _get_general_journal(self, code, name):
        """Return the general journal of a code, made where there is none."""
        return self._find_general_journal(code) or self.env["account.journal"].create(
            {
                "name": name,
                "code": code,
                "type": "general",
                "company_id": self.id,
                "show_on_dashboard": False,
            }
        )
