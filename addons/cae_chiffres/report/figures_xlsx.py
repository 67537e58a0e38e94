from odoo import fields, models
from odoo.addons.cae_socle.report.sheet import Sheet

from ..engine import flows
from ..models.cae_flow import MEASURES
from ..models.cae_target import AT_MOST, get_unit

# How a cell that is left out is written, as statistical offices do.
LEFT_OUT = "c"
NO_FIGURES = flows.get_figures({})
# What a line of the list of people names.
RECORDS = ("entrepreneur_id", "territory_id", "prescriber_id", "advisor_id", "destination_id")


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
        hidden = {}
        if export.kind == "funder":
            hidden = {year: self._get_hidden(numbers, dimensions, year) for year in years}
        tables = {
            dimension: {
                year: self._get_figures(
                    numbers._get_table(dimension, *numbers._get_period(year)),
                    hidden.get(year, {}).get(dimension, {}),
                )
                for year in years
            }
            for dimension in dimensions
        }
        for dimension, label in dimensions.items():
            self._write_table(workbook, numbers, export, dimension, label, tables[dimension])
        self._write_targets(workbook, numbers, export, tables["territory"])
        if export.kind == "people":
            self._write_people(workbook, numbers, export)

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
        scope = numbers._get_scope(*numbers._get_period(year))
        # sudo: counts within the user's scope, as on the page
        flow_sudo = self.env["cae.flow"].sudo()
        for measure in MEASURES.keys() - {"to_cesa_days"}:
            for group, count in flow_sudo._count_people(scope, dimension, measure).items():
                counts.setdefault(group, {})[measure] = count
        return {group: flows.get_people(sums) for group, sums in counts.items()}

    # ------------------------------------------------------------------ sheets

    def _get_figures(self, table, left_out):
        """Return {group: {indicator: figure}} of the sums of a table; some are left out.

        :param dict left_out: {indicator: groups that must not be told}
        """
        return {
            group: {
                indicator: LEFT_OUT if group in left_out.get(indicator, ()) else figure
                for indicator, figure in flows.get_figures(sums).items()
            }
            for group, sums in table.items()
        }

    def _write_table(self, workbook, numbers, export, dimension, label, tables):
        sheet = Sheet(workbook, label)
        self._write_head(sheet, export)
        labels = numbers._get_labels()
        columns = [
            (label, "text", 34),
            (self.env._("Year"), "year", 8),
            *((text, self._get_kind(indicator), 14) for indicator, text in labels.items()),
        ]
        sheet.write_table(columns, frozen=2)
        kinds = [kind for _label, kind, _width in columns]
        for group in [None, *numbers._get_groups(dimension, tables)]:
            for year, table in tables.items():
                figures = table.get(group, NO_FIGURES)
                cells = [self._show(indicator, figures[indicator]) for indicator in labels]
                sheet.write_row(
                    [numbers._get_title(group, dimension), year, *cells],
                    ["strong" if group is None else "text", *kinds[1:]],
                )

    def _write_head(self, sheet, export):
        """Write the title and the notes."""
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
        title = self.env._(
            "Figures of %(company)s, %(years)s",
            company=export.company_id.name,
            years=export._get_years_label(),
        )
        sheet.write_title(title, *notes, kind="note")

    def _get_kind(self, indicator):
        """Return how the cells of an indicator look."""
        return {"people": "number", "percent": "percent", "months": "decimal"}[get_unit(indicator)]

    def _show(self, indicator, value):
        """Return what stands in the cell of a figure."""
        is_share = get_unit(indicator) == "percent" and value not in (None, LEFT_OUT)
        return value / 100 if is_share else value

    def _write_targets(self, workbook, numbers, export, tables):
        territories = numbers._get_territories()
        lines = [
            (year, territory_id, indicator, value)
            for year in tables
            for (territory_id, indicator), value in numbers._get_targets(year).items()
            if territories is None or territory_id in territories.ids
        ]
        if not lines:
            return
        sheet = Sheet(workbook, self.env._("Targets"))
        self._write_head(sheet, export)
        sheet.write_table(
            [
                (self.env._("Territory"), "text", 34),
                (self.env._("Year"), "year", 8),
                (self.env._("Indicator"), "text", 38),
                (self.env._("Target"), "number", 12),
                (self.env._("Figure"), "number", 12),
                (self.env._("Met"), "text", 12),
            ]
        )
        labels = dict(self.env["cae.target"]._fields["indicator"]._description_selection(self.env))
        for year, territory_id, indicator, value in lines:
            group = self.env["cae.territory"].browse(territory_id) if territory_id else None
            figure = tables[year].get(group, NO_FIGURES)[indicator]
            met = ""
            if figure not in (None, LEFT_OUT):
                is_met = flows.judge(figure, value, indicator in AT_MOST)[0]
                met = self.env._("yes") if is_met else self.env._("no")
            kind = self._get_kind(indicator)
            sheet.write_row(
                [
                    numbers._get_title(group, "territory"),
                    year,
                    labels[indicator],
                    self._show(indicator, value),
                    self._show(indicator, figure),
                    met,
                ],
                ["text", "year", "text", kind, kind, "text"],
            )

    def _write_people(self, workbook, numbers, export):
        """Write one line per event, of the people the user may see."""
        events = self.env["cae.flow"].search(
            [
                ("company_id", "=", export.company_id.id),
                ("date", ">=", numbers._get_period(export.year_from)[0]),
                ("date", "<=", numbers._get_period(export.year_to)[1]),
            ],
            order="date, id",
        )
        kinds = dict(events._fields["kind"]._description_selection(self.env))
        shown = {
            "date": "date",
            "kind": lambda event: kinds[event.kind],
            **{name: f"{name}.display_name" for name in RECORDS},
            "to_cesa_days": lambda event: event.kind == "cape_to_cesa" and event.to_cesa_days,
        }
        styles = {"date": "date", "to_cesa_days": "number"}
        Sheet(workbook, self.env._("People")).write_records(
            [
                (
                    events._fields[name]._description_string(self.env),
                    styles.get(name, "text"),
                    22,
                    show,
                )
                for name, show in shown.items()
            ],
            events,
            frozen=0,
        )
