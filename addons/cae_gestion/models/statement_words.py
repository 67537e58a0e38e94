"""The words of the statement, the same on the portal, in the backend, in the PDF and in Excel.

`words` are {figure: what its accounts are called together}, with an ending "_other" the name of
a figure that stands on the other side than usual.
"""

from odoo.addons.cae_socle.models.sentences import load_sentences

from ..engine import statement


def load_words(env):
    """Return the words in the user's language."""
    return load_sentences(env, "cae_gestion.activity_statement_words")


def name_figure(words, name, is_usual=True):
    """Return what a figure is called on the side on which it stands."""
    return words[name] if is_usual else words.get(f"{name}_other", words[name])


def result_rows(words, found):
    """Return the computation of the result: [(figure, label, amount)]; the amounts add up."""
    amounts = {
        "turnover": found.turnover,
        "other_income": found.other_income,
        "charges": -found.charges,
        "contribution": -found.contribution,
    }
    if not found.other_income:
        del amounts["other_income"]
    return _name_rows(words, "period", amounts)


def available_rows(words, found):
    """Return what is taken off the cash, line by line: [(figure, label, amount below zero)].

    VAT and suppliers are named even where nothing is owed: people ask whether they count.
    """
    debts = {name: -amount for name, amount in found.debts}
    for name in ("vat", "suppliers_due"):
        if not getattr(found, name):
            debts[name] = statement.ZERO
    return _name_rows(words, "debt", debts)


def claim_rows(words, found):
    """Return what does not count until it is paid: [(figure, label, amount)].

    The VAT that will then be due is part of what customers owe: it is taken off below.
    """
    claims = dict(found.claims)
    if not found.customers_due:
        claims["customers_due"] = statement.ZERO
    if found.vat_waiting:
        claims["vat_waiting"] = -found.vat_waiting
    return _name_rows(words, "claim", claims)


def _name_rows(words, kind, amounts):
    """Return [(figure, label, amount)]; what is usually of another kind has its other name."""
    return [
        (name, name_figure(words, name, figure.kind == kind), amounts[name])
        for name, figure in statement.FIGURES.items()
        if name in amounts
    ]


def name_accounts(words, company):
    """Return {account id: its name in the words of an entrepreneur}, where the chart's is not."""
    # sudo: the settings name these accounts, and entrepreneurs do not read settings
    company_sudo = company.sudo()
    return {
        company_sudo.contribution_charge_account_id.id: words["contribution"],
        company_sudo.contribution_liaison_account_id.id: words["liaison"],
    }
