from odoo import models
from odoo.addons.cae_socle.engine import retention


class CaeRetention(models.Model):
    """How long what is kept of people is kept."""

    _inherit = "cae.retention"

    def _prepare_lines(self, subject=None):
        found = super()._prepare_lines(subject)
        people = self.env["cae.entrepreneur"].with_context(active_test=False)
        if subject is None:
            people = people.search([("company_id", "=", self.company_id.id)])
        elif subject._name == people._name:
            people = subject
        for person, facts in self._get_facts(people).items():
            done = person._get_anonymised_kinds()
            for kind, (start, years, reason) in facts.items():
                if kind not in done and retention.may_go(start, years, self.date):
                    found.append(
                        self._prepare_line(kind, start, years, reason, entrepreneur_id=person.id)
                    )
            last = max(facts.values(), key=lambda fact: retention.kept_until(*fact[:2]))
            if "identity" not in done and retention.may_go(*last[:2], self.date):
                found.append(self._prepare_line("identity", *last, entrepreneur_id=person.id))
        return found

    def _get_facts(self, people):
        """Return since when each kind of data of people is kept, and how long.

        People who are in the cooperative, or whose contract is not over, have none.

        :param cae.entrepreneur people: of one company
        :return: dict of cae.entrepreneur to dict of kind to (date, years, reason)
        """
        company = self.company_id
        members = self._filter_members(people)
        decisions = self._get_candidate_dates(people - members)
        facts = {}
        for person, decision in decisions.items():
            if person.stage in ("candidate", "project_holder", "former"):
                start = person.date_exit or decision
                facts[person] = {"candidate": (start, company.cae_keep_candidate_years, "decision")}
        for person, start in self._get_exit_dates(members).items():
            facts[person] = {"file": (start, company.cae_keep_file_years, "exit")}
        self._add_facts(facts)
        return facts

    def _filter_members(self, people):
        """Return those of these people who have been in the cooperative, not only at its door."""
        return people.filtered("date_entry")

    def _get_exit_dates(self, members):
        """Return the day on which each of these people left, of those who did (dict)."""
        return {
            person: person.date_exit
            for person in members
            if person.stage == "former" and person.date_exit
        }

    def _add_facts(self, facts):
        """Hook: addons add the kinds of data they keep (batch).

        :param dict facts: as `_get_facts` returns it, to be completed in place
        """

    def _get_candidate_dates(self, people):
        """Return the day of the decision, or else of the last news, of people without contract.

        :return: dict of cae.entrepreneur to date
        """
        latest = {person: person.create_date.date() for person in people}
        for res_id, last in self.env["mail.message"]._read_group(
            [("model", "=", "cae.entrepreneur"), ("res_id", "in", people.ids)],
            ["res_id"],
            ["date:max"],
        ):
            person = people.browse(res_id)
            latest[person] = max(latest[person], last.date())
        return latest
