from odoo import api, fields, models
from odoo.addons.cae_contrat.engine import contract_law

from ..engine import deadlines as engine

# Files looked at between two commits.
BATCH = 500
# In the context of who changes many things of the same people, and calls _keep at the end. No
# browser can send this very object.
LATER_KEY = "cae_deadlines_later"
LATER = object()
# Where an interrupted pass goes on.
CURSOR = "cae_entrepreneur.deadline_cursor"


class CaeDeadlineKeeper(models.AbstractModel):
    """Keeps the deadlines in step with contracts: makes them, moves them, lets them go.

    May be run at any time and as often as one likes: what is there already stays, and what was
    ticked is never opened again.
    """

    _name = "cae.deadline.keeper"
    _description = "Keeper of deadlines"

    @api.model
    def _cron_run(self):
        """Go through all the files, then tell people. Goes on where it was interrupted."""
        people = self.env["cae.entrepreneur"].with_context(active_test=False)
        # sudo: the place where an interrupted pass stopped, nothing else
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        progress = self.env["ir.cron"]
        last = int(parameters_sudo.get_param(CURSOR) or 0)
        # One more than the files: the mails, that come after them.
        progress._commit_progress(remaining=people.search_count([("id", ">", last)]) + 1)
        while batch := people.search([("id", ">", last)], order="id", limit=BATCH):
            self._keep(batch)
            last = batch[-1].id
            parameters_sudo.set_param(CURSOR, last)
            if not progress._commit_progress(len(batch)):
                return
            self.env.invalidate_all()
        parameters_sudo.set_param(CURSOR, False)
        progress._commit_progress()
        if self.env["cae.deadline.alert"]._run() and self.env["cae.deadline.reminder"]._run():
            progress._commit_progress(1)

    @api.model
    def _keep(self, entrepreneurs):
        """Bring the deadlines of these people up to date, in a constant number of queries.

        :param entrepreneurs: files the caller may read; archived ones too
        """
        if not entrepreneurs or self.env.context.get(LATER_KEY) is LATER:
            return
        # sudo: deadlines follow from the contracts, whoever confirmed them
        deadlines_sudo = self.env["cae.deadline"].sudo()
        people_sudo = entrepreneurs.sudo().with_context(active_test=False)
        existing = {
            deadline._get_key(): deadline
            for deadline in deadlines_sudo.search([("entrepreneur_id", "in", people_sudo.ids)])
        }
        wanted = self._list_wanted(people_sudo, existing)
        deadlines_sudo.create(
            [
                self._prepare_values(key, deadline)
                for key, (company, deadline) in wanted.items()
                if key not in existing
                # what is so today, whatever the day from which deadlines are followed
                and not (
                    deadline.kind not in ("cape_end", "cape_last", "no_contract")
                    and company.cae_deadline_start
                    and deadline.date_due < company.cae_deadline_start
                )
            ]
        )
        gone = deadlines_sudo
        for key, deadline in existing.items():
            if deadline.state == "done":
                continue
            if key in wanted:
                deadline._move_to(wanted[key][1])
            elif deadline.state == "open":
                gone |= deadline
        gone.activity_id.unlink()
        gone._by_method().write({"state": "gone"})
        self._hand_over(deadlines_sudo.union(*existing.values()))

    @api.model
    def _prepare_values(self, key, deadline):
        """Return the values of a new deadline.

        :param tuple key: ids of the file and of the contract, kind, occasion
        :param deadline: an engine.Deadline
        """
        entrepreneur_id, contract_id, kind, occasion = key
        return {
            "entrepreneur_id": entrepreneur_id,
            "contract_id": contract_id,
            "kind": kind,
            "occasion": occasion,
            "document_id": kind == "document" and int(occasion),
            **self._prepare_dates(deadline),
        }

    @api.model
    def _prepare_dates(self, deadline):
        return {
            "date_due": deadline.date_due,
            "date_first_alert": min(deadline.alerts, default=deadline.date_due),
            "alert_dates": [day.isoformat() for day in deadline.alerts],
        }

    @api.model
    def _list_wanted(self, people_sudo, existing):
        """Return what should be in the list: {key: (company, engine.Deadline)}.

        :param dict existing: deadlines by key; the visits done are among them
        """
        contracts_sudo = self.env["cae.contract"].sudo()
        contracts_sudo = contracts_sudo.search(
            [("entrepreneur_id", "in", people_sudo.ids), ("state", "in", ("confirmed", "ended"))],
            order="date_start, id",
        )
        leads = {company: company._get_deadline_lead_times() for company in people_sudo.company_id}
        facts = self.env["cae.contract.law"]._get_facts(people_sudo)
        wanted = self._list_documents(people_sudo, leads)
        for person, contracts in contracts_sudo.grouped("entrepreneur_id").items():
            for contract in contracts:
                read = self._read_contract(contract, contracts[-1:], facts[person.id], existing)
                for deadline in engine.list_deadlines(read, leads[person.company_id]):
                    key = (person.id, contract.id, deadline.kind, deadline.occasion)
                    wanted[key] = (person.company_id, deadline)
        return wanted

    @api.model
    def _list_documents(self, people_sudo, leads):
        """Return the documents that expire, the last of each kind of each person.

        :param dict leads: lead times by company
        """
        # sudo: only the day and the kind are told, to who follows the file
        documents_sudo = self.env["cae.document"].sudo()
        documents_sudo = documents_sudo.search(
            [("entrepreneur_id", "in", people_sudo.ids), ("date_expiry", "!=", False)],
            order="date_expiry, id",
        )
        last = {
            (document.entrepreneur_id, document.kind_id): document for document in documents_sudo
        }
        return {
            (person.id, False, deadline.kind, deadline.occasion): (person.company_id, deadline)
            for (person, _kind), document in last.items()
            if person.stage != "former"
            for deadline in engine.list_document_deadline(
                document.date_expiry, str(document.id), leads[person.company_id]
            )
        }

    @api.model
    def _read_contract(self, contract, last, facts, existing):
        """Return a contract as the engine of deadlines looks at it.

        :param last: the person's last contract; one that is followed has its end settled
        :param dict facts: the person's contracts as the law looks at them, by id
        """
        person = contract.entrepreneur_id
        own = facts[contract.id]
        over = contract == last and person.date_without_contract == contract.date_end
        is_cape = contract.kind == "cape"
        left = 0
        if is_cape:
            day_after = fields.Date.add(contract.date_end, days=1)
            left, _end = contract_law.cape_room(facts.values(), day_after)
        return engine.Contract(
            kind=contract.kind,
            date_start=contract.date_start,
            date_end=contract.date_end or None,
            renewals=own.renewals,
            renewals_left=left,
            running=contract.state == "confirmed" and contract == last,
            lapsed=bool(over and contract.state == "ended"),
            date_broken=self._get_day_broken(contract),
            trial_end=contract.trial_date_end or None,
            associate_due=(not person.date_associate and person.date_associate_due) or None,
            visits=self._list_visits(contract, existing),
        )

    @api.model
    def _get_day_broken(self, contract):
        """Return the last day of a contract that ends before the agreed term, else None."""
        agreed = contract.version_ids.filtered(
            lambda version: version.origin in ("contract", "correction", "renewal", "takeover")
        ).sorted("id")[-1:]
        if agreed.date_end and contract.date_end and contract.date_end < agreed.date_end:
            return contract.date_end
        return None

    @api.model
    def _list_visits(self, contract, existing):
        """Return the days of the medical visits of a contract that took place, in order."""
        visits = []
        while True:
            key = (
                contract.entrepreneur_id.id,
                contract.id,
                "medical_visit",
                str(len(visits) + 1),
            )
            visit = existing.get(key)
            if not visit or visit.state != "done":
                return tuple(visits)
            visits.append(visit.date_done)

    @api.model
    def _hand_over(self, deadlines_sudo):
        """Give open activities to whoever follows the person now; the next mail tells her."""
        moved = deadlines_sudo.filtered(
            lambda deadline: (
                deadline.state == "open"
                and deadline.activity_id.active
                and deadline.activity_id.user_id != deadline.user_id
            )
        )
        for user, deadlines in moved.grouped("user_id").items():
            activities = deadlines.activity_id.with_context(mail_activity_quick_update=True)
            activities.write({"user_id": user.id})
            deadlines.write(
                {"date_alerted": fields.Date.context_today(self), "date_digested": False}
            )
