from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # sudo: whoever names the company names what its site shows in each title
        before = {company: company.name for company in self} if "name" in vals else {}
        result = super().write(vals)
        websites_sudo = self.env["website"].sudo()
        for company, name in before.items():
            # a site that somebody gave a name of its own keeps it
            named = [("company_id", "=", company.id), ("name", "=", name)]
            websites_sudo.search(named).name = company.name
        return result
