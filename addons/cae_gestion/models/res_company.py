from odoo import fields, models
from odoo.tools import formatLang


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

    cae_legal_form = fields.Char(
        string="Legal form",
        help="As on its documents, e.g. “Scop SA à capital variable”.",
    )
    cae_share_capital = fields.Monetary(
        string="Share capital",
        help="Left at zero, it is not printed (a variable capital need not be).",
    )
    cae_register_city = fields.Char(
        string="City of the trade register",
        help="Printed as RCS with the SIREN number, e.g. RCS Bordeaux.",
    )

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
                "contribution_charge_account_id": "pcg_186",
                "contribution_income_account_id": "pcg_187",
                "contribution_liaison_account_id": "pcg_181",
            }
            vals = {
                field: account.id
                for field, xmlid in defaults.items()
                if not company[field]
                and (account := chart.ref(xmlid, raise_if_not_found=False))
            }
            if not company.contribution_journal_id:
                vals["contribution_journal_id"] = company._create_contribution_journal().id
            if not company.restrictive_audit_trail:
                vals["restrictive_audit_trail"] = True
            if vals:
                company.write(vals)
            self.env["cae.contribution.schedule"]._create_default(company)

    def _create_contribution_journal(self):
        self.ensure_one()
        Journal = self.env["account.journal"]
        return Journal.search(
            [("code", "=", "CTRB"), ("company_id", "=", self.id)], limit=1
        ) or Journal.create(
            {
                "name": self.env._("Contributions"),
                "code": "CTRB",
                "type": "general",
                "company_id": self.id,
                "show_on_dashboard": False,
            }
        )

    def _get_cae_identity_line(self):
        """Return name, legal form, capital, numbers and address as one line of text.

        What a company must put on its documents: C. com. R123-237 and -238, L231-2.
        """
        self.ensure_one()
        siret = (self.company_registry or "").replace(" ", "")
        parts = [
            self.name,
            self.cae_legal_form,
            self.cae_share_capital
            and self.env._(
                "capital of %(amount)s",
                amount=formatLang(self.env, self.cae_share_capital, currency_obj=self.currency_id),
            ),
            self._get_cae_address_line(),
            siret and self.env._("SIRET %(number)s", number=siret),
            self.cae_register_city
            and siret
            and self.env._("RCS %(city)s %(siren)s", city=self.cae_register_city, siren=siret[:9]),
            self.vat and self.env._("VAT %(number)s", number=self.vat),
        ]
        return " · ".join(filter(None, parts))

    def _get_cae_address_line(self):
        """Return the registered office as one line of text."""
        self.ensure_one()
        town = " ".join(filter(None, [self.zip, self.city]))
        return ", ".join(filter(None, [self.street, self.street2, town]))
