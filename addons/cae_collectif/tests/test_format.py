from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import SessionCommon


@tagged("post_install", "-at_install")
class TestFormat(SessionCommon):
    """What a format gives its sessions, and when the next one is due."""

    def test_a_session_follows_its_format_until_it_is_written(self):
        self.format.write(
            {"cae_for_cape": False, "cae_mandatory": True, "cae_sign_scan_only": True}
        )
        session = self._create_session()
        self.assertTrue(session.cae_portal)
        self.assertFalse(session.cae_for_cape)
        self.assertTrue(session.cae_mandatory)
        self.assertTrue(session.cae_sign_scan_only)
        self.assertEqual(session.date_tz, "Europe/Paris")
        written = self._create_session(cae_for_cape=True)
        self.assertTrue(written.cae_for_cape)
        self.assertTrue(written.cae_mandatory)
        alone = self._create_session(event_type_id=False)
        self.assertFalse(alone.cae_portal)
        self.assertTrue(alone.cae_for_cape)

    def test_its_hours_are_those_of_the_format(self):
        self.format.write({"cae_morning_end": 12, "cae_afternoon_begin": 13.5})
        session = self._create_session(date_end=datetime(2026, 3, 9, 16, 30))
        half_days = session._make_half_days().sorted("date_begin")
        self.assertEqual(half_days[0].date_end, datetime(2026, 3, 9, 11))
        self.assertEqual(half_days[1].date_begin, datetime(2026, 3, 9, 12, 30))
        with self.assertRaisesRegex(ValidationError, "must follow each other"):
            self.format.cae_morning_end = 15

    def test_the_next_one(self):
        formats = self.env["event.type"]
        with freeze_time("2026-02-01 08:00:00"):
            self.assertEqual(self.format.cae_next_date, datetime(2026, 3, 9, 8))
            self.assertFalse(self.format.cae_to_plan)
            self.assertNotIn(self.format, formats.search([("cae_to_plan", "=", True)]))
        with freeze_time("2026-03-09 08:00:01"):
            self.format.invalidate_recordset()
            self.assertEqual(self.format.cae_last_date, datetime(2026, 3, 9, 8))
            self.assertTrue(self.format.cae_to_plan)
            self.assertEqual(self.format.cae_plan_by, date(2026, 5, 9))
            self.assertIn(self.format, formats.search([("cae_to_plan", "=", True)]))
            self._create_session(
                date_begin=datetime(2026, 5, 4, 8), date_end=datetime(2026, 5, 4, 10)
            ).kanban_state = "cancel"
            self.format.invalidate_recordset()
            self.assertTrue(self.format.cae_to_plan)
        other = formats.create({"name": "No rhythm"})
        self.assertFalse(other.cae_to_plan)
        self.assertIn(other, formats.search([("cae_to_plan", "=", False)]))
        self.assertEqual(other.action_plan_session()["context"]["default_event_type_id"], other.id)

    def test_the_team_has_one_app(self):
        menu = self.env.ref("event.event_main_menu")
        for user, hidden in ((self.advisor, True), (self.manager, True), (self.employee, False)):
            blacklist = self.env["ir.ui.menu"].with_user(user)._load_menus_blacklist()
            self.assertEqual(menu.id in blacklist, hidden, user.login)

    def test_a_manager_fixes_when_one_signs(self):
        self.env["cae.settings"].with_user(self.manager).create(
            {"cae_sign_minutes_before": 20, "cae_sign_hours_after": 2}
        )
        self.assertEqual(self.company.cae_sign_minutes_before, 20)
        self.assertEqual(self._create_session().cae_sign_hours_after, 2)
