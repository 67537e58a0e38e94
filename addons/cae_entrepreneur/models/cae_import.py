from odoo import api, fields, models
from odoo.addons.cae_echeance.models.deadline_keeper import LATER, LATER_KEY
from odoo.addons.cae_socle.engine.import_file import Row
from odoo.addons.cae_socle.models.cae_import_mixin import QUIET
from odoo.addons.cae_socle.models.import_names import Names, record_of
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.names import name_key, same_name
from ..engine.nationality import get_spellings
from ..engine.phone_number import find_common_digits
from .cae_entrepreneur_stage import STAGES_WITHOUT_CONTRACT

# Files whose deadlines are kept at once.
BATCH = 500


class PeopleIndex:
    """People by key, e-mail, name, phone and birth date, read once for the whole file."""

    def __init__(self, people):
        self.by_key = people.grouped("import_key")
        self.by_email, self.by_fact = {}, {}
        self.by_name = Names((person.name, person) for person in people)
        self.names = Names(
            (text, person)
            for person in people
            for text in (person.name, person.import_key, person.email_normalized)
        )
        for person in people:
            if person.email_normalized:
                self.by_email.setdefault(person.email_normalized, person)
            if phone := find_common_digits(person.phone or ""):
                self.by_fact.setdefault(phone, person)
            if person.birth_date:
                self.by_fact.setdefault((person.birth_date, name_key(person.name)), person)


