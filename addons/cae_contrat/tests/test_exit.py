from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import CaeContractCommon

TODAY = "2026-03-10"


class ExitCommon(CaeContractCommon):
    """CaeContractCommon with a short way to prepare the exit of a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("cae_contrat.exit_reason_own_decision")
        cls.job = cls.env.ref("cae_contrat.exit_destination_job")
        cls.no_solution = cls.env.ref("cae_contrat.exit_destination_no_solution")
        cls.startClassPatcher(freeze_time(TODAY))

    def _prepare(self, person, date_exit=TODAY, user=None, **vals):
        """Return an exit that is ready to be confirmed."""
        return (
            self.env["cae.exit"]
            .with_user(user or self.env.user)
            .create(
                {
                    "entrepreneur_id": person.id,
                    "date_exit": date_exit,
                    "reason_id": self.reason.id,
                    "destination_id": self.job.id,
                    **vals,
                }
            )
        )

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cae_contrat.cae_exit_cron").method_direct_trigger()
        self.env.invalidate_all()

    def _mails_to(self, person):
        return self.env["mail.mail"].search([("recipient_ids", "in", person.partner_id.ids)])


@tagged("post_install", "-at_install")
class TestExit(ExitCommon):
    def test_confirmed_today_it_takes_effect_at_once(self):
        leaving = self._prepare(self.alice, user=self.advisor)
        leaving.action_confirm()
        self.assertEqual(leaving.date_effect, date(2026, 3, 10))
        self.assertRecordValues(self.alice, [{"stage": "former", "date_exit": date(2026, 3, 10)}])
        self.assertRecordValues(
            self.alice_contract, [{"state": "ended", "date_end": date(2026, 3, 10)}]
        )
        self.assertEqual(self.alice_activity.date_end, date(2026, 3, 10))
        self.assertEqual(leaving.access_close_date, date(2026, 5, 9))
        self.assertTrue(self.alice_user.active, "the portal stays open for 60 days")
        self.assertEqual(leaving.territory_id, self.territory)

    def test_what_is_left_to_do_is_listed_before_confirming(self):
        leaving = self._prepare(self.alice, user=self.advisor)
        done, *left = leaving.line_ids
        with Form(leaving) as form, form.line_ids.edit(0) as line:
            line.is_done = True
        action = leaving.action_ask_to_confirm()
        question = Form(self.env[action["res_model"]].browse(action["res_id"]), action["view_id"])
        self.assertEqual(question.open_lines.splitlines(), [line.name for line in left])
        self.assertNotIn(done.name, question.open_lines)
        self.assertEqual(leaving.state, "draft")
        leaving.action_confirm()
        self.assertEqual(leaving.state, "confirmed")

    def test_what_is_missing_is_said_before_the_question(self):
        leaving = self._prepare(self.alice, user=self.advisor, reason_id=False)
        with self.assertRaisesRegex(UserError, "fill in: Reason"):
            leaving.action_ask_to_confirm()

    def test_future_exit_waits_for_its_day(self):
        leaving = self._prepare(self.alice, "2026-03-20")
        leaving.action_confirm()
        for day, stage in (("2026-03-19", "cesa"), ("2026-03-20", "former")):
            with self.subTest(day=day), freeze_time(day):
                self._run_cron()
                self.assertEqual(self.alice.stage, stage)
        self.assertEqual(self.alice_contract.date_end, date(2026, 3, 20))
        self.assertEqual(self.alice.date_exit, date(2026, 3, 20))

    def test_cron_that_did_not_run_for_days_ends_on_the_date_of_exit(self):
        self._prepare(self.alice, "2026-03-20").action_confirm()
        with freeze_time("2026-03-25"):
            self._run_cron()
        self.assertEqual(self.alice_contract.date_end, date(2026, 3, 20))
        self.assertEqual(self.alice.date_exit, date(2026, 3, 20))

    def test_cron_twice_does_nothing_more(self):
        leaving = self._prepare(self.alice, "2026-03-20")
        leaving.action_confirm()
        with freeze_time("2026-05-10"):
            self._run_cron()
            first = leaving.read()[0]
            mails = len(self._mails_to(self.alice))
            self._run_cron()
            self.assertEqual(leaving.read()[0], first)
            self.assertEqual(len(self._mails_to(self.alice)), mails)

    def test_a_contract_that_ends_earlier_keeps_its_term(self):
        self._prepare(self.bruno).action_confirm()
        self.assertRecordValues(
            self.bruno_contract, [{"state": "ended", "date_end": date(2025, 12, 31)}]
        )

    def test_drafts_are_given_up(self):
        draft = self.env["cae.contract"].create(
            {"entrepreneur_id": self.bruno.id, "kind": "cesa", "date_start": "2026-04-01"}
        )
        self._prepare(self.bruno).action_confirm()
        self.assertEqual(draft.state, "cancelled")

    def test_shared_activity_goes_on(self):
        self.alice_activity.entrepreneur_ids += self.bruno
        self._prepare(self.alice).action_confirm()
        self.assertFalse(self.alice_activity.date_end)
        self._prepare(self.bruno, "2026-03-10").action_confirm()
        self.assertEqual(self.alice_activity.date_end, date(2026, 3, 10))

    def test_first_possible_day(self):
        self._prepare(self.alice, "2025-01-01").action_confirm()
        self.assertEqual(self.alice_contract.date_end, date(2025, 1, 1))

    def test_positive_follows_the_destination(self):
        leaving = self._prepare(self.alice)
        self.assertTrue(leaving.is_positive)
        leaving.destination_id = self.no_solution
        self.assertFalse(leaving.is_positive)
        leaving.write({"is_positive": True, "positive_reason": "Starts a job in a month"})
        self.assertTrue(leaving.is_positive)
        positive = self.env["cae.exit.destination"].search([("is_positive", "=", True)])
        self.assertEqual(
            set(positive.with_context(lang="en_US").mapped("name")),
            {"CESA in another cooperative", "Creation of a company", "Job", "Training"},
        )

    def test_what_is_left_to_do_is_shown_before_it_is_saved(self):
        steps = self.env["cae.exit.step"].search([("company_id", "in", (False, self.company.id))])
        own = self.env["cae.exit"].with_user(self.advisor)
        form = Form(own.with_context(default_entrepreneur_id=self.alice.id))
        with form.line_ids.edit(1) as line:
            self.assertEqual(line.name, steps[1].name)
        form.line_ids.remove(0)
        form.date_exit = TODAY
        form.reason_id, form.destination_id = self.reason, self.job
        self.assertEqual(form.save().line_ids.mapped("name"), steps[1:].mapped("name"))

    def test_steps_are_copied_and_ticking_notes_who_and_when(self):
        steps = self.env["cae.exit.step"].search([("company_id", "in", (False, self.company.id))])
        leaving = self._prepare(self.alice, user=self.advisor)
        self.assertEqual(leaving.line_ids.mapped("name"), steps.mapped("name"))
        line = leaving.line_ids[0]
        line.with_user(self.accountant).is_done = True
        self.assertRecordValues(
            line, [{"date_done": date(2026, 3, 10), "done_by_id": self.accountant.id}]
        )
        self.assertEqual(leaving.open_line_count, len(steps) - 1)
        line.is_done = False
        self.assertRecordValues(line, [{"date_done": False, "done_by_id": False}])

    def test_person_is_told_then_portal_closes(self):
        leaving = self._prepare(self.alice)
        leaving.action_confirm()
        self.assertFalse(self._mails_to(self.alice))
        for day, told, open_ in (
            ("2026-04-23", False, True),
            ("2026-04-24", True, True),
            ("2026-05-08", True, True),
            ("2026-05-09", True, False),
        ):
            with self.subTest(day=day), freeze_time(day):
                self._run_cron()
                self.assertEqual(bool(self._mails_to(self.alice)), told)
                self.assertEqual(self.alice_user.active, open_)
        self.assertFalse(self.alice_user.has_group("base.group_portal"))
        self.assertEqual(leaving.state, "confirmed", "there are lines left to tick")
        leaving.line_ids.is_done = True
        self.assertEqual(leaving.state, "closed")

    def test_mail_says_until_when(self):
        leaving = self._prepare(self.alice, access_close_date="2026-03-12")
        leaving.action_confirm()
        mail = self._mails_to(self.alice)
        self.assertEqual(len(mail), 1)
        self.assertIn("03/12/2026", mail.subject)
        self.assertIn("Alice Arnaud", mail.body_html)

    def test_who_came_back_keeps_login_and_earlier_exit(self):
        leaving = self._prepare(self.alice)
        leaving.action_confirm()
        with freeze_time("2026-04-01"):
            self._create_contract(self.alice, kind="cesa", date_start="2026-04-01")
        self.assertEqual(self.alice.stage, "cesa")
        self.assertFalse(self.alice.date_exit)
        with freeze_time("2026-06-01"):
            self._run_cron()
            self.assertTrue(self.alice_user.active)
            self.assertEqual(leaving.date_exit, date(2026, 3, 10))
            again = self._prepare(self.alice, "2026-06-01")
            again.action_confirm()
        self.assertEqual(self.alice.exit_ids, again | leaving)
        self.assertEqual(self.alice.date_exit, date(2026, 6, 1))

    def test_manager_cancels_before_the_day(self):
        leaving = self._prepare(self.alice, "2026-03-20", user=self.advisor)
        leaving.action_confirm()
        with self.assertRaisesRegex(AccessError, "Ask a manager"):
            leaving.action_cancel()
        leaving.with_user(self.manager).action_cancel()
        with freeze_time("2026-03-21"):
            self._run_cron()
        self.assertEqual(self.alice.stage, "cesa")
        self._prepare(self.alice).action_confirm()
        self.assertEqual(self.alice.stage, "former")

    @mute_logger("odoo.addons.cae_contrat.models.cae_exit")
    def test_one_that_fails_stops_no_other_and_goes_on_later(self):
        exits = self._prepare(self.alice, "2026-03-20") | self._prepare(self.bruno, "2026-03-20")
        exits.action_confirm()
        # something has become impossible since: a contract that begins after the exit
        later = self.env["cae.contract"].create(
            {"entrepreneur_id": self.alice.id, "kind": "cesa", "date_start": "2026-06-01"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "update cae_contract set date_end = '2026-05-31' where id = %s",
            (self.alice_contract.id,),
        )
        self.env.cr.execute(
            "update cae_contract set state = 'confirmed' where id = %s", (later.id,)
        )
        self.env.invalidate_all()
        with freeze_time("2026-03-20"):
            self._run_cron()
            self.assertEqual((self.alice.stage, self.bruno.stage), ("cesa", "former"))
            self.assertIn("could not go on", exits[0].message_ids[0].body)
            self.assertEqual(self.alice_contract.state, "confirmed")
            self.env.cr.execute(
                "update cae_contract set state = 'draft' where id = %s", (later.id,)
            )
            self.env.invalidate_all()
            self._run_cron()
        self.assertEqual(self.alice.stage, "former")

    def test_prepare_opens_the_exit_that_is_under_way(self):
        action = self.alice.action_prepare_exit()
        self.assertFalse(action["res_id"])
        self.assertEqual(action["context"], {"default_entrepreneur_id": self.alice.id})
        leaving = self._prepare(self.alice)
        self.assertEqual(self.alice.action_prepare_exit()["res_id"], leaving.id)

    def test_timeline(self):
        leaving = self._prepare(self.alice)
        leaving.action_confirm()
        (event,) = self.env["cae.exit"]._get_timeline_events(self.alice | self.bruno)
        self.assertEqual(
            (event["date"], event["text"], event["res_id"]),
            (date(2026, 3, 10), "Decision of the person · Job", leaving.id),
        )

    def test_rights(self):
        leaving = self._prepare(self.alice)
        for role, operations in {
            "advisor": ("read", "write", "create", "unlink"),
            "accountant": ("read",),
            "manager": ("read", "write", "create", "unlink"),
            "employee": (),
            "alice_user": (),
            "bruno_user": (),
            "other_accountant": (),
        }.items():
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(role=role, operation=operation):
                    self.assertEqual(
                        leaving.with_user(getattr(self, role)).has_access(operation),
                        operation in operations,
                    )
        with self.assertRaises(AccessError):
            leaving.with_user(self.accountant).action_confirm()

    def test_queries_do_not_grow(self):
        people = [self._create_entrepreneur(f"P{n}", f"p{n}", f"A{n}", f"Q{n}") for n in range(12)]
        self._prepare(people[0][0])
        specification = {"entrepreneur_id": {"fields": {"display_name": {}}}, "open_line_count": {}}
        exits = self.env["cae.exit"].with_user(self.advisor)

        def count():
            exits.web_search_read([], specification)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            exits.web_search_read([], specification)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for person, _user, _activity in people[1:]:
            self._prepare(person)
        self.assertEqual(count(), few)


@tagged("post_install", "-at_install")
class TestExitPortal(ExitCommon, HttpCase):
    def test_login_is_refused_and_open_session_ends(self):
        self._prepare(self.alice).action_confirm()
        self.authenticate("cae_alice", "cae_alice")
        self.assertIn("/my", self.url_open("/my").url)
        leaving = self.alice.exit_ids
        with freeze_time("2026-05-09"):
            leaving._go_on()
            self.env.flush_all()
        self.assertIn("/web/login", self.url_open("/my").url)
