from odoo import api, models
from odoo.addons.cae_socle.models.import_names import record_of


class CaeImportEarlierMixin(models.AbstractModel):
    """The contracts of an import that are neither a CAPE nor a CESA.

    They are facts, as when they are typed in the file: a later import corrects them. What they
    make of a contract that the cooperative agreed on already is said, and no reason to refuse
    them; a contract of the same file has to fit them.
    """

    _name = "cae.import.earlier.mixin"
    _description = "Import: other contracts"
    _inherit = ["cae.import.mixin"]

    def _list_steps(self):
        # Before the contracts whose trial period and three years they shorten.
        steps = super()._list_steps()
        steps.insert(steps.index(self._write_contracts), self._write_earlier)
        return steps

    @api.model
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
            subject = (record_of(person), row.values["earlier_kind"], row.values["date_start"])
            self._settle_earlier(job, row, known, subject)
            for identity in filter(None, (subject, row.record)):
                first = taken.setdefault(identity, row.number)
                if first != row.number and not row.is_lost:
                    job.lose(row, "date_start", "contract_twice", line=first)
        changed = [row for row in rows if not row.is_lost and row.outcome != "unchanged"]
        people = self.env["cae.entrepreneur"].union(
            *(record_of(row.links["person"]) for row in changed)
        )
        before = people._find_breaches()
        self._write_rows(job, rows, Earlier)
        self._tell_breaches(job, changed, before, people._find_breaches())

    @api.model
    def _settle_earlier(self, job, row, known, subject):
        """Note what a row writes, and on which contract.

        :param dict known: the contracts of the cooperative, by key and by subject
        :param subject: person, kind and first day, by which it is known where it has no key
        """
        key = row.values.get("key")
        keyed, same = known.get(key), known.get(subject)
        if keyed and keyed.entrepreneur_id != subject[0]:
            job.lose(row, "key", "key_of_contract", name=keyed.entrepreneur_id.name)
        elif same and not keyed and key and same.import_key:
            job.lose(row, "key", "contract_key", key=same.import_key)
        vals = {"entrepreneur_id": subject[0].id} | self._read_cells(job, row)
        self._settle(row, keyed or same, vals)

    @api.model
    def _tell_breaches(self, job, rows, before, after):
        """Tell what no longer fits of the contracts that were agreed on already."""
        told = set()
        for row in rows:
            person = record_of(row.links["person"])
            if person in told:
                continue
            told.add(person)
            known = {identity for identity, _sentence in before.get(person.id, ())}
            for identity, sentence in after.get(person.id, ()):
                if identity not in known:
                    job.tell(row, "date_start", sentence=sentence)
