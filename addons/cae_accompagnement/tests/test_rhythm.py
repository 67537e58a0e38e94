from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from ..engine import rhythm as engine
from ..models import rhythm_keeper
from .common import AccompanimentCommon


@tagged("post_install", "-at_install")
class TestRhythm(AccompanimentCommon):
    """Hand-made calendars, every rule at its limit dates.

    Bruno's CAPE begins on 1 January 2025, Alice's CESA too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = {
            name: cls.env.ref(f"cae_accompagnement.rhythm_{name}")
            for name in ("first", "monthly", "formal", "excess")
        }
        cls.kinds = {
            name: cls.env.ref(f"cae_accompagnement.appointment_kind_{name}")
            for name in ("follow_up", "formal", "thematic")
        }

    def _meet(self, person, day, kind="follow_up", hour=10, came=True):
        appointment = self.env["cae.appointment"].create(
            {
                "kind_id": self.kinds[kind].id,
                "user_id": self.advisor.id,
                "person_ids": [(0, 0, {"entrepreneur_id": person.id})],
                "date_begin": datetime.combine(
                    fields.Date.to_date(day), datetime.min.time()
                ).replace(hour=hour),
            }
        )
        if came:
            appointment.action_hold()
        else:
            appointment.action_miss()
        return appointment

    def _renew(self):
        """Bruno's CAPE goes on until 30 June 2026."""
        renewal = self.env["cae.contract.amendment"].create(
            {
                "contract_id": self.bruno_contract.id,
                "kind": "renewal",
                "date_effect": "2026-01-01",
                "date_end": "2026-06-30",
            }
        )
        renewal.action_confirm()
        self.assertEqual(self.bruno_contract.date_end, date(2026, 6, 30))

    def test_nobody_is_late_for_what_cannot_happen_any_more(self):
        """Bruno's CAPE runs out on 31 December 2025; no appointment was ever held."""
        rhythms = self.env["cae.rhythm"].with_user(self.advisor)
        for today, state, shown in (("2025-12-31", "late", 1), ("2026-01-01", "over", 0)):
            for rule in ("first", "formal"):
                if self._line(self.bruno, rule):
                    self.assertEqual(self._state(self.bruno, rule, today), state)
            with freeze_time(f"{today} 12:00:00"):
                waiting = [("state", "in", ("late", "soon", "excess"))]
                own = [("entrepreneur_id", "=", self.bruno.id), ("is_first", "=", True)]
                self.assertEqual(rhythms.search_count(waiting + own), shown)
        self._renew()
        self.assertEqual(self._state(self.bruno, "first", "2026-01-01"), "late")

    def test_one_line_for_each_person(self):
        rhythms = self.env["cae.rhythm"].with_user(self.advisor)
        for today in ("2025-03-01", "2025-12-31", "2026-12-31"):
            with self.subTest(today=today), freeze_time(f"{today} 12:00:00"):
                lines = rhythms.search([("entrepreneur_id", "=", self.bruno.id)])
                self.assertGreater(len(lines), 1)
                first = rhythms.search(
                    [("entrepreneur_id", "=", self.bruno.id), ("is_first", "=", True)]
                )
                self.assertEqual(first, lines.filtered("is_first"))
                running = lines.filtered(
                    lambda line: not line.date_stop or line.date_stop >= fields.Date.today()
                )
                self.assertEqual(first, running.sorted("date_due")[:1])

    def _run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("cae_echeance.ir_cron_deadlines").method_direct_trigger()
        self.env.invalidate_all()

    def _state(self, person, rule, today):
        with freeze_time(f"{today} 12:00:00"):
            line = self._line(person, rule)
            self.env.invalidate_all()
            state = line.state if line else None
            # the search says what the field says
            found = self.env["cae.rhythm"].search([("id", "in", line.ids), ("state", "=", state)])
            self.assertEqual(found, line)
            return state

    def _line(self, person, rule):
        return self.env["cae.rhythm"].search(
            [("entrepreneur_id", "=", person.id), ("rule_id", "=", self.rules[rule].id)]
        )

    def test_first_appointment_within_15_days(self):
        self.assertEqual(self._line(self.bruno, "first").date_due, date(2025, 1, 16))
        self.assertEqual(self._state(self.bruno, "first", "2025-01-16"), "soon")
        self.assertEqual(self._state(self.bruno, "first", "2025-01-17"), "late")
        missed = self._meet(self.bruno, "2025-01-10", came=False)
        self.assertEqual(self._state(self.bruno, "first", "2025-01-17"), "late", "nobody came")
        missed.action_plan_again()
        missed.action_hold()
        self.assertFalse(self._line(self.bruno, "first"), "held: the rule has nothing to ask")
        missed.action_plan_again()
        self.assertTrue(self._line(self.bruno, "first"), "it was a mistake: due again")

    def test_appointment_of_the_first_day_counts_and_the_day_before_does_not(self):
        self._meet(self.bruno, "2024-12-31")
        self.assertEqual(self._line(self.bruno, "first").date_due, date(2025, 1, 16))
        self._meet(self.bruno, "2025-01-01")
        self.assertFalse(self._line(self.bruno, "first"))

    def test_days_are_those_of_paris(self):
        # 31 December 2024, 23:30 in UTC, is 1 January in Paris
        appointment = self._meet(self.bruno, "2024-12-31", hour=23)
        appointment.date_begin = datetime(2024, 12, 31, 23, 30)
        self.assertFalse(self._line(self.bruno, "first"))

    def test_monthly_for_newcomers(self):
        self.assertEqual(self._line(self.bruno, "monthly").date_due, date(2025, 2, 1))
        self._meet(self.bruno, "2025-01-31")
        self.assertEqual(self._line(self.bruno, "monthly").date_due, date(2025, 2, 28))
        self.assertEqual(self._state(self.bruno, "monthly", "2025-02-13"), "fine")
        self.assertEqual(self._state(self.bruno, "monthly", "2025-02-14"), "soon")
        self.assertEqual(self._state(self.bruno, "monthly", "2025-02-28"), "soon")
        self.assertEqual(self._state(self.bruno, "monthly", "2025-03-01"), "late")

    def test_monthly_ends_with_the_first_year(self):
        self._meet(self.bruno, "2025-12-01")
        self.assertEqual(self._line(self.bruno, "monthly").date_due, date(2026, 1, 1))
        self._meet(self.bruno, "2025-12-02")
        self.assertFalse(self._line(self.bruno, "monthly"), "the next one is after the year")

    def test_nobody_stays_late_after_the_end_of_a_rhythm(self):
        self._renew()
        line = self._line(self.bruno, "monthly")
        for day, late in (("2026-01-01", True), ("2026-01-02", False)):
            with freeze_time(day):
                found = self.env["cae.rhythm"].search(
                    [("id", "=", line.id), ("state", "=", "late")]
                )
                self.assertEqual(bool(found), late, day)
            self.assertEqual(self._state(self.bruno, "monthly", day) == "late", late)

    def test_two_formal_interviews_in_twelve_sliding_months(self):
        self.assertEqual(self._line(self.alice, "formal").date_due, date(2026, 1, 1))
        self._meet(self.alice, "2025-03-01", "formal")
        self.assertEqual(self._line(self.alice, "formal").date_due, date(2026, 1, 1))
        self._meet(self.alice, "2025-04-01")
        self.assertEqual(self._line(self.alice, "formal").date_due, date(2026, 1, 1), "not formal")
        self._meet(self.alice, "2025-12-31", "formal")
        self.assertEqual(self._line(self.alice, "formal").date_due, date(2026, 3, 1))
        self.assertEqual(self._state(self.alice, "formal", "2026-03-01"), "soon")
        self.assertEqual(self._state(self.alice, "formal", "2026-03-02"), "late")
        self._meet(self.alice, "2026-03-02", "formal")
        self.assertEqual(self._line(self.alice, "formal").date_due, date(2026, 12, 31))

    def test_too_many_is_seen(self):
        for day in ("2025-03-03", "2025-03-10", "2025-03-17", "2025-03-24"):
            self._meet(self.bruno, day)
        self.assertFalse(self._line(self.bruno, "excess"), "four are not too many")
        self._meet(self.bruno, "2025-03-31")
        self.assertEqual(self._state(self.bruno, "excess", "2025-04-02"), "excess")
        self.assertEqual(self._state(self.bruno, "excess", "2025-04-03"), "fine")

    def test_who_leaves_has_no_rhythm(self):
        self.assertTrue(self.env["cae.rhythm"].search([("entrepreneur_id", "=", self.bruno.id)]))
        self.bruno_contract.action_end()
        self.bruno._by_method().stage = "former"
        self.assertFalse(self.env["cae.rhythm"].search([("entrepreneur_id", "=", self.bruno.id)]))

    def test_rules_of_the_stage_follow_the_stage(self):
        self.assertFalse(self._line(self.bruno, "formal"))
        self.bruno_contract.action_end()
        self._create_contract(self.bruno, "cesa", "2026-01-01")
        self.assertEqual(self._line(self.bruno, "formal").date_due, date(2027, 1, 1))
        self.assertFalse(self._line(self.bruno, "monthly"))

    def test_associate_keeps_the_start_of_the_cesa(self):
        self._meet(self.alice, "2025-06-01", "formal")
        self.alice.date_associate = "2025-07-01"
        self.assertEqual(self.alice.stage, "associate")
        self.assertEqual(self._line(self.alice, "formal").date_due, date(2026, 1, 1))

    def test_new_rule_is_applied_by_the_job(self):
        rule = self.env["cae.rhythm.rule"].create(
            {"name": "Quarterly", "kind": "regular", "applies_to": "cesa", "months": 3}
        )
        self._run_job()
        line = self.env["cae.rhythm"].search(
            [("entrepreneur_id", "=", self.alice.id), ("rule_id", "=", rule.id)]
        )
        self.assertEqual(line.date_due, date(2025, 4, 1))
        rule.active = False
        self._run_job()
        self.assertFalse(line.exists())

    def _list_due(self, person, **filters):
        domain = [("entrepreneur_id", "=", person.id), ("kind", "=", "appointment")]
        domain += [(name, "=", value) for name, value in filters.items()]
        return self.env["cae.deadline"].search(domain)

    def test_stands_in_the_list_of_what_is_due(self):
        self.company.cae_deadline_start = "2025-01-01"
        with freeze_time("2025-01-02 12:00:00"):
            self._run_job()
            due = self._list_due(self.bruno, state="open")
            first = due.filtered(lambda one: one.date_due == date(2025, 1, 16))
            self.assertEqual(len(due), 1, "the first one serves the monthly rule too")
            self.assertIn(self.rules["first"].name, first.name)
            self.assertEqual(first.user_id, self.bruno.referent_id)
            self.assertTrue(first.activity_id, "told 14 days before")
            for role, seen in (
                ("advisor", True),
                ("manager", True),
                ("other_advisor", False),
                ("accountant", False),
                ("bruno_user", False),
            ):
                found = due.with_user(getattr(self, role))._filtered_access("read")
                self.assertEqual(bool(found), seen, role)
            self._meet(self.bruno, "2025-01-02")
            self.assertEqual(first.state, "gone")
            monthly = self._list_due(self.bruno, state="open") - due
            self.assertEqual(monthly.date_due, date(2025, 2, 2))
        with freeze_time("2025-01-31 12:00:00"):
            self._run_job()
            self.assertFalse(monthly.activity_id, "the regular ones only stand in the list")
        with freeze_time("2026-01-02 12:00:00"):
            self._run_job()
            self.assertFalse(self._list_due(self.bruno, state="open"), "his CAPE is over")

    def test_bad_rules_are_refused(self):
        for values in (
            {"kind": "first", "days": 0},
            {"kind": "regular", "months": 0},
            {"kind": "formal", "count": 0},
            {"kind": "excess", "months": -1},
            {"kind": "regular", "until_months": -1},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.env["cae.rhythm.rule"].create({"name": "Bad", **values})

    def test_queries_do_not_grow_with_the_people(self):
        counts = []
        for size in (10, 40):
            people = self.env["cae.entrepreneur"].create(
                [{"name": f"Person {size} {n}", "stage": "cape"} for n in range(size)]
            )
            for person in people[:5]:
                self._meet(person, "2025-03-01")
            self.env.flush_all()
            self.env["cae.rhythm"].search([("entrepreneur_id", "in", people.ids)]).unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rhythm_keeper.keep(people)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_each_role_sees_the_rhythm_of_its_people(self):
        line = self._line(self.alice, "formal")
        for role, allowed in (
            ("advisor", True),
            ("manager", True),
            ("other_advisor", False),
            ("accountant", False),
            ("employee", False),
            ("alice_user", False),
            ("bruno_user", False),
        ):
            with self.subTest(role=role):
                user = getattr(self, role)
                self.assertEqual(line.with_user(user).has_access("read"), allowed)
                self.assertFalse(line.with_user(user).has_access("write"))


@tagged("post_install", "-at_install")
class TestRhythmEngine(TransactionCase):
    """The arithmetic against a plain count, day by day."""

    def test_formal_due_is_the_first_day_on_which_the_law_is_broken(self):
        start = date(2024, 2, 29)
        calendars = (
            [],
            [date(2024, 5, 1)],
            [date(2024, 5, 1), date(2024, 5, 1)],
            [date(2024, 5, 1), date(2025, 2, 28)],
            [date(2024, 5, 1), date(2024, 12, 24), date(2025, 5, 2)],
            [date(2025, 1, 31), date(2025, 2, 1), date(2025, 8, 31)],
        )
        for held in calendars:
            with self.subTest(held=held):
                due = engine.formal_due(start, held)
                # on the due day the interviews still to come may bring the period in order;
                # the day after, a whole period has passed with fewer than two
                self.assertLess(self._count(held, due), 2)
                before = due - timedelta(days=1)
                if held and before - relativedelta(months=12) >= start:
                    self.assertGreaterEqual(self._count(held, before), 2)

    def _count(self, held, day):
        since = day - relativedelta(months=12)
        return sum(since < one <= day for one in held)
