import base64
from ast import literal_eval
from datetime import date

from freezegun import freeze_time

from odoo import fields
from odoo.addons.cae_echeance.models import deadline_alerts, deadline_keeper
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import CaeContractCommon


@tagged("post_install", "-at_install")
class TestWithoutContract(CaeContractCommon):
    """Somebody whose contract ran out, and who has not left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # deadlines are followed from a day after the contract was over
        cls.company.cae_deadline_start = cls.today
        cls.over = fields.Date.subtract(cls.today, days=40)
        cls.nina = cls._create_entrepreneur("Nina Noir", "cae_nina", "Loom", "TNIN")[0]
        cls.contract = cls._create_contract(
            cls.nina,
            kind="cape",
            date_start=fields.Date.subtract(cls.over, months=6),
            date_end=cls.over,
        )

    def _find(self):
        people = self.env["cae.entrepreneur"].with_user(self.advisor)
        return people.search([("date_without_contract", "!=", False)])

    def _open_kinds(self):
        self.nina._keep_deadlines()
        deadlines = self.nina.deadline_ids.filtered(lambda one: one.state == "open")
        return set(deadlines.mapped("kind"))

    def test_the_file_and_the_filter_say_it(self):
        self.assertEqual(self.nina.date_without_contract, self.over)
        self.assertIn(self.nina, self._find())
        self.assertNotIn(self.alice, self._find())
        self.assertEqual(self.nina.stage, "cape", "what became of her, a person says")
        self.assertIn("cape_end", self._open_kinds())

    def test_ended_without_an_exit(self):
        self.contract._move_to("ended", self.over)
        self.nina.invalidate_recordset()
        self.assertEqual(self.nina.date_without_contract, self.over)
        self.assertIn(self.nina, self._find())
        kinds = self._open_kinds()
        self.assertIn("no_contract", kinds)
        self.assertNotIn("cape_end", kinds, "what is over is not renewed")
        told = self.env["cae.deadline"]._get_portal_deadlines(self.nina)
        self.assertIn("no_contract", [row["deadline"].kind for row in told])
        self.nina._by_method().stage = "former"
        self.assertFalse(self.nina.date_without_contract)
        self.assertNotIn(self.nina, self._find())
        self.assertNotIn("no_contract", self._open_kinds())

    def test_another_contract_settles_it(self):
        self._create_contract(self.nina, kind="cesa", date_start=self.today)
        self.assertFalse(self.nina.date_without_contract)
        self.assertNotIn(self.nina, self._find())
        self.assertFalse({"no_contract", "cape_end"} & self._open_kinds())


class DeadlineCommon(CaeContractCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what addons above find due is their tests' matter
        cls.classPatch(
            type(cls.env["cae.deadline"]),
            "_get_deadline_sources",
            lambda self: ["cae.document", "cae.contract"],
        )
        cls.company.cae_deadline_start = "2024-01-01"
        # The people of the common set-up have contracts made before the day above was set.
        cls.everybody = cls.alice + cls.bruno
        cls.everybody._keep_deadlines()

    def _deadlines(self, entrepreneur, kind=None, **filters):
        domain = [("entrepreneur_id", "=", entrepreneur.id)]
        if kind:
            domain.append(("kind", "=", kind))
        domain += [(name, "=", value) for name, value in filters.items()]
        return self.env["cae.deadline"].search(domain, order="date_due, kind, occasion")

    def _run_daily_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("cae_echeance.ir_cron_deadlines").method_direct_trigger()

    def _mails(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
                ("model", "=", False),
            ]
        )

    def _activities(self, entrepreneur):
        return self.env["mail.activity"].search(
            [("res_model", "=", "cae.entrepreneur"), ("res_id", "=", entrepreneur.id)]
        )


@tagged("post_install", "-at_install")
class TestDeadline(DeadlineCommon):
    def test_what_a_cape_brings(self):
        found = [
            (deadline.kind, deadline.occasion, deadline.date_due, deadline.date_first_alert)
            for deadline in self._deadlines(self.bruno)
        ]
        self.assertEqual(
            found,
            [
                (
                    "declare_france_travail",
                    "conclusion",
                    date(2025, 1, 9),
                    date(2025, 1, 1),
                ),
                ("declare_urssaf", "conclusion", date(2025, 1, 9), date(2025, 1, 1)),
                ("cape_end", "1", date(2025, 12, 31), date(2025, 9, 30)),
            ],
        )

    def test_lead_times_are_the_cooperatives(self):
        self.company.write(
            {"cae_cape_end_months": "2", "cae_declaration_days": 30, "cae_visit_first_months": 1}
        )
        self.everybody._keep_deadlines()
        end = self._deadlines(self.bruno, "cape_end")
        self.assertEqual(end.alert_dates, ["2025-10-31"])
        self.assertEqual(self._deadlines(self.bruno, "declare_urssaf").date_due, date(2025, 1, 31))
        self.assertEqual(self._deadlines(self.alice, "medical_visit").date_due, date(2025, 2, 1))
        with self.assertRaisesRegex(ValidationError, "whole numbers"):
            self.company.cae_associate_months = "a year"

    def test_draft_brings_nothing_and_confirming_brings_all(self):
        draft = self.env["cae.contract"].create(
            {
                "entrepreneur_id": self._person("Denis Dupré").id,
                "kind": "cape",
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        person = draft.entrepreneur_id
        person._keep_deadlines()
        self.assertFalse(self._deadlines(person))
        draft.with_user(self.advisor).action_confirm()
        self.assertEqual(len(self._deadlines(person)), 3)
        draft.with_user(self.manager).action_draft()
        self.assertEqual(set(self._deadlines(person).mapped("state")), {"gone"})
        draft.action_confirm()
        self.assertEqual(set(self._deadlines(person).mapped("state")), {"open"})

    def _person(self, name, **vals):
        return self.env["cae.entrepreneur"].create(
            {
                "name": name,
                "company_id": self.company.id,
                "territory_id": self.territory.id,
                "referent_id": self.advisor.id,
                **vals,
            }
        )

    def test_old_matters_are_left_alone(self):
        self.company.cae_deadline_start = "2026-01-01"
        person = self._person("Denis Dupré")
        self._create_contract(person, "cape", "2025-06-01", "2026-05-31")
        self.assertEqual(self._deadlines(person).mapped("kind"), ["cape_end"])

    def test_twice_is_the_same(self):
        before = self._deadlines(self.alice) + self._deadlines(self.bruno)
        values = before.read()
        self.everybody._keep_deadlines()
        after = self._deadlines(self.alice) + self._deadlines(self.bruno)
        self.assertEqual(after, before)
        self.assertEqual(after.read(), values)

    def _amend(self, contract, kind, date_effect, **terms):
        """Confirm an amendment or a renewal, as the advisor."""
        amendment = (
            self.env["cae.contract.amendment"]
            .with_user(self.advisor)
            .create({"contract_id": contract.id, "kind": kind, "date_effect": date_effect, **terms})
        )
        amendment.action_confirm()
        return amendment

    def test_days_move_with_the_contract(self):
        end = self._deadlines(self.bruno, "cape_end")
        with freeze_time("2025-10-01"):
            self._run_daily_job()
            self.assertEqual(end.activity_id.date_deadline, date(2025, 12, 31))
            self._amend(
                self.bruno_contract,
                "amendment",
                "2025-10-02",
                change_end=True,
                date_end="2025-11-30",
            )
        self.assertEqual(self._deadlines(self.bruno, "cape_end"), end, "the same, on another day")
        self.assertEqual(end.date_due, date(2025, 11, 30))
        self.assertEqual(end.alert_dates, ["2025-08-30", "2025-10-30"])
        self.assertEqual(end.activity_id.date_deadline, date(2025, 11, 30))
        early = self._deadlines(self.bruno, occasion="early_end")
        self.assertEqual(
            early.mapped("kind"), ["declare_france_travail", "declare_urssaf"], "it ends early"
        )
        self.assertEqual(set(early.mapped("date_due")), {date(2025, 12, 8)})

    def test_renewal_makes_a_new_end_and_declarations(self):
        first = self._deadlines(self.bruno, "cape_end")
        with freeze_time("2025-11-01"):
            renewal = self._amend(
                self.bruno_contract, "renewal", "2026-01-01", date_end="2026-06-30"
            )
        self.assertEqual(first.state, "gone")
        second = self._deadlines(self.bruno, "cape_end", state="open")
        self.assertEqual((second.date_due, second.occasion), (date(2026, 6, 30), "2"))
        declared = self._deadlines(self.bruno, occasion="renewal_1")
        self.assertEqual(declared.mapped("kind"), ["declare_france_travail", "declare_urssaf"])
        self.assertEqual(declared[0].date_due, date(2026, 1, 9))
        self.assertEqual(declared[0].name, "Declaration to France Travail (renewal 1)")
        with freeze_time("2025-11-02"):
            renewal.with_user(self.manager).action_cancel()
        self.assertEqual((first.state, second.state), ("open", "gone"), "the renewal is withdrawn")
        self.assertEqual(set(declared.mapped("state")), {"gone"})

    def test_after_two_renewals_there_is_none_left(self):
        with freeze_time("2025-11-01"):
            self._amend(self.bruno_contract, "renewal", "2026-01-01", date_end="2026-12-31")
        self.assertFalse(self._deadlines(self.bruno, "cape_last"))
        with freeze_time("2026-11-01"):
            self._amend(self.bruno_contract, "renewal", "2027-01-01", date_end="2027-12-31")
        last = self._deadlines(self.bruno, "cape_last")
        self.assertEqual((last.date_due, last.state), (date(2027, 12, 31), "open"))
        self.assertEqual(last.alert_dates, ["2027-06-30", "2027-09-30", "2027-11-30"])
        self.assertFalse(self._deadlines(self.bruno, "cape_end", state="open"))

    @freeze_time("2025-05-31")
    def test_early_end_is_declared(self):
        self.bruno_contract.with_user(self.advisor).action_end("Moves abroad")
        early = self._deadlines(self.bruno, occasion="early_end")
        self.assertEqual(len(early), 2)
        self.assertEqual(early[0].date_due, date(2025, 6, 8))
        self.assertEqual(early[0].name, "Declaration to France Travail (early termination)")
        self.assertEqual(self._deadlines(self.bruno, "cape_end").state, "gone")

    @freeze_time("2026-01-05")
    def test_end_on_the_day_agreed_is_not_early(self):
        self.bruno_contract.with_user(self.advisor).action_end("Moves abroad")
        self.assertFalse(self._deadlines(self.bruno, occasion="early_end"))

    def test_what_a_cesa_brings(self):
        person = self._person("Denis Dupré")
        contract = self.env["cae.contract"].create(
            {
                "entrepreneur_id": person.id,
                "kind": "cesa",
                "date_start": "2026-01-01",
                "trial_date_end": "2026-08-31",
            }
        )
        contract.action_confirm()
        found = {
            deadline.kind: (deadline.date_due, deadline.alert_dates)
            for deadline in self._deadlines(person)
        }
        self.assertEqual(
            found,
            {
                "medical_visit": (date(2026, 4, 1), ["2026-03-02"]),
                "trial_end": (date(2026, 8, 31), ["2026-08-01", "2026-08-23"]),
                "associate": (
                    person.date_associate_due,
                    [
                        fields.Date.subtract(person.date_associate_due, months=months).isoformat()
                        for months in (12, 6, 3, 1)
                    ],
                ),
            },
        )
        self.assertEqual(person.date_associate_due, date(2029, 1, 1))
        person.date_associate = "2026-06-01"
        self.assertEqual(self._deadlines(person, "associate").state, "gone", "at once")

    def test_what_is_settled_goes(self):
        end = self._deadlines(self.bruno, "cape_end")
        with freeze_time("2025-10-01"):
            self._run_daily_job()
        activity = end.activity_id
        self.assertTrue(activity)
        self._create_contract(self.bruno, "cesa", "2026-01-01")
        self.assertEqual(end.state, "gone")
        self.assertFalse(activity.exists())
        self.assertEqual(
            set(self._deadlines(self.bruno, "declare_urssaf").mapped("state")),
            {"open"},
            "a declaration stays due",
        )

    def test_what_was_ticked_stays_ticked(self):
        urssaf = self._deadlines(self.bruno, "declare_urssaf")
        urssaf.with_user(self.advisor).action_done()
        self.bruno._keep_deadlines()
        self.assertEqual((urssaf.state, urssaf.done_by), ("done", self.advisor))
        self.company.cae_declaration_days = 30
        self.bruno._keep_deadlines()
        self.assertEqual(urssaf.state, "done")
        self.assertEqual(urssaf.date_due, date(2025, 1, 9), "as it was when it was ticked")
        self.assertEqual(self._deadlines(self.bruno, "declare_urssaf"), urssaf)
        self.assertEqual(self._deadlines(self.bruno, "declare_france_travail").state, "open")

    def test_next_visit_counts_from_the_last(self):
        first = self._deadlines(self.alice, "medical_visit")
        self.assertEqual((first.date_due, first.occasion), (date(2025, 4, 1), "1"))
        wizard = self.env["cae.deadline.done"].with_user(self.advisor)
        wizard = wizard.with_context(**first.with_user(self.advisor).action_done_on()["context"])
        wizard.create({"date_done": "2025-03-10"}).action_apply()
        self.assertEqual((first.state, first.date_done), ("done", date(2025, 3, 10)))
        following = self._deadlines(self.alice, "medical_visit", state="open")
        self.assertEqual((following.date_due, following.occasion), (date(2030, 3, 10), "2"))
        first.with_user(self.advisor).action_undo()
        self.assertEqual((first.state, following.state), ("open", "gone"))

    def test_document_that_expires(self):
        kind = self.env["cae.document.kind"].create({"name": "Insurance", "has_expiry": True})
        vals = {
            "name": "Paper",
            "entrepreneur_id": self.bruno.id,
            "kind_id": kind.id,
            "file": base64.b64encode(b"%PDF-1.4 paper"),
            "file_name": "paper.pdf",
            "date": "2025-01-01",
            "date_expiry": "2025-12-31",
        }
        document = self.env["cae.document"].with_user(self.advisor).create(vals)
        old = self._deadlines(self.bruno, "document")
        self.assertEqual(
            (old.date_due, old.name), (date(2025, 12, 31), "Document expires (Insurance)")
        )
        self.assertEqual(old.alert_dates, ["2025-11-01", "2025-12-16"])
        document.date_expiry = "2025-11-30"
        self.assertEqual(old.date_due, date(2025, 11, 30))
        self.env["cae.document"].create({**vals, "date_expiry": "2026-12-31"})
        self.assertEqual(old.state, "gone", "the newer one counts")
        new = self._deadlines(self.bruno, "document", state="open")
        self.assertEqual(new.date_due, date(2026, 12, 31))

    def test_only_the_day_of_a_visit_is_kept(self):
        own = {
            name
            for name, field in self.env["cae.deadline"]._fields.items()
            if field.store and field.type in ("char", "text", "html", "binary")
        }
        self.assertEqual(own, {"res_model", "occasion"}, "no room for what a visit found")

    @freeze_time("2025-03-10")
    def test_tick_needs_a_day_that_has_come(self):
        first = self._deadlines(self.alice, "medical_visit").with_user(self.advisor)
        wizard = self.env["cae.deadline.done"].with_user(self.advisor)
        wizard = wizard.create({"deadline_ids": first.ids, "date_done": "2025-03-11"})
        with self.assertRaisesRegex(UserError, "still to come"):
            wizard.action_apply()
        wizard.date_done = "2025-03-10"
        wizard.action_apply()
        self.assertEqual(first.date_done, date(2025, 3, 10))

    def test_who_acts(self):
        deadline = self._deadlines(self.bruno, "cape_end")
        self.assertEqual(deadline.user_id, self.advisor)
        second = self._create_staff("cae_second", "cae_socle.group_advisor")
        self.company.cae_deadline_user_id = self.manager
        self.territory.advisor_ids = second
        self.bruno.referent_id = False
        self.assertEqual(deadline.user_id, second, "the territory's advisor")
        self.territory.advisor_ids = [Command.clear()]
        self.assertEqual(deadline.user_id, self.manager, "the one in the settings")
        self.company.cae_deadline_user_id = False
        self.assertFalse(deadline.user_id)
        self.bruno.referent_id = second
        second.active = False
        self.assertFalse(deadline.user_id, "an archived user acts no more")

    def test_horizon(self):
        deadline = self._deadlines(self.bruno, "cape_end")
        for today, expected in (
            ("2026-01-01", "1_late"),
            ("2025-12-31", "2_week"),
            ("2025-12-29", "2_week"),  # a Monday; the 31st is a Wednesday
            ("2025-12-28", "3_month"),
            ("2025-12-01", "3_month"),
            ("2025-11-30", "4_later"),
        ):
            with self.subTest(today=today), freeze_time(today):
                deadline.invalidate_recordset()
                self.assertEqual(deadline.horizon, expected)
                domain = [("id", "=", deadline.id)]
                groups = self.env["cae.deadline"]._read_group(domain, ["horizon"], ["__count"])
                self.assertEqual(groups, [(expected, 1)])
                for horizon in ("1_late", "2_week", "3_month", "4_later"):
                    found = deadline.search([*domain, ("horizon", "=", horizon)])
                    self.assertEqual(bool(found), horizon == expected, horizon)

    def test_page_opens_on_ones_own(self):
        action = self.env.ref("cae_echeance.cae_deadline_action")
        for user, mine in ((self.advisor, True), (self.manager, False), (self.accountant, False)):
            with self.subTest(user=user.login):
                context = action.with_user(user).sudo()._get_action_dict()["context"]
                self.assertEqual("search_default_mine" in literal_eval(context), mine)
                self.assertIn("search_default_group_horizon", context)
        with freeze_time("2025-12-30"):
            groups = (
                self.env["cae.deadline"]
                .with_user(self.advisor)
                .web_read_group(
                    [("entrepreneur_id", "in", self.everybody.ids)], ["horizon"], ["__count"]
                )["groups"]
            )
        self.assertEqual(
            [group["horizon"] for group in groups][:2], ["1_late", "2_week"], "in their order"
        )


@tagged("post_install", "-at_install")
class TestDeadlineAlert(DeadlineCommon):
    def test_each_alert_on_its_day(self):
        end = self._deadlines(self.bruno, "cape_end")
        self.env["cae.deadline"].search([("id", "!=", end.id)])._by_method().write(
            {"state": "done", "date_done": "2025-01-01"}
        )
        for today, alerted, upcoming, mails in (
            ("2025-09-29", False, date(2025, 9, 30), 0),
            ("2025-09-30", date(2025, 9, 30), date(2025, 11, 30), 1),
            ("2025-10-01", date(2025, 9, 30), date(2025, 11, 30), 1),
            ("2025-11-29", date(2025, 9, 30), date(2025, 11, 30), 1),
            ("2025-11-30", date(2025, 11, 30), False, 2),
            ("2025-12-31", date(2025, 11, 30), False, 2),
            # the mail of the week on what is overdue
            ("2026-01-15", date(2025, 11, 30), False, 3),
        ):
            with self.subTest(today=today), freeze_time(today):
                self._run_daily_job()
                self.assertEqual((end.date_alerted or False), alerted)
                self.assertEqual((end.date_alert or False), upcoming)
                self.assertEqual(len(self._mails(self.advisor)), mails)
                self.assertEqual(len(self._activities(self.bruno)), 1 if mails else 0)

    def test_activity_on_the_file_for_the_right_person(self):
        with freeze_time("2025-09-30"):
            self._run_daily_job()
        activity = self._deadlines(self.bruno, "cape_end").activity_id
        self.assertEqual((activity.res_model, activity.res_id), ("cae.entrepreneur", self.bruno.id))
        self.assertEqual(activity.user_id, self.advisor)
        self.assertEqual(activity.summary, "CAPE ends")
        self.assertEqual(activity.date_deadline, date(2025, 12, 31))
        self.assertTrue(activity.automated)

    @freeze_time("2025-01-02")
    def test_one_mail_a_day_lists_what_is_new(self):
        for _times in range(2):
            self._run_daily_job()
        mail = self._mails(self.advisor)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.subject, "2 new deadlines")
        self.assertIn("Bruno Blin", mail.body)
        self.assertNotIn("Alice Arnaud", mail.body)
        self.assertIn("Declaration to Urssaf (conclusion)", mail.body)
        self.assertIn("Declaration to France Travail (conclusion)", mail.body)
        self.assertIn("/odoo/deadlines", mail.body)
        self.assertEqual(mail.notified_partner_ids, self.advisor.partner_id)
        self.assertFalse(self._mails(self.manager))

    @freeze_time("2025-01-02")
    def test_the_mail_leaves_out_files_that_she_may_not_see(self):
        far = self.env["cae.territory"].create({"name": "Far away", "company_id": self.company.id})
        self.company.cae_deadline_user_id = self.advisor
        person = self.env["cae.entrepreneur"].create(
            {"name": "Paul Petit", "territory_id": far.id, "company_id": self.company.id}
        )
        self._create_contract(person, "cape", "2025-01-02", "2025-12-31")
        self.assertEqual(person.deadline_ids.user_id, self.advisor)
        self._run_daily_job()
        mail = self._mails(self.advisor)
        self.assertIn("Bruno Blin", mail.body)
        self.assertNotIn("Paul Petit", mail.body)
        # what she was not told waits for who may see it
        person.deadline_ids.user_id = self.manager
        self._run_daily_job()
        self.assertIn("Paul Petit", self._mails(self.manager).body)

    @freeze_time("2025-01-02")
    def test_what_comes_after_the_mail_waits_until_tomorrow(self):
        self._run_daily_job()
        person = self.env["cae.entrepreneur"].create(
            {"name": "Denis Dupré", "referent_id": self.advisor.id, "company_id": self.company.id}
        )
        self._create_contract(person, "cape", "2025-01-02", "2025-12-31")
        self._run_daily_job()
        self.assertEqual(len(self._mails(self.advisor)), 1)
        self.assertTrue(self._activities(person), "the activity is there at once")
        with freeze_time("2025-01-03"):
            self._run_daily_job()
        mails = self._mails(self.advisor)
        self.assertEqual(len(mails), 2)
        self.assertIn("Denis Dupré", mails.sorted("id")[-1].body)
        self.assertNotIn("Bruno Blin", mails.sorted("id")[-1].body)

    def test_mail_in_the_persons_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.advisor.lang = "fr_FR"
        with freeze_time("2025-01-02"):
            self._run_daily_job()
        self.assertIn("09/01/2025", self._mails(self.advisor).body)

    def test_new_referent_takes_over(self):
        with freeze_time("2025-09-30"):
            self._run_daily_job()
        end = self._deadlines(self.bruno, "cape_end")
        second = self._create_staff("cae_second", "cae_socle.group_advisor")
        self.bruno.referent_id = second
        with freeze_time("2025-10-02"):
            self._run_daily_job()
        self.assertEqual(end.activity_id.user_id, second)
        self.assertIn("Bruno Blin", self._mails(second).body)

    def test_ticking_closes_the_activity_and_the_reverse(self):
        with freeze_time("2025-01-02"):
            self._run_daily_job()
            urssaf = self._deadlines(self.bruno, "declare_urssaf")
            travail = self._deadlines(self.bruno, "declare_france_travail")
            activities = urssaf.activity_id, travail.activity_id
            urssaf.with_user(self.advisor).action_done()
            self.assertFalse(activities[0].active, "done")
            self.assertTrue(activities[1].active)
            activities[1].with_user(self.advisor).action_done()
        self.assertEqual((travail.state, travail.done_by), ("done", self.advisor))
        self.assertEqual(travail.date_done, date(2025, 1, 2))

    def test_cancelled_activity_leaves_the_deadline(self):
        with freeze_time("2025-09-30"):
            self._run_daily_job()
        end = self._deadlines(self.bruno, "cape_end")
        end.activity_id.with_user(self.advisor).unlink()
        self.assertEqual(end.state, "open")
        with freeze_time("2025-11-30"):
            self._run_daily_job()
        self.assertTrue(end.activity_id, "told again on the next day of alert")

    @freeze_time("2025-10-01")
    def test_daily_job_goes_on_after_an_interruption(self):
        self._create_contract(self.other_entrepreneur, "cape", "2025-01-01", "2025-12-31")
        self.env["cae.deadline"].search([]).unlink()
        self.patch(deadline_keeper, "BATCH", 1)
        # What no form lets through, on the company of the person who comes last.
        self.env.cr.execute(
            "UPDATE res_company SET cae_trial_days = 'x' WHERE id = %s", [self.other_company.id]
        )
        self.other_company.invalidate_recordset()
        cron = self.env.ref("cae_echeance.ir_cron_deadlines")
        with self.enter_registry_test_mode():
            with self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR"):
                answer = cron.method_direct_trigger()
            self.assertEqual(answer["tag"], "display_exception")
            self.assertTrue(self._deadlines(self.alice), "what was done is kept")
            self.assertTrue(self._deadlines(self.bruno))
            self.assertFalse(self._mails(self.advisor), "nobody is told half of it")
            parameters = self.env["ir.config_parameter"]
            source, last = parameters.get_param(deadline_keeper.CURSOR).split(",")
            self.assertEqual(source, "cae.contract")
            self.assertGreaterEqual(int(last), self.bruno_contract.id)
            self.other_company.cae_trial_days = "30"
            self.other_company.cae_deadline_start = "2024-01-01"
            cron.method_direct_trigger()
            self.assertTrue(self._deadlines(self.other_entrepreneur))
            self.assertFalse(parameters.get_param(deadline_keeper.CURSOR))
        self.assertEqual(len(self._mails(self.advisor)), 1)

    @freeze_time("2025-10-01")
    def test_daily_job_twice(self):
        cron = self.env.ref("cae_echeance.ir_cron_deadlines")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            first = self.env["cae.deadline"].search([])
            values = first.read()
            activities = self.env["mail.activity"].search_count([])
            cron.method_direct_trigger()
        self.assertEqual(self.env["cae.deadline"].search([]), first)
        self.assertEqual(first.read(), values)
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)
        self.assertEqual(len(self._mails(self.advisor)), 1)


@tagged("post_install", "-at_install")
class TestDeadlineRights(DeadlineCommon, HttpCase):
    def test_nobody_writes_by_hand(self):
        deadline = self._deadlines(self.bruno, "cape_end")
        for role in ("advisor", "accountant", "manager", "bruno_user"):
            own = deadline.with_user(getattr(self, role))
            with self.subTest(role=role):
                self.assertTrue(own.has_access("read"))
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(own.has_access(operation), operation)
        self.assertFalse(deadline.with_user(self.employee).has_access("read"))

    def test_team_ticks_the_person_does_not(self):
        deadline = self._deadlines(self.bruno, "cape_end")
        for name in ("action_done", "action_done_on", "action_undo"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                getattr(deadline.with_user(self.bruno_user), name)()
        with self.assertRaises(AccessError):
            self.env["cae.deadline.done"].with_user(self.bruno_user).create(
                {"deadline_ids": deadline.ids}
            )
        deadline.with_user(self.accountant).action_done()
        self.assertEqual(deadline.done_by, self.accountant)
        with self.assertRaisesRegex(AccessError, "only managers"):
            deadline.with_user(self.advisor).action_undo()
        deadline.with_user(self.manager).action_undo()
        self.assertEqual((deadline.state, bool(deadline.date_done)), ("open", False))

    def test_person_sees_her_own_and_only_what_she_is_told(self):
        seen = self.env["cae.deadline"].with_user(self.bruno_user).search([])
        self.assertEqual(seen, self._deadlines(self.bruno, "cape_end"))
        with self.assertRaises(AccessError):
            self._deadlines(self.bruno, "declare_urssaf").with_user(self.bruno_user).read(["kind"])
        foreign = self.env["cae.deadline"].with_user(self.alice_user)
        self.assertFalse(foreign.search([("entrepreneur_id", "=", self.bruno.id)]))
        self.assertFalse(foreign._get_portal_deadlines(self.bruno))

    @freeze_time("2025-12-21")
    def test_words_for_the_person(self):
        found = self.env["cae.deadline"].with_user(self.bruno_user)
        (told,) = found._get_portal_deadlines(self.bruno.with_user(self.bruno_user))
        self.assertEqual((told["title"], told["days_left"]), ("Your CAPE ends", 10))
        self.assertEqual(told["deadline"].contract_id, self.bruno_contract)

    def test_other_cooperative_sees_nothing(self):
        seen = self.env["cae.deadline"].with_user(self.other_accountant)
        self.assertFalse(seen.search([("entrepreneur_id", "in", self.everybody.ids)]))

    def test_advisor_sees_the_people_she_follows(self):
        second = self._create_staff("cae_second", "cae_socle.group_advisor")
        seen = self.env["cae.deadline"].with_user(second)
        domain = [("entrepreneur_id", "=", self.bruno.id)]
        self.assertFalse(seen.search(domain))
        with self.assertRaises(AccessError):
            self._deadlines(self.bruno, "cape_end").with_user(second).action_done()
        self.bruno.referent_id = second
        self.assertTrue(seen.search(domain))

    def test_files_and_page_open(self):
        action = self.env.ref("cae_echeance.cae_deadline_action")
        self.authenticate("cae_advisor", "cae_advisor")
        response = self.url_open("/odoo/deadlines")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(action.path, "deadlines")


@tagged("post_install", "-at_install")
class TestDeadlinePerformance(DeadlineCommon):
    def _make_people(self, count):
        people = self.env["cae.entrepreneur"].create(
            [
                {
                    "name": f"Person {index}",
                    "territory_id": self.territory.id,
                    "referent_id": self.advisor.id,
                    "company_id": self.company.id,
                }
                for index in range(count)
            ]
        )
        self.env["cae.contract"].create(
            [
                {
                    "entrepreneur_id": person.id,
                    "kind": "cape",
                    "date_start": "2025-01-01",
                    "date_end": "2025-12-31",
                }
                for person in people
            ]
        ).write({"state": "confirmed"})
        self.env["cae.deadline"].search([("entrepreneur_id", "in", people.ids)]).unlink()
        return people

    def _alert(self):
        deadline_alerts.alert(deadline_alerts.find_to_alert(self.env))

    def _count(self, function, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    @freeze_time("2025-10-01")
    def test_daily_job_costs_the_same_for_few_and_many(self):
        self._run_daily_job()  # fills the ormcaches
        costs = []
        for count in (10, 30, 300):
            people = self._make_people(count)
            made = self._count(people._keep_deadlines)
            self.assertEqual(len(people.deadline_ids), count * 3)
            again = self._count(people._keep_deadlines)
            told = self._count(self._alert)
            costs.append((made, again, told))
            people.deadline_ids.unlink()
        self.assertEqual(costs[0], costs[1])
        # Odoo inserts and updates a hundred records at a time, whatever it is asked for.
        for few, many in zip(costs[1], costs[2], strict=True):
            self.assertLessEqual(many, few + 2 * 300 * 3 // 100)

    @freeze_time("2025-10-01")
    def test_page_costs_the_same_for_few_and_many(self):
        specification = {
            "date_due": {},
            "entrepreneur_id": {"fields": {"display_name": {}}},
            "name": {},
            "todo": {},
            "user_id": {"fields": {"display_name": {}}},
            "horizon": {},
            "state": {},
        }
        page = self.env["cae.deadline"].with_user(self.advisor)
        costs = []
        for count in (10, 300):
            people = self._make_people(count)
            people._keep_deadlines()
            page.web_search_read([], specification, limit=2000)
            costs.append(self._count(page.web_search_read, [], specification, 0, 2000))
            found = page.web_search_read([], specification, limit=2000)
            self.assertGreaterEqual(found["length"], count * 3)
        self.assertEqual(costs[0], costs[1])
