from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import deadline_keeper
from .deadline_common import SOURCE, DeadlineCommon


@tagged("post_install", "-at_install")
class TestDeadline(DeadlineCommon):
    def test_made_with_the_words_of_the_source(self):
        deadline = self._deadlines()
        self.assertEqual(deadline.name, "Insurance ends (Lease)")
        self.assertEqual(deadline.todo, "Ask for the new one.")
        self.assertEqual((deadline.date_due, deadline.user_id), (date(2026, 12, 31), self.advisor))
        self.assertEqual(deadline.alert_dates, ["2026-12-01", "2026-12-23"])
        self.assertEqual(deadline.action_open_subject()["res_id"], self.lease.id)

    def test_twice_is_the_same(self):
        deadline = self._deadlines()
        values = deadline.read()
        self.lease._keep_deadlines()
        self.assertEqual(self._deadlines(), deadline)
        self.assertEqual(deadline.read(), values)

    def test_moves_goes_and_comes_back(self):
        deadline = self._deadlines()
        for ref, state, day in (
            ("2027-01-31", "open", date(2027, 1, 31)),
            (False, "gone", date(2027, 1, 31)),
            ("2027-02-28", "open", date(2027, 2, 28)),
        ):
            self.lease.ref = ref
            self.lease._keep_deadlines()
            self.assertEqual(self._deadlines(), deadline)
            self.assertEqual((deadline.state, deadline.date_due), (state, day))

    def test_what_was_due_before_is_not_listed(self):
        old = self._create_source("Old", "2025-12-31")
        old._keep_deadlines()
        self.assertFalse(self._deadlines(old))

    def test_what_was_ticked_stays(self):
        deadline = self._deadlines()
        deadline.with_user(self.advisor).action_done()
        self.lease.ref = "2027-01-31"
        self.lease._keep_deadlines()
        self.assertEqual((deadline.state, deadline.date_due), ("done", date(2026, 12, 31)))
        with self.assertRaises(AccessError):
            deadline.with_user(self.second).action_undo()
        deadline.with_user(self.advisor).action_undo()
        self.assertEqual((deadline.state, deadline.date_due), ("open", date(2027, 1, 31)))

    def test_gone_with_its_source(self):
        with freeze_time("2026-12-01"):
            self._run_daily_job()
        deadline = self._deadlines()
        activity = deadline.activity_id
        self.assertTrue(activity)
        self.lease.unlink()
        self.assertFalse(deadline.exists())
        self.assertFalse(activity.exists())

    def test_what_the_database_removed_is_forgotten(self):
        deadline = self._deadlines()
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", [self.lease.id])
        self.env.invalidate_all()
        self._run_daily_job()
        self.assertFalse(deadline.exists())

    def test_who_acts(self):
        deadline = self._deadlines()
        self.company.cae_deadline_user_id = self.manager
        self.assertEqual(deadline.user_id, self.advisor)
        self.advisor.active = False
        self.assertEqual(deadline.user_id, self.manager, "the one in the settings")
        self.lease.user_id = self.second
        self.lease._keep_deadlines()
        self.assertEqual(deadline.user_id, self.second)

    def test_only_what_a_rule_opens_is_seen(self):
        deadline = self._deadlines()
        for user, seen in ((self.advisor, True), (self.second, False), (self.manager, False)):
            with self.subTest(user=user.login):
                found = self.env["cae.deadline"].with_user(user).search([("kind", "=", "example")])
                self.assertEqual(deadline in found, seen)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(deadline.with_user(user).has_access(operation))


@tagged("post_install", "-at_install")
class TestDeadlineJob(DeadlineCommon):
    def test_activity_and_one_mail(self):
        other = self._create_source("Car", "2026-12-31")
        other._keep_deadlines()
        with freeze_time("2026-12-01"):
            for _times in range(2):
                self._run_daily_job()
        mail = self._mails(self.advisor)
        self.assertEqual(mail.subject, "2 new deadlines")
        self.assertIn(f"/odoo/{SOURCE}/{other.id}", mail.body)
        activity = self._deadlines(other).activity_id
        self.assertEqual((activity.res_model, activity.res_id), (SOURCE, other.id))
        activity.with_user(self.advisor).action_done()
        self.assertEqual(self._deadlines(other).state, "done")
        for day in ("2026-12-23", "2027-01-15"):
            with freeze_time(day):
                self._run_daily_job()
        later = (self._mails(self.advisor) - mail).sorted("id")
        self.assertEqual(later.mapped("subject"), ["1 new deadline", "1 deadline is overdue"])

    def test_another_acts(self):
        with freeze_time("2026-12-01"):
            self._run_daily_job()
        self.lease.user_id = self.second
        with freeze_time("2026-12-02"):
            self._run_daily_job()
        self.assertEqual(self._deadlines().activity_id.user_id, self.second)
        self.assertEqual(self._mails(self.second).subject, "1 new deadline")

    @freeze_time("2026-12-01")
    def test_goes_on_where_it_stopped(self):
        sources = [self._create_source(f"Lease {number}", "2026-12-31") for number in range(3)]
        seen, stops = [], []
        keep, commit = deadline_keeper.keep, type(self.env["ir.cron"])._commit_progress

        def note(records):
            seen.extend(records.ids)
            keep(records)

        def stop(cron, processed=0, **values):
            left = commit(cron, processed, **values)
            if not stops and seen[-1:] == sources[0].ids:
                # the time of this run is over after the first one; Odoo runs the job again
                stops.append(len(self._mails(self.advisor)))
                return 0
            return left

        with (
            patch.object(deadline_keeper, "BATCH", 1),
            patch.object(deadline_keeper, "keep", note),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", stop),
        ):
            self._run_daily_job()
        self.assertEqual(stops, [0], "nobody is told half of it")
        own = [key for key in seen if key in [source.id for source in sources]]
        self.assertEqual(own, [source.id for source in sources], "each one once")
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(len(self._deadlines(*sources)), 3)
        self.assertTrue(self._mails(self.advisor))

    def test_costs_the_same_for_few_and_many(self):
        costs = []
        self._create_source("Fills the caches", "2026-12-31")._keep_deadlines()
        for count in (10, 30):
            sources = self.env[SOURCE].concat(
                *(self._create_source(f"Lease {number}", "2026-12-31") for number in range(count))
            )
            for _times in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                sources._keep_deadlines()
                self.env.flush_all()
                costs.append(self.cr.sql_log_count - before)
            self.assertEqual(len(self._deadlines(*sources)), count)
        self.assertEqual(costs[:2], costs[2:])
