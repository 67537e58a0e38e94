from odoo import fields, models

from ..engine import contract_deadlines, contract_law
from . import legal_checks


class CaeContractDeadlineMixin(models.AbstractModel):
    """What is due because of contracts: engine/contract_deadlines.py holds the rules."""

    _name = "cae.contract.deadline.mixin"
    _description = "Deadlines of contracts"
    _inherit = ["cae.deadline.source.mixin"]

    def _keep_deadlines(self):
        """A contract settles what the one before brought: those of the person are kept together."""
        # sudo: all of them count, whoever changed one
        contracts_sudo = self.sudo().entrepreneur_id.contract_ids
        return super(CaeContractDeadlineMixin, contracts_sudo)._keep_deadlines()

    def _list_deadlines(self):
        people = self.entrepreneur_id
        contracts = self.search(
            [("entrepreneur_id", "in", people.ids), ("state", "in", ("confirmed", "ended"))],
            order="date_start, id",
        )
        last = {contract.entrepreneur_id: contract for contract in contracts}
        leads = {company: company._get_contract_lead_times() for company in self.company_id}
        facts = legal_checks.get_facts(self.env, people)
        visits = self._list_visits()
        found = {}
        for contract in contracts & self:
            person = contract.entrepreneur_id
            read = contract._to_deadlines(
                last[person] == contract, facts[person.id], visits.get(contract.id, ())
            )
            found[contract] = contract_deadlines.list_deadlines(read, leads[contract.company_id])
        return found

    def _to_deadlines(self, is_last, facts, visits):
        """Return the contract as the engine of deadlines looks at it.

        :param bool is_last: no other contract of the person follows
        :param dict facts: the person's contracts as the law looks at them, by id
        :param tuple visits: days of the medical visits that took place
        """
        self.ensure_one()
        person = self.entrepreneur_id
        over = is_last and person.date_without_contract == self.date_end
        left = 0
        if self.kind == "cape":
            day_after = fields.Date.add(self.date_end, days=1)
            left, _end = contract_law.cape_room(facts.values(), day_after)
        return contract_deadlines.Contract(
            **vars(facts[self.id]),
            renewals_left=left,
            running=self.state == "confirmed" and is_last,
            lapsed=bool(over and self.state == "ended"),
            date_broken=self._get_day_broken(),
            associate_due=(not person.date_associate and person.date_associate_due) or None,
            visits=visits,
        )

    def _get_day_broken(self):
        """Return the last day of a contract that ends before the agreed term, else None."""
        self.ensure_one()
        agreed = self.version_ids.filtered(
            lambda version: version.origin in ("contract", "correction", "renewal")
        ).sorted("id")[-1:]
        if agreed.date_end and self.date_end and self.date_end < agreed.date_end:
            return self.date_end
        return None

    def _list_visits(self):
        """Return {id of a contract: days of the medical visits that took place, in order}."""
        visits = self.env["cae.deadline"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("kind", "=", "medical_visit"),
                ("state", "=", "done"),
            ]
        )
        found = {(visit.res_id, int(visit.occasion)): visit.date_done for visit in visits}
        days = dict.fromkeys(self.ids, ())
        for key in self.ids:
            # the next one counts from the one before
            while day := found.get((key, len(days[key]) + 1)):
                days[key] += (day,)
        return days

    def _get_deadline_occasion(self, deadline):
        occasion = deadline.occasion or ""
        if occasion == "conclusion":
            return self.env._("conclusion")
        if occasion == "early_end":
            return self.env._("early termination")
        if occasion.startswith("renewal_"):
            return self.env._("renewal %(number)s", number=occasion.removeprefix("renewal_"))
        return super()._get_deadline_occasion(deadline)
