"""The sentences for what is wrong with the file of an import: what, and what to write instead."""

from .import_columns import get_choice_labels, get_headings, get_kind_labels


def describe(env, problem):
    """Say in the user's language what is wrong and what to do.

    :param problem: engine.people_file.Problem
    :return: str, one or two sentences, without the place
    """
    if "sentence" in problem.values:
        return problem.values["sentence"]
    values = dict(problem.values)
    headings = get_headings(env).get(problem.kind, {})
    values["value"] = problem.value
    values["column"] = headings.get(problem.column, "")
    if "columns" in values:
        values["columns"] = ", ".join(f"“{headings[name]}”" for name in values["columns"])
    if problem.code == "heading_near":
        values["nearest"] = headings[values["nearest"]]
    if problem.code in ("stage_unknown", "kind_unknown", "earlier_kind_unknown"):
        labels = get_choice_labels(env)[problem.column]
        values["choices"] = ", ".join(labels.values())
        values["nearest"] = labels.get(values.get("nearest"), "")
    sheets = get_kind_labels(env)
    values |= {"contracts_sheet": sheets["contracts"], "other_sheet": sheets["earlier"]}
    if problem.kind:
        values["sheet_name"] = sheets[problem.kind]
    sentence = _sentences(env)[problem.code] % values
    if values.get("nearest") and problem.code not in ("heading_near", "date_order"):
        sentence += " " + env._("Did you mean “%(nearest)s”?", nearest=values["nearest"])
    return sentence


def _sentences(env):
    return _file_sentences(env) | _cell_sentences(env) | _row_sentences(env) | _note_sentences(env)


def _file_sentences(env):
    return {
        "file_empty": env._(
            "There is no line to import in this file: only headings, or the example of the "
            "template, which is never imported. Write your lines below and give it again."
        ),
        "file_size": env._(
            "The file is too long: 50,000 lines or 8 MB at most. Cut it into several files."
        ),
        "file_xls": env._("This is an old Excel file (.xls). Save it as .xlsx or .csv."),
        "file_xlsx": env._(
            "This workbook cannot be opened: it is damaged, protected or of another kind. Save it "
            "again as .xlsx, or as .csv."
        ),
        "file_pdf": env._("This is a PDF: give the spreadsheet itself, as .xlsx or .csv."),
        "file_picture": env._("This is a picture: give the spreadsheet itself, as .xlsx or .csv."),
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
            "The column “%(value)s” is not known. If it is “%(nearest)s”, write this heading; "
            "otherwise remove the column."
        ),
    }


def _cell_sentences(env):
    return {
        "cells_extra": env._(
            "%(found)s cells where the headings have %(expected)s. Put quotation marks around a "
            "cell that contains the separator."
        ),
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
        "stage_unknown": env._("“%(value)s” is not a stage. Write one of: %(choices)s."),
        "kind_unknown": env._(
            "“%(value)s” is not a kind of contract. Write one of: %(choices)s. Any other contract "
            "goes to the sheet “%(other_sheet)s”."
        ),
        "earlier_kind_unknown": env._(
            "“%(value)s” is not a kind of other contract. Write one of: %(choices)s. A CAPE or a "
            "CESA goes to the sheet “%(contracts_sheet)s”."
        ),
        "name_unknown": env._(
            "“%(name)s” is not known (%(column)s). Correct the name, or add it in the "
            "configuration first."
        ),
        "name_several": env._(
            "“%(name)s” is the name of several (%(column)s). Write a code or an e-mail instead."
        ),
    }


