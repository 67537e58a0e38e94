from odoo import models


class CaeRetention(models.Model):
    """Who had a contract is kept from the exit, once all the contracts are over."""

    _inherit = "cae.retention"

    def _filter_members(self, people):
        return people & self.env["cae.contract"]._search_agreed(people).entrepreneur_id

    def _get_exit_dates(self, members):
        contracts = self.env["cae.contract"]._search_agreed(members)
        contracts.fetch(["entrepreneur_id", "state", "date_end"])
        by_person = contracts.grouped("entrepreneur_id")
        return {
            person: max(filter(None, [person.date_exit, *by_person[person].mapped("date_end")]))
            for person in members
            if person.stage == "former" and set(by_person[person].mapped("state")) == {"ended"}
        }

    def _add_facts(self, facts):
        result = super()._add_facts(facts)
        for kinds in facts.values():
            if "file" in kinds:
                start, _years, reason = kinds["file"]
                kinds["staff"] = (start, self.company_id.cae_keep_staff_years, reason)
        return result
