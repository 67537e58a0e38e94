from odoo import models
from odoo.addons.cae_socle.engine.local_time import to_local


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
        head = workbook.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E7EEF3", "text_wrap": True}
        )
        formats = {
            "date": workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            "time": workbook.add_format({"num_format": "hh:mm", "align": "left"}),
            "moment": workbook.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
            "hours": workbook.add_format({"num_format": "0.00"}),
            "rate": workbook.add_format({"num_format": "0 %"}),
        }
        for title, columns, lines in (
            (self.env._("Half-days"), *self._get_half_day_table(events)),
            (self.env._("People"), *self._get_person_table(events)),
        ):
            sheet = workbook.add_worksheet(title[:31])
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            for column, (label, _kind, width) in enumerate(columns):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, label, head)
            for row, cells in enumerate(lines, start=1):
                for column, value in enumerate(cells):
                    if value is not None and value is not False:
                        # a text that begins with “=” is no formula: see the socle's workbook
                        sheet.write(row, column, value, formats.get(columns[column][1]))
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(lines), len(columns) - 1)

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