def _row_sentences(env):
    return {
        "key_twice": env._(
            "The key “%(value)s” already stands on line %(line)s. Give each line its own key."
        ),
        "email_twice": env._(
            "The address %(value)s already stands on line %(line)s. If it is the same person, "
            "remove a line; otherwise give each person her own address."
        ),
        "person_twice": env._(
            "This person already stands on line %(line)s. Remove one of the two lines, or give "
            "each its own key if they are two people."
        ),
        "person_several": env._(
            "%(count)s people of the cooperative have this name. Fill the e-mail, or the key."
        ),
        "email_of_other": env._(
            "%(value)s is the address of %(name)s, who has a file. Correct the address, or the "
            "name if it is the same person."
        ),
        "email_other_key": env._(
            "%(value)s is the address of %(name)s, whose key is “%(key)s”. Correct the address or "
            "the key."
        ),
        "email_of_contact": env._(
            "%(value)s is the address of the contact %(name)s. Correct the address, or the name "
            "if it is the same person."
        ),
        "date_exit_future": env._(
            "Nobody has left yet on a day to come. Leave the exit empty, and prepare it in the "
            "file of the person."
        ),
        "date_associate_future": env._(
            "Nobody is an associate yet from a day to come. Leave it empty for now."
        ),
        "exit_before_entry": env._(
            "The exit is before the entry, %(date)s. Correct one of the two dates."
        ),
        "former_date": env._("Give the exit: day, month, year of the last day."),
        "double_phone_file": env._(
            "%(name)s already has a file, with this phone. If it is the same person, give the key, "
            "the e-mail or the name of that file; otherwise leave the phone empty."
        ),
        "double_phone_line": env._(
            "This phone already stands on line %(line)s. If it is the same person, remove a line; "
            "otherwise leave one of the two phones empty."
        ),
        "double_birth_date_file": env._(
            "%(name)s already has a file, with the same birth date. Give the key or the e-mail of "
            "that file, to update it."
        ),
        "double_birth_date_line": env._(
            "The same name and birth date stand on line %(line)s. Remove one of the two lines."
        ),
        "social_number": env._(
            "This is not a social security number: it has 15 figures, of which the last two are "
            "the key. Compare it with the card."
        ),
        "birth_date_age": env._(
            "Born on %(value)s, this person is not between 16 and 110 years old. Correct the date."
        ),
        "exit_no_date": env._(
            "This says how the person left, and not when. Fill the exit, or leave this empty."
        ),
        "exit_other_date": env._(
            "This person left on %(date)s, as the file says: an exit that has taken effect keeps "
            "its day. Write this day."
        ),
        "exit_before_contract": env._(
            "%(contract)s is later than this exit. Write the day on which the person left after it."
        ),
        "exit_stage": env._(
            "Who has an exit is at the stage “Former”. Change the stage, or leave the exit empty."
        ),
        "associate_date": env._("Give the day in the column “Associate since”."),
        "code_twice": env._(
            "The code “%(value)s” already stands on line %(line)s. Give each activity its own "
            "code; write all the people of one activity in one cell."
        ),
        "code_of_other": env._(
            "The code “%(value)s” is used by the activity %(name)s. Choose another code, or the "
            "key of that activity."
        ),
        "activity_twice": env._(
            "This activity already stands on line %(line)s. Remove one of the two lines, or give "
            "each its own code."
        ),
        "activity_several": env._(
            "%(count)s activities of the cooperative have this name. Fill the code, or the key."
        ),
        "person_unknown": env._(
            "“%(name)s” is neither in this file nor in the cooperative. Add the person to the "
            "sheet of people, or write the name, e-mail or key as it is there."
        ),
        "person_name_several": env._(
            "“%(name)s” is the name of several people. Write the key or the e-mail instead."
        ),
        "activity_unknown": env._(
            "“%(name)s” is neither an activity of this file nor of the cooperative. Add it to the "
            "sheet of activities, or write its name, code or key as it is there."
        ),
        "activity_name_several": env._(
            "“%(name)s” is the name of several activities. Write the code or the key instead."
        ),
        "activity_not_hers": env._(
            "“%(value)s” is not an activity of this person. Add her to it, on the sheet of "
            "activities, or leave the cell empty."
        ),
        "cape_employment": env._(
            "A CAPE is not an employment contract (%(article)s): leave “%(column)s” empty."
        ),
        "working_time": env._(
            "%(allowed)s hours a week at most (%(article)s). Correct the figure."
        ),
        "cape_full_time": env._(
            "A CAPE is for people who are not employed full time (%(article)s), and this person "
            "is. Correct the one or the other."
        ),
        "contract_twice": env._(
            "This contract already stands on line %(line)s. Remove one of the two lines."
        ),
        "contract_other_key": env._(
            "This contract is in the cooperative already, with the key “%(key)s”. Write this key."
        ),
        "earlier_of_other": env._(
            "The key “%(value)s” is the one of a contract of %(name)s. Write the person of that "
            "contract, or another key."
        ),
        "contract_open": env._(
            "%(reference)s is in the cooperative already, and not confirmed. Confirm or delete it "
            "there first."
        ),
        "contract_agreed": env._(
            "This contract is in the cooperative already, and “%(column)s” is %(agreed)s there. "
            "What was agreed is not rewritten: write the same, or add a line for an amendment."
        ),
        "contract_after_exit": env._(
            "The person left on %(date)s, before this contract starts. Correct the exit or the "
            "start."
        ),
        "contract_end_exit": env._(
            "The person left on %(date)s: the contract ended then at the latest. Write the day on "
            "which it ended."
        ),
        "change_no_contract": env._(
            "There is no contract of this person before this day to renew or amend. Add the line "
            "of the contract, or correct the start."
        ),
        "change_ended": env._(
            "The contract ended on %(date)s: it can neither be renewed nor amended any more."
        ),
        "renewal_endless": env._(
            "The contract has no end: it goes on without a renewal. Remove this line, or give the "
            "contract its end."
        ),
        "renewal_start": env._(
            "A renewal follows the contract without a gap: write %(date)s as its start, or "
            "correct the end of the contract."
        ),
        "amendment_after": env._(
            "The contract ended on %(date)s, before this amendment. Correct one of the dates."
        ),
        "amendment_order": env._(
            "An amendment does not reach back before the one of %(date)s. Correct its start."
        ),
        "amendment_renewal": env._(
            "A CAPE that goes on longer is renewed: write “Renewal” as the kind, from the day "
            "after its end."
        ),
        "amendment_empty": env._(
            "This amendment changes nothing. Fill what changes, or remove the line."
        ),
        "end_before_start": env._("The end is before the start, %(date)s. Correct one of the two."),
    }


def _note_sentences(env):
    return {
        "sheet_skipped": env._("The sheet “%(sheet)s” was left out: no headings were recognised."),
        "heading_skipped": env._("The column “%(value)s” is not known and was left out."),
        "postcode_zero": env._(
            "“%(value)s” has four figures and is read as %(read)s. Correct it if one is missing."
        ),
        "example_skipped": env._("The example of the template was left out."),
        "namesake_line": env._(
            "The same name stands on line %(line)s, with another key or e-mail: two files are made."
        ),
        "namesake": env._(
            "Somebody called %(name)s already has a file, with another key or e-mail: a second "
            "file is made."
        ),
        "contract_ends_with_exit": env._(
            "The person left on %(date)s: this contract ends with the exit, on that day."
        ),
        "exit_ends_contract": env._("%(contract)s ends with this exit, on the same day."),
        "entry_follows": env._(
            "The first contract starts on %(date)s: this is the entry, whatever the column says."
        ),
        "stage_follows": env._(
            "The stage follows from a contract, and there is none yet: import the contract too."
        ),
        "stage_kept": env._(
            "The stage is left as it is: this person is further already, by her contracts."
        ),
    }
