from odoo import models
from odoo.addons.cae_socle.engine.local_time import to_local
from odoo.addons.cae_socle.report.sheet import Sheet


def get_hours_present(row):
    """Return for how many hours somebody was there, of a half-day (float)."""
    return row.hours if row.state == "present" else 0


class ReportAttendanceXlsx(models.AbstractModel):
    """The attendance of sessions as an Excel file: real dates, times and numbers."""

    _name = "report.cae_collectif.attendance_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Attendance (Excel)"

    def generate_xlsx_report(self, workbook, data, events):
        """Write one line for each person and half-day, and one for each person.

        :param workbook: xlsxwriter workbook
        :param dict data: not used
        :param event.event events: the sessions
        """
        rows = self.env["cae.attendance"].search(
            [("event_id", "in", events.ids)], order="date_begin, name, id"
        )
        people = rows.registration_id.sorted(
            lambda person: (person.event_id.date_begin, (person.name or "").lower(), person.id)
        )
        for title, columns, records in (
            (self.env._("Half-days"), self._get_half_day_columns(), rows),
            (self.env._("People"), self._get_person_columns(), people),
        ):
            Sheet(workbook, title).write_records(columns, records, frozen=1, filtered=True)

    def _get_half_day_columns(self):
        fields = self.env["cae.attendance"]._fields
        states = dict(fields["state"]._description_selection(self.env))
        methods = dict(fields["method"]._description_selection(self.env))

        def local(row, moment):
            return moment and to_local(moment, row.event_id.date_tz)

        return [
            (self.env._("Session"), "text", 32, "event_id.name"),
            (self.env._("Territory"), "text", 16, "event_id.cae_territory_id.name"),
            (self.env._("Date"), "date", 12, lambda row: local(row, row.date_begin).date()),
            (self.env._("From"), "time", 8, lambda row: local(row, row.date_begin).time()),
            (self.env._("To"), "time", 8, lambda row: local(row, row.half_day_id.date_end).time()),
            (self.env._("Hours"), "hours", 8, "hours"),
            (self.env._("Name"), "text", 26, "name"),
            (self.env._("Attendance"), "text", 12, lambda row: states[row.state]),
            (self.env._("Hours present"), "hours", 10, get_hours_present),
            (self.env._("How"), "text", 20, lambda row: methods.get(row.method)),
            (self.env._("Signed on"), "moment", 17, lambda row: local(row, row.signed_on)),
            (self.env._("Signed as"), "text", 26, "signed_name"),
            (self.env._("Reason"), "text", 40, "note"),
        ]

    def _get_person_columns(self):
        def begin(person):
            event = person.event_id
            return to_local(event.date_begin, event.date_tz).date()

        def rate(person):
            return person.cae_attended_count / person.cae_half_day_count

        def hours(person):
            return sum(person.cae_attendance_ids.mapped(get_hours_present))

        return [
            (self.env._("Session"), "text", 32, "event_id.name"),
            (self.env._("Begins"), "date", 12, begin),
            (self.env._("Name"), "text", 26, "name"),
            (self.env._("Half-days expected"), "number", 10, "cae_half_day_count"),
            (self.env._("Half-days present"), "number", 10, "cae_attended_count"),
            (self.env._("Rate"), "rate", 8, rate),
            (self.env._("Hours present"), "hours", 10, hours),
        ]
