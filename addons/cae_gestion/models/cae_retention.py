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
        latest = {}
        # sudo: entries count even where the user may not see them
        for partner, last in (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", [partner.id for partner in people]),
                    ("company_id", "=", company.id),
                ],
                ["partner_id"],
                ["date:max"],
            )
        ):
            latest[people[partner]] = last
        years = company.cae_keep_accounting_years
        for person, last in latest.items():
            end = company.sudo().compute_fiscalyear_dates(last)["date_to"]
            facts[person]["accounting"] = (end, years, "accounting")
