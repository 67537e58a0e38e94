"""Fill the files of the example cooperative: papers, amendments, what waits for somebody."""

import base64

from dateutil.relativedelta import relativedelta

from .cooperative import TERMS, make_page
from .people import read

FILES = read("files")


def fill_files(coop):
    """Write down what a team writes down in a year."""
    _know_people(coop)
    _put_documents(coop)
    _change_terms(coop)
    prepared = coop.make("cae.contract", FILES["prepared"], kind="cape", **TERMS["cape"])
    prepared.action_make_clauses()
    _tick(coop)
    _prepare_an_exit(coop)
    _ask_for_another_account(coop)
    coop.make("cae.target", *FILES["targets"], year=coop.today.year)


def _know_people(coop):
    # Odoo's administrator works for nobody here.
    administrator = coop.env.ref("base.user_admin")
    coop.env["hr.employee"].search([("user_id", "=", administrator.id)]).unlink()
    for name, known in FILES["people"].items():
        person = coop.person(name)
        person.write(coop.resolve(known["values"]))
        if "sex" in known:
            person.employee_id.sex = known["sex"]


def _put_documents(coop):
    for told in FILES["documents"]:
        page = make_page(told["name"], told["entrepreneur_id"]["person"])
        coop.env["cae.document"]._by_method().create(
            {
                **coop.resolve(told),
                "file_name": f"{told['name']}.pdf",
                "file": base64.b64encode(page),
                "portal_visible": True,
            }
        )


def _change_terms(coop):
    for amendment in coop.make("cae.contract.amendment", *FILES["amendments"]):
        amendment.action_confirm()
    ending = coop.contract(FILES["renewed"])
    coop.make(
        "cae.contract.amendment",
        contract_id=ending.id,
        kind="renewal",
        date_end=ending.date_end + relativedelta(months=12),
    )


def _tick(coop):
    """Tick the declarations of those who came, save one that is forgotten."""
    kinds = ("declare_urssaf", "declare_france_travail")
    declarations = coop.find("cae.deadline", ("kind", "in", kinds))[1:]
    for login in ("accompagnatrice", "gerante"):
        user = coop.user(login)
        declarations.filtered_domain([("user_id", "=", user.id)]).with_user(user).action_done()


def _prepare_an_exit(coop):
    told = FILES["leaving"]
    contract = coop.contract(told["person"])
    leaving = coop.make(
        "cae.exit",
        told["values"],
        entrepreneur_id=contract.entrepreneur_id.id,
        date_exit=contract.date_end,
    )
    done = leaving.line_ids[: told["steps_done"]]
    done.with_user(coop.user("accompagnatrice")).is_done = True


def _ask_for_another_account(coop):
    asked = coop.resolve(FILES["bank_change"])
    advisor = coop.user("accompagnatrice")
    coop.env["cae.bank.change"].with_user(advisor).create(asked).action_ask()
    coop.forget_mails("cae.bank.change")
