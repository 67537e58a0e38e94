"""The file to fill for an import: a workbook of four sheets, or a csv file of one kind."""

import csv
import io

import xlsxwriter

from ..engine.people_file import COLUMNS, KINDS
from .import_columns import (
    get_choice_labels,
    get_example,
    get_explanations,
    get_headings,
    get_kind_labels,
    get_lists_label,
    list_columns,
)
from .import_directory import Directory

# Lines that have lists and checks; more may be filled.
PREPARED_LINES = 2000
LIST_COLUMNS = {
    "territory": "territories",
    "poles": "poles",
    "referent": "users",
    "prescriber": "prescribers",
    "publics": "publics",
    "exit_reason": "exit_reasons",
    "exit_destination": "exit_destinations",
}
SEVERAL = ("poles", "publics")
WIDTHS = {"key": 10, "zip": 10, "code": 10, "email": 28, "street": 26, "name": 26, "person": 22}


def make_csv(env, kind):
    """Return the bytes of a csv file of one kind: headings and the example."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    names = list_columns(kind)
    headings, example = get_headings(env)[kind], get_example(env)[kind]
    writer.writerow([headings[name] for name in names])
    writer.writerow([example.get(name, "") for name in names])
    return out.getvalue().encode("utf-8-sig")


def make_workbook(env, company):
    """Return the bytes of a workbook: a sheet per kind, and one of the names to choose from.

    :param company: whose territories, poles and advisors are offered
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    styles = {
        "heading": {"bold": True, "bg_color": "#DDE7F0", "border": 1},
        "required": {"bold": True, "bg_color": "#F6D9B8", "border": 1},
        "help": {"italic": True, "font_color": "#555555", "text_wrap": True, "valign": "top"},
        "text": {"num_format": "@"},
        "date": {"num_format": "dd/mm/yyyy"},
        "number": {"num_format": "0.00"},
    }
    formats = {name: book.add_format(style) for name, style in styles.items()}
    formats["help"].set_font_size(9)
    sheets = {kind: book.add_worksheet(label) for kind, label in get_kind_labels(env).items()}
    ranges = _add_lists(env, company, book)
    for kind in KINDS:
        _fill_sheet(env, sheets[kind], kind, formats, ranges)
    book.close()
    return out.getvalue()


def _add_lists(env, company, book):
    """Add the sheet of names; return {column: where its names are}."""
    directory = Directory(env, company)
    lists = {}
    for column, names in LIST_COLUMNS.items():
        things = {thing for found in getattr(directory, names).things.values() for thing in found}
        active = [thing for thing in things if "active" not in thing._fields or thing.active]
        if column == "referent":  # who set the database up accompanies nobody
            active = [user for user in active if user != env.ref("base.user_admin")]
        lists[column] = sorted(thing.name for thing in active)
    for column, labels in get_choice_labels(env).items():
        lists[column] = list(labels.values())
    for column in ("employed_full_time", "exit_positive", "other_project"):
        lists[column] = [env._("yes"), env._("no")]
    name = get_lists_label(env)
    sheet = book.add_worksheet(name)
    ranges = {}
    headings = {key: text for labels in get_headings(env).values() for key, text in labels.items()}
    for place, (column, texts) in enumerate(lists.items()):
        letter = xlsxwriter.utility.xl_col_to_name(place)
        # Not the headings themselves: this sheet is none to import.
        sheet.write_string(0, place, env._("List: %(heading)s", heading=headings[column]))
        for line, text in enumerate(texts, start=1):
            sheet.write_string(line, place, text)
        if texts:
            ranges[column] = f"='{name}'!${letter}$2:${letter}${len(texts) + 1}"
    sheet.set_column(0, len(lists), 24)
    return ranges


def _fill_sheet(env, sheet, kind, formats, ranges):
    headings, example = get_headings(env)[kind], get_example(env)[kind]
    explanations = get_explanations(env)[kind]
    sheet.set_row(0, 90)
    for place, column in enumerate(COLUMNS[kind]):
        name = column.name
        cells = {"date": "date", "amount": "number", "hours": "number"}.get(column.type, "text")
        sheet.set_column(place, place, WIDTHS.get(name, 18), formats[cells])
        sheet.write_string(0, place, explanations[name], formats["help"])
        style = formats["required" if column.required else "heading"]
        sheet.write_string(1, place, headings[name] + (" *" if column.required else ""), style)
        if name in example:
            sheet.write_string(2, place, example[name], formats["text"])
        _add_check(env, sheet, place, column, ranges)
    sheet.freeze_panes(2, 3)


def _add_check(env, sheet, place, column, ranges):
    area = (2, place, PREPARED_LINES, place)
    if column.name in ranges:
        several = column.name in SEVERAL
        sheet.data_validation(
            *area,
            {
                "validate": "list",
                "source": ranges[column.name],
                "error_type": "information" if several else "stop",
                "error_title": env._("Not in the list"),
                "error_message": env._(
                    "Several names are separated by semicolons; each is one of the list."
                )
                if several
                else env._("Choose one of the list, or leave the cell empty."),
            },
        )
