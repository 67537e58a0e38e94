from ast import literal_eval
from datetime import date, datetime

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

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


@tagged("post_install", "-at_install")
class TestOtherEvents(SessionCommon):
    """Events of Odoo that are no sessions of ours are as without us."""

    def test_an_event_made_elsewhere_is_as_odoo_makes_it(self):
        event = self.env["event.event"].create(
            {
                "name": "Open day",
                "date_begin": datetime(2026, 3, 9, 8),
                "date_end": datetime(2026, 3, 9, 18),
            }
        )
        self.assertFalse(event.cae_collective)
        self.assertEqual(
            {mail.template_ref for mail in event.event_mail_ids},
            {self.env.ref("event.event_subscription"), self.env.ref("event.event_reminder")},
        )
        self.assertTrue(event.question_ids)
        form = self.env.ref("event.view_event_form")
        self.assertEqual(event.get_formview_id() or form.id, form.id)
        self.assertEqual(self.env["event.event"].get_view(view_type="form")["id"], form.id)

    def test_the_screen_of_sessions_makes_a_session(self):
        action = self.env.ref("cae_collectif.event_event_action")
        events = self.env["event.event"].with_user(self.advisor)
        with Form(
            events.with_context(**literal_eval(action.context)),
            "cae_collectif.event_event_view_form",
        ) as form:
            form.name = "Workshop"
            form.date_begin = datetime(2026, 3, 9, 8)
            form.date_end = datetime(2026, 3, 9, 11)
        session = form.record
        self.assertTrue(session.cae_collective)
        self.assertFalse(session.question_ids)
        self.assertIn(
            self.env.ref("cae_collectif.mail_template_enrolled"),
            [mail.template_ref for mail in session.event_mail_ids],
        )
        self.assertEqual(
            session.get_formview_id(), self.env.ref("cae_collectif.event_event_view_form").id
        )

    @freeze_time("2026-03-06 18:05:00")
    def test_a_new_session_is_proposed_at_working_hours(self):
        events = self.env["event.event"].with_context(
            default_cae_collective=True, tz="Europe/Paris"
        )
        form = Form(events, "cae_collectif.event_event_view_form")
        # on a Friday evening: Monday, 9:00 to 17:30 in Paris
        self.assertEqual(form.date_begin, datetime(2026, 3, 9, 8))
        self.assertEqual(form.date_end, datetime(2026, 3, 9, 16, 30))
        clicked = Form(
            events.with_context(default_date_begin="2026-03-11 13:00:00"),
            "cae_collectif.event_event_view_form",
        )
        self.assertEqual(clicked.date_begin, datetime(2026, 3, 11, 13))

    def test_a_company_registers_several_people_under_its_contact(self):
        self.incubator.registration_ids = [
            Command.create({"name": name, "partner_id": self.place.id})
            for name in ("Nadia", "Oscar")
        ]
        guests = self.incubator.registration_ids.filtered(
            lambda one: one.partner_id == self.place and one.state == "open"
        )
        self.assertEqual(sorted(guests.mapped("name")), ["Nadia", "Oscar"])
        self.assertEqual([one.cae_half_day_count for one in guests], [4, 4])

    def test_a_member_is_enrolled_once(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["event.registration"].create(
                {"event_id": self.incubator.id, "partner_id": self.alice.partner_id.id}
            )

    def _create_clerk(self, group):
        return self.env["res.users"].create(
            {
                "name": "Clerk",
                "login": "cae_event_clerk",
                "group_ids": [Command.set(self.env.ref(group).ids)],
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
            }
        )

    def test_who_works_with_events_only_copies_an_event(self):
        clerk = self._create_clerk("event.group_event_manager")
        fair = self.env["event.event"].with_user(clerk).create({"name": "Fair"})
        self.assertEqual(fair.copy().name, "Fair (copy)")

    def test_who_works_with_events_only_writes_an_enrolment(self):
        clerk = self._create_clerk("event.group_event_user")
        registration = self.env["event.registration"].with_user(clerk)
        with Form(registration.browse(self.alice_enrolment.id)) as form:
            form.name = "Alice at the desk"
        self.assertEqual(self.alice_enrolment.name, "Alice at the desk")
