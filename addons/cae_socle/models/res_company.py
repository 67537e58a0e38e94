from odoo import fields, models
from odoo.tools import formatLang


class ResCompany(models.Model):
    """What a cooperative puts on its documents."""

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
