"""The words of the statement, the same on the portal, in the backend, in the PDF and in Excel."""

from ..engine import statement


def name_figures(env):
    """Return {figure: what its accounts are called together}."""
    return {
        "turnover": env._("Turnover"),
        "other_income": env._("Other income"),
        "charges": env._("Charges"),
        "contribution": env._("Contribution to the cooperative"),
        "cash": env._("Cash position"),
        "vat": env._("VAT to pay over"),
        "suppliers_due": env._("Suppliers are owed"),
        "pay": env._("Pay and social charges to pay"),
        "taxes": env._("Other taxes to pay"),
        "deposits": env._("Deposits received from customers"),
        "customers_due": env._("Customers still owe"),
        "retention": env._("Retained by customers until the end of the guarantee"),
        "doubtful": env._("Doubtful or disputed customers"),
        "advances": env._("Advances to staff"),
        "other_claims": env._("Other amounts to come in"),
        "vat_waiting": env._("VAT to pay over once customers have paid"),
        "wealth": env._("Equipment, capital and adjustments"),
    }


def name_other_side(env):
    """Return {figure: its name where it stands on the other side than usual}."""
    owed_to_customers = env._("Owed to customers (credit notes, overpayments)")
    return {
        "vat": env._("VAT to get back"),
        "suppliers_due": env._("Advances to suppliers"),
        "pay": env._("Pay and social charges paid in advance"),
        "taxes": env._("Taxes to get back"),
        "deposits": env._("Deposits of customers to be settled"),
        "customers_due": owed_to_customers,
        "retention": owed_to_customers,
        "doubtful": owed_to_customers,
        "advances": env._("Expenses to pay back to staff"),
        "other_claims": env._("Other amounts owed"),
    }


def name_figure(env, name, amount):
    """Return what a figure of this amount is called."""
    names = name_figures(env) | (name_other_side(env) if amount < 0 else {})
    return names[name]


def result_rows(env, found):
    """Return the computation of the result: [(figure, label, amount)]; the amounts add up."""
    amounts = {
        "turnover": found.turnover,
        "other_income": found.other_income,
        "charges": -found.charges,
        "contribution": -found.contribution,
    }
    if not found.other_income:
        del amounts["other_income"]
    return _name_rows(env, "period", amounts)


def available_rows(env, found):
    """Return what is taken off the cash, line by line: [(figure, label, amount below zero)].

    VAT and suppliers are named even where nothing is owed: one asks whether they count.
    """
    debts = {name: -amount for name, amount in found.debts}
    for name in ("vat", "suppliers_due"):
        if not getattr(found, name):
            debts[name] = statement.ZERO
    return _name_rows(env, "debt", debts)


def claim_rows(env, found):
    """Return what does not count until it is paid: [(figure, label, amount)].

    The VAT that will then be due is part of what customers owe: it is taken off below.
    """
    claims = dict(found.claims)
    if not found.customers_due:
        claims["customers_due"] = statement.ZERO
    rows = _name_rows(env, "claim", claims)
    if found.vat_waiting:
        rows.append(("vat_waiting", name_figures(env)["vat_waiting"], -found.vat_waiting))
    return rows


def _name_rows(env, kind, amounts):
    """Return [(figure, label, amount)]; what is usually of another kind has its other name."""
    names, other_names = name_figures(env), name_other_side(env)
    return [
        (name, (names if figure.kind == kind else other_names)[name], amounts[name])
        for name, figure in statement.FIGURES.items()
        if name in amounts
    ]


def name_accounts(company):
    """Return {account id: its name in the words of an entrepreneur}, where the chart's is not."""
    env = company.env
    # sudo: the settings name these accounts, and entrepreneurs do not read settings
    company_sudo = company.sudo()
    return {
        company_sudo.contribution_charge_account_id.id: env._("Contribution to the cooperative"),
        company_sudo.contribution_liaison_account_id.id: env._(
            "Contribution taken from the cash by the cooperative"
        ),
    }