class CaeImport(models.Model):
    """A file of people and of their activities.

    It may be imported again, the same or a later one: what has the same key is updated, not
    doubled. Without one a person is found by e-mail or name, an activity by code or name.
    """

    _name = "cae.import"
    _description = "Import of people and activities"
    _inherit = ["cae.import.mixin"]
    _layout_view = "cae_entrepreneur.cae_import_tables"
    # deadlines are kept once for each person, at the end
    _quiet_context = {**QUIET, LATER_KEY: LATER}
    _check_company_auto = True
    _guarded_fields = {"entrepreneur_ids"}
    _personal_ignored = "says whose files a file made or updated; emptied with the first of them"

    problem_ids = fields.One2many("cae.import.problem", "import_id", readonly=True, copy=False)
    entrepreneur_ids = fields.Many2many(
        "cae.entrepreneur", string="People of the file", readonly=True, copy=False
    )
    entrepreneur_count = fields.Integer(compute="_compute_entrepreneur_count")

    @api.depends("entrepreneur_ids")
    def _compute_entrepreneur_count(self):
        for record in self:
            record.entrepreneur_count = len(record.entrepreneur_ids)

    def action_open_people(self):
        """Open the files of the people whom the import made or updated."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_entrepreneur.cae_entrepreneur_action"
        )
        return action | {"domain": [("id", "in", self.entrepreneur_ids.ids)], "context": {}}

    @api.model
    def _get_names_domain(self, model):
        if model._name == "res.users":
            staff = Domain("share", "=", False) & Domain("active", "=", True)
            return staff & Domain("company_ids", "in", self.env.company.ids)
        return super()._get_names_domain(model)

    @api.model
    def _load_names(self):
        names = super()._load_names()
        for country in self.env["res.country"].search([]):
            for text in get_spellings(country.code):
                names["res.country"].add(text, country)
        return names

    def _list_steps(self):
        return [*super()._list_steps(), self._write_people, self._write_activities]

    @api.model
    def _get_unknown_code(self, column, unknown):
        if column.names == "people":
            return "people_several" if unknown.several else "people_unknown"
        if column.names == "activities":
            return "activities_several" if unknown.several else "activities_unknown"
        return super()._get_unknown_code(column, unknown)

    def _finish(self, job):
        """Note whose files the import changes; bring their deadlines up to date."""
        people = self.env["cae.entrepreneur"].union(
            *(
                person
                for kind, rows in job.rows.items()
                for row in rows
                if row.outcome != "unchanged" and kind != "activities"
                if (person := record_of(row.links.get("person") or row))
                and person._name == "cae.entrepreneur"
            )
        )
        self._by_method().entrepreneur_ids = people
        people = people.with_context(**{LATER_KEY: None})
        for start in range(0, len(people), BATCH):
            people[start : start + BATCH]._keep_deadlines()
        return super()._finish(job)

    # -- people ------------------------------------------------------------------------------

    @api.model
    def _write_people(self, job):
        """Create and update the people of the file; other tables then refer to them."""
        rows = job.rows["people"]
        index = PeopleIndex(self.env["cae.entrepreneur"].search(self._domain_own()))
        job.names["people"] = index.names
        self._lose_person_doubles(job, rows)
        emails = {row.values["email"] for row in rows if row.values.get("email")}
        contacts = self._find_contacts(emails - set(index.by_email))
        taken = {}
        for row in rows:
            name = self._get_person_name(row)
            record = self._find_person(job, index, row, name)
            vals = {"name": name} | self._read_person(job, row)
            if record and record in taken:
                job.lose(row, "last_name", "person_twice", line=taken[record])
            elif record:
                taken[record] = row.number
            else:
                vals |= self._take_contact(job, row, contacts, name)
                self._compare_person(job, index, row, name)
            row.links["vals"] = vals
            row.record = record
            self._check_person_dates(job, row)
        for row in rows:
            name = self._get_person_name(row)
            index.names.add_row(row, name, row.values.get("key"), row.values.get("email"))
        starts = self._get_contract_starts(job)
        for row in rows:
            vals = row.links.pop("vals")
            self._settle_stage(job, row, vals, starts.get(row, []))
            self._settle(row, row.record, vals)
            if not row.record:
                row.vals["company_id"] = self.env.company.id
        self._write_rows(job, rows, self.env["cae.entrepreneur"])

    @api.model
    def _get_person_name(self, row):
        parts = (row.values.get("first_name"), row.values.get("last_name"))
        return " ".join(" ".join(filter(None, parts)).split())

    @api.model
    def _lose_person_doubles(self, job, rows):
        """Refuse e-mails that stand twice, and names nothing tells apart."""
        self._lose_doubles(job, "people", "email", "email_twice")
        names = {}
        for row in rows:
            name = " ".join(sorted(self._get_person_name(row).casefold().split()))
            first = names.setdefault(name, row)
            if first is row or not name:
                continue
            if any(
                first.values.get(column) and row.values.get(column) for column in ("key", "email")
            ):
                row.links["namesake"] = first.number
            else:
                job.lose(row, "last_name", "person_twice", line=first.number)

    @api.model
    def _find_person(self, job, index, row, name):
        """Return the file that a row updates: of its key, else its e-mail, else its name."""
        key, email = row.values.get("key"), row.values.get("email")
        by_email = index.by_email.get(email)
        if key in index.by_key:
            if by_email and by_email != index.by_key[key]:
                job.lose(row, "email", "email_of_other", name=by_email.name)
            return index.by_key[key]
        if by_email:
            if key and by_email.import_key:
                names = {"name": by_email.name, "key": by_email.import_key}
                job.lose(row, "email", "email_of_key", **names)
            elif not same_name(by_email.name, name):
                job.lose(row, "email", "email_of_other", name=by_email.name)
            return by_email
        named = index.by_name.get(name)
        if not named or key or email:
            return None
        if len(named) > 1:
            job.lose(row, "last_name", "person_name_several", count=len(named))
        return named[0]

    @api.model
    def _compare_person(self, job, index, row, name):
        """Refuse a new file of somebody who seems to have one, or to stand higher in the file."""
        born = row.values.get("birth_date")
        phone = find_common_digits(row.values.get("phone") or "")
        is_double = False
        for column, fact, twice, known in (
            ("phone", phone, "phone_twice", "phone_known"),
            ("birth_date", born and (born, name_key(name)), "birth_date_twice", "birth_date_known"),
        ):
            first = index.by_fact.setdefault(fact, row) if fact else row
            if first is row:
                continue
            is_double = True
            if isinstance(first, Row):
                job.lose(row, column, twice, line=first.number)
            else:
                job.lose(row, column, known, name=first.name)
        if is_double:
            return
        if line := row.links.get("namesake"):
            job.tell(row, "last_name", "namesake_in_file", line=line)
        if named := index.by_name.get(name):
            job.tell(row, "last_name", "namesake", name=named[0].name)

    @api.model
    def _find_contacts(self, emails):
        """Return {e-mail: contacts who have it and no file in this cooperative}."""
        contacts = self.env["res.partner"].search(
            Domain("email_normalized", "in", sorted(emails))
            & self._domain_own(with_shared=True)
            & ~Domain("cae_entrepreneur_ids.company_id", "in", self.env.company.ids)
        )
        return contacts.grouped("email_normalized")

    @api.model
    def _take_contact(self, job, row, contacts, name):
        """Return the values that use the contact which the cooperative already has of a person."""
        people = contacts.get(row.values.get("email"), self.env["res.partner"])
        contact = people.filtered(lambda partner: not partner.is_company)[:1]
        if not contact:
            return {}
        if same_name(contact.name or "", name):
            return {"partner_id": contact.id}
        job.lose(row, "email", "email_of_contact", name=contact.name)
        return {}

    @api.model
    def _read_person(self, job, row):
        """Return the values of the fields that a row fills."""
        vals = self._read_cells(job, row)
        if "social_number" in row.values:
            number = {"social_number": row.values["social_number"]}
            try:
                vals |= self.env["cae.entrepreneur"]._clean_social_number(number)
            except ValidationError as error:
                # the list of problems does not repeat it
                row.texts.pop("social_number", None)
                job.refuse(row, "social_number", sentence=str(error))
        return vals

    @api.model
    def _check_person_dates(self, job, row):
        today = fields.Date.context_today(self)
        for column, code in (
            ("date_exit", "exit_to_come"),
            ("date_associate", "associate_to_come"),
        ):
            if row.values.get(column) and row.values[column] > today:
                job.refuse(row, column, code)

    # -- their stage -------------------------------------------------------------------------

    @api.model
    def _get_contract_starts(self, job):
        """Return {row of a person: first days of the contracts they have or will have}."""
        return {}

    @api.model
    def _settle_stage(self, job, row, vals, starts):
        """Settle the stage of a person; it follows from contracts where there are any."""
        record, stage = row.record, row.values.get("stage")
        first = min(starts, default=None)
        if vals.get("date_entry") and first and first < vals["date_entry"]:
            date = format_date(self.env, first)
            job.tell(row, "date_entry", "entry_by_contract", date=date)
            del vals["date_entry"]
        if first and not record:
            # What the contracts would note anyway, one person at a time.
            vals.setdefault("date_entry", first)
        if row.values.get("date_exit") or stage == "former":
            self._settle_exit(job, row, vals, starts)
        elif stage == "associate":
            if not (vals.get("date_associate") or (record and record.stage == "associate")):
                job.refuse(row, "stage", "associate_day")
        elif stage in ("cape", "cesa") and not starts:
            job.tell(row, "stage", "stage_without_contract")
            if not record:
                vals["stage"] = "project_holder"
        elif stage in STAGES_WITHOUT_CONTRACT:
            if not record or record.stage in STAGES_WITHOUT_CONTRACT:
                vals["stage"] = stage
            elif record.stage != stage:
                job.tell(row, "stage", "stage_further")

    @api.model
    def _settle_exit(self, job, row, vals, starts):
        """Settle that a person has left: with a day, and no other stage."""
        left = row.values.get("date_exit")
        if row.values.get("stage") not in (None, "former"):
            job.refuse(row, "stage", "exit_and_stage")
        elif "date_exit" in row.bad:
            return
        elif left:
            vals |= {"stage": "former", "date_exit": left}
        elif not (row.record and row.record.stage == "former"):
            job.refuse(row, "date_exit", "exit_missing")

    # -- activities --------------------------------------------------------------------------

    @api.model
    def _write_activities(self, job):
        """Create and update the activities of the file; contracts then refer to them."""
        rows = job.rows["activities"]
        known = self.env["cae.activity"].search(self._domain_own())
        job.names["activities"] = names = Names(
            (text, activity)
            for activity in known
            for text in (activity.name, activity.import_key, activity.code)
        )
        self._lose_doubles(job, "activities", "code", "code_twice")
        by_key, by_code = known.grouped("import_key"), known.grouped("code")
        by_name = Names((activity.name, activity) for activity in known)
        taken = {}
        for row in rows:
            record = self._find_activity(job, row, by_key, by_code, by_name)
            first = taken.setdefault(self._get_activity_identity(row, record), row.number)
            if first != row.number:
                job.lose(row, "name", "activity_twice", line=first)
            self._settle(row, record, self._read_activity(job, row))
            if not record:
                # Not today, which is the day of the import and nothing else.
                row.vals = {"company_id": self.env.company.id, "date_start": False} | row.vals
            names.add_row(row, *(row.values.get(column) for column in ("name", "key", "code")))
        self._write_rows(job, rows, self.env["cae.activity"])

    @api.model
    def _get_activity_identity(self, row, record):
        """Return what no two rows may share: the activity, or the name if nothing else tells."""
        if record or row.values.get("key") or row.values.get("code"):
            return record or row
        return (row.values.get("name") or "").casefold() or row

    @api.model
    def _find_activity(self, job, row, by_key, by_code, by_name):
        """Return the activity that a row updates: of its key, else its code, else its name."""
        key, code = row.values.get("key"), row.values.get("code")
        record, of_code = by_key.get(key), by_code.get(code)
        if of_code and of_code != record and (record or (key and of_code.import_key)):
            job.lose(row, "code", "code_of_other", name=of_code.name)
        if record or of_code or key or code:
            return record or of_code
        named = by_name.get(row.values.get("name"))
        if len(named) > 1:
            job.lose(row, "name", "activity_name_several", count=len(named))
        return named[0] if named else None

    @api.model
    def _read_activity(self, job, row):
        vals = self._read_cells(job, row)
        if "entrepreneurs" in row.values:
            column = job.tables["activities"].find("entrepreneurs")
            people = map(record_of, self._find_named(job, row, column))
            vals["entrepreneur_ids"] = [person.id for person in people if person]
        return vals
