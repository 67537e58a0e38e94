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
                self._lose_person_twice(job, row, taken[record])
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
    def _lose_person_twice(self, job, row, line):
        sentence = self.env._(
            "This person already stands on line %(line)s. Remove one of the two lines, or give "
            "each its own key if they are two people.",
            line=line,
        )
        job.lose(row, "last_name", sentence)

    @api.model
    def _lose_person_doubles(self, job, rows):
        """Refuse e-mails that stand twice, and names nothing tells apart."""
        sentence = self.env._(
            "The address %(value)s already stands on line %(line)s. If it is the same person, "
            "remove a line; otherwise give each person her own address."
        )
        self._lose_doubles(job, "people", "email", sentence)
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
                self._lose_person_twice(job, row, first.number)

    @api.model
    def _find_person(self, job, index, row, name):
        """Return the file that a row updates: of its key, else its e-mail, else its name."""
        key, email = row.values.get("key"), row.values.get("email")
        by_email = index.by_email.get(email)
        of_other = self.env._(
            "%(value)s is the address of %(name)s, who has a file. Correct the address, or the "
            "name if it is the same person.",
            value=email,
            name=by_email and by_email.name,
        )
        if key in index.by_key:
            if by_email and by_email != index.by_key[key]:
                job.lose(row, "email", of_other)
            return index.by_key[key]
        if by_email:
            if key and by_email.import_key:
                sentence = self.env._(
                    "%(value)s is the address of %(name)s, whose key is “%(key)s”. Correct the "
                    "address or the key.",
                    value=email,
                    name=by_email.name,
                    key=by_email.import_key,
                )
                job.lose(row, "email", sentence)
            elif not same_name(by_email.name, name):
                job.lose(row, "email", of_other)
            return by_email
        named = index.by_name.get(name)
        if not named or key or email:
            return None
        if len(named) > 1:
            sentence = self.env._(
                "%(count)s people of the cooperative have this name. Fill the e-mail, or the key.",
                count=len(named),
            )
            job.lose(row, "last_name", sentence)
        return named[0]

    @api.model
    def _compare_person(self, job, index, row, name):
        """Refuse a new file of somebody who seems to have one, or to stand higher in the file."""
        is_double = False
        born = row.values.get("birth_date")
        phone = find_common_digits(row.values.get("phone") or "")
        for column, fact in (("phone", phone), ("birth_date", born and (born, name_key(name)))):
            if not fact:
                continue
            known = index.by_fact.setdefault(fact, row)
            if known is not row:
                job.lose(row, column, self._describe_double(column, known))
                is_double = True
        if is_double:
            return
        if line := row.links.get("namesake"):
            sentence = self.env._(
                "The same name stands on line %(line)s, with another key or e-mail: two files are "
                "made.",
                line=line,
            )
            job.tell(row, "last_name", sentence)
        if named := index.by_name.get(name):
            sentence = self.env._(
                "Somebody called %(name)s already has a file, with another key or e-mail: a "
                "second file is made.",
                name=named[0].name,
            )
            job.tell(row, "last_name", sentence)

    @api.model
    def _describe_double(self, column, known):
        """Say of which row of the file, or of whose file, a row would be the double."""
        is_row = isinstance(known, Row)
        sentences = {
            ("phone", True): self.env._(
                "This phone already stands on line %(line)s. If it is the same person, remove "
                "a line; otherwise leave one of the two phones empty."
            ),
            ("phone", False): self.env._(
                "%(name)s already has a file, with this phone. If it is the same person, give the "
                "key, the e-mail or the name of that file; otherwise leave the phone empty."
            ),
            ("birth_date", True): self.env._(
                "The same name and birth date stand on line %(line)s. Remove one of the two lines."
            ),
            ("birth_date", False): self.env._(
                "%(name)s already has a file, with the same birth date. Give the key or the e-mail "
                "of that file, to update it."
            ),
        }
        values = {"line": known.number} if is_row else {"name": known.name}
        return sentences[column, is_row] % values

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
        sentence = self.env._(
            "%(value)s is the address of the contact %(name)s. Correct the address, or the name "
            "if it is the same person.",
            value=row.values["email"],
            name=contact.name,
        )
        job.lose(row, "email", sentence)
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
                job.refuse(row, "social_number", str(error))
        return vals

    @api.model
    def _check_person_dates(self, job, row):
        today = fields.Date.context_today(self)
        sentences = {
            "date_exit": self.env._(
                "Nobody has left yet on a day to come. Leave the exit empty, and prepare it in "
                "the file of the person."
            ),
            "date_associate": self.env._(
                "Nobody is an associate yet from a day to come. Leave it empty for now."
            ),
        }
        for column, sentence in sentences.items():
            if row.values.get(column) and row.values[column] > today:
                job.refuse(row, column, sentence)

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
            sentence = self.env._(
                "The first contract starts on %(date)s: this is the entry, whatever the column "
                "says.",
                date=format_date(self.env, first),
            )
            job.tell(row, "date_entry", sentence)
            del vals["date_entry"]
        if first and not record:
            # What the contracts would note anyway, one person at a time.
            vals.setdefault("date_entry", first)
        if row.values.get("date_exit") or stage == "former":
            self._settle_exit(job, row, vals, starts)
        elif stage == "associate":
            if not (vals.get("date_associate") or (record and record.stage == "associate")):
                sentence = self.env._("Give the day in the column “Associate since”.")
                job.refuse(row, "stage", sentence)
        elif stage in ("cape", "cesa") and not starts:
            sentence = self.env._(
                "The stage follows from a contract, and there is none yet: import the contract too."
            )
            job.tell(row, "stage", sentence)
            if not record:
                vals["stage"] = "project_holder"
        elif stage in EARLY_STAGES:
            if not record or record.stage in EARLY_STAGES:
                vals["stage"] = stage
            elif record.stage != stage:
                sentence = self.env._(
                    "The stage is left as it is: this person is further already, by her contracts."
                )
                job.tell(row, "stage", sentence)

    @api.model
    def _settle_exit(self, job, row, vals, starts):
        """Settle that a person has left: with a day, and no other stage."""
        left = row.values.get("date_exit")
        if row.values.get("stage") not in (None, "former"):
            sentence = self.env._(
                "Who has an exit is at the stage “Former”. Change the stage, or leave the exit "
                "empty."
            )
            job.refuse(row, "stage", sentence)
        elif "date_exit" in row.bad:
            return
        elif left:
            vals |= {"stage": "former", "date_exit": left}
        elif not (row.record and row.record.stage == "former"):
            sentence = self.env._("Give the exit: day, month, year of the last day.")
            job.refuse(row, "date_exit", sentence)
