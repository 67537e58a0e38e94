from odoo import models


class CaeRetention(models.Model):
    """The name stays on accounting documents for ten years (C. com. L123-22)."""

    _inherit = "cae.retention"

    def _add_facts(self, facts):
        super()._add_facts(facts)
        if not facts:
            return
        company = self.company_id
        people = {person.partner_id: person for person in facts}
        domain = [
            ("partner_id", "in", [partner.id for partner in people]),
            ("company_id", "=", company.id),
        ]
        # sudo: entries count even where the user may not see them
        lines_sudo = self.env["account.move.line"].sudo()
        for partner, last in lines_sudo._read_group(domain, ["partner_id"], ["date:max"]):
            end = company.sudo().compute_fiscalyear_dates(last)["date_to"]
            fact = (end, company.cae_keep_accounting_years, "accounting")
            facts[people[partner]]["accounting"] = fact
