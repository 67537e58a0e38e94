import threading
from datetime import date, timedelta

import psycopg2
from freezegun import freeze_time

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from .test_contract_deadline import DeadlineCommon

LOGGER = "odoo.addons.cae_echeance.models.cae_deadline_reminder"


@tagged("post_install", "-at_install")
class TestDeadlineReminder(DeadlineCommon):
    """Bruno's CAPE ends on 31 December 2025; nothing else is to do when a test begins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminder = cls.env["cae.deadline.reminder"]
        cls.end = cls.bruno.deadline_ids.filtered(lambda one: one.kind == "cape_end")
        cls.env["cae.deadline"].search([("id", "!=", cls.end.id)])._by_method().write(
            {"state": "done", "date_done": "2025-01-01"}
        )

    def _remind(self, day):
        self.env.flush_all()
        # the job commits: on a cursor of its own
        with freeze_time(day), self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["cae.deadline.reminder"]._run()
        self.env.invalidate_all()

    def _get_last(self, user):
        return self.reminder.search([("user_id", "=", user.id)]).date_sent

    def _make_overdue(self, name, **vals):
        """Return the deadline of a new person, due with Bruno's."""
        person = self.env["cae.entrepreneur"].create(
            {"name": name, "company_id": self.company.id, **vals}
        )
        contract = self.env["cae.contract"].create(
            {"entrepreneur_id": person.id, "kind": "cesa", "date_start": "2025-01-01"}
        )
        deadlines = self.env["cae.deadline"]._by_method()
        return deadlines.create(
            {
                "res_model": "cae.contract",
                "res_id": contract.id,
                "entrepreneur_id": person.id,
                "company_id": person.company_id.id,
                "kind": "trial_end",
                "date_due": "2025-12-31",
                "date_first_alert": "2025-12-01",
            }
        )

    def test_once_a_week_as_long_as_it_is_overdue(self):
        for day, mails in (
            ("2025-12-30", 0),
            ("2025-12-31", 0),
            ("2026-01-01", 1),
            ("2026-01-07", 1),
            ("2026-01-08", 2),
            ("2026-01-14", 2),
            ("2026-01-15", 3),
        ):
            for _hour in range(3):
                with self.subTest(day=day):
                    self._remind(day)
                    self.assertEqual(len(self._mails(self.advisor)), mails)
        self.end._by_method().write({"state": "done", "date_done": "2026-01-16"})
        self._remind("2026-01-22")
        self.assertEqual(len(self._mails(self.advisor)), 3)

    def test_the_daily_job_reminds(self):
        for day, mails in (("2025-11-30", 1), ("2026-01-01", 2), ("2026-01-02", 2)):
            with self.subTest(day=day), freeze_time(day):
                self.env["cae.deadline"].search([("id", "!=", self.end.id)]).unlink()
                self.company.cae_deadline_start = "2025-12-31"
                self._run_daily_job()
                self.assertEqual(len(self._mails(self.advisor)), mails)

    def test_what_she_was_told_of_these_days_waits_a_week(self):
        self.end.write({"date_alerted": "2025-12-29", "date_digested": "2025-12-29"})
        for day, mails in (("2026-01-04", 0), ("2026-01-05", 1)):
            with self.subTest(day=day):
                self._remind(day)
                self.assertEqual(len(self._mails(self.advisor)), mails)

    def test_one_mail_lists_all_with_links(self):
        other = self._make_overdue("Denis Dupré", referent_id=self.advisor.id)
        self._remind("2026-01-01")
        mail = self._mails(self.advisor)
        self.assertEqual(mail.subject, "2 deadlines are overdue")
        for deadline in self.end | other:
            self.assertIn(deadline.entrepreneur_id.name, mail.body)
            self.assertIn(f"/odoo/entrepreneurs/{deadline.entrepreneur_id.id}", mail.body)
        self.assertIn("/odoo/deadlines", mail.body)
        self.assertNotIn("Alice Arnaud", mail.body)
        self.assertEqual(mail.notified_partner_ids, self.advisor.partner_id)
        self.assertEqual(self._get_last(self.advisor), date(2026, 1, 1))

    def test_in_her_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.advisor.lang = "fr_FR"
        self._remind("2026-01-01")
        mail = self._mails(self.advisor)
        self.assertEqual(mail.subject, "1 échéance en retard")
        self.assertIn("31/12/2025", mail.body)
        self.assertIn("Renouvelez le CAPE", mail.body)

    def test_files_that_she_may_not_see_are_left_out(self):
        # nobody works there, and she is the one who acts when nobody follows the file
        far = self.env["cae.territory"].create({"name": "Far away", "company_id": self.company.id})
        self.company.cae_deadline_user_id = self.advisor
        hidden = self._make_overdue("Paul Petit", territory_id=far.id)
        theirs = self._make_overdue("Dora Dune", territory_id=self.other_territory.id)
        neighbours = self._make_overdue("Carl Cole", company_id=self.other_company.id)
        neighbours.user_id = self.advisor
        self.assertEqual((hidden.user_id, theirs.user_id), (self.advisor, self.other_advisor))
        self._remind("2026-01-01")
        mail = self._mails(self.advisor)
        self.assertEqual(mail.subject, "1 deadline is overdue")
        for name in ("Paul Petit", "Dora Dune", "Carl Cole"):
            self.assertNotIn(name, mail.body)
        self.assertIn("Dora Dune", self._mails(self.other_advisor).body)
        # with nothing that she may see: no mail, and none noted
        self.end._by_method().write({"state": "done", "date_done": "2026-01-02"})
        self._remind("2026-01-08")
        self.assertEqual(self._mails(self.advisor), mail)
        self.assertEqual(self._get_last(self.advisor), date(2026, 1, 1))

    def test_who_has_no_rights_any_more_gets_nothing(self):
        self.advisor.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.assertEqual(self.end.user_id, self.advisor)
        self._remind("2026-01-01")
        self.assertFalse(self._mails(self.advisor))

    def test_who_left_the_team_gets_nothing(self):
        self.company.cae_deadline_user_id = self.manager
        self.advisor.active = False
        self._remind("2026-01-01")
        self.assertFalse(self._mails(self.advisor))
        self.assertIn("Bruno Blin", self._mails(self.manager).body)

    def test_the_person_who_left_is_not_listed(self):
        with freeze_time("2025-12-01"):
            self.bruno_contract._end_on(date(2025, 11, 30))
        self.assertEqual(self.end.state, "gone")
        self.bruno.deadline_ids.filtered(lambda one: one.state == "open")._by_method().write(
            {"state": "done", "date_done": "2025-12-01"}
        )
        self._remind("2026-01-08")
        self.assertFalse(self._mails(self.advisor))

    def test_the_switch_of_the_cooperative(self):
        self.assertTrue(self.company.cae_deadline_reminder, "on by default")
        settings = self.env["cae.settings"].with_user(self.manager).create({})
        settings.cae_deadline_reminder = False
        self.assertFalse(self.company.cae_deadline_reminder)
        self._remind("2026-01-01")
        self.assertFalse(self._mails(self.advisor))
        settings.cae_deadline_reminder = True
        self._remind("2026-01-01")
        self.assertTrue(self._mails(self.advisor))

    def test_a_mail_that_fails_stops_no_other(self):
        self._make_overdue("Dora Dune", referent_id=self.other_advisor.id)
        self.env.flush_all()
        partner = self.advisor.partner_id
        self.env.cr.execute("UPDATE res_partner SET lang = 'xx_XX' WHERE id = %s", [partner.id])
        self.env.invalidate_all()
        with self.assertLogs(LOGGER, "ERROR"):
            self._remind("2026-01-01")
        self.assertFalse(self._mails(self.advisor))
        self.assertFalse(self._get_last(self.advisor))
        self.assertEqual(len(self._mails(self.other_advisor)), 1)
        self.env.cr.execute("UPDATE res_partner SET lang = 'en_US' WHERE id = %s", [partner.id])
        self.env.invalidate_all()
        self._remind("2026-01-02")
        self.assertEqual(len(self._mails(self.advisor)), 1)
        self.assertEqual(len(self._mails(self.other_advisor)), 1)

    def test_nobody_writes_by_hand(self):
        self._remind("2026-01-01")
        last = self.reminder.search([("user_id", "=", self.advisor.id)])
        for role in ("advisor", "accountant", "manager", "employee", "alice_user"):
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(role=role, operation=operation):
                    self.assertFalse(last.with_user(getattr(self, role)).has_access(operation))

    def test_what_was_sent_meanwhile_is_not_sent_again(self):
        with freeze_time("2026-01-01"):
            (user,) = self.reminder._find_to_remind()
            # another job, after this one made its list
            self.reminder._by_method().create({"user_id": user.id, "date_sent": "2026-01-01"})
            self.reminder._remind(user)
        self.assertFalse(self._mails(self.advisor))


