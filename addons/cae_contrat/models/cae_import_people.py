from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.engine.names import name_key, same_name
from odoo.addons.cae_entrepreneur.engine.phone_number import find_common_digits
from odoo.addons.cae_entrepreneur.models.cae_entrepreneur_identity_mixin import OLDEST, YOUNGEST
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..engine.people_file import Row
from .import_plan import Entry, UnknownName, find_changes

# Columns that become a field as they are.
PLAIN = {
    "key": "import_key",
    "email": "email",
    "phone": "phone",
    "street": "street",
    "street2": "street2",
    "zip": "zip",
    "city": "city",
    "date_entry": "date_entry",
    "date_associate": "date_associate",
    "employed_full_time": "employed_full_time",
    "birth_date": "birth_date",
    "birth_place": "birth_place",
}
# Columns that name one record, or several, and the field they fill.
LINKS = {
    "country": ("countries", "country_id"),
    "nationality": ("nationalities", "nationality_id"),
    "territory": ("territories", "territory_id"),
    "referent": ("users", "referent_id"),
    "prescriber": ("prescribers", "prescriber_id"),
}
LISTS = {
    "poles": ("poles", "pole_ids"),
    "second_advisors": ("users", "second_advisor_ids"),
    "publics": ("publics", "public_ids"),
}
EXIT_LINKS = {
    "exit_reason": ("exit_reasons", "reason_id"),
    "exit_destination": ("exit_destinations", "destination_id"),
}
EARLY_STAGES = ("candidate", "project_holder")


