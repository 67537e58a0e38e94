from odoo import api, fields, models
from odoo.addons.cae_socle.models.import_names import record_of
from odoo.tools import format_date

from .cae_contract_amendment import CHANGES

BASES = ("cape", "cesa")


class CaeImportContractsMixin(models.AbstractModel):
    """The contracts of an import: a row is a contract, or a renewal or an amendment of it.

    They are recorded as agreed on paper at their time. What is in the cooperative already is
    compared, not rewritten: both parties agreed on it.
    """

    _name = "cae.import.contracts.mixin"
    _description = "Import: contracts"
    _inherit = ["cae.import.mixin"]

    def _list_steps(self):
        return [*super()._list_steps(), self._write_contracts]

    @api.model
    def _get_contract_starts(self, job):
        starts = super()._get_contract_starts(job)
        for row in job.rows["contracts"]:
            people = job.names["people"].get(row.values.get("person"))
            if row.values.get("kind") in BASES and "date_start" in row.values and len(people) == 1:
                starts.setdefault(people[0], []).append(row.values["date_start"])
        for row in job.rows["people"]:
            if row.record:
                agreed = row.record.contract_ids.filtered(
                    lambda contract: contract.state in ("confirmed", "ended")
                )
                starts.setdefault(row, []).extend(agreed.mapped("date_start"))
        return starts

    # -- finding -----------------------------------------------------------------------------

    @api.model
    def _write_contracts(self, job):
        """Record contracts as agreed on paper, then their renewals and amendments, then ends."""
        Contract = self.env["cae.contract"]
        rows = [row for row in job.rows["contracts"] if self._find_parties(job, row)]
        rows.sort(key=lambda row: (row.values["date_start"], row.number))
        bases = [row for row in rows if row.values["kind"] in BASES]
        self._match_contracts(job, bases)
        new = [row for row in bases if not (row.record or row.is_lost)]
        self._in_batches(job, new, self._create_contracts, Contract, "kind")
        self._write_keys(job, bases, Contract)
        changes = [row for row in rows if row.values["kind"] not in BASES]
        self._write_changes(job, changes, bases)
        self._end_contracts(job, bases, changes)

    @api.model
    def _find_party(self, job, row, name):
        """Return the person or the activity of a row, None (and say so) where that is unknown."""
        column = job.tables[row.kind].find(name)
        found = name in row.values and self._find_named(job, row, column)
        if not found:
            return None
        row.links[name] = found[0]
        return record_of(found[0])

    @api.model
    def _find_parties(self, job, row):
        """Find the person, the activity and the terms of a row; return whether it can be tried.

        What refers to a row that was refused waits until that one is mended.
        """
        person = self._find_party(job, row, "person")
        activity = self._find_party(job, row, "activity")
        row.vals = self._read_cells(job, row, "terms")
        row.is_lost |= bool(row.bad) or not person or ("activity" in row.values and not activity)
        return not row.is_lost

    @api.model
    def _load_known(self, model, *names):
        """Return what the cooperative has: {key, or values of these fields: record}."""
        known = {}
        for record in self.env[model].search(self._domain_own()):
            if record.import_key:
                known[record.import_key] = record
            if "state" not in record._fields or record.state != "cancelled":
                known[tuple(record[name] for name in names)] = record
        return known

    @api.model
    def _match_contracts(self, job, rows):
        """Find what the cooperative has of the contracts of the file, and compare it."""
        known = self._load_known("cae.contract", "entrepreneur_id", "kind", "date_start")
        taken = {}
        for row in rows:
            key = row.values.get("key")
            subject = (
                record_of(row.links["person"]),
                row.values["kind"],
                row.values["date_start"],
            )
            record = known.get(key) or known.get(subject)
            if record and key not in known and key and record.import_key:
                job.lose(row, "key", "contract_key", key=record.import_key)
            elif record and record in taken:
                job.lose(row, "date_start", "contract_twice", line=taken[record])
            self._check_exit_of_contract(job, row, record)
            if not record or row.is_lost:
                continue
            row.record, row.outcome = record, "unchanged"
            taken[record] = row.number
            self._compare_contract(job, row)

    @api.model
    def _check_exit_of_contract(self, job, row, record):
        """Refuse contracts that contradict the exit of their person, in the same file."""

    @api.model
    def _compare_contract(self, job, row):
        """Refuse what differs from a contract that was agreed; let its end come true."""
        record, person = row.record, record_of(row.links["person"])
        if not self._is_agreed(job, row, ("confirmed", "ended")):
            return
        if record.entrepreneur_id != person:
            self._lose_agreed(job, row, "person", record.entrepreneur_id.name)
            return
        today = fields.Date.context_today(self)
        for name in ("kind", "date_start"):
            if record[name] != row.values[name]:
                self._lose_agreed(job, row, name, record[name])
        for name, value in row.vals.items():
            states = [record, *record.version_ids]
            if not any(self._differs(state, name, value) is False for state in states):
                is_earlier_end = (
                    name == "date_end"
                    and value < today
                    and record.state == "confirmed"
                    and not (record.date_end and record.date_end < value)
                )
                if is_earlier_end:
                    row.links["last_day"], row.outcome = value, "updated"
                else:
                    self._lose_agreed(job, row, name, record[name])

    @api.model
    def _is_agreed(self, job, row, states):
        """Tell whether the contract that a row is about was agreed; refuse the row otherwise."""
        if row.record.state in states:
            return True
        reference = row.record.display_name
        job.lose(row, "kind", "contract_not_confirmed", reference=reference)
        return False

    @api.model
    def _lose_agreed(self, job, row, name, agreed):
        """Refuse a term that was agreed otherwise.

        :param name: of a column, or of the field that it fills
        """
        columns = job.tables["contracts"].columns
        column = next(column for column in columns if name in (column.field, column.name))
        if column.type == "date":
            agreed = agreed and format_date(self.env, agreed)
        elif column.field == "territory_id":
            agreed = agreed.name
        job.lose(row, column.name, "contract_agreed", agreed=agreed or 0)

    @api.model
    def _write_keys(self, job, rows, model):
        """Let what the cooperative had already learn the key that the file gives."""
        learning = []
        for row in rows:
            key = row.values.get("key")
            if key and row.record and not row.is_lost and row.record.import_key != key:
                row.outcome = "updated"
                learning.append(row)

        def learn(batch):
            for row in batch:
                row.record.import_key = row.values["key"]

        self._in_batches(job, learning, learn, model, "key")

    # -- contracts ---------------------------------------------------------------------------

    @api.model
    def _create_contracts(self, rows):
        vals_list = [self._prepare_contract(row) for row in rows]
        contracts = self._create_records(rows, self.env["cae.contract"], vals_list)
        contracts.write({"state": "confirmed"})

    @api.model
    def _prepare_contract(self, row):
        activity = record_of(row.links.get("activity"))
        return {
            "entrepreneur_id": record_of(row.links["person"]).id,
            "activity_id": activity and activity.id,
            "kind": row.values["kind"],
            "date_start": row.values["date_start"],
            "date_end": False,
            "import_key": row.values.get("key", False),
            "other_project": row.values.get("other_project", False),
            **row.vals,
        }

    # -- renewals and amendments -------------------------------------------------------------

    @api.model
    def _write_changes(self, job, rows, bases):
        """Record renewals and amendments: the first of each contract, then the second..."""
        Amendment = self.env["cae.contract.amendment"]
        waiting = {record_of(row.links["person"]) for row in bases if row.is_lost}
        known = self._load_known("cae.contract.amendment", "contract_id", "kind", "date_effect")
        rounds, places = [], {}
        for row in rows:
            person = record_of(row.links["person"])
            contract = person.contract_ids.filtered(
                lambda contract, row=row: (
                    contract.state in ("confirmed", "ended")
                    and contract.date_start <= row.values["date_start"]
                )
            ).sorted("date_start")[-1:]
            if person in waiting:
                row.is_lost = True
            elif not contract:
                job.lose(row, "date_start", "contract_missing")
            elif record := known.get(row.values.get("key")) or known.get(
                (contract, row.values["kind"], row.values["date_start"])
            ):
                row.record, row.outcome = record, "unchanged"
                self._compare_change(job, row)
            else:
                row.links["contract"] = contract
                place = places[contract] = places.get(contract, -1) + 1
                if place == len(rounds):
                    rounds.append([])
                rounds[place].append(row)
        self._write_keys(job, rows, Amendment)
        for batch in rounds:
            self._in_batches(job, batch, self._create_amendments, Amendment, "kind")

    @api.model
    def _compare_change(self, job, row):
        if self._is_agreed(job, row, ("confirmed",)):
            for name in self._find_changes(row.record, row.vals):
                self._lose_agreed(job, row, name, row.record[name])

    @api.model
    def _create_amendments(self, rows):
        vals_list = [self._prepare_amendment(row) for row in rows]
        amendments = self._create_records(rows, self.env["cae.contract.amendment"], vals_list)
        amendments.write({"state": "confirmed"})

    @api.model
    def _prepare_amendment(self, row):
        contract = row.links["contract"]
        # What it does not change is as in the contract.
        return {
            **contract._get_terms_values(),
            "contract_id": contract.id,
            "kind": row.values["kind"],
            "date_effect": row.values["date_start"],
            "import_key": row.values.get("key", False),
            **{
                change: any(name in row.vals for name in names) for change, names in CHANGES.items()
            },
            **row.vals,
        }

    # -- ends --------------------------------------------------------------------------------

    @api.model
    def _end_contracts(self, job, bases, changes):
        """End the contracts of the file whose last day is past."""
        today = fields.Date.context_today(self)
        ending = {}
        for row in [*bases, *changes]:
            contract = row.links.get("contract") or row.record
            if not row.record or row.outcome == "unchanged" or row.is_lost:
                continue
            last_day = row.links.get("last_day") or contract.date_end
            if last_day and last_day < today and not self._is_ended_by_exit(job, row, last_day):
                row.links["ending"] = contract
                ending.setdefault(contract, row)

        def end(rows):
            plain = self.env["cae.contract"]
            for row in rows:
                contract = row.links["ending"].with_env(self.env)
                if contract.date_end and contract.date_end < today:
                    plain |= contract
                else:
                    contract._end_on(row.links["last_day"], self.env._("As in the imported file."))
            plain.write({"state": "ended"})

        self._in_batches(job, list(ending.values()), end, self.env["cae.contract"], "date_end")

    @api.model
    def _is_ended_by_exit(self, job, row, last_day):
        """Tell whether the exit of the person ends a contract, before its last day."""
        return False
