import json

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MeetingCommon

MODELS = (
    "cae.meeting",
    "cae.meeting.topic",
    "cae.meeting.attendee",
    "cae.meeting.role.line",
    "cae.decision",
    "cae.action",
)


class RightsCommon(MeetingCommon):
    """``open``: for members, announced; ``team``: for the team; ``closed``: accountant alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = cls.meeting
        cls._invite(cls.open, cls.alice)
        cls.team = cls._make_meeting(cls.team_kind, "2026-12-09 08:00:00")
        cls.closed = cls._make_meeting(cls.closed_kind, "2026-12-10 08:00:00", cls.accountant)
        cls._invite(cls.closed, cls.accountant, cls.bruno)
        cls.topics = {}
        for name in ("open", "team", "closed"):
            meeting = getattr(cls, name).sudo()
            cls.topics[name] = cls.env["cae.meeting.topic"].create(
                {
                    "name": f"Topic {name}",
                    "meeting_id": meeting.id,
                    "notes": f"<p>Said {name}</p>",
                    "private_notes": f"<p>Secretword {name}</p>",
                }
            )
            cls.env["cae.decision"].create(
                {"name": f"Decided {name}", "topic_id": cls.topics[name].id}
            )
            cls.env["cae.action"].create(
                {
                    "name": f"To do {name}",
                    "topic_id": cls.topics[name].id,
                    "owner_id": cls.manager.partner_id.id,
                }
            )

    def _see(self, user, model):
        """Return the names of the meetings of which this user sees records of a model."""
        records = self.env[model].with_user(user).search([])
        meetings = records if model == "cae.meeting" else records.sudo().meeting_id
        return {
            name for name in ("open", "team", "closed") if getattr(self, name).id in meetings.ids
        }


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestRights(RightsCommon):
    """Who sees and changes what, role by role."""

    def test_the_team(self):
        for model in MODELS:
            with self.subTest(model=model):
                roles_of_kind = {"open"} if model == "cae.meeting.role.line" else None
                everything = roles_of_kind or {"open", "team", "closed"}
                if model == "cae.meeting.attendee":
                    everything = {"open", "closed"}
                self.assertEqual(self._see(self.advisor, model), everything - {"closed"})
                self.assertEqual(self._see(self.accountant, model), everything)
                self.assertEqual(self._see(self.manager, model), everything)

    def test_the_team_writes_what_it_sees(self):
        self.open.with_user(self.accountant).name = "Renamed"
        self.assertIn("Secretword", self.topics["open"].with_user(self.accountant).private_notes)
        for record in (
            self.closed,
            self.topics["closed"],
            self.closed.attendee_ids[0],
            self.closed.decision_ids,
            self.closed.action_ids,
        ):
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.sudo().with_user(self.advisor).write(
                    {
                        "sequence"
                        if "sequence" in record
                        else "name"
                        if "name" in record
                        else "excuse": "1"
                    }
                )
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.sudo().with_user(self.advisor).unlink()

    def test_nobody_writes_into_a_closed_meeting(self):
        for model, vals in (
            ("cae.meeting.topic", {"name": "Mine"}),
            ("cae.decision", {"name": "Mine"}),
            ("cae.action", {"name": "Mine"}),
            ("cae.meeting.attendee", {"partner_id": self.advisor.partner_id.id}),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.advisor).create(
                    {**vals, "meeting_id": self.closed.id}
                )

    def test_nothing_is_moved_into_a_closed_meeting(self):
        """A rule looks at a row as it was, not at where it goes."""
        mine = self.env["cae.decision"].with_user(self.advisor).create({"name": "Mine"})
        action = self.env["cae.action"].with_user(self.advisor).create({"name": "Mine"})
        topic = self.topics["team"].with_user(self.advisor)
        role = self.open.role_line_ids.with_user(self.advisor)
        closed = self.topics["closed"]
        self.env.flush_all()
        for row in (topic, mine, action, role):
            with self.subTest(row=row), self.assertRaises(AccessError):
                row.write({"meeting_id": self.closed.id})
        for row in (mine, action):
            for vals in ({"topic_id": closed.id}, {"topic_id": closed.id, "meeting_id": False}):
                with self.subTest(row=row, vals=vals), self.assertRaises(AccessError):
                    row.write(vals)
            with self.subTest(made=row), self.assertRaises(AccessError):
                row.create({"name": "x", "topic_id": closed.id, "meeting_id": self.open.id})

    def test_published_minutes_stay_whatever_a_request_says(self):
        self.open.action_announce()
        self.open.action_hold()
        self.open.action_publish()
        topic = self.topics["open"].with_user(self.accountant).with_context(cae_carry_over=True)
        with self.assertRaisesRegex(UserError, "are published"):
            topic.write({"description": "Forged"})

    def test_invited_to_a_closed_meeting_one_sees_it(self):
        self._invite(self.closed.with_user(self.accountant), self.advisor)
        self.assertIn("closed", self._see(self.advisor, "cae.meeting.topic"))
        self.assertEqual(self.closed.with_user(self.advisor).name, "Steering")

    def test_topics_that_wait_for_a_closed_meeting(self):
        topic = self.env["cae.meeting.topic"].create(
            {"name": "Waiting", "kind_id": self.closed_kind.id, "company_id": self.company.id}
        )
        Topic = self.env["cae.meeting.topic"]
        self.assertNotIn(topic, Topic.with_user(self.advisor).search([]))
        self.assertIn(topic, Topic.with_user(self.manager).search([]))

    def test_configuration_is_the_managers(self):
        for user in (self.advisor, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.team_kind.with_user(user).name = "Mine"
        self.team_kind.with_user(self.manager).name = "Ours"

    def test_an_employee_without_a_role_sees_nothing(self):
        for model in (*MODELS, "cae.meeting.kind", "cae.decision.tag", "cae.meeting.planning"):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.employee).search([])

    def test_another_cooperative_does_not_see_how_meetings_are_set_up(self):
        foreign = self._create_staff(
            "cae_other_manager", "cae_socle.group_manager", self.other_company
        )
        kinds = self.member_kind
        for rows in (kinds.role_ids, kinds.agenda_line_ids):
            with self.subTest(model=rows._name):
                self.assertTrue(rows)
                self.assertTrue(rows.with_user(self.manager).has_access("write"))
                self.assertFalse(rows.with_user(foreign).has_access("read"))

    def test_another_cooperative_sees_nothing(self):
        self.open.action_announce()
        for model in MODELS:
            with self.subTest(model=model):
                self.assertFalse(self._see(self.other_accountant, model))
        kinds = self.env["cae.meeting.kind"].with_user(self.other_accountant).search([])
        self.assertNotIn(self.team_kind, kinds)

    def test_drafts_are_not_on_the_portal(self):
        for model in ("cae.meeting", "cae.meeting.topic", "cae.meeting.attendee", "cae.decision"):
            for user in (self.alice_user, self.bruno_user):
                with self.subTest(model=model, user=user.login):
                    self.assertFalse(self._see(user, model))

    def test_the_portal_reads_what_one_is_told_of(self):
        self.open.action_announce()
        self.team.action_announce()
        self.closed.action_announce()
        self.assertEqual(self._see(self.alice_user, "cae.meeting"), {"open"})
        self.assertEqual(self._see(self.bruno_user, "cae.meeting"), {"open", "closed"})
        self.assertEqual(self._see(self.alice_user, "cae.meeting.topic"), {"open"})
        rows = self.env["cae.meeting.attendee"].with_user(self.alice_user).search([])
        self.assertEqual(rows.sudo().partner_id, self.alice.partner_id)
        for model in ("cae.decision", "cae.action"):
            self.assertFalse(self._see(self.alice_user, model), "not published, not one's own")
        for model in ("cae.meeting.role.line", "cae.meeting.kind", "cae.decision.tag"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.alice_user).search([])

    def test_who_has_no_contract_reads_only_what_she_is_invited_to(self):
        self.open.action_announce()
        self.dora._by_method().stage = "candidate"
        self.assertFalse(self._see(self.dora_user, "cae.meeting"))
        self.dora.stage = "cape"
        self.assertEqual(self._see(self.dora_user, "cae.meeting"), {"open"})
        self.dora._by_method().stage = "former"
        self.assertFalse(self._see(self.dora_user, "cae.meeting"))
        self._invite(self.open, self.dora)
        self.assertEqual(self._see(self.dora_user, "cae.meeting"), {"open"})

    def test_proposals_are_between_their_author_and_the_team(self):
        self.open.action_announce()
        topic = self.env["cae.meeting.topic"].create(
            {
                "name": "Mine",
                "meeting_id": self.open.id,
                "state": "proposed",
                "proposed_by_id": self.alice.partner_id.id,
            }
        )
        Topic = self.env["cae.meeting.topic"]
        self.assertIn(topic, Topic.with_user(self.alice_user).search([]))
        self.assertNotIn(topic, Topic.with_user(self.bruno_user).search([]))
        topic.action_accept()
        self.assertIn(topic, Topic.with_user(self.bruno_user).search([]))

    def test_published_decisions(self):
        for meeting in (self.open, self.team, self.closed):
            meeting.action_announce()
            self._publish(meeting)
        self.assertEqual(self._see(self.alice_user, "cae.decision"), {"open"})
        self.assertEqual(self._see(self.bruno_user, "cae.decision"), {"open", "closed"})
        self.alice._by_method().stage = "former"
        self.bruno._by_method().stage = "former"
        self.assertEqual(
            self._see(self.bruno_user, "cae.decision"),
            {"closed"},
            "what he was not invited to himself is the members'",
        )
        # minutes for members of a meeting that was not for members
        self.team.action_reopen()
        self.team.publish_to = "members"
        self.team.action_publish()
        self.dora.stage = "cape"
        self.assertEqual(self._see(self.dora_user, "cae.decision") & {"team"}, {"team"})
        self.assertIn("team", self._see(self.dora_user, "cae.meeting"))
        self.team.action_reopen()
        self.assertNotIn("team", self._see(self.dora_user, "cae.meeting"))

    def test_notes_never_come_through_the_orm_of_the_portal(self):
        self.open.action_announce()
        self._publish(self.open)
        topic = self.topics["open"].with_user(self.alice_user)
        self.assertEqual(topic.name, "Topic open")
        for field in ("notes", "private_notes", "search_text", "notes_revision", "search_words"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                topic.read([field])
        for field in ("notes", "private_notes", "search_text"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                topic.search([(field, "ilike", "Said")])
        with self.assertRaises(AccessError):
            self.env["cae.meeting.topic"].with_user(self.employee).search(
                [("private_notes", "ilike", "Secretword")]
            )

    def test_files_of_the_minutes_are_not_for_all_who_read_the_meeting(self):
        self.open.publish_to = "invited"
        self.open.action_announce()
        self._publish(self.open)
        self.dora.stage = "cape"
        document = self._mails(self.open.attendee_ids)[-1].attachment_ids
        self.assertEqual(document.mimetype, "application/pdf")
        with self.assertRaises(AccessError):
            document.with_user(self.dora_user).read(["raw"])

    def test_mails_with_ones_link_are_ones_own(self):
        self.open.action_announce()
        Message = self.env["mail.message"]
        mails = self._mails(self.open.attendee_ids).mail_message_id
        self.assertTrue(mails)
        mine = mails.filtered(lambda mail: "Alice" in mail.body)
        seen = Message.with_user(self.bruno_user).search([("id", "in", mails.ids)])
        self.assertFalse(seen & mine)
        for message in Message.with_user(self.bruno_user).search(
            [("model", "=", "cae.meeting"), ("res_id", "=", self.open.id)]
        ):
            self.assertNotIn("/meetings/answer/", message.body or "")

    def test_a_portal_user_changes_nothing(self):
        self.open.action_announce()
        row = self.open.attendee_ids.filtered(lambda row: row.partner_id == self.alice.partner_id)
        action = self.env["cae.action"].create(
            {"name": "Mine", "owner_id": self.alice.partner_id.id, "meeting_id": self.open.id}
        )
        for record, vals in (
            (self.open, {"name": "x"}),
            (row, {"state": "coming"}),
            (self.topics["open"], {"name": "x"}),
            (action, {"state": "done"}),
        ):
            with self.subTest(record=record), self.assertRaises(AccessError):
                record.with_user(self.alice_user).write(vals)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestRemoteMeeting(RightsCommon, HttpCase):
    """Calls of the server by somebody on the portal."""

    def _call(self, model, method, *args, **kwargs):
        response = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}}
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def test_public_methods_are_refused(self):
        self.open.action_announce()
        self.dora.stage = "cape"
        records = {
            "cae.meeting": self.open,
            "cae.meeting.topic": self.topics["open"],
            "cae.meeting.attendee": self.open.attendee_ids[0],
            "cae.decision": self.open.decision_ids,
            "cae.action": self.open.action_ids,
            "cae.meeting.kind": self.member_kind,
        }
        self.authenticate("cae_dora", "cae_dora")
        called = 0
        for model, record in records.items():
            methods = [
                name
                for name in dir(type(record))
                if name.startswith("action_")
                and type(record)
                .__dict__.get(name, getattr(type(record), name))
                .__module__.startswith("odoo.addons.cae_reunion")
                and name != "action_open_room"
            ]
            for method in methods:
                with (
                    self.subTest(model=model, method=method),
                    mute_logger("odoo.http", "odoo.models", "odoo.addons.base.models.ir_rule"),
                ):
                    answer = self._call(model, method, record.ids)
                    self.assertEqual(
                        answer["error"]["data"]["name"], "odoo.exceptions.AccessError", answer
                    )
                    called += 1
        self.assertGreater(called, 20)

    def test_private_names_are_not_called(self):
        self.open.action_announce()
        self.authenticate("cae_dora", "cae_dora")
        row = self.open.attendee_ids[0]
        for model, method, args in (
            ("cae.meeting.attendee", "_answer", (row.ids, "coming")),
            ("cae.meeting.attendee", "_get_answer_token", (row.ids,)),
            ("cae.meeting.attendee", "_find_by_token", (row.id, "x")),
            ("cae.action", "_set_done", (self.open.action_ids.ids,)),
            ("cae.decision", "_give_numbers", (self.open.decision_ids.ids,)),
            ("cae.meeting", "_set_state", (self.open.ids, "held")),
        ):
            with self.subTest(method=method), mute_logger("odoo.http"):
                self.assertIn("error", self._call(model, method, *args))

    def test_export_and_group_leave_the_notes_out(self):
        self.open.action_announce()
        self._publish(self.open)
        self.authenticate("cae_alice", "cae_alice")
        topic = self.topics["open"]
        for method, args in (
            ("export_data", (topic.ids, ["name", "private_notes"])),
            ("search_read", ([], ["private_notes"])),
            ("formatted_read_group", ([], ["private_notes_revision"], ["__count"])),
            ("web_search_read", ([], {"private_notes": {}})),
        ):
            with (
                self.subTest(method=method),
                mute_logger("odoo.http", "odoo.models"),
            ):
                answer = json.dumps(self._call("cae.meeting.topic", method, *args))
                self.assertNotIn("Secretword", answer)