class CaeImportPeople(models.AbstractModel):
    """The part of an import that finds out what the rows of people mean."""

    _name = "cae.import.people"
    _description = "Import: people"

    @api.model
    def _plan_people(self, plan, directory):
        """Add an entry to the plan for each person of the file.

        :param plan: import_plan.Plan
        :param directory: import_directory.Directory; the people of the file are added to it
        """
        rows = plan.reading.rows["people"]
        self._refuse_doubles(plan, rows)
        emails = {row.values["email"] for row in rows if row.values.get("email")}
        contacts = directory.find_contacts(emails - set(directory.people_by_email))
        taken = {}
        for row in rows:
            name = self._get_person_name(row)
            entry = Entry(row, values=self._read_person(plan, directory, row, name))
            entry.record = self._find_person(plan, directory, row, name)
            if entry.record and entry.record in taken:
                plan.refuse(row, "person_twice", "last_name", line=taken[entry.record].row.number)
            elif entry.record:
                taken[entry.record] = entry
            else:
                self._take_contact(plan, entry, contacts, name)
                is_refused = self._refuse_double(plan, directory, row, name)
                if is_refused:
                    # it says already what becomes of this name
                    plan.take_back(row, "namesake_line")
                elif named := directory.people_by_name.get(name):
                    plan.tell(row, "namesake", "last_name", name=named[0].name)
            entry.exit_values = self._read_links(plan, directory, row, EXIT_LINKS, {})
            self._check_person_dates(plan, entry)
            plan.entries["people"].append(entry)
        for entry in plan.entries["people"]:
            if entry.record:
                directory.replace_person(entry.record, entry)
            row = entry.row
            directory.add_person(
                entry, self._get_person_name(row), row.values.get("key"), row.values.get("email")
            )

    @api.model
    def _get_person_name(self, row):
        parts = (row.values.get("first_name"), row.values.get("last_name"))
        return " ".join(" ".join(filter(None, parts)).split())

    @api.model
    def _refuse_doubles(self, plan, rows):
        """Refuse keys and e-mails that stand twice, and names nothing tells apart."""
        for column in ("key", "email"):
            seen = {}
            for row in rows:
                value = row.values.get(column)
                if value and value in seen:
                    plan.refuse(row, f"{column}_twice", column, line=seen[value].number)
                elif value:
                    seen[value] = row
        names = {}
        for row in rows:
            name = " ".join(sorted(self._get_person_name(row).casefold().split()))
            first = names.setdefault(name, row)
            if first is row or not name:
                continue
            if any(
                first.values.get(column) and row.values.get(column) for column in ("key", "email")
            ):
                plan.tell(row, "namesake_line", "last_name", line=first.number)
            else:
                plan.refuse(row, "person_twice", "last_name", line=first.number)

    @api.model
    def _find_person(self, plan, directory, row, name):
        """Return the file that a row updates: of its key, else its e-mail, else its name."""
        key, email = row.values.get("key"), row.values.get("email")
        by_email = directory.people_by_email.get(email)
        if key in directory.people_by_key:
            record = directory.people_by_key[key]
            if by_email and by_email != record:
                plan.refuse(row, "email_of_other", "email", name=by_email.name)
            return record
        if by_email:
            if key and by_email.import_key:
                plan.refuse(
                    row, "email_other_key", "email", name=by_email.name, key=by_email.import_key
                )
            elif not same_name(by_email.name, name):
                plan.refuse(row, "email_of_other", "email", name=by_email.name)
            return by_email
        named = directory.people_by_name.get(name)
        if not named:
            return None
        if key or email:
            return None
        if len(named) > 1:
            plan.refuse(row, "person_several", "last_name", count=len(named))
        return named[0]

    @api.model
    def _refuse_double(self, plan, directory, row, name):
        """Refuse a new file of somebody who seems to have one, or to stand higher in the file.

        :return: whether it was refused
        """
        is_refused = False
        born = row.values.get("birth_date")
        phone = find_common_digits(row.values.get("phone") or "")
        for column, key in (("phone", phone), ("birth_date", born and (born, name_key(name)))):
            if not key:
                continue
            if known := directory.people_by_fact.get(key):
                values = {"line": known.number} if isinstance(known, Row) else {"name": known.name}
                where = "line" if isinstance(known, Row) else "file"
                plan.refuse(row, f"double_{column}_{where}", column, **values)
                is_refused = True
            else:
                directory.people_by_fact[key] = row
        return is_refused

    @api.model
    def _take_contact(self, plan, entry, contacts, name):
        """Use the contact that the cooperative already has of a person, by its e-mail."""
        for contact in contacts.get(entry.row.values.get("email"), ()):
            if contact.is_company:
                continue
            if same_name(contact.name or "", name):
                entry.values["partner_id"] = contact.id
            else:
                plan.refuse(entry.row, "email_of_contact", "email", name=contact.name)
            return

    @api.model
    def _read_person(self, plan, directory, row, name):
        """Return the values of the fields that a row fills."""
        values = {
            field: row.values[column] for column, field in PLAIN.items() if column in row.values
        }
        if name:
            values["name"] = name
        values |= self._read_social_number(plan, row)
        return values | self._read_links(plan, directory, row, LINKS, LISTS)

    @api.model
    def _read_social_number(self, plan, row):
        if "social_number" not in row.values:
            return {}
        values = {"social_number": row.values["social_number"]}
        try:
            return self.env["cae.entrepreneur"]._clean_social_number(values)
        except ValidationError:
            # the list of problems does not repeat it
            row.texts.pop("social_number", None)
            plan.refuse(row, "social_number", "social_number")
            return {}

    @api.model
    def _read_links(self, plan, directory, row, links, lists):
        """Return {field: id or ids} of the cells that name records; refuse unknown names."""
        values = {}
        for column, (names, field) in links.items():
            if column in row.values:
                try:
                    values[field] = getattr(directory, names).find(row.values[column]).id
                except UnknownName as error:
                    self._refuse_name(plan, row, column, row.values[column], error)
        for column, (names, field) in lists.items():
            if column in row.values:
                found, lost = directory.find_list(
                    getattr(directory, names), row.texts[column], row.values[column]
                )
                for part, error in lost:
                    self._refuse_name(plan, row, column, part, error)
                values[field] = [record.id for record in found]
        return values

    @api.model
    def _refuse_name(self, plan, row, column, text, error):
        code = "name_several" if error.several else "name_unknown"
        plan.refuse(row, code, column, name=text, nearest=error.nearest)

    @api.model
    def _check_person_dates(self, plan, entry):
        row, record = entry.row, entry.record
        today = fields.Date.context_today(self)
        for column in ("date_exit", "date_associate"):
            if row.values.get(column) and row.values[column] > today:
                plan.refuse(row, f"{column}_future", column)
        born = row.values.get("birth_date")
        if born and not (
            fields.Date.subtract(today, years=OLDEST)
            <= born
            <= fields.Date.subtract(today, years=YOUNGEST)
        ):
            plan.refuse(row, "birth_date_age", "birth_date")
        entered = row.values.get("date_entry") or (record and record.date_entry)
        left = row.values.get("date_exit")
        if entered and left and left < entered:
            plan.refuse(row, "exit_before_entry", "date_exit", date=format_date(self.env, entered))

    @api.model
    def _plan_stages(self, plan, _directory=None):
        """Settle the stage of each person; it follows from contracts where there are any.

        To be called when the contracts of the file are known.
        """
        contracts = {}
        for entry in plan.entries["contracts"]:
            if entry.person and entry.row.values.get("kind") in ("cape", "cesa"):
                contracts.setdefault(entry.person, []).append(entry)
        for entry in plan.entries["people"]:
            self._plan_stage(plan, entry, contracts.get(entry, []))
            if entry.record:
                # A link or a list may name what this user cannot see on the record.
                entry.changes = find_changes(entry.record, entry.values)
                entry.touched |= bool(find_changes(entry.record, entry.late_values))

    @api.model
    def _plan_stage(self, plan, entry, contracts):
        row, record = entry.row, entry.record
        stage = row.values.get("stage")
        left = row.values.get("date_exit")
        starts = [
            one.row.values["date_start"] for one in contracts if "date_start" in one.row.values
        ]
        if record:
            agreed = record.contract_ids.filtered(lambda one: one.state in ("confirmed", "ended"))
            starts += agreed.mapped("date_start")
        if entry.values.get("date_entry") and starts and min(starts) < entry.values["date_entry"]:
            # The entry is the first day of the first contract, whatever the file says.
            plan.tell(row, "entry_follows", "date_entry", date=format_date(self.env, min(starts)))
            del entry.values["date_entry"]
        if starts and not record:
            # What the contracts would note anyway, one person at a time.
            entry.values.setdefault("date_entry", min(starts))
        if left or stage == "former":
            self._plan_exit(plan, entry, contracts, left)
        elif self._find_exit_columns(row):
            plan.refuse(row, "exit_no_date", self._find_exit_columns(row)[0])
        elif stage == "associate":
            is_associate = record and record.stage == "associate"
            if not (row.values.get("date_associate") or is_associate):
                plan.refuse(row, "associate_date", "stage")
        elif stage in ("cape", "cesa"):
            if not starts:
                plan.tell(row, "stage_follows", "stage")
                if not record:
                    entry.values["stage"] = "project_holder"
        elif stage in EARLY_STAGES:
            if not record or record.stage in EARLY_STAGES:
                entry.values["stage"] = stage
            elif record.stage != stage:
                plan.tell(row, "stage_kept", "stage")

    @api.model
    def _plan_exit(self, plan, entry, contracts, left):
        row, record = entry.row, entry.record
        if row.values.get("stage") not in (None, "former"):
            plan.refuse(row, "exit_stage", "stage")
            return
        if not left and (columns := self._find_exit_columns(row)):
            plan.refuse(row, "exit_no_date", columns[0])
            return
        if record and record.stage == "former" and not left:
            return
        if not left:
            plan.refuse(row, "former_date", "date_exit")
            return
        if record and not self._find_exit(plan, entry, left):
            return
        self._end_with_exit(plan, entry, contracts, left)
        entry.late_values = {"stage": "former", "date_exit": left}
        entry.exit_values |= {"date_exit": left, **self._read_positive(entry)}
        entry.touched |= bool(
            entry.record
            and not (entry.exit_record and not find_changes(entry.exit_record, entry.exit_values))
        )
        if not record and not contracts:
            # Nothing else moves the person meanwhile.
            entry.values |= entry.late_values
            entry.late_values = {}

    @api.model
    def _end_with_exit(self, plan, entry, contracts, left):
        """Let the exit end the contracts that were agreed for longer, as any exit does.

        What is over in the cooperative already is not ended anew.
        """
        date = format_date(self.env, left)
        for one in contracts:
            end = (one.terms or {}).get("date_end")
            if one.record and one.touched and one.ends:
                end = one.values["date_end"]
            if one.terms is None or one.row.values["date_start"] > left or (end and end <= left):
                continue
            if entry.exit_record or (one.record and one.record.state == "ended"):
                plan.refuse(one.row, "contract_end_exit", "date_end", date=date)
            else:
                plan.tell(one.row, "contract_ends_with_exit", "date_end", date=date)
                one.ends = False
        if not entry.record or entry.exit_record:
            return
        given = self.env["cae.contract"].union(*(one.record for one in contracts if one.record))
        for contract in entry.record.contract_ids - given:
            if contract.state not in ("confirmed", "ended"):
                continue
            over = contract.state == "ended"
            if contract.date_start > left or (over and contract.date_end > left):
                plan.refuse(
                    entry.row, "exit_before_contract", "date_exit", contract=contract.display_name
                )
            elif not over and not (contract.date_end and contract.date_end <= left):
                plan.tell(
                    entry.row, "exit_ends_contract", "date_exit", contract=contract.display_name
                )

    @api.model
    def _find_exit_columns(self, row):
        """Return the columns that are filled of those that say how somebody left."""
        return [name for name in (*EXIT_LINKS, "exit_positive") if name in row.values]

    @api.model
    def _find_exit(self, plan, entry, left):
        """Find the exit that a row updates; return whether the row may go on."""
        record = entry.record
        over = record.exit_ids.filtered("date_effect").sorted("date_exit")[-1:]
        if over.date_exit == left:
            entry.exit_record = over
        elif over and record.stage == "former":
            date = format_date(self.env, over.date_exit)
            plan.refuse(entry.row, "exit_other_date", "date_exit", date=date)
            return False
        return True

    @api.model
    def _read_positive(self, entry):
        """Return the values of an exit that the file counts otherwise than its destination."""
        if "exit_positive" not in entry.row.values:
            return {}
        positive = entry.row.values["exit_positive"]
        destination = self.env["cae.exit.destination"].browse(
            entry.exit_values.get("destination_id", entry.exit_record.destination_id.id)
            if entry.exit_record
            else entry.exit_values.get("destination_id")
        )
        values = {"is_positive": positive}
        if positive != destination.is_positive and not (
            entry.exit_record and entry.exit_record.positive_reason
        ):
            values["positive_reason"] = self.env._("Counted so in the books taken over")
        return values
