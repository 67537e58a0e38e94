import inspect
import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CaeCommon

WRITES = {
    "cae.entrepreneur": {"stage": "associate"},
    "cae.activity": {"name": "Mine now"},
    "cae.contract": {"state": "draft"},
    "cae.territory": {"name": "Mine now"},
    "cae.pole": {"name": "Mine now"},
}


@tagged("post_install", "-at_install")
class TestRpc(CaeCommon, HttpCase):
    """What a person on the portal can reach by calling the server directly."""

    def _call(self, model, method, *args, **kwargs):
        response = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": list(args),
                        "kwargs": kwargs,
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def assertRefused(self, answer):
        self.assertIn("error", answer)
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError")

    def _own_records(self):
        return self.alice, self.alice_activity, self.alice_contract, self.territory, self.pole

    @staticmethod
    def _public_methods(model):
        """The methods this addon defines, as the server would find them."""
        for cls in type(model).mro():
            if not cls.__module__.startswith("odoo.addons.cae_entrepreneur."):
                continue
            for name, method in vars(cls).items():
                if inspect.isfunction(method) and not name.startswith("_"):
                    yield name

    @mute_logger("odoo.http")
    def test_every_method_of_ours_is_refused(self):
        self.authenticate("cae_alice", "cae_alice")
        called = set()
        for record in self._own_records():
            for method in set(self._public_methods(record)):
                args = {"create": [[{"name": "x"}]], "write": [record.ids, {"active": False}]}
                args = args.get(method, [record.ids])
                with self.subTest(model=record._name, method=method):
                    answer = self._call(record._name, method, *args)
                    self.assertRefused(answer)
                    called.add((record._name, method))
        self.assertIn(("cae.contract", "action_confirm"), called)
        self.assertIn(("cae.activity", "unlink"), called)

    @mute_logger("odoo.http")
    def test_one_cannot_write_even_ones_own(self):
        self.authenticate("cae_alice", "cae_alice")
        for record in self._own_records():
            with self.subTest(model=record._name):
                self.assertRefused(
                    self._call(record._name, "write", record.ids, WRITES[record._name])
                )
                self.assertRefused(self._call(record._name, "unlink", record.ids))
                self.assertRefused(self._call(record._name, "create", [WRITES[record._name]]))

    @mute_logger("odoo.http")
    def test_neighbour_reads_nothing(self):
        self.authenticate("cae_bruno", "cae_bruno")
        for record in (self.alice, self.alice_activity, self.alice_contract):
            with self.subTest(model=record._name):
                self.assertRefused(self._call(record._name, "read", record.ids, ["display_name"]))
                found = self._call(record._name, "search_read", [("id", "=", record.id)])
                self.assertEqual(found["result"], [])

    def test_one_reads_ones_own(self):
        self.authenticate("cae_alice", "cae_alice")
        answer = self._call("cae.activity", "search_read", [], ["code"])
        self.assertEqual(answer["result"], [{"id": self.alice_activity.id, "code": "TALI"}])
