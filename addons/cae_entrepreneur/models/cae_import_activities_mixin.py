from odoo import api, models
from odoo.addons.cae_socle.models.import_names import Names, record_of


class CaeImportActivitiesMixin(models.AbstractModel):
    """The activities of an import: a row is an activity, found by key, code or name."""

    _name = "cae.import.activities.mixin"
    _description = "Import: activities"
    _inherit = ["cae.import.mixin"]

    def _list_steps(self):
        return [*super()._list_steps(), self._write_activities]

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

    @api.model
    def _get_unknown_code(self, column, unknown):
        if column.names == "people":
            return "people_several" if unknown.several else "people_unknown"
        if column.names == "activities":
            return "activities_several" if unknown.several else "activities_unknown"
        return super()._get_unknown_code(column, unknown)
