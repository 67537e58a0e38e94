from odoo.addons.cae_entrepreneur.tests.calls_common import CallsCase
from odoo.tests import tagged

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestStaffCalls(CaeContractCommon, CallsCase):
    """What the team would write by a call, of people under contract."""

    def test_who_is_under_contract_stays_in_its_stage(self):
        self.assertEqual((self.alice.stage, self.alice_contract.state), ("cesa", "confirmed"))
        before = self.alice.stage_history_ids
        for stage in ("candidate", "project_holder", "cape", "former"):
            with self.subTest(stage=stage):
                self.assertRefused(
                    "is under contract .*Prepare the exit",
                    "cae.entrepreneur",
                    "write",
                    self.alice.ids,
                    {"stage": stage},
                )
        self.assertEqual((self.alice.stage, self.alice.date_exit), ("cesa", False))
        self.assertEqual(self.alice.stage_history_ids, before)

    def test_who_had_a_contract_leaves_by_an_exit_and_comes_back_by_a_contract(self):
        # whose CAPE is over
        self.assertRefused(
            "had a contract", "cae.entrepreneur", "write", self.bruno.ids, {"stage": "former"}
        )
        self.bruno._by_method().stage = "former"
        for stage in ("candidate", "cesa"):
            self.assertRefused(
                "has left", "cae.entrepreneur", "write", self.bruno.ids, {"stage": stage}
            )
