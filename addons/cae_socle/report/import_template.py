"""The file to fill for an import: a workbook with a sheet for each table, or a csv of one."""

import csv
import io

import xlsxwriter

# Lines that have lists and checks; more may be filled.
PREPARED_LINES = 2000
STYLES = {
    "heading": {"bold": True, "bg_color": "#DDE7F0", "border": 1},
    "required": {"bold": True, "bg_color": "#F6D9B8", "border": 1},
    "help": {
        "italic": True,
        "font_color": "#555555",
        "font_size": 9,
        "text_wrap": True,
        "valign": "top",
    },
    "text": {"num_format": "@"},
    "date": {"num_format": "dd/mm/yyyy"},
    "amount": {"num_format": "0.00"},
}


def write_csv(rows):
    """Return the bytes of a csv file that any spreadsheet opens.

    :param rows: iterable of rows of cells, the headings first
    """
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def make_workbook(env, tables, lists_label, names):
    """Return the bytes of a workbook: a sheet for each table, and one of the names to choose from.

    :param dict names: {names of a column: Names}
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    formats = {name: book.add_format(style) for name, style in STYLES.items()}
    sheets = [book.add_worksheet(table.label) for table in tables]
    ranges = _add_lists(env, book, tables, lists_label, names)
    for sheet, table in zip(sheets, tables, strict=True):
        sheet.set_row(0, 90)
        for place, column in enumerate(table.columns):
            _fill_column(env, sheet, place, column, formats, ranges.get(column.name))
        sheet.freeze_panes(2, 3)
    book.close()
    return out.getvalue()


def _list_names(env, column, names):
    """Return the words that may stand in a column, None where there are no such words."""
    if column.choices:
        return [label for label, _words in column.choices.values()]
    if column.type == "flag":
        return [env._("yes"), env._("no")]
    if not (column.offered and column.names in names):
        return None
    things = {thing for found in names[column.names].things.values() for thing in found}
    # who set the database up is no name to choose
    things.discard(env.ref("base.user_admin"))
    return sorted(thing.name for thing in things if "active" not in thing._fields or thing.active)


def _add_lists(env, book, tables, label, names):
    """Add the sheet of names; return {column: where its names are}."""
    sheet = book.add_worksheet(label)
    ranges = {}
    for column in (column for table in tables for column in table.columns):
        texts = _list_names(env, column, names)
        if texts is None or column.name in ranges:
            continue
        place = len(ranges)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        # Not the headings themselves: this sheet is none to import.
        sheet.write_string(0, place, env._("List: %(heading)s", heading=column.label))
        for line, text in enumerate(texts, start=1):
            sheet.write_string(line, place, text)
        ranges[column.name] = texts and f"='{label}'!${letter}$2:${letter}${len(texts) + 1}"
    sheet.set_column(0, len(ranges), 24)
    return ranges


def _fill_column(env, sheet, place, column, formats, source):
    style = {"date": "date", "amount": "amount", "hours": "amount"}.get(column.type, "text")
    sheet.set_column(place, place, column.width, formats[style])
    sheet.write_string(0, place, column.help, formats["help"])
    heading = column.label + (" *" if column.required else "")
    sheet.write_string(1, place, heading, formats["required" if column.required else "heading"])
    if column.example:
        sheet.write_string(2, place, column.example, formats["text"])
    if not source:
        return
    several = column.type == "references"
    sheet.data_validation(
        2,
        place,
        PREPARED_LINES,
        place,
        {
            "validate": "list",
            "source": source,
            "error_type": "information" if several else "stop",
            "error_title": env._("Not in the list"),
            "error_message": env._(
                "Several names are separated by semicolons; each is one of the list."
            )
            if several
            else env._("Choose one of the list, or leave the cell empty."),
        },
    )
