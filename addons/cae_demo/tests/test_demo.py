from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .. import hooks
from ..appointments import APPOINTMENTS, LEVELS, NEWCOMERS
from ..directory import PAGES
from ..follow_up import FILES
from ..people import COMPANY, ENTREPRENEURS, LOGINS, PORTAL, STAFF
from ..welcome import FORMER, REQUESTS


def luhn(number):
    digits = [int(digit) for digit in reversed(number)]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The example is what its readme says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        everybody = cls.env["cae.entrepreneur"].search([("company_id", "=", cls.company.id)])
        cls.people = everybody.filtered(
            lambda person: person.stage in ("cape", "cesa", "associate")
        )
        cls.newcomer = everybody.filtered(lambda person: person.stage == "project_holder")
        cls.former = everybody.filtered(lambda person: person.stage == "former")

    def _count(self, model):
        return self.env[model].search_count([("company_id", "=", self.company.id)])

    def test_what_is_there(self):
        self.assertEqual(self.company.name, COMPANY["name"])
        self.assertTrue(luhn(COMPANY["company_registry"]))
        self.assertTrue(luhn(COMPANY["company_registry"][:9]))
        self.assertEqual(self._count("cae.territory"), 3)
        self.assertEqual(self._count("cae.pole"), 4)
        self.assertEqual(len(self.people), len(ENTREPRENEURS))
        self.assertEqual(len(self.people), 12)
        for person in self.people:
            with self.subTest(person=person.name):
                self.assertTrue(person.cae_activity_ids)
                self.assertIn("confirmed", person.contract_ids.mapped("state"))

    def test_clients_find_somebody(self):
        pages = self.env["cae.directory.page"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(pages), len(PAGES))
        self.assertEqual(pages.filtered("is_public"), pages)
        # the members one logs in as choose for themselves
        self.assertFalse(pages.entrepreneur_id.user_ids)

    def test_associates_have_their_day(self):
        associates = self.people.filtered(lambda person: person.stage == "associate")
        self.assertEqual(associates, self.people.filtered("date_associate"))
        self.assertEqual(len(associates), 3)

    def test_accompaniment(self):
        appointments = self.env["cae.appointment"].search([("company_id", "=", self.company.id)])
        newcomers = self.people.filtered(
            lambda person: set(person.cae_activity_ids.mapped("code")) & set(NEWCOMERS)
        )
        regular = appointments.filtered(lambda one: one.entrepreneur_id in newcomers)
        self.assertEqual(len(appointments - regular), sum(map(len, APPOINTMENTS.values())))
        self.assertFalse(
            self.env["cae.rhythm"].search(
                [("entrepreneur_id", "in", newcomers.ids), ("state", "=", "late")]
            )
        )
        self.assertEqual(set(appointments.mapped("state")), {"planned", "held"})
        finished = self.env["cae.competency.assessment"].search(
            [("company_id", "=", self.company.id), ("state", "=", "done")]
        )
        self.assertEqual(len(finished), 2 * len(LEVELS))
        self.assertTrue(self.env["cae.rhythm"].search([("state", "=", "late")], limit=1))

    def test_requests(self):
        requests = self.env["crm.lead"].search(
            [("cae_intake", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(requests), len(REQUESTS))
        self.assertTrue(all(requests.mapped("cae_territory_id")))
        self.assertEqual(
            set(requests.mapped("cae_decision")),
            {False, "redirected", "wrong_frame", "informed", "enters"},
        )
        self.assertEqual(self.newcomer, requests.cae_entrepreneur_id)
        self.assertEqual(len(requests.cae_diagnosis_ids), 1)

    def test_somebody_left(self):
        self.assertEqual(self.former.name, FORMER["name"])
        contract = self.former.contract_ids
        self.assertEqual((contract.state, contract.date_end), ("ended", self.former.date_exit))
        self.assertFalse(self.former.cae_activity_ids.filtered(lambda one: not one.date_end))

    def test_a_person_has_two_diagnoses_to_compare_and_one_to_fill_in(self):
        person = self.env["res.users"].search([("login", "=", "entrepreneuse")])
        diagnoses = self.env["cae.diagnosis"].search(
            [("entrepreneur_id.user_ids", "in", person.ids)], order="date"
        )
        self.assertEqual(diagnoses.mapped("state"), ["done", "done", "asked"])
        needs = [
            len(one.finding_ids.filtered(lambda line: line.kind == "need")) for one in diagnoses
        ]
        self.assertEqual(needs, [3, 0, 0])

    def test_files_are_not_empty(self):
        diagnosis = self.env["cae.diagnosis"].search([("company_id", "=", self.company.id)])
        self.assertTrue(diagnosis.answer_ids.filtered("text"))
        self.assertTrue(diagnosis.answer_ids.filtered("choice_id"))
        amendments = self.env["cae.contract.amendment"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(set(amendments.mapped("state")), {"draft", "confirmed"})
        documents = self.env["cae.document"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            set(documents.mapped("expiry")), {False, "soon", "expired"}, "both kinds to show"
        )
        deadlines = self.env["cae.deadline"].search([("company_id", "=", self.company.id)])
        self.assertLessEqual({"open", "done"}, set(deadlines.mapped("state")))
        self.assertIn(
            "1_late", deadlines.filtered(lambda one: one.state == "open").mapped("horizon")
        )
        for model in ("cae.bank.change", "cae.target"):
            with self.subTest(model=model):
                self.assertTrue(self._count(model))

    def test_somebody_prepares_to_leave(self):
        leaving = self.env["cae.exit"].search(
            [("company_id", "=", self.company.id), ("state", "=", "draft")]
        )
        self.assertEqual(leaving.entrepreneur_id.name, FILES["leaving"]["person"])
        self.assertEqual(len(leaving.line_ids.filtered("is_done")), FILES["leaving"]["steps_done"])

    def test_something_is_past_its_time(self):
        run = self.env["cae.retention"].create({"company_id": self.company.id})
        self.assertTrue(run.line_ids)

    def test_nobody_is_written_to(self):
        mails = self.env["mail.mail"].search([("model", "!=", False)])
        self.assertFalse(mails.mapped("subject"))

    def test_logins(self):
        users = self.env["res.users"].search([("login", "in", LOGINS)])
        self.assertEqual(len(users), 5)
        self.assertEqual(set(users.mapped("lang")), {"fr_FR"})
        for user in users:
            credential = {"type": "password", "login": user.login, "password": user.login}
            with self.subTest(login=user.login):
                found = user.with_user(user)._check_credentials(credential, {"interactive": True})
                self.assertEqual(found["uid"], user.id)
                self.assertEqual(user._is_portal(), user.login in PORTAL)
        for login, who in STAFF.items():
            user = users.filtered(lambda user, login=login: user.login == login)
            self.assertTrue(user.has_group(who["group"]))

    def test_books(self):
        moves = self.env["account.move"].search([("company_id", "=", self.company.id)])
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertEqual(len({date.replace(day=1) for date in invoices.mapped("invoice_date")}), 3)
        self.assertTrue(all(invoices.mapped("cae_activity_id")))
        paid = invoices.filtered(lambda move: move.payment_state == "paid")
        self.assertAlmostEqual(len(paid) / len(invoices), 2 / 3, delta=0.05)
        self.assertTrue(moves.filtered(lambda move: move.move_type == "out_refund"))

    def test_cash_is_positive(self):
        activities = self.people.cae_activity_ids
        self.env.cr.execute(
            """
            SELECT line.cae_activity_id, sum(line.balance)
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE line.parent_state = 'posted'
               AND line.cae_activity_id IN %s
               AND account.code_store ->> %s SIMILAR TO '(51|53|54|58|181)%%'
             GROUP BY line.cae_activity_id
            """,
            [tuple(activities.ids), str(self.company.id)],
        )
        cash = dict(self.env.cr.fetchall())
        self.assertEqual(len(cash), 12)
        self.assertGreater(min(cash.values()), 0)

    def test_two_months_are_closed_and_the_third_waits(self):
        runs = self.env["cae.contribution.run"].search([("company_id", "=", self.company.id)])
        posted = runs.filtered(lambda run: run.state == "posted")
        self.assertEqual(len(posted), 2)
        self.assertTrue(all(run.amount > 1000 for run in posted))
        kept = posted.line_ids.filtered(lambda line: line.base < line.turnover)
        codes = kept.activity_id.mapped("code")
        self.assertIn("WEBO", codes, "subcontracting is excluded")
        self.assertIn("BOIS", codes, "a large purchase is excluded")
        nothing_invoiced = posted.line_ids.filtered(lambda line: not line.turnover)
        self.assertEqual(nothing_invoiced.mapped("amount"), [2.5])

    def test_uninstalling_closes_the_logins_and_installing_again_opens_them(self):
        users = self.env["res.users"].search([("login", "in", LOGINS)])
        people, entries = self._count("cae.entrepreneur"), self._count("account.move")
        hooks.uninstall_hook(self.env)
        self.assertFalse(any(users.mapped("active")))
        hooks.post_init_hook(self.env)
        self.assertTrue(all(users.mapped("active")))
        self.assertEqual(self._count("cae.entrepreneur"), people)
        self.assertEqual(self._count("account.move"), entries)

    def test_never_into_a_working_database(self):
        self.company.name = "A real cooperative"
        with self.assertRaises(UserError):
            hooks.post_init_hook(self.env)
