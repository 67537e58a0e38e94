from odoo import api, fields, models
from odoo.addons.cae_socle.engine.import_file import Row
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.names import name_key, same_name
from ..engine.nationality import get_spellings
from ..engine.phone_number import find_common_digits
from .import_people import PeopleIndex

EARLY_STAGES = ("candidate", "project_holder")


class CaeImportPeopleMixin(models.AbstractModel):
    """The people of an import: a row is a person, found by key, e-mail or name."""

    _name = "cae.import.people.mixin"
    _description = "Import: people"
    _inherit = ["cae.import.mixin"]

    @api.model
    def _get_names_domain(self, model):
        if model._name == "res.users":
            company = self.env.company
            staff = Domain("share", "=", False) & Domain("company_ids", "in", company.ids)
            return staff & Domain("active", "=", True)
        return super()._get_names_domain(model)

    @api.model
    def _load_names(self):
        names = super()._load_names()
        for country in self.env["res.country"].search([]):
            for text in get_spellings(country.code):
                names["res.country"].add(text, country)
        return names

    def _list_steps(self):
        return [*super()._list_steps(), self._write_people]

    # -- finding -----------------------------------------------------------------------------

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
        if not emails:
            return {}
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

    # -- the stage ---------------------------------------------------------------------------

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
        elif stage in EARLY_STAGES:
            if not record or record.stage in EARLY_STAGES:
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
