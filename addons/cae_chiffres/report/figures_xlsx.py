from odoo import fields, models
from odoo.fields import Domain

from ..engine import flows
from ..models.cae_flow import MEASURES
from ..models.cae_target import AT_MOST, UNITS

# How a cell that is left out is written, as statistical offices do.
LEFT_OUT = "c"


class FiguresXlsx(models.AbstractModel):
    """The figures of some years as sheets: by territory, prescriber, public, and the targets.

    For a funder, cells that would tell of fewer than 5 people are left out, with those that
    would let one work them out (see engine/flows.py).
    """

    _name = "report.cae_chiffres.figures_xlsx"
    _description = "Figures as a Sheet"
    _inherit = "report.report_xlsx.abstract"

    def generate_xlsx_report(self, workbook, data, exports):
        """Write the file of one export, and note that it was downloaded.

        :param workbook: xlsxwriter.Workbook
        :param exports: one `cae.figures.export` of the user
        """
        exports.check_access("read")
        exports._check_own()
        for export in exports:
            self._write_export(workbook, export.with_company(export.company_id))
        exports._note_download()

    def _write_export(self, workbook, export):
        years = range(export.year_from, export.year_to + 1)
        dimensions = self.env["cae.flow"]._get_dimensions()
        numbers = self.env["cae.numbers"].with_company(export.company_id)
        tables = {
            (dimension, year): numbers._get_table(dimension, *numbers._get_period(year))
            for dimension in dimensions
            for year in years
        }
        hidden = {}
        if export.kind == "funder":
            for year in years:
                hidden[year] = self._get_hidden(numbers, dimensions, year)
        formats = self._get_formats(workbook)
        for dimension, label in dimensions.items():
            sheet = workbook.add_worksheet(label[:31])
            self._write_table(sheet, formats, numbers, export, dimension, label, tables, hidden)
        self._write_targets(workbook, formats, numbers, export, tables, hidden)
        if export.kind == "people":
            self._write_people(workbook, formats, numbers, export)

    def _get_formats(self, workbook):
        return {
            "title": workbook.add_format({"bold": True, "font_size": 14}),
            "head": workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "note": workbook.add_format({"italic": True}),
            "total": workbook.add_format({"bold": True}),
            "year": workbook.add_format({"num_format": "0"}),
            "people": workbook.add_format({"num_format": "#,##0"}),
            "percent": workbook.add_format({"num_format": "0.0%"}),
            "months": workbook.add_format({"num_format": "0.0"}),
            "date": workbook.add_format({"num_format": "dd/mm/yyyy"}),
            "left_out": workbook.add_format({"align": "right"}),
        }

    # ------------------------------------------------------------------ small cells

    def _get_hidden(self, numbers, dimensions, year):
        """Return {dimension: {indicator: groups left out}} for a year; None is the total.

        A total that one table has to hide is hidden in all of them: they show the same one.
        """
        people = {dimension: self._get_people(numbers, dimension, year) for dimension in dimensions}
        indicators = flows.get_people({})
        totals = {
            indicator
            for dimension in dimensions
            for indicator, groups in self._hide(people[dimension], indicators, set()).items()
            if None in groups
        }
        return {
            dimension: self._hide(people[dimension], indicators, totals) for dimension in dimensions
        }

    def _hide(self, people, indicators, totals):
        """Return {indicator: groups left out} of one table.

        :param dict people: {group: {indicator: groups of people behind the figure}}
        :param totals: indicators whose total is left out anyway
        """
        hidden = {}
        for indicator in indicators:
            already = set(hidden.get("exits", ())) if indicator == "positive" else set()
            already |= {None} if indicator in totals else set()
            hidden[indicator] = flows.hide_cells(
                {group: cells[indicator] for group, cells in people.items() if group is not None},
                people[None][indicator],
                hidden=already,
            )
        return hidden

    def _get_people(self, numbers, dimension, year):
        """Return {group: {indicator: people}}: who entered twice in a year is one person."""
        counts = {None: {}}
        date_from, date_to = numbers._get_period(year)
        # sudo: counts within the user's scope, as on the page
        flow_sudo = self.env["cae.flow"].sudo()
        scope = (
            numbers._get_scope() & Domain("date", ">=", date_from) & Domain("date", "<=", date_to)
        )
        for measure in MEASURES.keys() - {"to_cesa_days"}:
            for group, count in flow_sudo._count_people(scope, dimension, measure).items():
                counts.setdefault(group, {})[measure] = count
        return {group: flows.get_people(sums) for group, sums in counts.items()}

    # ------------------------------------------------------------------ sheets

    def _write_table(self, sheet, formats, numbers, export, dimension, label, tables, hidden):
        years = range(export.year_from, export.year_to + 1)
        row = self._write_head(sheet, formats, numbers, export)
        labels = numbers._get_labels()
        for column, text in enumerate([label, self.env._("Year"), *labels.values()]):
            sheet.write(row, column, text, formats["head"])
        sheet.freeze_panes(row + 1, 2)
        groups = numbers._get_groups(dimension, {year: tables[dimension, year] for year in years})
        for group in [None, *groups]:
            for year in years:
                row += 1
                title = numbers._get_title(group, dimension)
                sheet.write_string(row, 0, title, formats["total"] if group is None else None)
                sheet.write_number(row, 1, year, formats["year"])
                figures = flows.get_figures(tables[dimension, year].get(group, {}))
                for column, indicator in enumerate(labels, start=2):
                    left_out = group in hidden.get(year, {}).get(dimension, {}).get(indicator, ())
                    self._write_figure(
                        sheet, row, column, indicator, figures[indicator], left_out, formats
                    )
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 8)
        sheet.set_column(2, 1 + len(labels), 14)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _write_head(self, sheet, formats, numbers, export):
        """Write the title and the notes; return the row of the heading."""
        sheet.write(
            0,
            0,
            self.env._(
                "Figures of %(company)s, %(years)s",
                company=export.company_id.name,
                years=str(export.year_from)
                if export.year_from == export.year_to
                else f"{export.year_from}-{export.year_to}",
            ),
            formats["title"],
        )
        today = fields.Date.context_today(export)
        notes = []
        if export.year_to >= today.year:
            notes.append(
                self.env._(
                    "%(year)s is counted up to %(date)s.",
                    year=today.year,
                    date=today.strftime("%d/%m/%Y"),
                )
            )
        if export.kind == "funder":
            notes.append(
                self.env._(
                    "%(mark)s: left out, because it would tell of fewer than %(number)s people.",
                    mark=LEFT_OUT,
                    number=flows.SMALL_CELL,
                )
            )
        if export.territory_names:
            notes.append(self.env._("Territories: %(names)s", names=export.territory_names))
        for row, note in enumerate(notes, start=1):
            sheet.write(row, 0, note, formats["note"])
        return len(notes) + 2

    def _write_figure(self, sheet, row, column, indicator, value, left_out, formats):
        unit = UNITS.get(indicator, "people")
        if left_out:
            sheet.write_string(row, column, LEFT_OUT, formats["left_out"])
        elif value is not None:
            number = float(value) / 100 if unit == "percent" else float(value)
            sheet.write_number(row, column, number, formats[unit])

    def _write_targets(self, workbook, formats, numbers, export, tables, hidden):
        years = range(export.year_from, export.year_to + 1)
        lines = [
            (year, territory_id, indicator, value)
            for year in years
            for (territory_id, indicator), value in numbers._get_targets(year).items()
            if self._is_in_scope(numbers, territory_id)
        ]
        if not lines:
            return
        sheet = workbook.add_worksheet(self.env._("Targets")[:31])
        row = self._write_head(sheet, formats, numbers, export)
        heads = [
            self.env._("Territory"),
            self.env._("Year"),
            self.env._("Indicator"),
            self.env._("Target"),
            self.env._("Figure"),
            self.env._("Met"),
        ]
        for column, text in enumerate(heads):
            sheet.write(row, column, text, formats["head"])
        labels = dict(self.env["cae.target"]._fields["indicator"]._description_selection(self.env))
        for year, territory_id, indicator, value in lines:
            row += 1
            group = self.env["cae.territory"].browse(territory_id) if territory_id else None
            figure = flows.get_figures(tables["territory", year].get(group, {}))[indicator]
            left_out = group in hidden.get(year, {}).get("territory", {}).get(indicator, ())
            sheet.write_string(row, 0, numbers._get_title(group, "territory"))
            sheet.write_number(row, 1, year, formats["year"])
            sheet.write_string(row, 2, labels[indicator])
            self._write_figure(sheet, row, 3, indicator, value, False, formats)
            self._write_figure(sheet, row, 4, indicator, figure, left_out, formats)
            if figure is not None and not left_out:
                met = flows.judge(figure, value, indicator in AT_MOST)[0]
                sheet.write_string(row, 5, self.env._("yes") if met else self.env._("no"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(2, 2, 38)
        sheet.set_column(3, 5, 12)

    def _is_in_scope(self, numbers, territory_id):
        territories = numbers._get_territories()
        return territories is None or territory_id in territories.ids

    def _write_people(self, workbook, formats, numbers, export):
        """Write one line per event, of the people the user may see."""
        date_from = numbers._get_period(export.year_from)[0]
        date_to = numbers._get_period(export.year_to)[1]
        events = self.env["cae.flow"].search(
            [
                ("company_id", "=", export.company_id.id),
                ("date", ">=", date_from),
                ("date", "<=", date_to),
            ],
            order="date, id",
        )
        sheet = workbook.add_worksheet(self.env._("People"))
        names = (
            "date",
            "kind",
            "entrepreneur_id",
            "territory_id",
            "prescriber_id",
            "advisor_id",
            "destination_id",
            "to_cesa_days",
        )
        for column, name in enumerate(names):
            label = events._fields[name]._description_string(self.env)
            sheet.write(0, column, label, formats["head"])
        sheet.freeze_panes(1, 0)
        kinds = dict(events._fields["kind"]._description_selection(self.env))
        for row, event in enumerate(events, start=1):
            sheet.write_datetime(row, 0, event.date, formats["date"])
            sheet.write_string(row, 1, kinds[event.kind])
            for column, name in enumerate(names[2:7], start=2):
                sheet.write_string(row, column, event[name].display_name or "")
            if event.kind == "cape_to_cesa":
                sheet.write_number(row, 7, event.to_cesa_days, formats["people"])
        sheet.set_column(0, 7, 22)
