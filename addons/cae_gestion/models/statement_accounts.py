"""Which account counts in which figure of the statement (see engine/statement.py)."""

from ..engine import statement


def describe_accounts(company, accounts_sudo):
    """Return what the engine needs to know of accounts.

    :param res.company company: whose chart, and whose accounts of the contribution
    :param accounts_sudo: `account.account` records; access is the caller's matter
    :return: {account id: keyword arguments of `engine.statement.Balance`}
    """
    # sudo: which accounts count is not a secret, and advisors do not read the settings
    company_sudo = company.sudo()
    return {
        account.id: {
            "code": account.code or "",
            "label": account.name,
            "contribution": account.cae_contribution
            or account == company_sudo.contribution_charge_account_id,
            "liaison": account == company_sudo.contribution_liaison_account_id,
            "key": account.id,
        }
        for account in accounts_sudo.with_company(company_sudo)
    }


def ids_by_figure(company):
    """Return {figure of the statement: ids of the accounts of a company that count in it}."""
    # sudo: see above
    accounts_sudo = (
        company.env["account.account"]
        .sudo()
        .with_company(company)
        .search([("company_ids", "parent_of", company.ids)])
    )
    ids = {name: [] for name in statement.FIGURES}
    for account_id, known in describe_accounts(company, accounts_sudo).items():
        name = statement.figure_of(known["code"], known["contribution"], known["liaison"])
        ids[name].append(account_id)
    return ids
