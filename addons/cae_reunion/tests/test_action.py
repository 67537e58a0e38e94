from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MeetingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 10:00:00")
class TestAction(MeetingCommon):
    """What a meeting gives somebody to do."""

    def _give(self, owner, **vals):
        return (
            self.env["cae.action"]
            .with_user(self.advisor)
            .create(
                {
                    "name": "Ask for a quote",
                    "owner_id": owner.partner_id.id,
                    "date_due": "2026-12-01",
                    "meeting_id": self.meeting.id,
                    **vals,
                }
            )
        )

    def _get_deadline(self, action):
        return self.env["cae.deadline"].search(
            [("res_model", "=", action._name), ("res_id", "=", action.id)]
        )

    def test_who_works_here_finds_it_among_her_activities(self):
        action = self._give(self.accountant)
        activity = self._get_deadline(action).activity_id
        self.assertEqual((activity.user_id, activity.summary), (self.accountant, action.name))
        self.assertEqual(str(activity.date_deadline), "2026-12-01")
        action.write({"name": "Ask for two quotes", "date_due": "2026-12-05"})
        self.assertEqual(activity.summary, "Ask for two quotes")
        self.assertEqual(str(activity.date_deadline), "2026-12-05")
        action.owner_id = self.manager.partner_id
        self.assertEqual(activity.user_id, self.manager)
        seen = self.env["cae.deadline"].search([("kind", "=", "action")])
        for user, own in ((self.manager, True), (self.accountant, False), (self.advisor, False)):
            found = seen.with_user(user)._filtered_access("read")
            self.assertEqual(self._get_deadline(action) in found, own, user.login)
        action.owner_id = self.alice.partner_id
        self.assertFalse(activity.exists())
        self.assertEqual(action.user_id, self.alice_user)

    def test_ticked_here_or_among_the_activities(self):
        action = self._give(self.accountant)
        activity = self._get_deadline(action).activity_id
        action.action_done()
        self.assertEqual((action.state, str(action.date_done)), ("done", "2026-11-22"))
        self.assertFalse(activity.exists().filtered("active"))
        deadline = self._get_deadline(action)
        self.assertEqual(deadline.state, "done")
        action.action_reopen()
        self.assertEqual((action.state, action.date_done), ("open", False))
        self.assertEqual((deadline.state, bool(deadline.activity_id.active)), ("open", True))
        self._get_deadline(action).activity_id.with_user(self.accountant).action_done()
        self.assertEqual(action.state, "done")
        deadline.with_user(self.accountant).action_undo()
        self.assertEqual(action.state, "open")
        deadline.with_user(self.accountant).action_done()
        self.assertEqual(action.state, "done")

    def test_dropped(self):
        action = self._give(self.accountant)
        activity = self._get_deadline(action).activity_id
        action.action_drop()
        self.assertEqual(action.state, "dropped")
        self.assertFalse(activity.exists())
        gone = self._give(self.accountant)
        activity = self._get_deadline(gone).activity_id
        gone.unlink()
        self.assertFalse(activity.exists())

    def test_late_from_the_day_after(self):
        action = self._give(self.alice)
        Action = self.env["cae.action"].with_user(self.advisor)
        for day, late in (("2026-12-01", False), ("2026-12-02", True)):
            with self.subTest(day=day), freeze_time(f"{day} 12:00:00"):
                action.invalidate_recordset(["is_late"])
                self.assertEqual(action.is_late, late)
                self.assertEqual(action in Action.search([("is_late", "=", True)]), late)
                self.assertEqual(action in Action.search([("is_late", "=", False)]), not late)

    def test_no_mail_for_each_action(self):
        before = self.env["mail.mail"].sudo().search_count([])
        self._give(self.accountant)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before)

    def test_one_ticks_ones_own_on_the_portal(self):
        action = self._give(self.alice).sudo()
        with self.assertRaises(AccessError):
            action.with_user(self.bruno_user)._tick_as_owner()
        action.with_user(self.alice_user)._tick_as_owner()
        self.assertEqual(action.state, "done")
        action.with_user(self.alice_user)._tick_as_owner(done=False)
        self.assertEqual(action.state, "open")

    def test_timeline(self):
        action = self._give(self.alice)
        events = self.alice.with_user(self.advisor)._get_timeline_events()
        (event,) = [event for event in events if event["model"] == "cae.action"]
        self.assertEqual((event["res_id"], event["text"]), (action.id, action.name))
