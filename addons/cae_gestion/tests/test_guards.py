from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .contribution_common import ContributionCommon


@tagged("post_install", "-at_install")
class TestGuards(ContributionCommon, HttpCase):
    """What a posted month rests on stays, also against what comes from another schedule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(cls.alice_activity, 1000, "2025-03-10")
        cls._close("2025-03-01")
        cls.draft = cls.schedule.copy({"date_start": "2026-01-01"})
        # what is copied has the keys of the schedule in use: two of them are refused anyhow
        cls.draft.rule_ids = [
            Command.create(
                {
                    "name": "Other income",
                    "account_prefixes": "75",
                    "slice_ids": [
                        Command.create({"threshold": 0, "rate": 1}),
                        Command.create({"threshold": 50, "rate": 2}),
                    ],
                    "exclusion_ids": [Command.create({"name": "Rents", "account_prefixes": "613"})],
                }
            )
        ]
        cls.free_rule = cls.draft.rule_ids.filtered(lambda rule: rule.name == "Other income")

    @mute_logger("odoo.http", "odoo.models")
    def _is_refused(self, model, method, *args, **context):
        self.env.flush_all()
        try:
            self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": {"context": context}},
            )
        except JsonRpcException as error:
            self.assertRegex(str(error), r"odoo\.exceptions\.(Access|User|Validation)Error")
            return True
        return False

    def test_nothing_moves_into_a_schedule_that_was_used(self):
        self.authenticate(self.manager.login, self.manager.login)
        rule, used = self.free_rule, self.rule
        for model, row, parent in (
            ("cae.contribution.exclusion", rule.exclusion_ids, {"rule_id": used.id}),
            ("cae.contribution.slice", rule.slice_ids[-1:], {"rule_id": used.id}),
            ("cae.contribution.rule", rule, {"schedule_id": self.schedule.id}),
        ):
            with self.subTest(model=model):
                self.assertEqual(len(row), 1)
                self.assertTrue(self._is_refused(model, "write", row.ids, parent))
        vals = {"name": "Late", "account_prefixes": "62"}
        self.assertTrue(
            self._is_refused(
                "cae.contribution.exclusion", "create", [vals], default_rule_id=used.id
            )
        )
        self.assertTrue(
            self._is_refused(
                "cae.contribution.slice",
                "create",
                [{"threshold": 9, "rate": 1}],
                default_rule_id=used.id,
            )
        )

    def test_nothing_moves_out_of_it(self):
        with self.assertRaises(UserError):
            self.rule.exclusion_ids[:1].rule_id = self.free_rule
        with self.assertRaises(UserError):
            self.rule.schedule_id = self.draft
        self.free_rule.exclusion_ids.name = "Still open"
