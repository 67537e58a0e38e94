from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import AccompanimentCommon


@tagged("post_install", "-at_install")
class TestGuards(AccompanimentCommon, HttpCase):
    """Nobody joins what is of others, or changes what is finished, by naming it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.appointment = (
            cls.env["cae.appointment"]
            .with_user(cls.advisor)
            .create(
                {
                    "person_ids": [Command.create({"entrepreneur_id": cls.alice.id})],
                    "date_begin": "2030-05-06 08:00:00",
                }
            )
        )
        cls.report = (
            cls.env["cae.report"]
            .with_user(cls.advisor)
            .create(
                {
                    "appointment_id": cls.appointment.id,
                    "person_ids": [Command.set(cls.alice.ids)],
                    "text": "<p>Between us</p>",
                }
            )
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models")
    def _call(self, model, method, *args, **context):
        """The answer; None when it is refused."""
        self.env.flush_all()
        try:
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": {"context": context}},
            )
        except JsonRpcException as error:
            self.assertRegex(str(error), r"odoo\.exceptions\.(Access|User|Validation)Error")
            return None

    def test_an_advisor_joins_no_appointment_of_another(self):
        self.authenticate(self.other_advisor.login, self.other_advisor.login)
        hers, theirs = {"entrepreneur_id": self.dora.id}, self.appointment.id
        Person = "cae.appointment.person"
        self.assertIsNone(self._call(Person, "create", [{**hers, "appointment_id": theirs}]))
        self.assertIsNone(self._call(Person, "create", [hers], default_appointment_id=theirs))
        own = self.appointment.with_user(self.other_advisor).create(
            {"person_ids": [Command.create(hers)], "date_begin": "2030-05-07 08:00:00"}
        )
        self.assertIsNone(
            self._call(Person, "write", own.person_ids.ids, {"appointment_id": theirs})
        )
        self.assertEqual(self.appointment.sudo().person_ids.entrepreneur_id, self.alice)
        for record in (self.appointment, self.report):
            self.assertFalse(record.with_user(self.other_advisor).has_access("read"))

    def test_an_advisor_writes_no_report_or_note_into_those_of_another(self):
        self.authenticate(self.other_advisor.login, self.other_advisor.login)
        vals = {"person_ids": [[6, 0, self.dora.ids]], "text": "<p>Mine</p>"}
        self.assertIsNone(
            self._call("cae.report", "create", [vals], default_appointment_id=self.appointment.id)
        )
        self.assertIsNone(
            self._call(
                "cae.report.note", "create", [{"text": "Me"}], default_report_id=self.report.id
            )
        )
        self.assertFalse(self.env["cae.report.note"].search([("report_id", "=", self.report.id)]))

    def test_nothing_goes_into_a_finished_review(self):
        roadmap = self.env["cae.roadmap"].with_user(self.advisor)._get_current(self.alice)
        step = roadmap._add_step("Call the bank")
        review = self.env["cae.roadmap.review"].with_user(self.advisor)
        done = review.create({"roadmap_id": roadmap.id})
        done.action_finish()
        other = roadmap._add_step("Write the offer")
        draft = review.create({"roadmap_id": roadmap.id})
        self.authenticate(self.advisor.login, self.advisor.login)
        Line, vals = "cae.roadmap.review.line", {"step_id": other.id}
        self.assertIsNone(self._call(Line, "create", [vals], default_review_id=done.id))
        line = draft.line_ids.filtered(lambda one: one.step_id == other)
        self.assertIsNone(self._call(Line, "write", line.ids, {"review_id": done.id}))
        self.assertEqual(done.line_ids.step_id, step)

    def test_a_default_of_the_context_changes_nothing(self):
        forged = self.env["cae.appointment"].with_context(default_state="held")
        made = forged.create({"person_ids": [Command.create({"entrepreneur_id": self.alice.id})]})
        self.assertEqual(made.state, "planned")

    def test_a_default_of_the_user_changes_nothing(self):
        self.env["ir.default"].set("cae.roadmap", "state", "reached")
        roadmap = self.env["cae.roadmap"].create({"entrepreneur_id": self.alice.id})
        self.assertEqual(roadmap.state, "running")
