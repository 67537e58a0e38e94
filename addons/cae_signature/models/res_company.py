from odoo import fields, models

from . import company_seal


class ResCompany(models.Model):
    _inherit = "res.company"

    # The key that seals: for the system's administrator, and nobody else, to read.
    cae_certificate = fields.Binary(
        string="Certificate of the seal (PKCS#12)",
        attachment=False,
        copy=False,
        groups="base.group_system",
    )
    cae_certificate_passphrase = fields.Char(
        string="Passphrase of the certificate", copy=False, groups="base.group_system"
    )

    def write(self, vals):
        names = {company: company.name for company in self if "name" in vals}
        result = super().write(vals)
        company_seal.drop_outdated(self.env, names)
        return result
