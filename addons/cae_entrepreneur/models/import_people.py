"""People of the cooperative, by what tells that a row of an import is about them."""

from odoo.addons.cae_socle.models.import_names import Names

from ..engine.names import name_key
from ..engine.phone_number import find_common_digits


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
