from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .contribution_common import ContributionCommon

PROTECTED = {
    "state": "posted",
    "move_id": 1,
    "reversal_move_id": 1,
    "line_ids": [[5, 0, 0]],
    "schedule_id": 1,
    "amount": 1.0,
}


@tagged("post_install", "-at_install")
class TestContributionSecurity(ContributionCommon):
    """Each role does its part; the neighbour and the other cooperative see nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(cls.alice_activity, 1000, "2025-03-10")
        cls._invoice(cls.bruno_activity, 500, "2025-03-10")
        cls.run_march = cls._close("2025-03-01")
        cls._invoice(cls.alice_activity, 200, "2025-04-10")
        cls.run_april = cls._month("2025-04-01")

    def _lines(self, user):
        return self.env["cae.contribution.line"].with_user(user).search([])

    def test_portal_reads_own_posted_lines(self):
        lines = self._lines(self.alice_user)
        self.assertEqual(lines.activity_id, self.alice_activity)
        self.assertEqual(lines.mapped("amount"), [100.0], "the preview of April is not shown")
        self.assertIn("10 %", lines.explanation.replace("\N{NO-BREAK SPACE}", " "))
        neighbour = self.run_march.line_ids - lines
        self.assertTrue(neighbour)
        for line in (neighbour, self.run_april.line_ids):
            with self.assertRaises(AccessError):
                line.with_user(self.alice_user).read(["amount"])

    def test_portal_reads_nothing_else(self):
        for model in ("run", "base", "schedule", "rule", "slice", "exclusion"):
            with self.assertRaises(AccessError):
                self.env[f"cae.contribution.{model}"].with_user(self.alice_user).search([])

    def test_employee_without_a_role(self):
        for model in ("run", "line", "base", "schedule", "rule", "slice", "exclusion"):
            with self.assertRaises(AccessError):
                self.env[f"cae.contribution.{model}"].with_user(self.employee).search([])

    def test_advisor_reads_only(self):
        run = self.run_april.with_user(self.advisor)
        self.assertEqual(run.amount, 20.0)
        self.assertEqual(len(self._lines(self.advisor)), 3)
        for refused in (
            run.action_compute,
            run.action_post,
            self.run_march.with_user(self.advisor).action_reverse,
            run.unlink,
            run.action_closing,
            lambda: run.create({"date_from": "2025-05-01"}),
            lambda: self.schedule.with_user(self.advisor).write({"name": "Mine"}),
            lambda: self.rule.with_user(self.advisor).write({"minimum": 0}),
            lambda: self.env["cae.contribution.base"].with_user(self.advisor).search([]),
            lambda: self.run_april.line_ids.with_user(self.advisor).read(["base_ids"]),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_manager_closes(self):
        self.run_april.with_user(self.manager).action_post()
        self.assertEqual(self.run_april.state, "posted")
        self.run_april.with_user(self.manager).action_reverse()
        self.assertEqual(self.run_april.state, "reversed")

    def test_other_cooperative(self):
        self.assertFalse(self._lines(self.other_accountant))
        run = self.run_april.with_user(self.other_accountant)
        for refused in (run.action_post, run.action_compute, lambda: run.read(["amount"])):
            with self.assertRaises(AccessError):
                refused()
        for model in ("run", "schedule", "rule", "slice", "exclusion"):
            records = self.env[f"cae.contribution.{model}"].with_user(self.other_accountant)
            self.assertNotIn(self.company, records.search([]).company_id)

    def test_what_lines_took_is_read_by_accountants_of_the_cooperative(self):
        bases = self.run_march.line_ids.base_ids
        self.assertEqual(
            sorted((base.source, base.taken, base.taken_of_previous_year) for base in bases),
            [("turnover", 500.0, 0.0), ("turnover", 1000.0, 0.0)],
        )
        Base = self.env["cae.contribution.base"]
        self.assertLessEqual(bases, Base.with_user(self.accountant).search([]))
        self.assertFalse(Base.with_user(self.other_accountant).search([]) & bases)

    def test_nobody_writes_a_line(self):
        line = self.run_april.line_ids[0]
        base = line.base_ids
        for user in (self.advisor, self.accountant, self.manager, self.alice_user):
            for refused in (
                lambda user=user: base.with_user(user).write({"taken": 0}),
                lambda user=user: base.with_user(user).unlink(),
                lambda user=user: base.with_user(user).create(
                    {"line_id": line.id, "source": "purchases", "taken": 1}
                ),
                lambda user=user: line.with_user(user).write({"base_ids": [(5, 0, 0)]}),
                lambda user=user: line.with_user(user).write({"amount": 0}),
                lambda user=user: line.with_user(user).unlink(),
                lambda user=user: line.with_user(user).copy(),
            ):
                with self.assertRaises(AccessError):
                    refused()

    def test_only_the_methods_change_a_month(self):
        for name, value in PROTECTED.items():
            for run in (self.run_march, self.run_april):
                with self.subTest(name=name), self.assertRaises(AccessError):
                    run.with_user(self.manager).write({name: value})
            with self.subTest(create=name), self.assertRaises(AccessError):
                self.run_april.create({"date_from": "2025-08-01", name: value})
        for vals in ({"date_from": "2025-09-01"}, {"company_id": self.other_company.id}):
            with self.assertRaises(UserError):
                self.run_march.write(vals)
        with self.assertRaises(UserError):
            self.run_march.with_user(self.manager).unlink()

    def test_a_default_of_the_context_changes_nothing(self):
        run = (
            self.run_april.with_user(self.accountant)
            .with_context(default_state="posted", default_move_id=self.run_march.move_id.id)
            .create({"date_from": "2025-08-01"})
        )
        self.assertEqual((run.state, run.move_id.id), ("draft", False))

    def test_computed_month_may_be_given_up(self):
        self.run_april.with_user(self.accountant).unlink()
        self.assertFalse(self.run_april.exists())


@tagged("post_install", "-at_install")
class TestContributionRemote(ContributionCommon, HttpCase):
    """The same, through HTTP: what a client can send."""

    def setUp(self):
        super().setUp()
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        self.run_march = self._month("2025-03-01")

    def _call(self, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": "cae.contribution.run", "method": method, "args": args, "kwargs": kwargs},
        )

    def test_an_advisor_waives_no_contribution(self):
        activity = self.alice_activity
        activity.contribution_exempt = False

        def call(user, method, *args, **context):
            self.authenticate(user.login, user.login)
            params = {
                "model": "cae.activity",
                "method": method,
                "args": args,
                "kwargs": {"context": context},
            }
            response = self.url_open("/web/dataset/call_kw", json={"params": params})
            self.env.invalidate_all()
            return response.json()

        waived = {"contribution_exempt": True}
        new = {"name": "Blue boat", "code": "TBOA", "company_id": self.company.id}
        with mute_logger("odoo.http"):
            for answer in (
                call(self.advisor, "write", activity.ids, waived),
                call(self.advisor, "create", [{**new, **waived}]),
                call(self.advisor, "create", [new], default_contribution_exempt=True),
            ):
                self.assertIn("accountant or a manager", answer["error"]["data"]["message"])
        self.assertFalse(activity.contribution_exempt)
        # what a form sends unchanged is nothing that was decided
        answer = call(self.advisor, "write", activity.ids, {"contribution_exempt": False})
        self.assertNotIn("error", answer)
        for user, exempt in ((self.accountant, True), (self.manager, False)):
            answer = call(user, "write", activity.ids, {"contribution_exempt": exempt})
            self.assertNotIn("error", answer)
            self.assertEqual(activity.contribution_exempt, exempt)

    def test_no_client_writes_the_state(self):
        self.authenticate(self.manager.login, self.manager.login)
        context = {"cae_by_method": True}
        for name, value in PROTECTED.items():
            with self.subTest(name=name), self.assertRaises(Exception) as raised:
                self._call("write", [self.run_march.id], {name: value}, context=context)
            self.assertIn("AccessError", repr(raised.exception.args))
        self.assertEqual(self.run_march.state, "computed")

    def test_no_client_calls_the_inside(self):
        self.authenticate(self.manager.login, self.manager.login)
        for method in ("_post", "_reverse", "_compute_lines", "_by_method"):
            with self.subTest(method=method), self.assertRaises(Exception):  # noqa: B017
                self._call(method, [self.run_march.id])
        self.assertEqual(self.run_march.state, "computed")

    def test_portal_cannot_run(self):
        self.authenticate(self.alice_user.login, self.alice_user.login)
        for method in ("action_compute", "action_post", "action_reverse", "action_open_entry"):
            with self.subTest(method=method), self.assertRaises(Exception) as raised:
                self._call(method, [self.run_march.id])
            self.assertIn("AccessError", repr(raised.exception.args))
        with self.assertRaises(Exception) as raised:
            self._call("action_closing")
        self.assertIn("AccessError", repr(raised.exception.args))

    def test_accountant_closes(self):
        self.authenticate(self.accountant.login, self.accountant.login)
        self._call("action_post", [self.run_march.id])
        self.assertEqual(self.run_march.state, "posted")
        self.assertEqual(self.run_march.move_id.state, "posted")
