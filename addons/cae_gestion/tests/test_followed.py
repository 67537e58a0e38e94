from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .contribution_common import ContributionCommon


@tagged("post_install", "-at_install")
class TestFollowedMoney(ContributionCommon, HttpCase):
    """An advisor reads no money of an activity that they do not follow, by no path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for activity in (cls.alice_activity, cls.dora_activity):
            cls._invoice(activity, 1234, "2025-03-10")
        cls.march = cls._close("2025-03-01")

    def _shown(self, model, user, domain=()):
        self.env.invalidate_all()
        return self.env[model].with_user(user).search(list(domain)).activity_id

    def test_lists(self):
        for model in ("cae.contribution.line", "cae.activity.year"):
            for user in (self.accountant, self.manager):
                self.assertIn(self.dora_activity, self._shown(model, user))
            for user, own, foreign in (
                (self.advisor, self.alice_activity, self.dora_activity),
                (self.other_advisor, self.dora_activity, self.alice_activity),
            ):
                with self.subTest(model=model, user=user.login):
                    self.assertIn(own, self._shown(model, user))
                    self.assertNotIn(foreign, self._shown(model, user))
                    groups = (
                        self.env[model]
                        .with_user(user)
                        .formatted_read_group([], ["activity_id"], ["turnover:sum"])
                    )
                    self.assertNotIn(foreign.id, [group["activity_id"][0] for group in groups])
            self.company.cae_advisors_see_all = True
            self.assertIn(self.dora_activity, self._shown(model, self.advisor))
            self.company.cae_advisors_see_all = False

    def test_by_the_month(self):
        foreign = self.march.line_ids.filtered(
            lambda line: line.activity_id == self.dora_activity
        ).with_user(self.advisor)
        self.assertTrue(foreign)
        self.env.invalidate_all()
        lines = self.march.with_user(self.advisor).line_ids
        self.assertEqual(lines.activity_id, self.alice_activity)
        with self.assertRaises(AccessError):
            foreign.read(["amount"])

    def test_statement(self):
        activity = self.dora_activity.with_user(self.advisor)
        window = self.env["cae.activity.statement"].with_user(self.advisor)
        self.env.invalidate_all()
        for refused in (
            activity.action_open_statement,
            lambda: window.create({"activity_id": activity.id}),
            lambda: window.onchange({"activity_id": activity.id}, ["activity_id"], {"body": {}}),
            lambda: activity._get_statement("2025-01-01", "2025-12-31"),
            lambda: activity.read(["contribution_line_ids"]),
        ):
            with self.assertRaises(AccessError):
                refused()
        opened = self.dora_activity.with_user(self.other_advisor).action_open_statement()
        other_window = self.env[opened["res_model"]].browse(opened["res_id"])
        with self.assertRaises(AccessError):
            other_window.with_user(self.advisor).read(["body"])
        self.assertTrue(other_window.with_user(self.other_advisor).read(["body"])[0]["body"])

    def test_statement_as_a_file(self):
        self.authenticate("cae_advisor", "cae_advisor")
        answers = []
        for activity_id in (self.dora_activity.id, 999999):
            for extension in ("xlsx", "pdf"):
                answer = self.url_open(f"/my/activities/{activity_id}/statement.{extension}")
                answers.append(answer.status_code)
        self.assertEqual(answers, [404] * 4)
        own = self.url_open(f"/my/activities/{self.alice_activity.id}/statement.xlsx")
        self.assertEqual(own.status_code, 200)

    def test_books_are_closed_to_advisors(self):
        for model in ("account.move", "account.move.line", "account.payment"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.advisor).search([])
        with self.assertRaises(AccessError):
            self.env["account.analytic.line"].with_user(self.advisor).search([])
