from functools import partial

from odoo import fields, models
from odoo.addons.cae_socle.engine.import_file import Row
from odoo.addons.cae_socle.models.import_names import record_of
from odoo.tools import format_date, groupby

from . import legal_checks
from .cae_contract_amendment import CHANGES

BASES = ("cape", "cesa")
EXIT_COLUMNS = ("exit_reason", "exit_destination", "exit_positive")


class CaeImport(models.Model):
    """What contracts add to the file of people: sheets of contracts, and exits.

    A row of contracts is a contract, or a renewal or an amendment of it. They are recorded as
    agreed on paper at their time. What is in the cooperative already is compared, not rewritten:
    both parties agreed on it.

    Contracts that are neither a CAPE nor a CESA are facts, as when they are typed in the file: a
    later import corrects them. What they make of a contract that the cooperative agreed on already
    is said, and no reason to refuse them; a contract of the same file has to fit them.

    Exits are columns of the people who have left.
    """

    _inherit = "cae.import"

    def _list_steps(self):
        # what shortens the trial period and the three years of a contract comes before it
        own = [self._write_earlier, self._write_contracts, self._write_exits]
        return [*super()._list_steps(), *own]

    def _get_contract_starts(self, job):
        starts = super()._get_contract_starts(job)
        for row in job.rows["contracts"]:
            people = job.names["people"].get(row.values.get("person"))
            if row.values.get("kind") in BASES and "date_start" in row.values and len(people) == 1:
                starts.setdefault(people[0], []).append(row.values["date_start"])
        for row in job.rows["people"]:
            if row.record:
                agreed = row.record.contract_ids._filter_states("confirmed", "ended")
                starts.setdefault(row, []).extend(agreed.mapped("date_start"))
        return starts

    # -- contracts ---------------------------------------------------------------------------

    def _write_contracts(self, job):
        """Record contracts as agreed on paper, then their renewals and amendments, then ends."""
        Contract = self.env["cae.contract"]
        rows = [row for row in job.rows["contracts"] if self._find_parties(job, row)]
        rows.sort(key=lambda row: (row.values["date_start"], row.number))
        bases = [row for row in rows if row.values["kind"] in BASES]
        self._match_contracts(job, bases)
        new = [row for row in bases if not (row.record or row.is_lost)]
        create = partial(self._create_agreed, Contract, self._prepare_contract)
        self._in_batches(job, new, create, Contract, "kind")
        self._write_keys(job, bases, Contract)
        changes = [row for row in rows if row.values["kind"] not in BASES]
        self._write_changes(job, changes, bases)
        self._end_contracts(job, bases, changes)

    def _find_party(self, job, row, name):
        """Return the person or the activity of a row, None (and say so) where that is unknown."""
        column = job.tables[row.kind].find(name)
        found = name in row.values and self._find_named(job, row, column)
        if not found:
            return None
        row.links[name] = found[0]
        return record_of(found[0])

    def _find_parties(self, job, row):
        """Find the person, the activity and the terms of a row; return whether it can be tried.

        What refers to a row that was refused waits until that one is mended.
        """
        person = self._find_party(job, row, "person")
        activity = self._find_party(job, row, "activity")
        row.vals = self._read_cells(job, row, "terms")
        row.is_lost |= bool(row.bad) or not person or ("activity" in row.values and not activity)
        return not row.is_lost

    def _load_known(self, model, *names):
        """Return what the cooperative has: {key, or values of these fields: record}."""
        known = {}
        for record in self.env[model].search(self._domain_own()):
            if record.import_key:
                known[record.import_key] = record
            if "state" not in record._fields or record.state != "cancelled":
                known[tuple(record[name] for name in names)] = record
        return known

    def _find_known(self, job, row, known, subject):
        """Return what the cooperative has of a row: of its key, else of the same subject."""
        key = row.values.get("key")
        record = known.get(key) or known.get(subject)
        if record and key and key not in known and record.import_key:
            job.lose(row, "key", "contract_key", key=record.import_key)
        return record

    def _match_contracts(self, job, rows):
        """Find what the cooperative has of the contracts of the file, and compare it."""
        known = self._load_known("cae.contract", "entrepreneur_id", "kind", "date_start")
        taken = {}
        for row in rows:
            person = record_of(row.links["person"])
            subject = (person, row.values["kind"], row.values["date_start"])
            record = self._find_known(job, row, known, subject)
            if record and not row.is_lost and record in taken:
                job.lose(row, "date_start", "contract_twice", line=taken[record])
            self._check_exit_of_contract(job, row, record)
            if not record or row.is_lost:
                continue
            row.record, row.outcome = record, "unchanged"
            taken[record] = row.number
            self._compare_contract(job, row)

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

    def _is_agreed(self, job, row, states):
        """Tell whether the contract that a row is about was agreed; refuse the row otherwise."""
        if row.record.state in states:
            return True
        reference = row.record.display_name
        job.lose(row, "kind", "contract_not_confirmed", reference=reference)
        return False

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

    def _write_keys(self, job, rows, model):
        """Let what the cooperative had already learn the key that the file gives."""
        learning = []
        for row in rows:
            key = row.values.get("key")
            if key and row.record and not row.is_lost and row.record.import_key != key:
                row.outcome, row.vals = "updated", {"import_key": key}
                learning.append(row)
        self._write_rows(job, learning, model, "key")

    def _create_agreed(self, model, prepare, rows):
        """Record contracts, or their amendments, and confirm them.

        :param prepare: function of a row that returns its values
        """
        records = self._create_records(rows, model, [prepare(row) for row in rows])
        records.write({"state": "confirmed"})

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

    def _write_changes(self, job, rows, bases):
        """Record renewals and amendments: the first of each contract, then the second..."""
        Amendment = self.env["cae.contract.amendment"]
        waiting = {record_of(row.links["person"]) for row in bases if row.is_lost}
        known = self._load_known("cae.contract.amendment", "contract_id", "kind", "date_effect")
        rounds, places = [], {}
        for row in rows:
            person = record_of(row.links["person"])
            agreed = person.contract_ids._filter_states("confirmed", "ended")
            begun = agreed.filtered(
                lambda contract, row=row: contract.date_start <= row.values["date_start"]
            )
            contract = begun.sorted("date_start")[-1:]
            if person in waiting:
                row.is_lost = True
            elif not contract:
                job.lose(row, "date_start", "contract_missing")
            elif record := known.get(row.values.get("key")) or known.get(
                (contract, row.values["kind"], row.values["date_start"])
            ):
                row.record, row.outcome = record, "unchanged"
                if self._is_agreed(job, row, ("confirmed",)):
                    for name in self._find_changes(record, row.vals):
                        self._lose_agreed(job, row, name, record[name])
            else:
                row.links["contract"] = contract
                place = places[contract] = places.get(contract, -1) + 1
                if place == len(rounds):
                    rounds.append([])
                rounds[place].append(row)
        self._write_keys(job, rows, Amendment)
        create = partial(self._create_agreed, Amendment, self._prepare_amendment)
        for batch in rounds:
            self._in_batches(job, batch, create, Amendment, "kind")

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

    def _end_contracts(self, job, bases, changes):
        """End the contracts of the file whose last day is past."""
        today = fields.Date.context_today(self)
        ending = {}
        for row in [*bases, *changes]:
            contract = row.links.get("contract") or row.record
            if not row.record or row.outcome == "unchanged" or row.is_lost:
                continue
            last_day = row.links.get("last_day") or contract.date_end
            if last_day and last_day < today and not self._is_ended_by_exit(row, last_day):
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

    # -- contracts that are neither a CAPE nor a CESA ------------------------------------------

    def _write_earlier(self, job):
        """Create and correct the other contracts of the file; tell what they shorten."""
        rows = job.rows["earlier"]
        if not rows:
            return
        Earlier = self.env["cae.earlier.contract"]
        known = self._load_known(Earlier._name, "entrepreneur_id", "kind", "date_start")
        taken = {}
        for row in rows:
            person = self._find_party(job, row, "person")
            if not person or row.bad:
                row.is_lost = True
                continue
            subject = (person, row.values["earlier_kind"], row.values["date_start"])
            record = self._find_known(job, row, known, subject)
            if record and record.entrepreneur_id != person:
                job.lose(row, "key", "key_of_contract", name=record.entrepreneur_id.name)
            self._settle(row, record, {"entrepreneur_id": person.id} | self._read_cells(job, row))
            for identity in filter(None, (subject, row.record)):
                first = taken.setdefault(identity, row.number)
                if first != row.number and not row.is_lost:
                    job.lose(row, "date_start", "contract_twice", line=first)
        changed = [row for row in rows if not row.is_lost and row.outcome != "unchanged"]
        people = self.env["cae.entrepreneur"].union(
            *(record_of(row.links["person"]) for row in changed)
        )
        before = legal_checks.get_facts(self.env, people)
        self._write_rows(job, rows, Earlier)
        # a contract that the cooperative agreed on may no longer fit
        found = people._find_new_breaches(before)
        for person, own in groupby(changed, lambda row: record_of(row.links["person"])):
            for sentence in found[person]:
                job.tell(own[0], "date_start", sentence=sentence)

    # -- exits ---------------------------------------------------------------------------------

    def _settle_stage(self, job, row, vals, starts):
        settled = super()._settle_stage(job, row, vals, starts)
        filled = [name for name in EXIT_COLUMNS if name in row.values]
        is_refused = {"date_exit", "stage"} & row.bad
        if filled and not (row.values.get("date_exit") or is_refused):
            job.refuse(row, filled[0], "exit_without_day")
        return settled

    def _settle_exit(self, job, row, vals, starts):
        """Settle the exit of a person; it waits for the contracts, which it may end."""
        left, record = row.values.get("date_exit"), row.record
        if not left and any(name in row.values for name in EXIT_COLUMNS):
            return
        super()._settle_exit(job, row, vals, starts)
        exit_vals = self._read_cells(job, row, "exit")
        if vals.get("stage") != "former":
            return
        over = self._find_exit(record)
        if over and over.date_exit != left and record.stage == "former":
            date = format_date(self.env, over.date_exit)
            job.refuse(row, "date_exit", "exit_over", date=date)
            return
        over = over if over.date_exit == left else over.browse()
        exit_vals |= {"date_exit": left, **self._read_positive(over, exit_vals)}
        row.links |= {"left": left, "exit": over, "exit_vals": exit_vals}
        if record or starts:
            # Until the contracts are there, which would move the person.
            late = {name: vals.pop(name) for name in ("stage", "date_exit")}
            row.links["late_vals"] = self._find_changes(record, late) if record else late
        if record:
            row.links["is_touched"] = bool(
                row.links["late_vals"] or not over or self._find_changes(over, exit_vals)
            )

    def _find_exit(self, record):
        """Return the last exit of a person that has taken effect."""
        exits = record.exit_ids if record else self.env["cae.exit"]
        return exits.filtered("date_effect").sorted("date_exit")[-1:]

    def _read_positive(self, over, exit_vals):
        """Return the values of an exit that the file counts otherwise than its destination."""
        if "is_positive" not in exit_vals:
            return {}
        positive = exit_vals["is_positive"]
        destination_id = exit_vals.get("destination_id", over.destination_id.id)
        destination = self.env["cae.exit.destination"].browse(destination_id)
        if positive == destination.is_positive or over.positive_reason:
            return {}
        return {"positive_reason": self.env._("Counted so in the books taken over")}

    # -- contracts that an exit ends ---------------------------------------------------------

    def _get_left(self, row):
        """Return the day on which the person of a contract leaves, as the same file says."""
        person = row.links["person"]
        return person.links.get("left") if isinstance(person, Row) else None

    def _check_exit_of_contract(self, job, row, record):
        """Refuse contracts that contradict the exit of their person, in the same file."""
        left = self._get_left(row)
        if not left:
            return
        date = format_date(self.env, left)
        if row.values["date_start"] > left:
            job.lose(row, "date_start", "start_after_exit", date=date)
            return
        end = record.date_end if record else row.values.get("date_end")
        is_over = row.links["person"].links["exit"] or (record and record.state == "ended")
        if is_over and not (end and end <= left):
            job.lose(row, "date_end", "end_after_exit", date=date)

    def _is_ended_by_exit(self, row, last_day):
        """Tell whether the exit of the person ends a contract, before its last day."""
        left = self._get_left(row)
        return bool(left and left < last_day)

    def _tell_ends(self, job, rows):
        """Tell which contracts end with the exits of the file."""
        told = {
            row.record: row
            for row in job.rows["contracts"]
            if row.record and row.values.get("kind") in BASES
        }
        for row in rows:
            left = row.links["left"]
            for contract in row.record.contract_ids:
                if contract.state != "confirmed" or contract.date_start > left:
                    continue
                if contract.date_end and contract.date_end <= left:
                    continue
                if contract in told:
                    date = format_date(self.env, left)
                    job.tell(told[contract], "date_end", "ends_with_exit", date=date)
                else:
                    name = contract.display_name
                    job.tell(row, "date_exit", "exit_ends_contract", contract=name)

    # -- writing -----------------------------------------------------------------------------

    def _write_exits(self, job):
        """Write what waits for the contracts: who has left."""
        rows = [
            row
            for row in job.rows["people"]
            if row.record and not row.is_lost and "exit_vals" in row.links
        ]
        self._tell_ends(job, [row for row in rows if not row.links["exit"]])
        people, exits = self.env["cae.entrepreneur"], self.env["cae.exit"]

        def move(batch):
            for vals, group in groupby(batch, lambda row: tuple(row.links["late_vals"].items())):
                records = people.union(*(row.record for row in group))
                records._by_method().write(dict(vals))

        def record_past(batch):
            exits._record_past(
                [{"entrepreneur_id": row.record.id, **row.links["exit_vals"]} for row in batch]
            )

        def complete(batch):
            for row in batch:
                over = row.links["exit"].with_env(self.env)
                if changes := self._find_changes(over, row.links["exit_vals"]):
                    over.write(changes)

        late = [row for row in rows if row.links.get("late_vals")]
        self._in_batches(job, late, move, people, "date_exit")
        new = [row for row in rows if not row.links["exit"]]
        self._in_batches(job, new, record_past, exits, "date_exit")
        known = [row for row in rows if row.links["exit"]]
        self._in_batches(job, known, complete, exits, "date_exit")
