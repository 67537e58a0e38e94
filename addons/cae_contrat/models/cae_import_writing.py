import psycopg2

from odoo import api, models
from odoo.addons.cae_echeance.models.deadline_keeper import LATER, LATER_KEY
from odoo.exceptions import AccessError, UserError

from .import_plan import find_changes, record_of, to_orm

# An import tells nobody: what it writes is the past.
SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "no_reset_password": True,
    "active_test": False,
    # Once for each person, at the end.
    LATER_KEY: LATER,
}
BATCH = 500


class ImportRefused(Exception):
    """What the database refused: a list of (row, sentence)."""

    def __init__(self, refusals):
        super().__init__(refusals)
        self.refusals = refusals


class CaeImportWriting(models.AbstractModel):
    """The part of an import that writes a plan: all of it, or nothing.

    Rows are written many at a time. What the database refuses is tried again in halves, so
    that each row it refuses is named; then everything is undone.
    """

    _name = "cae.import.writing"
    _description = "Import: writing"

    def _write_plan(self, plan):
        """Write all entries of a plan.

        :param plan: import_plan.Plan without problems
        :raise ImportRefused: the rows that the database refuses; then nothing is written
        """
        self.ensure_one()
        quiet = self.with_context(**SILENT, allowed_company_ids=self.company_id.ids)
        people = plan.list_touched_people()
        with self.env.cr.savepoint():
            for step in quiet._list_steps():
                step(plan)
            quiet._keep_deadlines(people)
            self.env.flush_all()

    def _list_steps(self):
        """Return the methods that write, in their order. Extend it for more kinds of rows."""
        return [
            self._write_people,
            self._write_activities,
            self._write_earlier,
            self._write_contracts,
            self._write_exits,
        ]

    @api.model
    def _write_people(self, plan):
        Entrepreneur = self.env["cae.entrepreneur"]
        new = [entry for entry in plan.entries["people"] if not entry.record]

        def create(entries):
            records = Entrepreneur.create(
                [
                    {"company_id": self.company_id.id, **to_orm(Entrepreneur, entry.values)}
                    for entry in entries
                ]
            )
            for entry, record in zip(entries, records, strict=True):
                entry.record = record

        self._in_batches(new, create, Entrepreneur)
        changed = [entry for entry in plan.entries["people"] if entry.changes]
        self._in_batches(changed, self._write_changes, Entrepreneur)

    @api.model
    def _write_activities(self, plan):
        Activity = self.env["cae.activity"]
        entries = plan.entries["activities"]
        for entry in entries:
            if entry.people is not None:
                ids = [record_of(person).id for person in entry.people]
                if not entry.record:
                    entry.values["entrepreneur_ids"] = ids
                elif entry.touched:
                    entry.changes["entrepreneur_ids"] = ids

        def create(batch):
            records = Activity.create(
                [
                    {
                        "company_id": self.company_id.id,
                        # Not today, which is the day of the import and nothing else.
                        "date_start": False,
                        **to_orm(Activity, entry.values),
                    }
                    for entry in batch
                ]
            )
            for entry, record in zip(batch, records, strict=True):
                entry.record = record

        new = [entry for entry in entries if not entry.record]
        changed = [entry for entry in entries if entry.record and entry.changes]
        self._in_batches(new, create, Activity)
        self._in_batches(changed, self._write_changes, Activity)

    @api.model
    def _write_exits(self, plan):
        """Write what waits for the contracts: who has left."""
        entries = [entry for entry in plan.entries["people"] if entry.late_values]
        Entrepreneur = self.env["cae.entrepreneur"]

        def write(batch):
            groups = {}
            for entry in batch:
                if find_changes(entry.record, entry.late_values):
                    key = tuple(entry.late_values.items())
                    groups.setdefault(key, []).append(entry.record.id)
            for values, ids in groups.items():
                Entrepreneur._by_method().browse(ids).write(dict(values))

        self._in_batches(entries, write, Entrepreneur)
        Exit = self.env["cae.exit"]
        left = [entry for entry in plan.entries["people"] if "date_exit" in entry.exit_values]

        def record_exits(batch):
            Exit._record_past(
                [{"entrepreneur_id": entry.record.id, **entry.exit_values} for entry in batch]
            )

        def complete_exits(batch):
            for entry in batch:
                exit_record = entry.exit_record.with_env(self.env)
                if changes := find_changes(exit_record, entry.exit_values):
                    exit_record.write(changes)

        self._in_batches([one for one in left if not one.exit_record], record_exits, Exit)
        self._in_batches([one for one in left if one.exit_record], complete_exits, Exit)

    @api.model
    def _keep_deadlines(self, things):
        """Bring the deadlines of people up to date.

        :param things: their entries or records
        """
        people = self.env["cae.entrepreneur"].union(*map(record_of, things))
        people = people.with_context(**{LATER_KEY: None})
        for start in range(0, len(people), BATCH):
            people[start : start + BATCH]._keep_deadlines()

    @api.model
    def _write_changes(self, entries):
        for entry in entries:
            record = entry.record.with_env(self.env)
            record.write(to_orm(record, entry.changes))

    # -- all or nothing ----------------------------------------------------------------------

    @api.model
    def _in_batches(self, entries, write, model):
        """Write entries, many at a time.

        :param write: function of a list of entries
        :param model: whose words the database's refusals are said in
        :raise ImportRefused: with every entry that is refused
        """
        refusals = []
        for start in range(0, len(entries), BATCH):
            refusals += self._attempt(entries[start : start + BATCH], write, model)
        if refusals:
            raise ImportRefused(refusals)

    @api.model
    def _attempt(self, entries, write, model):
        """Write entries, or return [(row, sentence)] of those the database refuses."""
        try:
            with self.env.cr.savepoint():
                write(entries)
                self.env.flush_all()
        except AccessError:
            raise
        except (UserError, psycopg2.IntegrityError, psycopg2.DataError) as error:
            for entry in entries:
                if entry.record and not entry.record.exists():
                    entry.record = None
            if len(entries) == 1:
                return [(entries[0].row, self._say(error, model))]
            half = len(entries) // 2
            return [
                *self._attempt(entries[:half], write, model),
                *self._attempt(entries[half:], write, model),
            ]
        return []

    @api.model
    def _say(self, error, model):
        if isinstance(error, UserError):
            return str(error)
        return model._sql_error_to_message(error)