@tagged("post_install", "-at_install")
class TestReminderAtOnce(BaseCase):
    """Two jobs are about to write to one person in the same second."""

    def setUp(self):
        super().setUp()
        self.database = db_connect(get_db_name())
        self.addCleanup(self._forget)

    def _forget(self):
        with self.database.cursor() as cr:
            cr.execute("DELETE FROM cae_deadline_reminder")

    def _take(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["cae.deadline.reminder"]._take_turn(env.user)

    @mute_logger("odoo.sql_db")
    def test_only_one_writes(self):
        errors = []

        def second():
            with self.database.cursor() as cr:
                cr.execute("SELECT 1")  # its view of the database is from before
                started.set()
                try:
                    self._take(cr)
                except psycopg2.Error as error:
                    errors.append(error)
                    cr.rollback()

        started = threading.Event()
        with self.database.cursor() as cr:
            self.assertTrue(self._take(cr))
            other = threading.Thread(target=second)
            other.start()
            started.wait(10)
            other.join(1)
            self.assertTrue(other.is_alive(), "it waits for the first")
        other.join(20)
        self.assertIsInstance(errors[0], psycopg2.errors.SerializationFailure)
        with self.database.cursor() as cr:
            self.assertFalse(self._take(cr))
            with freeze_time(date.today() + timedelta(days=8)):
                self.assertTrue(self._take(cr))
            cr.rollback()
