"""Fill the files of the example cooperative: papers, amendments, what waits for somebody."""

import base64

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .cooperative import TERMS, find_user, forget_mails, get_today, make_page, months_ago
from .people import read

# Kinds, reasons and the like by their external ids, without the addon's name.
FILES = read("files")


class FollowUp:
    """What a team writes down in a year."""

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self.today = get_today(env)
        people = env["cae.entrepreneur"].search([("company_id", "=", company.id)])
        self.people = {person.name: person for person in people}
        self.staff = {login: find_user(env, login) for login in ("accompagnatrice", "gerante")}

    def fill(self):
        self._know_people()
        self._know_employees()
        self._put_documents()
        self._change_terms()
        self._prepare_a_contract()
        self._tick()
        self._prepare_an_exit()
        self._ask_for_another_account()
        self._set_targets()

    def _ref(self, name):
        return self.env.ref(f"cae_entrepreneur.{name}")

    def _get_contract(self, name):
        return self.people[name].contract_ids.filtered(lambda one: one.state == "confirmed")

    def _know_people(self):
        for name, known in FILES["people"].items():
            person = self.people[name]
            nationality = self.env.ref(known.get("nationality", "base.fr"))
            person.write({**known["values"], "nationality_id": nationality.id})
            if "prescriber" in known:
                person.prescriber_id = self._ref(known["prescriber"])
                person.public_ids = [Command.link(self._ref(key).id) for key in known["publics"]]
            if "second_advisor" in known:
                person.second_advisor_ids = self.staff[known["second_advisor"]]

    def _know_employees(self):
        # Odoo's administrator works for nobody here.
        self.env["hr.employee"].search(
            [("user_id", "=", self.env.ref("base.user_admin").id)]
        ).unlink()
        for name, known in FILES["people"].items():
            if "sex" in known:
                self.people[name].employee_id.sex = known["sex"]

    def _put_documents(self):
        self.env["cae.document"]._by_method().create(
            [
                {
                    "entrepreneur_id": self.people[paper["person"]].id,
                    "kind_id": self._ref(f"document_kind_{paper['kind']}").id,
                    "name": paper["name"],
                    "file_name": f"{paper['name']}.pdf",
                    "file": base64.b64encode(make_page(paper["name"], paper["person"])),
                    "date": self.today - relativedelta(days=paper["age"]),
                    "date_expiry": "expiry" in paper
                    and self.today + relativedelta(days=paper["expiry"]),
                    "portal_visible": True,
                    "is_from_person": paper["is_from_person"],
                }
                for paper in FILES["documents"]
            ]
        )

    def _change_terms(self):
        for change in FILES["amendments"]:
            self.env["cae.contract.amendment"].create(
                {
                    **change["values"],
                    "contract_id": self._get_contract(change["person"]).id,
                    "date_effect": months_ago(self.env, change["months_ago"]),
                }
            ).action_confirm()
        ending = self._get_contract(FILES["renewed"])
        self.env["cae.contract.amendment"].create(
            {
                "contract_id": ending.id,
                "kind": "renewal",
                "date_end": ending.date_end + relativedelta(months=12),
            }
        )

    def _prepare_a_contract(self):
        prepared = FILES["prepared"]
        start = months_ago(self.env, -1)
        contract = self.env["cae.contract"].create(
            {
                "entrepreneur_id": self.people[prepared["person"]].id,
                "kind": "cape",
                "date_start": start,
                "date_end": start + relativedelta(months=12, days=-1),
                "objectives": prepared["objectives"],
                **TERMS["cape"],
            }
        )
        contract.action_make_clauses()

    def _tick(self):
        """Tick the declarations of those who came, save one that is forgotten."""
        declarations = self.env["cae.deadline"].search(
            [
                ("company_id", "=", self.company.id),
                ("kind", "in", ("declare_urssaf", "declare_france_travail")),
            ]
        )
        for user in self.staff.values():
            declarations[1:].filtered(lambda one, user=user: one.user_id == user).with_user(
                user
            ).action_done()

    def _prepare_an_exit(self):
        told = FILES["leaving"]
        leaving = self.env["cae.exit"].create(
            {
                "entrepreneur_id": self.people[told["person"]].id,
                "date_exit": self._get_contract(told["person"]).date_end,
                "reason_id": self.env.ref(f"cae_contrat.{told['reason']}").id,
                "destination_id": self.env.ref(f"cae_contrat.{told['destination']}").id,
                "comment": told["comment"],
            }
        )
        done = leaving.line_ids[: told["steps_done"]]
        done.with_user(self.staff["accompagnatrice"]).is_done = True

    def _ask_for_another_account(self):
        asked = FILES["bank_change"]
        self.env["cae.bank.change"].with_user(self.staff["accompagnatrice"]).create(
            {"entrepreneur_id": self.people[asked["person"]].id, "iban": asked["iban"]}
        ).action_ask()
        forget_mails(self.env, "cae.bank.change")

    def _set_targets(self):
        territories = self.env["cae.territory"].search([("company_id", "=", self.company.id)])
        by_code = {territory.code: territory.id for territory in territories}
        self.env["cae.target"].create(
            [
                {
                    "year": self.today.year,
                    "indicator": target["indicator"],
                    "territory_id": by_code.get(target["territory"], False),
                    "value": target["value"],
                    "company_id": self.company.id,
                }
                for target in FILES["targets"]
            ]
        )
