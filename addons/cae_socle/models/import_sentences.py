"""The sentences for what engine.import_file finds wrong with a file: what, and what to write."""


def describe(env, problem, tables):
    """Say in the user's language what is wrong and what to do.

    :param problem: engine.import_file.Problem
    :param dict tables: {name: engine.import_file.Table}
    :return: str, one or two sentences, without the place
    """
    if problem.sentence:
        return problem.sentence
    values = {**problem.values, "value": problem.value}
    table = tables.get(problem.kind)
    column = table and table.find(problem.column)
    values |= {"sheet_name": table and table.label, "column": column and column.label}
    if column and column.choices:
        values["choices"] = ", ".join(label for label, _words in column.choices.values())
    sentence = (_get_file_sentences(env) | _get_cell_sentences(env))[problem.code] % values
    if problem.code == "choice_unknown" and column.hint:
        sentence += " " + column.hint
    return suggest(env, sentence, problem.code != "date_order" and values.get("nearest"))


def suggest(env, sentence, nearest):
    """Return a sentence, followed by what may have been meant."""
    if not nearest:
        return sentence
    return sentence + " " + env._("Did you mean “%(nearest)s”?", nearest=nearest)


def get_unreadable_sentences(env):
    """Return {reason: sentence} of files that are no table at all."""
    return {
        "file_workbook": env._(
            "This workbook cannot be opened: it is damaged, protected or of another kind. Save it "
            "again as .xlsx, or as .csv."
        ),
        "file_pdf": env._("This is a PDF: give the spreadsheet itself, as .xlsx or .csv."),
        "file_picture": env._("This is a picture: give the spreadsheet itself, as .xlsx or .csv."),
    }


def _get_file_sentences(env):
    return {
        **get_unreadable_sentences(env),
        "file_empty": env._(
            "There is no line to import in this file: only headings, or the example of the "
            "template, which is never imported. Write your lines below and give it again."
        ),
        "file_size": env._(
            "The file is too long: 50,000 lines or 8 MB at most. Cut it into several files."
        ),
        "headings_unknown": env._(
            "No line of headings was recognised. Copy the first lines of the template, or choose "
            "above what the file holds."
        ),
        "heading_missing": env._(
            "The sheet “%(sheet_name)s” lacks the column %(columns)s. Add it, with this heading."
        ),
        "heading_twice": env._(
            "The columns “%(other)s” and “%(value)s” mean the same (%(column)s). Remove one, or "
            "give it another heading."
        ),
        "heading_near": env._(
            "The column “%(value)s” is not known. If it is “%(heading)s”, write this heading; "
            "otherwise remove the column."
        ),
        "heading_skipped": env._("The column “%(value)s” is not known and was left out."),
        "sheet_skipped": env._("The sheet “%(sheet)s” was left out: no headings were recognised."),
        "example_skipped": env._("The example of the template was left out."),
        "cells_extra": env._(
            "%(found)s cells where the headings have %(expected)s. Put quotation marks around a "
            "cell that contains the separator."
        ),
    }


def _get_cell_sentences(env):
    return {
        "cell_missing": env._("“%(column)s” is empty, and is always needed. Fill it."),
        "text_long": env._("“%(column)s” holds more than 250 characters. Shorten it."),
        "key_long": env._("A key has at most 64 characters. Give a shorter one."),
        "date_unknown": env._(
            "“%(value)s” is not a date. Write the day, the month and the year, such as 31/12/2026."
        ),
        "date_absent": env._(
            "“%(value)s” is a day that does not exist. Write the right one, such as 31/12/2026."
        ),
        "date_order": env._(
            "“%(value)s” has the month before the day. Write %(nearest)s if that is the day meant."
        ),
        "date_year": env._(
            "“%(value)s”: write the year with four figures, between 1900 and 2099, such as "
            "31/12/2026."
        ),
        "phone": env._(
            "“%(value)s” is not a telephone number. Write ten figures, or + and the country's "
            "code for a number abroad."
        ),
        "phone_several": env._("“%(value)s” holds several numbers. Keep one."),
        "postcode": env._(
            "“%(value)s” is not a French postcode: five figures. For an address abroad, fill the "
            "column Country."
        ),
        "postcode_zero": env._(
            "“%(value)s” has four figures and is read as %(read)s. Correct it if one is missing."
        ),
        "email": env._("“%(value)s” is not an e-mail address. Write it as name@example.com."),
        "email_several": env._("“%(value)s” holds several addresses. Keep one."),
        "flag": env._("“%(value)s” is neither yes nor no. Write “yes” or “no”."),
        "amount_letters": env._("“%(value)s” is not a number. Write figures only, such as 160.00."),
        "amount_decimals": env._("“%(value)s” has more than two decimals. Round it."),
        "amount_ambiguous": env._(
            "“%(value)s” can be read in several ways. Write it without thousands separators."
        ),
        "amount_size": env._("“%(value)s” is too large. Correct it."),
        "negative": env._("“%(value)s” is negative. Write 0 or more."),
        "choice_unknown": env._(
            "“%(value)s” is not known (%(column)s). Write one of: %(choices)s."
        ),
    }
