from datetime import date
from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .statement_common import FROM, TO, StatementCommon


@tagged("post_install", "-at_install")
class TestActivityStatement(StatementCommon):
    """The figures of an activity, from posted entries, against figures made by hand."""

    def test_figures_by_hand(self):
        statement = self.alice_activity._get_statement(FROM, TO)
        self._assert_figures(
            statement,
            turnover="800.00",
            income="800.00",
            charges="300.00",
            contribution="80.00",
            result="420.00",
            cash="1620.00",
            customers_due="-200.00",
            suppliers_due="300.00",
        )
        self.assertEqual(
            statement.income - statement.charges - statement.contribution, statement.result
        )
        self.assertEqual(statement.debit, statement.credit)
        self.assertEqual(statement.earlier.credit, Decimal("500.00"))

    def test_month_by_month(self):
        months = self.alice_activity._get_statement(FROM, TO).months
        self.assertEqual(
            [
                (m.start.month, m.income, m.charges, m.contribution, m.result, m.cash)
                for m in months
            ],
            [
                (1, 1000, 0, 0, 1000, 1700),
                (2, -200, 300, 0, -500, 1700),
                (3, 0, 0, 80, -80, 1620),
            ],
        )

    def test_accounts_are_named_and_sorted(self):
        lines = self.alice_activity._get_statement(FROM, TO).accounts
        codes = [line.code for line in lines]
        self.assertEqual(codes, sorted(codes))
        (charge,) = [line for line in lines if line.code == "186000"]
        self.assertEqual((charge.debit, charge.credit, charge.balance), (80, 0, 80))
        self.assertEqual(charge.label, self._account("186000").name)

    def test_a_payment_moves_cash_and_not_the_result(self):
        bill = self._bill(self.alice_activity, 50, "2026-03-02")
        before = self.alice_activity._get_statement(FROM, TO)
        self._pay(bill, "2026-03-20")
        after = self.alice_activity._get_statement(FROM, TO)
        self._assert_figures(before, cash="1620.00", suppliers_due="350.00", result="370.00")
        self._assert_figures(after, cash="1570.00", suppliers_due="300.00", result="370.00")

    def test_a_refund_takes_back_turnover(self):
        self._invoice(self.alice_activity, 100, "2026-03-05", move_type="out_refund")
        self._assert_figures(
            self.alice_activity._get_statement(FROM, TO), turnover="700.00", result="320.00"
        )

    def test_the_contribution_lowers_result_and_cash(self):
        self._contribute(self.alice_activity, 20.5, "2026-03-31")
        self._assert_figures(
            self.alice_activity._get_statement(FROM, TO),
            contribution="100.50",
            charges="300.00",
            result="399.50",
            cash="1599.50",
        )

    def test_a_reversed_contribution_gives_both_back(self):
        move = self._contribute(self.alice_activity, 20.5, "2026-03-31")
        move._reverse_moves([{"date": TO}], cancel=True)
        self._assert_figures(
            self.alice_activity._get_statement(FROM, TO), result="420.00", cash="1620.00"
        )

    def test_an_opening_counts_in_the_result_and_in_cash(self):
        move = self._entry(
            "2026-01-02",
            ("512001", 640, self.alice_activity),
            ("604101", 60, self.alice_activity),
            ("706000", -700, self.alice_activity),
        )
        move._by_method().cae_opening = True
        self._assert_figures(
            self.alice_activity._get_statement(FROM, TO),
            turnover="1500.00",
            contribution="80.00",
            result="1060.00",
            cash="2260.00",
        )

    def test_a_flagged_account_of_old_books_is_contribution(self):
        self._entry(
            "2026-01-02", ("604101", 60, self.alice_activity), ("512001", -60, self.alice_activity)
        )
        self._account("604101").cae_contribution = True
        self._assert_figures(
            self.alice_activity._get_statement(FROM, TO), contribution="140.00", charges="300.00"
        )

    def test_another_period(self):
        self._assert_figures(
            self.alice_activity._get_statement(date(2025, 12, 1), date(2025, 12, 31)),
            turnover="500.00",
            charges="0.00",
            result="500.00",
            cash="500.00",
            customers_due="0.00",
        )
        # cash stands at the last day, whatever the period
        self._assert_figures(
            self.alice_activity._get_statement(date(2026, 3, 1), TO),
            turnover="0.00",
            charges="0.00",
            contribution="80.00",
            cash="1620.00",
        )

    def test_an_activity_without_entries(self):
        activity = self.env["cae.activity"].create({"name": "New"})
        statement = activity._get_statement(FROM, TO)
        self.assertEqual(set(self._figures(statement).values()), {0})
        self.assertEqual(len(statement.months), 3)

    def test_one_query_on_entries_for_any_number_of_activities(self):
        activities = self.env["cae.activity"].create(
            [{"name": f"Activity {number}"} for number in range(100)]
        )
        self._entry(
            "2026-02-15",
            *[("706000", -100, activity) for activity in activities],
            *[("512001", 100, activity) for activity in activities],
        )
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            statements = records._get_statements(FROM, TO)
            self.assertEqual({found.cash for found in statements.values()}, {Decimal(100)})
            return self.env.cr.sql_log_count - before

        count(activities[:10])
        ten, hundred = count(activities[:10]), count(activities)
        self.assertEqual(ten, hundred)
        self.assertLessEqual(hundred, 8)

    def test_staff_see_the_same_figures(self):
        expected = self._figures(self.alice_activity._get_statement(FROM, TO))
        for user in (self.advisor, self.accountant, self.manager, self.alice_user):
            with self.subTest(user=user.login):
                activity = self.alice_activity.with_user(user)
                self.env.invalidate_all()
                self.assertEqual(self._figures(activity._get_statement(FROM, TO)), expected)

    def test_others_are_refused(self):
        for user in (self.bruno_user, self.employee, self.other_accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.alice_activity.with_user(user)._get_statement(FROM, TO)
        with self.assertRaises(AccessError):
            (self.alice_activity | self.bruno_activity).with_user(self.alice_user)._get_statements(
                FROM, TO
            )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20")
class TestStatementPeriods(StatementCommon):
    """The names of periods, for a calendar year and for another financial year."""

    def _period(self, *args):
        return [str(day) for day in self.alice_activity._get_statement_period(*args)]

    def test_calendar_year(self):
        self.assertEqual(self._period(), ["2026-01-01", "2026-03-31"])
        self.assertEqual(self._period("last_year"), ["2025-01-01", "2025-12-31"])
        self.assertEqual(self._period("this_month"), ["2026-03-01", "2026-03-31"])
        self.assertEqual(self._period("last_month"), ["2026-02-01", "2026-02-28"])
        self.assertEqual(self._period("custom", FROM, TO), ["2026-01-01", "2026-03-31"])

    def test_financial_year_ending_in_june(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self.assertEqual(self._period(), ["2025-07-01", "2026-03-31"])
        self.assertEqual(self._period("last_year"), ["2024-07-01", "2025-06-30"])

    def test_what_cannot_be_shown_is_refused_in_a_sentence(self):
        activity = self.alice_activity.with_context(lang="en_US")
        for args, sentence in (
            (("all",), "Choose one of the periods"),
            (("custom",), "Give a first and a last day"),
            (("custom", "2026-02-30", "2026-03-31"), "Give a first and a last day"),
            (("custom", TO, FROM), "do not go together"),
            (("custom", "0026-01-01", "2026-01-31"), "nothing before 01/01/2025"),
            (("custom", "2024-12-31", "2026-01-31"), "nothing before 01/01/2025"),
            (("custom", "2026-01-01", "9999-12-31"), "12/31/2027 at the latest"),
        ):
            with self.subTest(args=args), self.assertRaisesRegex(UserError, sentence):
                activity._get_statement_period(*args)
        self.alice_activity.date_start = "2015-05-01"
        with self.assertRaisesRegex(UserError, "at most 5 years"):
            activity._get_statement_period("custom", "2015-01-01", "2026-03-31")
        self.assertEqual(
            self._period("custom", "2021-04-01", "2026-03-31"), ["2021-04-01", "2026-03-31"]
        )

    def test_no_caller_gets_around_the_bounds(self):
        for days in ((date(1, 1, 1), TO), (FROM, date(9999, 12, 31)), (TO, FROM)):
            with self.subTest(days=days), self.assertRaises(UserError):
                self.alice_activity._get_statements(*days)
            with self.subTest(days=days), self.assertRaises(UserError):
                self.env["report.cae_gestion.report_activity_statement"]._get_report_values(
                    self.alice_activity.ids,
                    {"date_from": days[0].isoformat(), "date_to": days[1].isoformat()},
                )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20")
class TestStatementWindow(StatementCommon):
    """What the staff have: the list by year and the window on one activity."""

    def _rows(self, user=None):
        self.env.invalidate_all()
        rows = self.env["cae.activity.year"].with_user(user or self.advisor)
        return rows.search([("activity_id", "in", (self.alice_activity | self.bruno_activity).ids)])

    def test_list_by_year(self):
        self.assertEqual(
            [
                (
                    row.year,
                    row.activity_id.code,
                    row.turnover,
                    row.contribution,
                    row.result,
                    row.cash,
                )
                for row in self._rows()
            ],
            [
                ("2026", "TALI", 800, 80, 420, 1620),
                ("2026", "TBRU", 999, 0, 999, 0),
                ("2025", "TALI", 500, 0, 500, 500),
            ],
        )

    def test_list_and_statement_agree(self):
        self.company.write({"fiscalyear_last_month": "1", "fiscalyear_last_day": 31})
        rows = self._rows()
        self.assertEqual(rows.mapped("year"), ["2027", "2027", "2026"])
        self.assertEqual(
            sorted({(str(row.date_from), str(row.date_to)) for row in rows}),
            [("2025-02-01", "2026-01-31"), ("2026-02-01", "2026-03-31")],
        )
        for row in rows:
            statement = row.activity_id._get_statement(row.date_from, row.date_to)
            for name in (
                "turnover",
                "other_income",
                "charges",
                "contribution",
                "result",
                "cash",
                "available",
            ):
                self.assertEqual(Decimal(str(row[name])), getattr(statement, name), name)

    def test_filters_and_totals(self):
        Year = self.env["cae.activity.year"].with_user(self.accountant)
        activities = self.alice_activity | self.bruno_activity
        this_year = [
            ("activity_id", "in", activities.ids),
            ("date_from", "<=", "today"),
            ("date_to", ">=", "today"),
        ]
        self.assertEqual(
            Year.formatted_read_group(this_year, ["year"], ["turnover:sum"])[0]["turnover:sum"],
            1799,
        )
        self._entry(
            "2026-03-01",
            ("512001", -50, self.bruno_activity),
            ("401100", 50, self.bruno_activity),
        )
        self.assertEqual(
            Year.search([*this_year, ("cash", "<", 0)]).activity_id, self.bruno_activity
        )

    def test_new_activities_are_listed_with_zeros(self):
        activity = self.env["cae.activity"].create({"name": "New"})
        (row,) = self.env["cae.activity.year"].search([("activity_id", "=", activity.id)])
        self.assertEqual((row.year, row.turnover, row.cash), ("2026", 0, 0))

    def test_list_costs_the_same_for_ten_and_a_hundred(self):
        activities = self.env["cae.activity"].create(
            [{"name": f"Activity {number}"} for number in range(100)]
        )
        self._entry(
            "2026-02-15",
            *[("706000", -100, activity) for activity in activities],
            *[("512001", 100, activity) for activity in activities],
        )
        Year = self.env["cae.activity.year"].with_user(self.advisor)
        fields = {
            "activity_id": {"fields": {"display_name": {}}},
            "currency_id": {},
            **{name: {} for name in ("turnover", "charges", "contribution", "result", "cash")},
        }

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = Year.web_search_read([("activity_id", "in", records.ids)], fields, limit=200)
            self.assertEqual(len(found["records"]), len(records))
            return self.env.cr.sql_log_count - before

        count(activities[:10])
        self.assertEqual(count(activities[:10]), count(activities))

    def test_other_cooperatives_and_archived_activities_are_not_listed(self):
        self.bruno_activity.active = False
        self.assertEqual(self._rows().activity_id, self.alice_activity)
        rows = self.env["cae.activity.year"].with_user(self.other_accountant).search([])
        self.assertEqual(rows.activity_id, self.other_activity)

    def test_window_opens_on_the_year_of_the_row(self):
        row = self._rows()[-1].with_user(self.advisor)
        action = row.action_open_statement()
        window = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(window.period, "custom")
        self.assertEqual([str(window.date_from), str(window.date_to)], ["2025-01-01", "2025-12-31"])

    def test_window_follows_the_period(self):
        action = self.alice_activity.with_user(self.advisor).action_open_statement()
        window = self.env[action["res_model"]].with_user(self.advisor).browse(action["res_id"])
        with Form(window.with_context(lang="en_US")) as form:
            self.assertEqual(form.period, "this_year")
            self.assertIn("1,620.00", form.body)
            form.period = "last_month"
            self.assertEqual([str(form.date_from), str(form.date_to)], ["2026-02-01", "2026-02-28"])
            self.assertIn("1,700.00", form.body)
            self.assertNotIn("1,620.00", form.body)
        url = window.action_print()["url"]
        self.assertEqual(
            url, f"/my/activities/{self.alice_activity.id}/statement.pdf?period=last_month"
        )
        self.assertIn("statement.xlsx?", window.action_export()["url"])

    def test_window_refuses_far_dates_in_a_sentence(self):
        action = self.alice_activity.with_user(self.advisor).action_open_statement()
        window = self.env[action["res_model"]].with_user(self.advisor).browse(action["res_id"])
        window = window.with_context(lang="en_US")
        for date_from, date_to, sentence in (
            ("1902-01-01", "2026-03-31", "There is nothing before 01/01/2025"),
            ("2026-01-01", "2199-12-31", "12/31/2027 at the latest"),
            ("2026-03-31", "2026-01-01", "do not go together"),
        ):
            form = Form(window)
            form.period = "custom"
            form.date_from, form.date_to = date_from, date_to
            self.assertIn(sentence, form.body)
            self.assertNotIn("1,620.00", form.body)
            with (
                self.subTest(date_from=date_from),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                form.save()
        with Form(window) as form:
            form.period = "custom"
            form.date_from, form.date_to = "2025-12-01", "2025-12-31"
            self.assertIn("500.00", form.body)
        self.assertIn("date_from=2025-12-01&date_to=2025-12-31", window.action_print()["url"])

    def test_an_entry_of_another_age_does_not_break_the_list(self):
        self._entry(
            "1001-01-02",
            ("512001", 5, self.alice_activity),
            ("706000", -5, self.alice_activity),
        )
        rows = self._rows().filtered(lambda row: row.activity_id == self.alice_activity)
        self.assertLess(len(rows), 50)
        self.assertEqual(rows[0].cash, 1625)

    def test_each_window_is_its_owners(self):
        action = self.alice_activity.with_user(self.advisor).action_open_statement()
        window = self.env[action["res_model"]].browse(action["res_id"])
        with self.assertRaises(AccessError):
            window.with_user(self.accountant).read(["body"])

    def test_a_window_cannot_show_an_activity_of_another_cooperative(self):
        windows = self.env["cae.activity.statement"].with_user(self.advisor)
        with self.assertRaises(AccessError):
            windows.create({"activity_id": self.other_activity.id}).read(["body"])

    def test_roles(self):
        for user in (self.advisor, self.accountant, self.manager):
            with self.subTest(user=user.login):
                self.assertTrue(self._rows(user))
                self.alice_activity.with_user(user).action_open_statement()
        for user in (self.alice_user, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._rows(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.alice_activity.with_user(user).action_open_statement()

    def test_nobody_writes_figures(self):
        (row, *_others) = self._rows(self.manager)
        with self.assertRaises(AccessError):
            row.turnover = 1

    def test_the_activity_of_several_people_is_everyones(self):
        self.alice_activity.entrepreneur_ids = [Command.link(self.bruno.id)]
        activity = self.alice_activity.with_user(self.bruno_user)
        self._assert_figures(activity._get_statement(FROM, TO), cash="1620.00")
