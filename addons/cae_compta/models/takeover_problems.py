"""The sentences for what `engine.trial_balance` finds wrong with a file."""

from odoo.addons.cae_socle.models.import_sentences import get_unreadable_sentences
from odoo.tools import format_amount

LISTED_PROBLEMS = 50
UNMAPPED_ONE_BY_ONE = 8  # more of them are one sentence: the list of accounts shows each
AMOUNT_VALUES = ("debit", "credit", "difference", "told", "computed")


def describe_problem(takeover, problem):
    """Say in the user's language what is wrong and what to do.

    :param takeover: the cae.takeover that read the file
    :param problem: engine.import_file.Problem; its column is a role
    :return: str, without the number of the line
    """
    env = takeover.env
    columns = name_columns(env)
    values = {**problem.values, "value": problem.value, "column": columns.get(problem.column)}
    if "columns" in values:
        values["columns"] = ", ".join(columns[role] for role in values["columns"])
    for name in AMOUNT_VALUES:
        if name in values:
            values[name] = format_amount(env, float(values[name]), takeover.currency_id)
    return get_sentences(env)[problem.code] % values


def get_sentences(env):
    """Return {kind of a problem: its sentence}, with the names of its values."""
    return _of_file(env) | _of_line(env) | _worth_knowing(env)


def name_columns(env):
    """Return {role of a column: its name inside a sentence}."""
    return {
        "code": env._("analytic code"),
        "name": env._("activity"),
        "account": env._("account"),
        "label": env._("label"),
        "debit": env._("debit"),
        "credit": env._("credit"),
        "balance": env._("balance"),
        "balance_debit": env._("debit balance"),
        "balance_credit": env._("credit balance"),
    }


def _of_file(env):
    """Return the sentences on the file as a whole."""
    return {
        **get_unreadable_sentences(env),
        "empty": env._("There is no account in this file. Export the trial balance again."),
        "file_size": env._(
            "The file is too long for a trial balance. Export one activity or year."
        ),
        "columns_few": env._(
            "%(count)s columns were found where 4 to 7 are expected (analytic code, activity, "
            "account, label, debit, credit, balance). Compare with the sample file."
        ),
        "column_missing": env._("The headings lack: %(columns)s. Add what is missing to the file."),
        "unbalanced": env._(
            "The file does not balance: debit %(debit)s, credit %(credit)s, difference "
            "%(difference)s. An account is missing or one too many: export it again."
        ),
        "several": env._(
            "The file holds several activities (%(codes)s). Give the code of the one to take "
            "over, or make one take-over for each."
        ),
        "code_unknown": env._("No line has the analytic code %(code)s. The file holds: %(codes)s."),
    }


def _of_line(env):
    """Return the sentences on one line."""
    return {
        "cell_missing": env._(
            "This line lacks: %(columns)s (%(found)s cells found). Check its separators and "
            "quotation marks."
        ),
        "cells_extra": env._(
            "%(found)s cells where %(expected)s are expected. Is it a trial balance? If so, put "
            "quotation marks around what contains the separator."
        ),
        "account_missing": env._("There are amounts but no account. Give the account's number."),
        "account_bad": env._(
            "“%(value)s” is not an account's number. It begins with two figures from 10 to 99."
        ),
        "amount_letters": env._(
            "“%(value)s” in the column %(column)s is not an amount. Correct it in the file."
        ),
        "amount_decimals": env._(
            "“%(value)s” in the column %(column)s has more than two decimals. Round it in the file."
        ),
        "amount_ambiguous": env._(
            "“%(value)s” in the column %(column)s can be read in several ways. Write it without "
            "thousands separators."
        ),
        "amount_size": env._("“%(value)s” in the column %(column)s is too large for an amount."),
        "balance_differs": env._(
            "The balance is %(told)s in the file, but debit less credit makes %(computed)s. "
            "Correct the figure that is wrong."
        ),
        "twice": env._(
            "The account %(account)s already stands on line %(first)s. Add up the two, or remove "
            "one."
        ),
        "unmapped": env._(
            "The account %(account)s %(label)s is not in the chart of accounts. Choose the account "
            "that takes its place, or create it."
        ),
        "unmapped_many": env._(
            "%(count)s accounts are not in the chart of accounts. In the list below, choose the "
            "account that takes the place of each, or create them. Lines: %(lines)s."
        ),
    }


def _worth_knowing(env):
    """Return the sentences that keep nothing from being booked."""
    return {
        "heading_unknown": env._(
            "The headings were not recognised; the columns were taken in their usual order."
        ),
        "skipped_above": env._("What stands above the headings was left out."),
        "total_skipped": env._("A line of totals was left out."),
        "same_file": env._("The same file was already booked for another activity: %(takeover)s."),
    }
