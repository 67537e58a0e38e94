from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.addons.cae_collectif.tests.pages_common import PagesCommon
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

SECRET = "Bruno hesitates: to be followed closely"


@tagged("post_install", "-at_install")
class TestFormats(PagesCommon):
    """The formats that come with the addon, and what comes out of a session."""

    def _plan(self, name, first="2026-03-10 08:00:00", **vals):
        one = self.env["cae.session.series"].create(
            {
                "event_type_id": self.env.ref(f"cae_accompagnement.event_type_{name}").id,
                "company_id": self.company.id,
                "date_first": first,
                "count": 1,
                **vals,
            }
        )
        one.action_make_sessions()
        return one.event_ids

    @freeze_time("2026-02-01 08:00:00")
    def test_each_format_plans_its_session(self):
        # days, hours, seats, team, every so many months, in winter time
        expected = {
            "information": ("2026-03-10 10:00:00", 2.0, 0, 1, 1),
            "newcomers": ("2026-03-11 16:30:00", 14.0, 0, 3, 2),
            "launch": ("2026-03-10 16:30:00", 7.0, 0, 2, 0),
            "project": ("2026-03-12 16:30:00", 21.0, 8, 6, 0),
            "peers": ("2026-03-10 09:30:00", 1.5, 0, 0, 1),
        }
        for name, (end, hours, seats, team, months) in expected.items():
            with self.subTest(format=name):
                session = self._plan(name)
                kind = session.event_type_id
                self.assertEqual(str(session.date_end), end)
                self.assertEqual(session.cae_hours, hours)
                self.assertEqual(session.seats_max if session.seats_limited else 0, seats)
                self.assertEqual((kind.cae_team_size, kind.cae_interval_months), (team, months))
                self.assertTrue(all(session.cae_half_day_ids.mapped("title")))
                self.assertTrue(all(session.cae_half_day_ids.mapped("role_ids")))
                self.assertTrue(session.description)
                self.assertTrue(session.cae_team_warning)
        newcomers = self.env.ref("cae_accompagnement.event_type_newcomers")
        self.assertTrue(newcomers.cae_mandatory)
        self.assertIn(self.bruno, self._get_missing(newcomers))

    def _get_missing(self, kind):
        return (
            self.env["cae.session.missing"]
            .search([("event_type_id", "=", kind.id), ("company_id", "=", self.company.id)])
            .entrepreneur_id
        )

    def _end_session(self):
        """The session of today is over since a minute, with its outcome."""
        self.now_session.write(
            {
                "date_end": fields.Datetime.now() - timedelta(minutes=1),
                "cae_shared_notes": "<p>The slides are in the shared folder</p>",
                "note": f"<p>{SECRET}</p>",
                "cae_decision_ids": [Command.create({"name": "A common stand in June"})],
                "cae_action_ids": [
                    Command.create({"name": "Book the hall", "owner_id": self.sofia.partner_id.id})
                ],
            }
        )

    def test_the_outcome_for_who_was_there(self):
        path = f"/my/sessions/{self.now_session.id}"
        self.now_session.cae_shared_notes = "<p>The slides are in the shared folder</p>"
        self.authenticate("cae_alice", "cae_alice")
        self.assertNotIn("The slides", self._text(self._open(path)))
        self._end_session()
        page = self._open(path)
        text = self._text(page, "cae_outcome")
        self.assertIn("The slides are in the shared folder", text)
        self.assertIn("A common stand in June", text)
        for hidden in (SECRET, "Book the hall"):
            self.assertNotIn(hidden, self._text(page))
        # who waits for a seat sees nothing, who is not enrolled finds no page
        self.alice_now.write({"state": "draft"})
        self.assertFalse(self._open(path).xpath("//*[@id='cae_outcome']"))
        self.authenticate("cae_dora", "cae_dora")
        self.assertNotIn("The slides", self._text(self._open(path, 404)))

    def test_a_roadmap_for_each_participant(self):
        self.now_session._enrol(self.dora.partner_id, by_team=True)
        running = self.env["cae.roadmap"]._get_current(self.alice)
        session = self.now_session.with_user(self.advisor)
        # Dora is not followed by this advisor, the guest has no file
        found = running.search(session.action_open_roadmaps()["domain"])
        self.assertEqual(found.entrepreneur_id, self.alice | self.bruno)
        self.assertEqual(found.filtered("event_id").entrepreneur_id, self.bruno)
        self.assertEqual(running.search_count([("event_id", "=", session.id)]), 1)
        self.assertEqual(running.search(session.action_open_roadmaps()["domain"]), found)
        with self.assertRaisesRegex(UserError, "No participant"):
            self.later_session.with_user(self.advisor).action_open_roadmaps()
        with self.assertRaises(AccessError):
            self.now_session.with_user(self.alice_user).action_open_roadmaps()

    def test_decisions_and_actions_of_a_session_are_in_the_registers(self):
        self._end_session()
        decision, action = self.now_session.cae_decision_ids, self.now_session.cae_action_ids
        self.assertTrue(decision.number)
        register = self.env["cae.decision"].with_user(self.advisor)
        self.assertEqual(register.search(register._domain_register("common stand")), decision)
        self.assertEqual(action.with_user(self.sofia_user).name, "Book the hall")
        for user in (self.alice_user, self.employee):
            for records in (decision, action, self.now_session):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    records.with_user(user).read()
        stranger = self._create_staff("cae_stranger", "cae_socle.group_manager", self.other_company)
        self.assertFalse(
            self.env["cae.decision"].with_user(stranger).search([("event_id", "!=", False)])
        )
        with self.assertRaises(UserError):
            self.env["cae.decision"].create(
                {
                    "name": "Elsewhere",
                    "company_id": self.other_company.id,
                    "event_id": self.now_session.id,
                }
            )
