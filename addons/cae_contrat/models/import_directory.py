"""The names that a file may use: of the cooperative's territories, people, activities."""

from odoo.addons.cae_entrepreneur.engine.names import name_key
from odoo.addons.cae_entrepreneur.engine.nationality import get_spellings
from odoo.addons.cae_entrepreneur.engine.phone_number import find_common_digits
from odoo.addons.cae_socle.engine.cell_text import split_list
from odoo.fields import Domain

from .import_plan import Names, UnknownName


class Directory:
    """Everything that cells may refer to, read once for the whole file.

    :param env: of the user who imports: what she may not see, she cannot name
    :param company: the cooperative
    """

    def __init__(self, env, company):
        self.env = env(context={**env.context, "active_test": False})
        self.company = company.with_env(self.env)
        own = Domain("company_id", "=", company.id)
        shared = Domain("company_id", "in", (company.id, False))
        self.territories = self._names("cae.territory", own, "name", "code")
        self.poles = self._names("cae.pole", own, "name")
        self.prescribers = self._names("cae.prescriber", shared, "name")
        self.publics = self._names("cae.public", shared, "name")
        self.exit_reasons = self._names("cae.exit.reason", shared, "name")
        self.exit_destinations = self._names("cae.exit.destination", shared, "name")
        self.countries = self._names("res.country", Domain.TRUE, "name", "code")
        self.nationalities = self._names("res.country", Domain.TRUE, "name", "code")
        for country in self.env["res.country"].search([]):
            for text in get_spellings(country.code):
                self.nationalities.add(text, country)
        staff = Domain("share", "=", False) & Domain("company_ids", "in", company.ids)
        users = self.env["res.users"].with_context(active_test=True).search(staff)
        self.users = Names(
            (user[name], user) for user in users for name in ("name", "email", "login")
        )
        self._load_people(own)
        self._load_activities(own)

    def _names(self, model, domain, *fields):
        records = self.env[model].search(domain)
        pairs = []
        for code, _name in self.env["res.lang"].get_installed():
            translated = records.with_context(lang=code)
            pairs += [(one[name], one.with_env(self.env)) for one in translated for name in fields]
        return Names(pairs)

    def _load_people(self, own):
        people = self.env["cae.entrepreneur"].search(own)
        self.people_by_key = {one.import_key: one for one in people if one.import_key}
        self.people_by_email = {}
        self.people = Names()
        for one in people:
            if one.email_normalized:
                self.people_by_email.setdefault(one.email_normalized, one)
        for one in people:
            self.add_person(one, one.name, one.import_key, one.email_normalized)
        self.people_by_name = Names((one.name, one) for one in people)
        # by phone, and by birth date with the name: what tells that two are one
        self.people_by_fact = {}
        for one in people:
            if phone := find_common_digits(one.phone or ""):
                self.people_by_fact.setdefault(phone, one)
            if one.birth_date:
                self.people_by_fact.setdefault((one.birth_date, name_key(one.name)), one)

    def add_person(self, thing, name, key, email):
        """Let other rows refer to a person, by key, e-mail or name."""
        for text in (name, key, email):
            self.people.add(text, thing)

    def _load_activities(self, own):
        activities = self.env["cae.activity"].search(own)
        self.activities_by_key = {one.import_key: one for one in activities if one.import_key}
        self.activities_by_code = {one.code: one for one in activities if one.code}
        self.activities_by_name = Names((one.name, one) for one in activities)
        self.activities = Names()
        for one in activities:
            self.add_activity(one, one.name, one.import_key, one.code)

    def add_activity(self, thing, name, key, code):
        """Let contracts refer to an activity, by key, code or name."""
        for text in (name, key, code):
            self.activities.add(text, thing)

    def replace_person(self, record, entry):
        """Let the name of a person in the cooperative lead to the row that updates her."""
        self.people.replace(record, entry)

    def replace_activity(self, record, entry):
        """Let the name of an activity lead to the row that updates it."""
        self.activities.replace(record, entry)

    def find_contacts(self, emails):
        """Return {e-mail: contacts who have it and no file in this cooperative}."""
        if not emails:
            return {}
        contacts = self.env["res.partner"].search(
            Domain("email_normalized", "in", sorted(emails))
            & Domain("company_id", "in", (self.company.id, False))
            & ~Domain("cae_entrepreneur_ids.company_id", "in", self.company.ids)
        )
        return contacts.grouped("email_normalized")

    def find_each(self, names, parts):
        """Return (things, [(part, UnknownName)]) of the parts of a cell."""
        found, lost = [], []
        for part in parts:
            try:
                thing = names.find(part)
            except UnknownName as error:
                # The comma of “Roy, Anna” separates nothing.
                lost.append((part, error))
            else:
                if thing not in found:
                    found.append(thing)
        return found, lost

    def find_list(self, names, text, parts):
        """Return what find_each does, with the whole cell tried first as one name."""
        whole = names.get(text)
        if len(whole) == 1 and len(split_list(text)) > 1:
            return whole, []
        return self.find_each(names, parts)
