from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import format_date

from ..engine import contract_law
from . import legal_checks
from .cae_contract_amendment import CHANGES
from .cae_contract_terms_mixin import EMPLOYMENT_TERMS, TERMS
from .import_plan import Entry, UnknownName, record_of

BASES = ("cape", "cesa")
# Columns that become a term of the contract as they are.
PLAIN = (
    "date_end",
    "minimum_turnover",
    "minimum_hours",
    "working_time",
    "fixed_pay",
    "trial_date_end",
)
# Where the sentence of each rule belongs.
LAW_COLUMNS = {
    "overlap": "date_start",
    "cape_renewals": "kind",
    "associate": "date_start",
    "trial_cape": "trial_date_end",
    "trial_start": "trial_date_end",
    "trial_end": "trial_date_end",
    "trial_used": "trial_date_end",
    "trial_term": "trial_date_end",
}


class CaeImportContracts(models.AbstractModel):
    """The part of an import that finds out what the rows of contracts mean.

    A contract is one row, and so is each renewal or amendment of it. They are recorded as
    agreed on paper at their time. What is in the cooperative already is compared, not
    rewritten: both parties agreed on it.
    """

    _name = "cae.import.contracts"
    _description = "Import: contracts"

    @api.model
    def _plan_contracts(self, plan, directory):
        """Add an entry to the plan for each contract, renewal and amendment of the file.

        :param plan: import_plan.Plan; its people and activities are there already
        :param directory: import_directory.Directory
        """
        entries = []
        keys = {}
        for row in plan.reading.rows["contracts"]:
            key = row.values.get("key")
            if key and key in keys:
                plan.refuse(row, "key_twice", "key", line=keys[key])
            elif key:
                keys[key] = row.number
            entry = Entry(row)
            self._find_parties(plan, directory, entry)
            plan.entries["contracts"].append(entry)
            if entry.person and not row.bad & {"kind", "date_start", "date_end"}:
                entry.values = self._read_terms(plan, directory, row)
                entries.append(entry)
        entries.sort(key=lambda entry: (entry.row.values["date_start"], entry.row.number))
        known = self._load_contracts()
        for entry in entries:
            if entry.row.values["kind"] in BASES:
                self._plan_base(plan, entry, known)
        by_person = self._group_by_person(entries, known)
        for entry in entries:
            if entry.row.values["kind"] not in BASES:
                self._plan_change(plan, entry, known, by_person)
        self._check_law(plan, entries)

    @api.model
    def _find_parties(self, plan, directory, entry):
        row = entry.row
        if "person" in row.values:
            text = row.values["person"]
            try:
                entry.person = directory.people.find(text)
            except UnknownName as error:
                code = "person_name_several" if error.several else "person_unknown"
                plan.refuse(row, code, "person", name=text, nearest=error.nearest)
        if "activity" in row.values:
            text = row.values["activity"]
            try:
                entry.activity = directory.activities.find(text)
            except UnknownName as error:
                code = "activity_name_several" if error.several else "activity_unknown"
                plan.refuse(row, code, "activity", name=text, nearest=error.nearest)
        if entry.person and entry.activity and not self._belongs(entry.activity, entry.person):
            plan.refuse(row, "activity_not_hers", "activity")

    @api.model
    def _belongs(self, activity, person):
        """Tell whether an activity is one of a person's, as it will be after the import."""
        if isinstance(activity, Entry) and activity.people is not None:
            return person in activity.people
        record, owner = record_of(activity), record_of(person)
        if not (record and owner):
            return False
        return owner in record.with_context(active_test=False).entrepreneur_ids

    @api.model
    def _read_terms(self, plan, directory, row):
        """Return the terms that a row gives."""
        values = {name: row.values[name] for name in PLAIN if name in row.values}
        for name in EMPLOYMENT_TERMS:
            if row.values["kind"] == "cape" and values.get(name):
                plan.refuse(row, "cape_employment", name, article=contract_law.WHO_MAY_SIGN)
        if values.get("working_time", 0) > contract_law.WEEK_HOURS:
            plan.refuse(
                row,
                "working_time",
                "working_time",
                allowed=contract_law.WEEK_HOURS,
                article=contract_law.WEEK,
            )
        # Of a contract, the law below says it.
        is_change = row.values["kind"] not in BASES
        if (
            is_change
            and values.get("date_end", row.values["date_start"]) < row.values["date_start"]
        ):
            date = format_date(self.env, row.values["date_start"])
            plan.refuse(row, "end_before_start", "date_end", date=date)
        links = {"territory": ("territories", "territory_id")}
        return values | self._read_links(plan, directory, row, links, {})

    # -- what is there already ---------------------------------------------------------------

    @api.model
    def _load_contracts(self):
        """Return what the cooperative has, by key and by what it is about."""
        own = [("company_id", "=", self.env.company.id)]
        contracts = self.env["cae.contract"].search(own)
        amendments = self.env["cae.contract.amendment"].search(own)
        alive = [one for one in contracts if one.state != "cancelled"]
        return {
            "contracts": contracts,
            "keys": {one.import_key: one for one in contracts if one.import_key},
            "about": {(one.entrepreneur_id, one.kind, one.date_start): one for one in alive},
            "amendment_keys": {one.import_key: one for one in amendments if one.import_key},
            "amendments": {
                (one.contract_id, one.kind, one.date_effect): one
                for one in amendments
                if one.state != "cancelled"
            },
            "entries": {},
        }

    @api.model
    def _group_by_person(self, entries, known):
        """Return {person: contracts, as entries or records, by their start}."""
        people = {record_of(entry.person): entry.person for entry in entries}
        grouped = {}
        for contract in known["contracts"]:
            person = people.get(contract.entrepreneur_id)
            if person and contract.state in ("confirmed", "ended"):
                thing = known["entries"].get(contract, contract)
                grouped.setdefault(person, []).append((contract.date_start, thing))
        for entry in entries:
            if entry.row.values["kind"] in BASES and not entry.record:
                grouped.setdefault(entry.person, []).append((entry.row.values["date_start"], entry))
        return {
            person: sorted(things, key=lambda pair: pair[0]) for person, things in grouped.items()
        }

    # -- contracts ---------------------------------------------------------------------------

    @api.model
    def _plan_base(self, plan, entry, known):
        row = entry.row
        about = (record_of(entry.person), row.values["kind"], row.values["date_start"])
        key = row.values.get("key")
        record = known["keys"].get(key) or (about[0] and known["about"].get(about)) or None
        if record and known["keys"].get(key) is None and key and record.import_key:
            plan.refuse(row, "contract_other_key", "key", key=record.import_key)
            record = None
        elif record and record in known["entries"]:
            first = known["entries"][record].row
            plan.refuse(row, "contract_twice", "date_start", line=first.number)
            record = None
        self._check_person_may(plan, entry)
        today = fields.Date.context_today(self)
        if record:
            entry.record = record
            known["entries"][record] = entry
            self._compare_base(plan, entry, today)
            if key and record.import_key != key:
                entry.changes["import_key"] = key
            return
        entry.ends = bool(entry.values.get("date_end") and entry.values["date_end"] < today)
        entry.terms = dict.fromkeys(TERMS, False) | entry.values

    @api.model
    def _compare_base(self, plan, entry, today):
        """Refuse what differs from a contract that was agreed; let its end come true."""
        row, record = entry.row, entry.record
        if record.state not in ("confirmed", "ended"):
            plan.refuse(row, "contract_open", "kind", reference=record.display_name)
            return
        if record.entrepreneur_id != record_of(entry.person):
            plan.refuse(row, "contract_agreed", "person", agreed=record.entrepreneur_id.name)
            return
        states = [record, *record.version_ids]
        for name, column in (("kind", "kind"), ("date_start", "date_start")):
            if record[name] != row.values[column]:
                agreed = record[name] if name == "kind" else format_date(self.env, record[name])
                plan.refuse(row, "contract_agreed", column, agreed=agreed)
        for name, value in entry.values.items():
            if any(self._is_same(state, name, value) for state in states):
                continue
            is_earlier_end = (
                name == "date_end"
                and value < today
                and record.state == "confirmed"
                and not (record.date_end and record.date_end < value)
            )
            if is_earlier_end:
                entry.ends = entry.touched = True
            else:
                self._refuse_agreed(plan, row, record, name)
        entry.terms = record._get_terms_values()

    @api.model
    def _is_same(self, record, name, value):
        current = record[name]
        if name == "territory_id":
            return current.id == value
        if name in ("date_end", "trial_date_end"):
            return current == value
        return round(current, 2) == round(float(value), 2)

    @api.model
    def _refuse_agreed(self, plan, row, record, name):
        current = record[name]
        if name == "territory_id":
            column, agreed = "territory", current.name
        else:
            column = name
            agreed = format_date(self.env, current) if "date" in name and current else current
        plan.refuse(row, "contract_agreed", column, agreed=agreed or 0)

    @api.model
    def _check_person_may(self, plan, entry):
        """Refuse contracts of who has left, and a CAPE of who works full time elsewhere."""
        row, person = entry.row, entry.person
        cells = person.row.values if isinstance(person, Entry) else {}
        record = record_of(person)
        end = row.values.get("date_end")
        left = cells.get("date_exit")
        if left and row.values["kind"] in BASES and row.values["date_start"] > left:
            date = format_date(self.env, left)
            plan.refuse(row, "contract_after_exit", "date_start", date=date)
        full_time = cells.get("employed_full_time", record and record.employed_full_time)
        is_past = end and end < fields.Date.context_today(self)
        if full_time and row.values["kind"] == "cape" and not is_past:
            plan.refuse(row, "cape_full_time", "kind", article=contract_law.WHO_MAY_SIGN)

    # -- renewals and amendments -------------------------------------------------------------

    @api.model
    def _plan_change(self, plan, entry, known, by_person):
        row = entry.row
        kind, start = row.values["kind"], row.values["date_start"]
        earlier = [thing for day, thing in by_person.get(entry.person, ()) if day <= start]
        if not earlier:
            plan.refuse(row, "change_no_contract", "date_start")
            return
        entry.contract = earlier[-1]
        contract = record_of(entry.contract)
        key = row.values.get("key")
        record = known["amendment_keys"].get(key)
        if not record and contract:
            record = known["amendments"].get((contract, kind, start))
        if record:
            entry.record = record
            self._compare_change(plan, entry)
            if key and record.import_key != key:
                entry.changes["import_key"] = key
            return
        if contract and contract.state == "ended":
            date = format_date(self.env, contract.date_end)
            plan.refuse(row, "change_ended", "date_start", date=date)
            return
        if not isinstance(entry.contract, Entry):
            # Given a place to note what the rows of this file change.
            entry.contract = self._make_holder(known, by_person, entry, contract)
        self._check_change(plan, entry)

    @api.model
    def _make_holder(self, known, by_person, entry, contract):
        """Return an entry, without a row, for a contract that only its changes are given of."""
        holder = Entry(None, record=contract, person=entry.person)
        holder.terms = contract._get_terms_values()
        pairs = by_person[entry.person]
        by_person[entry.person] = [
            (day, holder if thing == contract else thing) for day, thing in pairs
        ]
        known["entries"][contract] = holder
        return holder

    @api.model
    def _compare_change(self, plan, entry):
        row, record = entry.row, entry.record
        if record.state != "confirmed":
            plan.refuse(row, "contract_open", "kind", reference=record.display_name)
            return
        for name, value in entry.values.items():
            if not self._is_same(record, name, value):
                self._refuse_agreed(plan, row, record, name)

    @api.model
    def _check_change(self, plan, entry):
        """Refuse a renewal or an amendment that does not fit its contract; note it there."""
        row, base = entry.row, entry.contract
        start, end = row.values["date_start"], base.terms["date_end"]
        if row.values["kind"] == "renewal":
            if not end:
                plan.refuse(row, "renewal_endless", "kind")
                return
            first = fields.Date.add(end, days=1)
            if start != first:
                plan.refuse(row, "renewal_start", "date_start", date=format_date(self.env, first))
                return
            if "date_end" not in entry.values:
                plan.refuse(row, "cell_missing", "date_end")
                return
        else:
            if end and start > end:
                plan.refuse(row, "amendment_after", "date_start", date=format_date(self.env, end))
                return
            if base.last_change and start < base.last_change:
                date = format_date(self.env, base.last_change)
                plan.refuse(row, "amendment_order", "date_start", date=date)
                return
            new_end = entry.values.get("date_end")
            if self._is_cape(base) and new_end and new_end > end:
                plan.refuse(row, "amendment_renewal", "kind")
                return
            if all(base.terms.get(name) == value for name, value in entry.values.items()):
                plan.refuse(row, "amendment_empty", "kind")
                return
        for name in EMPLOYMENT_TERMS:
            if self._is_cape(base) and entry.values.get(name):
                plan.refuse(row, "cape_employment", name, article=contract_law.WHO_MAY_SIGN)
        base.terms |= entry.values
        base.last_change = start
        base.new_changes.append(entry)
        end = base.terms["date_end"]
        base.ends = bool(end and end < fields.Date.context_today(self))

    @api.model
    def _is_cape(self, base):
        return (base.row.values["kind"] if base.row else base.record.kind) == "cape"

    # -- the law -----------------------------------------------------------------------------

    @api.model
    def _check_law(self, plan, entries):
        """Refuse what the law forbids to the people's contracts, all taken together."""
        others = self._group_earlier(plan)
        people = {person: [] for person in others}
        for entry in entries:
            people.setdefault(entry.person, []).append(entry)
        records = self.env["cae.entrepreneur"].concat(
            *(record for person in people if (record := record_of(person)))
        )
        facts = legal_checks.get_facts(self.env, records)
        for person, own in people.items():
            record = record_of(person)
            before = facts[record.id] if record else {}
            if person in others:
                before = self._add_earlier(plan, person, others[person], before)
            self._check_law_of_person(plan, person, own, before)

    @api.model
    def _get_date_associate(self, person):
        """Return since when a person will be an associate, None if she is not."""
        record = record_of(person)
        cells = person.row.values if isinstance(person, Entry) else {}
        return cells.get("date_associate") or (record and record.date_associate) or None

    @api.model
    def _check_law_of_person(self, plan, person, entries, before):
        date_associate = self._get_date_associate(person)
        name = (
            self._get_person_name(person.row)
            if isinstance(person, Entry)
            else record_of(person).name
        )
        after, rows = dict(before), {}
        for entry in entries:
            base = entry if entry.row.values["kind"] in BASES else entry.contract
            if not isinstance(base, Entry) or base.terms is None:
                continue
            key = base.record.id if base.record else base
            rows.setdefault(key, {})[entry.row.values["date_start"]] = entry.row
            if not base.record or base.new_changes or base.touched:
                after[key] = self._to_law(base, key, before.get(key))
        broken = contract_law.check(before.values(), date_associate)
        known = {finding.identity for finding in broken}
        for finding in contract_law.check(after.values(), date_associate):
            if finding.identity in known:
                continue
            key = finding.key if finding.key in rows else finding.other
            if key not in rows:
                continue
            lines = rows[key]
            row = lines.get(finding.period) or next(iter(lines.values()))
            allowed = finding.allowed
            if hasattr(allowed, "year"):
                allowed = format_date(self.env, allowed)
            if finding.code == "overlap":
                sentence = legal_checks.describe_overlap(self.env, finding, after, set(rows), name)
            else:
                values = {"name": name, "article": finding.article, "allowed": allowed}
                sentence = legal_checks.get_sentences(self.env, values)[finding.code]
            plan.refuse(row, "law", LAW_COLUMNS.get(finding.code, "date_end"), sentence=sentence)

    @api.model
    def _to_law(self, base, key, fact):
        """Return a contract of the plan as the engine looks at it."""
        days = [
            change.row.values["date_start"]
            for change in base.new_changes
            if change.row.values["kind"] == "renewal"
        ]
        end = base.terms["date_end"]
        if base.touched and base.ends:
            end = base.values["date_end"]
        if fact:
            return replace(
                fact,
                renewals=(*fact.renewals, *days),
                end=end or None,
                trial_end=base.terms["trial_date_end"] or None,
            )
        return contract_law.Contract(
            key=key,
            kind=base.row.values["kind"],
            start=base.row.values["date_start"],
            end=end or None,
            renewals=tuple(days),
            trial_end=base.terms["trial_date_end"] or None,
            other_project=bool(base.row.values.get("other_project")),
        )

    # -- writing -----------------------------------------------------------------------------

    def _write_contracts(self, plan):
        """Record contracts as agreed on paper, then their renewals and amendments, then ends."""
        Contract = self.env["cae.contract"]
        entries = plan.entries["contracts"]
        bases = [entry for entry in entries if entry.row.values["kind"] in BASES]
        new = sorted(
            (entry for entry in bases if not entry.record),
            key=lambda entry: entry.row.values["date_start"],
        )
        self._in_batches(new, self._create_contracts, Contract)
        changed = [entry for entry in entries if entry.record and entry.changes]
        self._in_batches(changed, self._write_changes, Contract)
        self._write_contract_changes(entries)
        ending = {entry.record: entry for entry in bases if entry.ends}
        for entry in entries:
            base = entry.contract
            if isinstance(base, Entry) and base.ends and base.new_changes:
                ending[base.record] = base if base.row else entry
        self._in_batches(list(ending.values()), self._end_contracts, Contract)

    @api.model
    def _create_contracts(self, entries):
        contracts = self.env["cae.contract"].create(
            [self._prepare_contract(entry) for entry in entries]
        )
        for entry, contract in zip(entries, contracts, strict=True):
            entry.record = contract
        contracts.write({"state": "confirmed"})

    @api.model
    def _prepare_contract(self, entry):
        values = {
            "entrepreneur_id": record_of(entry.person).id,
            "activity_id": entry.activity and record_of(entry.activity).id,
            "kind": entry.row.values["kind"],
            "date_start": entry.row.values["date_start"],
            "date_end": False,
            "import_key": entry.row.values.get("key", False),
            "other_project": entry.row.values.get("other_project", False),
        }
        return values | self._to_terms(entry.values)

    @api.model
    def _to_terms(self, values):
        return {
            name: value if name == "territory_id" or hasattr(value, "year") else float(value)
            for name, value in values.items()
        }

    @api.model
    def _write_contract_changes(self, entries):
        """Record renewals and amendments: the first of each contract, then the second..."""
        Amendment = self.env["cae.contract.amendment"]
        places = {}
        rounds = []
        for entry in sorted(
            (one for one in entries if one.contract and not one.record),
            key=lambda one: (one.row.values["date_start"], one.row.number),
        ):
            place = places[entry.contract] = places.get(entry.contract, -1) + 1
            if place == len(rounds):
                rounds.append([])
            rounds[place].append(entry)
        for batch in rounds:
            self._in_batches(batch, self._create_amendments, Amendment)

    @api.model
    def _create_amendments(self, entries):
        amendments = self.env["cae.contract.amendment"].create(
            [self._prepare_amendment(entry) for entry in entries]
        )
        for entry, amendment in zip(entries, amendments, strict=True):
            entry.record = amendment
        amendments.write({"state": "confirmed"})

    @api.model
    def _prepare_amendment(self, entry):
        contract = entry.contract.record
        # What it does not change is as in the contract.
        return {
            **contract._get_terms_values(),
            "contract_id": contract.id,
            "kind": entry.row.values["kind"],
            "date_effect": entry.row.values["date_start"],
            "import_key": entry.row.values.get("key", False),
            **{
                change: any(name in entry.values for name in names)
                for change, names in CHANGES.items()
            },
            **self._to_terms(entry.values),
        }

    @api.model
    def _end_contracts(self, entries):
        today = fields.Date.context_today(self)
        plain = self.env["cae.contract"]
        for entry in entries:
            base = entry if entry.contract is None else entry.contract
            contract = base.record.with_env(self.env)
            if contract.date_end and contract.date_end < today:
                plain |= contract
            else:
                contract._end_on(base.values["date_end"], self.env._("As in the imported file."))
        plain.write({"state": "ended"})
