from odoo import fields, models


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
        self.env["cae.seal"]._drop_outdated(names)
        return result
