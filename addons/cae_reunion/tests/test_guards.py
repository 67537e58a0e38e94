from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import MeetingCommon


@tagged("post_install", "-at_install")
class TestGuards(MeetingCommon, HttpCase):
    """Nobody joins a meeting of others, or writes into published minutes, by naming it."""

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models")
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

    def test_an_advisor_joins_no_meeting_of_another(self):
        closed = self._make_meeting(self.closed_kind, "2026-12-09 08:00:00")
        self.authenticate(self.other_advisor.login, self.other_advisor.login)
        rows = {
            "cae.meeting.attendee": {"partner_id": self.other_advisor.partner_id.id},
            "cae.meeting.topic": {"name": "Mine", "kind_id": self.closed_kind.id},
            "cae.action": {"name": "Mine"},
            "cae.decision": {"name": "Mine", "company_id": self.company.id},
        }
        for model, vals in rows.items():
            with self.subTest(model=model):
                self.assertTrue(
                    self._is_refused(model, "create", [vals], default_meeting_id=closed.id)
                )
                self.assertTrue(
                    self._is_refused(model, "create", [{**vals, "meeting_id": closed.id}])
                )
        self.assertFalse(closed.sudo().topic_ids | closed.sudo().topic_ids)
        self.assertFalse(closed.with_user(self.other_advisor).has_access("read"))

    def test_published_minutes_stay(self):
        self.meeting.action_hold()
        self.meeting.action_publish()
        self.authenticate(self.advisor.login, self.advisor.login)
        other = self._make_meeting(self.member_kind, "2026-12-15 08:00:00")
        topic = self.env["cae.meeting.topic"].create({"name": "Late", "meeting_id": other.id})
        for model, vals in {
            "cae.meeting.attendee": {"partner_id": self.alice.partner_id.id},
            "cae.meeting.topic": {"name": "Late"},
            "cae.meeting.role.line": {"name": "Late"},
            "cae.decision": {"name": "Late"},
            "cae.action": {"name": "Late"},
        }.items():
            with self.subTest(model=model):
                self.assertTrue(
                    self._is_refused(model, "create", [vals], default_meeting_id=self.meeting.id)
                )
        below = self.meeting.topic_ids[:1]
        for model in ("cae.decision", "cae.action"):
            for vals in ({}, {"meeting_id": False}, {"meeting_id": other.id}):
                with self.subTest(model=model, vals=vals):
                    self.assertTrue(
                        self._is_refused(
                            model, "create", [{"name": "Forged", **vals}], default_topic_id=below.id
                        )
                    )
                    self.assertTrue(
                        self._is_refused(
                            model, "create", [{"name": "Forged", "topic_id": below.id, **vals}]
                        )
                    )
            row = self.env[model].create({"name": "Forged", "topic_id": topic.id})
            self.assertEqual(row.meeting_id, other)
            with self.assertRaises(UserError):
                row.topic_id = below
        self.assertFalse(below.decision_ids | self.meeting.decision_ids)
        self.assertFalse(below.action_ids | self.meeting.action_ids)
        with self.assertRaises(UserError):
            topic.meeting_id = self.meeting
        with self.assertRaises(UserError):
            self.meeting.topic_ids[:1].meeting_id = other

    def test_the_heading_of_published_minutes_stays(self):
        self._publish(self.meeting)
        self.authenticate(self.advisor.login, self.advisor.login)
        forged = {
            "name": "Other",
            "date_begin": "2026-12-09 08:00:00",
            "date_end": "2026-12-09 20:00:00",
            "place": "Elsewhere",
            "video_url": "https://example.org/room",
            "user_id": self.manager.id,
            "publish_to": "invited",
        }
        for name, value in forged.items():
            with self.subTest(field=name):
                self.assertTrue(
                    self._is_refused("cae.meeting", "write", self.meeting.ids, {name: value})
                )
        # a form may send what it shows
        self.meeting.write({"name": self.meeting.name, "date_begin": "2026-12-08 08:00:00"})
        self.meeting.action_reopen()
        self.meeting.write(forged)
        self.meeting.action_publish()
        self.assertEqual(self.meeting.name, "Other")

    def test_what_follows_from_a_topic_follows_from_a_default(self):
        Decision = self.env["cae.decision"].with_user(self.advisor)
        decision = Decision.with_context(default_topic_id=self.meeting.topic_ids.id).create(
            {"name": "We meet"}
        )
        self.assertEqual(decision.meeting_id, self.meeting)
        self.assertFalse(decision.number, "its minutes are not published")
