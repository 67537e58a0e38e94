from odoo import models
from odoo.addons.cae_socle.engine.local_time import to_local
from odoo.addons.cae_socle.report.sheet import Sheet


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
        for title, (columns, lines) in (
            (self.env._("Half-days"), self._get_half_day_table(events)),
            (self.env._("People"), self._get_person_table(events)),
        ):
            Sheet(workbook, title).write_table(columns, lines, frozen=1, filtered=True)

    def _get_half_day_table(self, events):
        columns = [
            (self.env._("Session"), "text", 32),
            (self.env._("Territory"), "text", 16),
            (self.env._("Date"), "date", 12),
            (self.env._("From"), "time", 8),
            (self.env._("To"), "time", 8),
            (self.env._("Hours"), "hours", 8),
            (self.env._("Name"), "text", 26),
            (self.env._("Attendance"), "text", 12),
            (self.env._("Hours present"), "hours", 10),
            (self.env._("How"), "text", 20),
            (self.env._("Signed on"), "moment", 17),
            (self.env._("Signed as"), "text", 26),
            (self.env._("Reason"), "text", 40),
        ]
        rows = self.env["cae.attendance"].search(
            [("event_id", "in", events.ids)], order="date_begin, name, id"
        )
        states = dict(rows._fields["state"]._description_selection(self.env))
        methods = dict(rows._fields["method"]._description_selection(self.env))
        lines = []
        for row in rows:
            zone = row.event_id.date_tz
            begin = to_local(row.half_day_id.date_begin, zone)
            end = to_local(row.half_day_id.date_end, zone)
            lines.append(
                (
                    row.event_id.name,
                    row.event_id.cae_territory_id.name,
                    begin.date(),
                    begin.time(),
                    end.time(),
                    row.hours,
                    row.name,
                    states[row.state],
                    row.hours if row.state == "present" else 0,
                    methods.get(row.method),
                    row.signed_on and to_local(row.signed_on, zone),
                    row.signed_name,
                    row.note,
                )
            )
        return columns, lines

    def _get_person_table(self, events):
        columns = [
            (self.env._("Session"), "text", 32),
            (self.env._("Begins"), "date", 12),
            (self.env._("Name"), "text", 26),
            (self.env._("Half-days expected"), "number", 10),
            (self.env._("Half-days present"), "number", 10),
            (self.env._("Rate"), "rate", 8),
            (self.env._("Hours present"), "hours", 10),
        ]
        rows = self.env["cae.attendance"].search([("event_id", "in", events.ids)])
        by_person = rows.grouped("registration_id")
        lines = []
        for registration in rows.registration_id.sorted(
            lambda person: (person.event_id.date_begin, (person.name or "").lower(), person.id)
        ):
            of_person = by_person[registration]
            present = of_person.filtered(lambda row: row.state == "present")
            event = registration.event_id
            lines.append(
                (
                    event.name,
                    to_local(event.date_begin, event.date_tz).date(),
                    registration.name,
                    len(of_person),
                    len(present),
                    len(present) / len(of_person),
                    sum(present.mapped("hours")),
                )
            )
        return columns, lines
