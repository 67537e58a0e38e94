"""The sentences for what `engine.trial_balance` finds wrong with a file."""

from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.tools import format_amount

LISTED_PROBLEMS = 50
UNMAPPED_ONE_BY_ONE = 8  # more of them are one sentence: the list of accounts shows each
AMOUNT_VALUES = ("debit", "credit", "difference", "told", "computed")


def describe_problem(takeover, problem, sentences):
    """Say in the user's language what is wrong and what to do.

    :param takeover: the cae.takeover that read the file
    :param problem: engine.import_file.Problem; its column is a role
    :param dict sentences: what `get_sentences` returns
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
    return sentences[problem.code] % values


def get_sentences(env):
    """Return {kind of a problem: its sentence}, with the names of its values."""
    return load_sentences(env, "cae_compta.cae_takeover_sentences")


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
