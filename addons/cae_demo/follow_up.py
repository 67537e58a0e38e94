"""Fill the files of the example cooperative: papers, amendments, what waits for somebody."""

import base64

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command

from .cooperative import TERMS, TIMEZONE, make_page, months_ago
from .files import (
    AMENDMENTS,
    ANSWERS,
    BANK_CHANGE,
    CONDITIONS,
    DETAILS,
    DOCUMENTS,
    FOREIGNERS,
    IDENTITIES,
    LEAVING,
    PREPARED,
    RENEWED,
    SECOND_ADVISORS,
    SENT_BY,
    STAFF_FACTS,
    TARGETS,
)


class FollowUp:
    """What a team writes down in a year."""

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self.today = fields.Date.context_today(env["res.users"].with_context(tz=TIMEZONE))
        people = env["cae.entrepreneur"].search([("company_id", "=", company.id)])
        self.people = {person.name: person for person in people}
        users = env["res.users"].search([("login", "in", ("accompagnatrice", "gerante"))])
        self.staff = {user.login: user for user in users}

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
        for name, (birth_date, birth_place) in IDENTITIES.items():
            self.people[name].write(
                {
                    "birth_date": birth_date,
                    "birth_place": birth_place,
                    "nationality_id": self.env.ref(FOREIGNERS.get(name, "base.fr")).id,
                }
            )
        for name, values in DETAILS.items():
            self.people[name].write(values)
        for name, (prescriber, publics) in SENT_BY.items():
            self.people[name].write(
                {
                    "prescriber_id": self._ref(prescriber).id,
                    "public_ids": [Command.set([self._ref(public).id for public in publics])],
                }
            )
        for name, login in SECOND_ADVISORS.items():
            self.people[name].second_advisor_ids = self.staff[login]

    def _know_employees(self):
        # Odoo's administrator works for nobody here.
        self.env["hr.employee"].search(
            [("user_id", "=", self.env.ref("base.user_admin").id)]
        ).unlink()
        for name, sex in STAFF_FACTS.items():
            self.people[name].employee_id.sex = sex

    def _put_documents(self):
        self.env["cae.document"]._by_method().create(
            [
                {
                    "entrepreneur_id": self.people[name].id,
                    "kind_id": self._ref(f"document_kind_{kind}").id,
                    "name": title,
                    "file_name": f"{title}.pdf",
                    "file": base64.b64encode(make_page(title, name)),
                    "date": self.today - relativedelta(days=age),
                    "date_expiry": expiry is not None and self.today + relativedelta(days=expiry),
                    "portal_visible": True,
                    "is_from_person": from_person,
                }
                for name, kind, title, age, expiry, from_person in DOCUMENTS
            ]
        )

    def _change_terms(self):
        for name, months, terms, reason in AMENDMENTS:
            self.env["cae.contract.amendment"].create(
                {
                    "contract_id": self._get_contract(name).id,
                    "date_effect": months_ago(self.env, months),
                    "note": reason,
                    **terms,
                }
            ).action_confirm()
        ending = self._get_contract(RENEWED)
        self.env["cae.contract.amendment"].create(
            {
                "contract_id": ending.id,
                "kind": "renewal",
                "date_end": ending.date_end + relativedelta(months=12),
            }
        )

    def _prepare_a_contract(self):
        name, objectives = PREPARED
        start = months_ago(self.env, -1)
        contract = self.env["cae.contract"].create(
            {
                "entrepreneur_id": self.people[name].id,
                "kind": "cape",
                "date_start": start,
                "date_end": start + relativedelta(months=12, days=-1),
                "objectives": objectives,
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
        name, reason, destination, comment, done = LEAVING
        leaving = self.env["cae.exit"].create(
            {
                "entrepreneur_id": self.people[name].id,
                "date_exit": self._get_contract(name).date_end,
                "reason_id": self.env.ref(f"cae_contrat.{reason}").id,
                "destination_id": self.env.ref(f"cae_contrat.{destination}").id,
                "comment": comment,
            }
        )
        leaving.line_ids[:done].with_user(self.staff["accompagnatrice"]).is_done = True

    def _ask_for_another_account(self):
        name, number = BANK_CHANGE
        self.env["cae.bank.change"].with_user(self.staff["accompagnatrice"]).create(
            {"entrepreneur_id": self.people[name].id, "iban": number}
        ).action_ask()
        # In the example nobody is written to.
        self.env["mail.mail"].search([("model", "=", "cae.bank.change")]).unlink()

    def _set_targets(self):
        territories = self.env["cae.territory"].search([("company_id", "=", self.company.id)])
        by_code = {territory.code: territory.id for territory in territories}
        self.env["cae.target"].create(
            [
                {
                    "year": self.today.year,
                    "indicator": indicator,
                    "territory_id": by_code.get(code, False),
                    "value": value,
                    "company_id": self.company.id,
                }
                for indicator, code, value in TARGETS
            ]
        )


def note_diagnosis(env, request, diagnosis):
    """Answer the questions of a diagnosis, and the entry conditions of its request."""
    for question, values in ANSWERS.items():
        asked = env.ref(f"cae_diagnostic.cae_diagnosis_question_{question}")
        answer = diagnosis.answer_ids.filtered(lambda one, asked=asked: one.question_id == asked)
        if "choice_id" in values:
            values = {"choice_id": env.ref(f"cae_diagnostic.{values['choice_id']}").id}
        answer.write(values)
    for name, (state, note) in CONDITIONS.items():
        asked = env.ref(f"cae_accueil.{name}")
        request.cae_condition_ids.filtered(
            lambda one, asked=asked: one.condition_id == asked
        ).write({"state": state, "note": note})
