from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # sudo: whoever names the company names what its site shows in each title
        before = {company: company.name for company in self} if "name" in vals else {}
        result = super().write(vals)
        for company, name in before.items():
            websites_sudo = self.env["website"].sudo().search([("company_id", "=", company.id)])
            # a site that somebody gave a name of its own keeps it
            followers_sudo = websites_sudo.filtered(lambda site, name=name: site.name == name)
            followers_sudo.name = company.name
        return result
