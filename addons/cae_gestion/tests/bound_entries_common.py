from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException
from odoo.tools import mute_logger

from .common import GestionCommon


class BoundEntriesCommon(GestionCommon, HttpCase):
    """What an accountant tries on entries that something else answers for.

    - ``own``: a draft entry of theirs
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls._account("471000")
        cls.own = cls.env["account.move"].create(
            {
                "journal_id": cls.company.contribution_journal_id.id,
                "date": "2025-03-31",
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 1}),
                    Command.create({"account_id": account.id, "credit": 1}),
                ],
            }
        )

    @mute_logger("odoo.http", "odoo.models", "odoo.addons.account.models.account_move")
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

    def assertBound(self, entries):
        """Nobody changes these entries over the network, each in its own way.

        :param dict entries: what they are called -> the entry
        """
        self.authenticate(self.accountant.login, self.accountant.login)
        Move, Line = "account.move", "account.move.line"
        for kind, entry in entries.items():
            lines = entry.line_ids
            line = lines[0]
            before = lines.read(["account_id", "balance", "cae_activity_id", "name", "date"])
            name = entry.name
            for attack in (
                (Line, "write", lines.ids, {"move_id": self.own.id}),
                (Line, "write", line.ids, {"parent_state": "draft"}),
                (Line, "write", line.ids, {"cae_activity_id": self.bruno_activity.id}),
                (Line, "write", line.ids, {"date": "2024-01-01"}),
                (Line, "write", line.ids, {"name": "Other"}),
                (Line, "write", line.ids, {"analytic_distribution": {}}),
                (Line, "write", line.ids, {"journal_id": self.own.journal_id.id}),
                (Line, "write", self.own.line_ids.ids, {"move_id": entry.id}),
                (Line, "create", [self._new_line(entry)]),
                (Move, "write", self.own.ids, {"line_ids": [[4, line.id]]}),
                (Move, "write", entry.ids, {"move_type": "out_invoice"}),
                (Move, "write", entry.ids, {"name": "X/1"}),
                (Move, "write", entry.ids, {"ref": "Other"}),
                (Move, "write", entry.ids, {"posted_before": False}),
                (Move, "write", entry.ids, {"state": "draft"}),
                (Move, "button_draft", entry.ids),
            ):
                with self.subTest(kind=kind, attack=attack):
                    self.assertTrue(self._is_refused(*attack))
            for model, rows in ((Line, line), (Move, entry)):
                with self.subTest(kind=kind, deleted=model):
                    forced = {"force_delete": True, "dynamic_unlink": True}
                    self.assertTrue(self._is_refused(model, "unlink", rows.ids, **forced))
            self.env.invalidate_all()
            self.assertEqual(
                lines.read(["account_id", "balance", "cae_activity_id", "name", "date"]), before
            )
            self.assertEqual((entry.line_ids, entry.name), (lines, name))

    def _new_line(self, entry):
        return {"move_id": entry.id, "account_id": self._account("471000").id, "balance": 0}
