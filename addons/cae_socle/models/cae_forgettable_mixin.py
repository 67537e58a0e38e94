from odoo import models
from odoo.tools import hmac

from .cae_guard_mixin import BY_METHOD, METHOD_KEY
from .personal_data import replace_words

# Methods have looked at who may; nothing of it is told to anybody.
CONTEXT = {
    METHOD_KEY: BY_METHOD,
    "active_test": False,
    "dont_notify": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "tracking_disable": True,
}


class CaeForgettableMixin(models.AbstractModel):
    """Somebody whose personal data goes when the time to keep it is over.

    *How it works*: each kind of data has a time of its own. When it is over for a person, the
    fields declared with this kind are replaced in all records that are about the person, with
    their messages and files. Kinds: `file` (contact, notes, documents, messages, login), `staff`
    (contracts and staff register), and `identity`, which goes with the last of them.

    *How to declare*: on a field, ``personal="file"``, or ``personal=("file", value)`` where
    something must stand in its place; the value may be a function of the record. "keep" says that
    it holds nothing personal, or what the law or the statistics need. On a model:

    - ``_personal_paths``: fields that lead to the person, or to what stands for the person
      (``_get_personal_identities``);
    - ``_personal_shared = (path, kind)``: the records are about several people, and go with the
      last of them; until then who is forgotten is taken out of the words of the kind `file`;
    - ``_personal_fields``: as above, {name: personal}, for fields of Odoo's own models;
    - ``_personal_default``: with which kind free text goes that nobody declared: what an addon
      unknown to us writes on a person is taken for personal;
    - ``_personal_thread``: with which kind messages, activities and files go;
    - ``_personal_erased``: with which kind the records are deleted, with all of that;
    - ``_personal_ignored``: why the records say nothing of the person to whom they point.

    A check of all addons names what is declared nowhere.
    """

    _name = "cae.forgettable.mixin"
    _description = "Person Whose Data is Kept for a Time"

    # kinds of data that a person has left who never came in
    _kinds_of_candidates = frozenset({"file", "staff"})

    def _get_anonymised_kinds(self):
        """Return the kinds of data of one person that are gone (set)."""
        raise NotImplementedError

    def _get_personal_identities(self):
        """Return {model name: records} that stand for these people."""
        return {self._name: self}

    def _get_personal_name(self):
        """Return the name and the email under which one person is known."""
        return self.name, self.email

    def _get_anonymised_reference(self):
        """Return the fingerprint under which one person stands in the log."""
        return hmac(self.env(su=True), "cae.anonymisation", f"{self._name},{self.id}")

    def _anonymise(self, kinds):
        """Replace these kinds of data of people; statistics stay.

        :param set kinds: see the class
        :return: {model name: number of records changed}
        """
        # sudo: who calls it has checked who may; it is anywhere
        people_sudo = self.sudo().with_context(**CONTEXT)
        identities = people_sudo._get_personal_identities()
        # all are looked for first: the links by which they are found may go
        found = {}
        # backwards: logins before their contacts
        for name, cls in sorted(self.env.registry.items(), reverse=True):
            if cls._abstract or not (
                cls._personal_paths or cls._personal_erased or name in identities
            ):
                continue
            about_sudo = people_sudo.env[name]._search_personal(identities)
            found[name] = about_sudo._filter_personal(identities)
            path, kind = cls._personal_shared or (None, None)
            if kind == "file" and kind in kinds:
                # now: they are found by their names
                for record_sudo in about_sudo - found[name]:
                    people = record_sudo.mapped(path)
                    for person in people & identities.get(people._name, people.browse()):
                        replace_words(record_sudo, person.partner_id)
        found = {name: records for name, records in found.items() if records}
        changed = {name for name, records in found.items() if records._forget_personal(kinds)}
        # of what this has left in messages, too
        changed |= {name for name, records in found.items() if records._forget_thread(kinds)}
        for records_sudo in found.values():
            if records_sudo._personal_erased in kinds:
                records_sudo.exists().unlink()
        # here, where nothing that follows from it is tracked
        people_sudo.env.flush_all()
        return {name: len(found[name]) for name in changed}
