from odoo import api, models
from odoo.tools import format_date

from ..engine import contract_law
from . import legal_checks
from .import_plan import Entry, find_changes, record_of, to_orm

PLAIN = {
    "key": "import_key",
    "earlier_kind": "kind",
    "date_start": "date_start",
    "date_end": "date_end",
}


class CaeImportEarlier(models.AbstractModel):
    """The part of an import that takes contracts which are neither a CAPE nor a CESA.

    They are facts, as when they are typed in the file: a later import corrects them. What they
    make of a contract that the cooperative agreed on already is said, and no reason to refuse
    them; a contract of the same file has to fit them.
    """

    _name = "cae.import.earlier"
    _description = "Import: other contracts"

    @api.model
    def _plan_earlier(self, plan, directory):
        """Add an entry to the plan for each other contract of the file.

        :param plan: import_plan.Plan; its people are there already
        :param directory: import_directory.Directory
        """
        rows = plan.reading.rows["earlier"]
        if not rows:
            return
        known = self.env["cae.earlier.contract"].search([("company_id", "=", self.env.company.id)])
        by_key = {one.import_key: one for one in known if one.import_key}
        by_subject = {(one.entrepreneur_id, one.kind, one.date_start): one for one in known}
        keys, subjects, taken = {}, {}, {}
        for row in rows:
            key = row.values.get("key")
            if key and key in keys:
                plan.refuse(row, "key_twice", "key", line=keys[key])
            elif key:
                keys[key] = row.number
            entry = Entry(row)
            self._find_parties(plan, directory, entry)
            plan.entries["earlier"].append(entry)
            if not entry.person or row.bad & {"earlier_kind", "date_start", "date_end"}:
                continue
            subject = (row.values["earlier_kind"], row.values["date_start"])
            same = by_subject.get((record_of(entry.person), *subject))
            self._settle_earlier(plan, entry, by_key.get(key), same)
            first = subjects.setdefault((entry.person, *subject), row)
            if entry.record:
                first = taken.setdefault(entry.record, first)
            if first is not row:
                plan.refuse(row, "contract_twice", "date_start", line=first.number)

    @api.model
    def _settle_earlier(self, plan, entry, keyed, same):
        """Note what a row writes, and on which contract.

        :param keyed: the contract of the cooperative that has its key
        :param same: the one of the same person, kind and first day
        """
        row = entry.row
        key = row.values.get("key")
        if keyed and keyed.entrepreneur_id != record_of(entry.person):
            plan.refuse(row, "earlier_of_other", "key", name=keyed.entrepreneur_id.name)
            return
        if same and not keyed and key and same.import_key:
            plan.refuse(row, "contract_other_key", "key", key=same.import_key)
            return
        entry.record = keyed or same
        end = row.values.get("date_end") or (entry.record and entry.record.date_end)
        if end and end < row.values["date_start"]:
            column = "date_end" if "date_end" in row.values else "date_start"
            date = format_date(self.env, row.values["date_start"])
            plan.refuse(row, "end_before_start", column, date=date)
            return
        entry.values = {
            field: row.values[column] for column, field in PLAIN.items() if column in row.values
        }
        if entry.record:
            entry.changes = find_changes(entry.record, entry.values)

    # -- the law -----------------------------------------------------------------------------

    @api.model
    def _group_earlier(self, plan):
        """Return {person: sound entries of other contracts that the file adds or changes}."""
        grouped = {}
        for entry in plan.entries["earlier"]:
            if entry.values and entry.outcome != "unchanged":
                grouped.setdefault(entry.person, []).append(entry)
        return grouped

    @api.model
    def _add_earlier(self, plan, person, entries, before):
        """Return the contracts of a person with the other ones of the file among them.

        What no longer fits of the contracts agreed already is told, on the line that shows it.

        :param dict before: {key: engine contract} of what the cooperative has
        """
        facts = dict(before)
        for entry in entries:
            key = ("earlier", entry.record.id) if entry.record else entry
            end = entry.values.get("date_end") or (entry.record and entry.record.date_end)
            facts[key] = contract_law.Contract(
                key=key, kind="other", start=entry.values["date_start"], end=end or None
            )
        date_associate = self._get_date_associate(person)
        known = {one.identity for one in contract_law.check(before.values(), date_associate)}
        for finding in contract_law.check(facts.values(), date_associate):
            if finding.identity not in known:
                sentence = legal_checks.describe(self.env, finding, facts, {finding.key})
                plan.tell(entries[0].row, "law", "date_start", sentence=sentence)
        return facts

    # -- writing -----------------------------------------------------------------------------

    @api.model
    def _write_earlier(self, plan):
        """Note the other contracts, and correct those that the file tells otherwise."""
        Earlier = self.env["cae.earlier.contract"]

        def create(entries):
            records = Earlier.create(
                [
                    {
                        "entrepreneur_id": record_of(entry.person).id,
                        **to_orm(Earlier, entry.values),
                    }
                    for entry in entries
                ]
            )
            for entry, record in zip(entries, records, strict=True):
                entry.record = record

        entries = plan.entries["earlier"]
        new = [entry for entry in entries if not entry.record]
        changed = [entry for entry in entries if entry.record and entry.changes]
        self._in_batches(new, create, Earlier)
        self._in_batches(changed, self._write_changes, Earlier)
