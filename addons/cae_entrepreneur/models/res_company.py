from odoo import fields, models
from odoo.tools import formatLang


class ResCompany(models.Model):
    _inherit = "res.company"

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
    cae_exit_access_days = fields.Integer(
        string="Portal open after an exit (days)",
        default=60,
        help="How long a person who left can still read her accounts and papers.",
    )
    cae_exit_warning_days = fields.Integer(
        string="Told before the portal closes (days)",
        default=15,
        help="A person who left is told by email this many days before.",
    )

    _cae_exit_days_positive = models.Constraint(
        "check (cae_exit_access_days >= 0 and cae_exit_warning_days >= 0)",
        "These numbers of days cannot be negative: write 0 or more.",
    )

    cae_advisors_see_all = fields.Boolean(
        string="Advisors see all the files",
        help="Otherwise an advisor sees the people of her territories, those she follows as "
        "referent or second advisor, and those without a territory.",
    )
    cae_information_sessions = fields.Boolean(
        string="Collective information sessions",
        help="A person who asks for a first meeting may wish to come to a session first.",
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
