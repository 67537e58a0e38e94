from odoo import api, models
from odoo.tools import format_date

from .import_plan import Entry, find_changes, record_of

PLAIN = {
    "key": "import_key",
    "code": "code",
    "name": "name",
    "date_start": "date_start",
    "date_end": "date_end",
}
LINKS = {"territory": ("territories", "territory_id")}
LISTS = {"poles": ("poles", "pole_ids")}


class CaeImportActivities(models.AbstractModel):
    """The part of an import that finds out what the rows of activities mean."""

    _name = "cae.import.activities"
    _description = "Import: activities"

    @api.model
    def _plan_activities(self, plan, directory):
        """Add an entry to the plan for each activity of the file.

        :param plan: import_plan.Plan; its people are there already
        :param directory: import_directory.Directory; the activities are added to it
        """
        rows = plan.reading.rows["activities"]
        seen = {"key": {}, "code": {}}
        taken = {}
        for row in rows:
            for column, lines in seen.items():
                value = row.values.get(column)
                if value and value in lines:
                    plan.refuse(row, f"{column}_twice", column, line=lines[value])
                elif value:
                    lines[value] = row.number
            entry = Entry(row, values=self._read_activity(plan, directory, row))
            entry.record = self._find_activity(plan, directory, row)
            if entry.record and entry.record in taken:
                plan.refuse(row, "activity_twice", "name", line=taken[entry.record].row.number)
            elif entry.record:
                taken[entry.record] = entry
            self._find_people(plan, directory, entry)
            self._check_activity_dates(plan, entry)
            plan.entries["activities"].append(entry)
        self._refuse_same_names(plan)
        for entry in plan.entries["activities"]:
            if entry.record:
                directory.replace_activity(entry.record, entry)
                entry.changes = find_changes(entry.record, entry.values)
                entry.touched = self._moves_people(entry)
            row = entry.row
            directory.add_activity(
                entry, row.values.get("name"), row.values.get("key"), row.values.get("code")
            )

    @api.model
    def _read_activity(self, plan, directory, row):
        values = {
            field: row.values[column] for column, field in PLAIN.items() if column in row.values
        }
        return values | self._read_links(plan, directory, row, LINKS, LISTS)

    @api.model
    def _find_activity(self, plan, directory, row):
        """Return the activity that a row updates: of its key, else its code, else its name."""
        key, code = row.values.get("key"), row.values.get("code")
        by_code = directory.activities_by_code.get(code)
        if key in directory.activities_by_key:
            record = directory.activities_by_key[key]
            if by_code and by_code != record:
                plan.refuse(row, "code_of_other", "code", name=by_code.name)
            return record
        if by_code:
            if key and by_code.import_key:
                plan.refuse(row, "code_of_other", "code", name=by_code.name)
            return by_code
        if key or code:
            return None
        named = directory.activities_by_name.get(row.values.get("name"))
        if len(named) > 1:
            plan.refuse(row, "activity_several", "name", count=len(named))
        return named[0] if named else None

    @api.model
    def _refuse_same_names(self, plan):
        """Refuse two new activities that nothing but a name tells apart."""
        names = {}
        for entry in plan.entries["activities"]:
            row = entry.row
            if entry.record or row.values.get("key") or row.values.get("code"):
                continue
            first = names.setdefault((row.values.get("name") or "").casefold(), row)
            if first is not row and row.values.get("name"):
                plan.refuse(row, "activity_twice", "name", line=first.number)

    @api.model
    def _find_people(self, plan, directory, entry):
        row = entry.row
        if "entrepreneurs" not in row.values:
            return
        found, lost = directory.find_list(
            directory.people, row.texts["entrepreneurs"], row.values["entrepreneurs"]
        )
        for part, error in lost:
            code = "person_name_several" if error.several else "person_unknown"
            plan.refuse(row, code, "entrepreneurs", name=part, nearest=error.nearest)
        entry.people = found

    @api.model
    def _moves_people(self, entry):
        if entry.people is None:
            return False
        records = [record_of(person) for person in entry.people]
        current = set(entry.record.with_context(active_test=False).entrepreneur_ids.ids)
        return None in records or {record.id for record in records} != current

    @api.model
    def _check_activity_dates(self, plan, entry):
        row, record = entry.row, entry.record
        start = row.values.get("date_start") or (record and record.date_start)
        end = row.values.get("date_end") or (record and record.date_end)
        if start and end and end < start:
            column = "date_end" if "date_end" in row.values else "date_start"
            plan.refuse(row, "end_before_start", column, date=format_date(self.env, start))
