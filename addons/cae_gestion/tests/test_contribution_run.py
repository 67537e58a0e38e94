from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .contribution_common import ContributionCommon


@tagged("post_install", "-at_install")
class TestContributionRun(ContributionCommon):
    """A month is computed, posted in one entry, reversed; the lines explain themselves."""

    def test_default_schedule(self):
        """10 % of the turnover, without subcontracting and large purchases."""
        self._invoice(self.alice_activity, 4200, "2025-03-10", tax=self.vat_20)
        self._bill(self.alice_activity, 800, "2025-03-12", account="604000")
        run = self._month("2025-03-20")
        self.assertEqual(run.date_from.isoformat(), "2025-03-01")
        self.assertEqual(self._amount(run), 340.0)
        self.assertEqual(
            self._explanation(run),
            "10 % of 4,200.00 €, of which 800.00 € subcontracting excluded: 340.00 €",
        )
        self.assertRecordValues(
            run, [{"turnover": 4200.0, "base": 3400.0, "amount": 340.0, "activity_count": 1}]
        )

    def test_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._invoice(self.alice_activity, 4200, "2025-03-10")
        self._bill(self.alice_activity, 800, "2025-03-12", account="604000")
        run = self._month("2025-03-01").with_context(lang="fr_FR")
        self.assertEqual(run.display_name, "Mars 2025")
        text = self._explanation(run).replace("\N{NARROW NO-BREAK SPACE}", " ")
        for part in ("10 % de 4 200,00 €", "800,00 €", "340,00 €"):
            self.assertIn(part, text)

    def test_large_purchases(self):
        self._invoice(self.alice_activity, 5000, "2025-03-10")
        self._bill(self.alice_activity, 1200, "2025-03-12", account="606300")
        self._bill(self.alice_activity, 999.99, "2025-03-12", account="606300")
        run = self._month("2025-03-01")
        self.assertEqual(self._amount(run), 380.0)

    def test_half_up(self):
        """100.05 at 10 % is 10.005: the legacy program, in binary floats, says 10.00."""
        self._invoice(self.alice_activity, 100.05, "2025-03-10")
        self.assertEqual(self._amount(self._month("2025-03-01")), 10.01)

    def test_an_exclusion_gives_no_money_back(self):
        self._invoice(self.alice_activity, 500, "2025-03-10")
        self._bill(self.alice_activity, 800, "2025-03-12", account="604000")
        run = self._close("2025-03-01")
        self.assertEqual(self._amount(run), 0.0)
        self.assertEqual(run.line_ids.excluded, 500.0)
        self.assertEqual(
            self._explanation(run),
            "10 % of 500.00 €, of which 500.00 € subcontracting excluded: 0.00 €",
        )
        # what did not fit is brought forward
        self._invoice(self.alice_activity, 1000, "2025-04-10")
        run = self._month("2025-04-01")
        self.assertEqual(self._amount(run), 70.0)
        self.assertIn("300.00 € subcontracting (of which 300.00 € dated", self._explanation(run))

    def test_exclusions_lapse_without_carry_over(self):
        self.rule.carry_over = False
        self._invoice(self.alice_activity, 500, "2025-03-10")
        self._bill(self.alice_activity, 800, "2025-03-12", account="604000")
        self._close("2025-03-01")
        self._invoice(self.alice_activity, 1000, "2025-04-10")
        self.assertEqual(self._amount(self._month("2025-04-01")), 100.0)

    def test_credit_note_gives_money_back(self):
        self._invoice(self.alice_activity, 300, "2025-03-10", move_type="out_refund")
        run = self._close("2025-03-01")
        self.assertEqual(self._amount(run), -30.0)
        charge = self.company.contribution_charge_account_id
        line = run.move_id.line_ids.filtered(lambda line: line.account_id == charge)
        self.assertEqual(line.credit, 30.0)

    def test_entry(self):
        self._invoice(self.alice_activity, 1234.56, "2025-03-10")
        self._invoice(self.bruno_activity, 700, "2025-03-11")
        run = self._close("2025-03-01")
        company = self.company
        charge, liaison, income = (
            company.contribution_charge_account_id,
            company.contribution_liaison_account_id,
            company.contribution_income_account_id,
        )
        move = run.move_id
        self.assertRecordValues(
            move,
            [
                {
                    "state": "posted",
                    "journal_id": company.contribution_journal_id.id,
                    "date": run.date_to,
                }
            ],
        )
        none = self.env["cae.activity"]
        self.assertCountEqual(
            [(x.account_id, x.cae_activity_id, x.debit, x.credit) for x in move.line_ids],
            [
                (charge, self.alice_activity, 123.46, 0.0),
                (liaison, self.alice_activity, 0.0, 123.46),
                (charge, self.bruno_activity, 70.0, 0.0),
                (liaison, self.bruno_activity, 0.0, 70.0),
                (liaison, none, 193.46, 0.0),
                (income, none, 0.0, 193.46),
            ],
        )
        self.assertEqual(run.amount, 193.46)

    def test_twice_changes_nothing(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._month("2025-03-01")
        lines = run.line_ids
        run.action_compute()
        self.assertEqual(run.line_ids, lines)
        run.action_post()
        move = run.move_id
        self.assertFalse(run.action_post(), "already posted: nothing to say")
        self.assertEqual((run.move_id, run.line_ids), (move, lines))
        with self.assertRaisesRegex(UserError, "March 2025 is posted"):
            run.action_compute()
        count = self.env["account.move"].search_count(
            [("journal_id", "=", self.company.contribution_journal_id.id)]
        )
        self.assertEqual(count, 1)

    def test_posting_shows_what_changed_first(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._month("2025-03-01")
        self._invoice(self.alice_activity, 500, "2025-03-11")
        notification = run.action_post()
        self.assertEqual(notification["tag"], "display_notification")
        self.assertEqual((run.state, run.amount), ("computed", 150.0))
        self.assertFalse(run.move_id)
        run.action_post()
        self.assertEqual(run.state, "posted")

    def test_post_needs_a_preview(self):
        run = self.env["cae.contribution.run"].create({"date_from": "2025-03-01"})
        with self.assertRaisesRegex(UserError, "Compute the month first"):
            run.action_post()

    def test_late_document(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        self._close("2025-03-01")
        self._invoice(self.alice_activity, 300, "2025-03-25")
        self._invoice(self.alice_activity, 200, "2025-04-25")
        run = self._close("2025-04-01")
        self.assertEqual(self._amount(run), 50.0)
        self.assertEqual(
            self._explanation(run),
            "10 % of 500.00 € (of which 300.00 € dated in earlier months): 50.00 €",
        )
        self.assertFalse(self._month("2025-05-01").line_ids, "taken once only")

    def test_late_document_of_last_year(self):
        self._invoice(self.alice_activity, 1000, "2025-12-10")
        self._close("2025-12-01")
        self._invoice(self.alice_activity, 300, "2025-12-28")
        run = self._close("2026-01-01")
        self.assertEqual(self._amount(run), 30.0)
        self._invoice(self.alice_activity, 70, "2025-12-29")
        self._invoice(self.alice_activity, 20, "2026-01-29")
        self.assertEqual(self._amount(self._close("2026-02-01")), 9.0)
        self.assertFalse(self._close("2026-03-01").line_ids)

    def test_document_taken_back(self):
        """An invoice of a closed month that is cancelled gives its contribution back."""
        invoice = self._invoice(self.alice_activity, 1000, "2025-03-10")
        self._close("2025-03-01")
        invoice.button_draft()
        self.assertEqual(self._amount(self._month("2025-04-01")), -100.0)

    def test_opening_is_no_turnover_of_the_month(self):
        self._opening(self.alice_activity, 9000, "2025-03-31")
        self.assertFalse(self._month("2025-03-01").line_ids)

    def test_a_month_to_come_is_not_posted(self):
        month = fields.Date.add(
            fields.Date.start_of(fields.Date.context_today(self.company), "month"), months=2
        )
        run = self._month(fields.Date.to_string(month))
        with self.assertRaisesRegex(UserError, "has not begun"):
            run.action_post()

    def _opening(self, activity, amount, date):
        move = (
            self.env["account.move"]
            ._by_method()
            .create(
                {
                    "move_type": "entry",
                    "date": date,
                    "cae_activity_id": activity.id,
                    "cae_opening": True,
                    "line_ids": [
                        Command.create({"account_id": self._account("512000").id, "debit": amount}),
                        Command.create(
                            {"account_id": self._account("706000").id, "credit": amount}
                        ),
                    ],
                }
            )
        )
        move.action_post()

    def test_slices_by_year(self):
        """The example that Astrolabe publishes: 90 000 -> 9 300.00."""
        self._rates((0, 11), (40000, 10), (80000, 9), period="year")
        self._invoice(self.alice_activity, 90000, "2025-03-10")
        run = self._month("2025-03-01")
        self.assertEqual(self._amount(run), 9300.0)
        self.assertEqual(
            self._explanation(run),
            "11 % of 40,000.00 €, 10 % of 40,000.00 €, 9 % of 10,000.00 €: 9,300.00 €",
        )

    def test_slices_by_year_month_by_month(self):
        self._rates((0, 11), (40000, 10), (80000, 9), period="year")
        amounts = []
        for month in range(1, 13):
            self._invoice(self.alice_activity, 7500, f"2025-{month:02}-10")
            amounts.append(self._amount(self._close(f"2025-{month:02}-01")))
        self.assertEqual(amounts[:2] + amounts[5:6] + amounts[-1:], [825.0, 825.0, 775.0, 675.0])
        self.assertAlmostEqual(sum(amounts), 9300.0, places=6)
        self._invoice(self.alice_activity, 1000, "2026-01-10")
        self.assertEqual(self._amount(self._month("2026-01-01")), 110.0, "a new year")

    def test_accumulated_before_the_first_month(self):
        """Taken over with 39 000 of the year, 1 000 left at 11 %."""
        self._rates((0, 11), (40000, 10), period="year")
        self._opening(self.alice_activity, 38000, "2025-03-31")
        self._invoice(self.alice_activity, 1000, "2025-03-05")  # before the first month
        self._invoice(self.alice_activity, 3000, "2025-04-10")
        run = self._close("2025-04-01")
        self.assertEqual(self._amount(run), 310.0)
        self._invoice(self.alice_activity, 100, "2025-05-10")
        self.assertEqual(self._amount(self._month("2025-05-01")), 10.0)

    def test_slices_since_entry(self):
        """Crealead: 10 % then 9 % from 80 000 accumulated since entry, over the years."""
        self._rates((0, 10), (80000, 9), period="entry")
        self._opening(self.alice_activity, 45000, "2023-12-31")
        self._invoice(self.alice_activity, 30000, "2025-12-10")
        self.assertEqual(self._amount(self._close("2025-12-01")), 3000.0)
        self._invoice(self.alice_activity, 10000, "2026-01-10")
        run = self._close("2026-01-01")
        self.assertEqual(self._amount(run), 950.0)
        self.assertEqual(self._explanation(run), "10 % of 5,000.00 €, 9 % of 5,000.00 €: 950.00 €")

    def test_between_members(self):
        """Crealead: 5 % on invoices between members, on an account of their own."""
        self.rule.exclusion_ids = [
            Command.create({"name": "between members", "account_prefixes": "7067"})
        ]
        self.schedule.rule_ids = [
            Command.create(
                {
                    "name": "Between members",
                    "account_prefixes": "7067",
                    "slice_ids": [Command.create({"rate": 5})],
                }
            )
        ]
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        self._invoice(self.alice_activity, 200, "2025-03-10", account="706700")
        run = self._close("2025-03-01")
        self.assertEqual(sorted(run.line_ids.mapped("amount")), [10.0, 100.0])
        charge = self.company.contribution_charge_account_id
        line = run.move_id.line_ids.filtered(lambda line: line.account_id == charge)
        self.assertEqual(line.mapped("debit"), [110.0], "one charge for the activity")

    def test_whole_amount(self):
        self._rates((0, 10), (10000, 8), period="year", method="whole")
        self._invoice(self.alice_activity, 9500, "2025-03-10")
        self.assertEqual(self._amount(self._close("2025-03-01")), 950.0)
        self._invoice(self.alice_activity, 1500, "2025-04-10")
        run = self._month("2025-04-01")
        self.assertEqual(self._amount(run), -70.0)
        self.assertEqual(
            self._explanation(run),
            "8 % of 11,000.00 €, less 950.00 € due before (turnover 1,500.00 €): -70.00 €",
        )

    def test_new_schedule_in_mid_year(self):
        """A duplicated schedule goes on with what is accumulated; late documents keep the base
        that was voted for their time."""
        self._rates((0, 10), (10000, 5), period="year")
        self._invoice(self.alice_activity, 9000, "2025-03-10")
        self._close("2025-03-01")
        new = self.schedule.copy({"date_start": "2025-04-01"})
        new.rule_ids.account_prefixes = "70,75"
        self._invoice(self.alice_activity, 500, "2025-03-20", account="758000")  # not in the base
        self._invoice(self.alice_activity, 500, "2025-03-20")  # late
        self._invoice(self.alice_activity, 1000, "2025-04-20", account="758000")
        run = self._close("2025-04-01")
        self.assertEqual(run.schedule_id, new)
        self.assertEqual(run.line_ids.base, 1500.0)
        self.assertEqual(self._amount(run), 125.0)  # 1 000 at 10 %, 500 at 5 %

    def test_rule_that_ended(self):
        """A schedule written anew: a late document of the old time takes the old rate."""
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        self._close("2025-03-01")
        self.env["cae.contribution.schedule"].create(
            {
                "name": "New",
                "date_start": "2025-04-01",
                "rule_ids": [
                    Command.create({"name": "Eight", "slice_ids": [Command.create({"rate": 8})]})
                ],
            }
        )
        self._invoice(self.alice_activity, 100, "2025-03-20")
        self._invoice(self.alice_activity, 1000, "2025-04-20")
        run = self._close("2025-04-01")
        self.assertEqual(sorted(run.line_ids.mapped("amount")), [10.0, 80.0])
        self.assertFalse(self._month("2025-05-01").line_ids)

    def test_a_month_is_not_posted_after_the_next(self):
        """Two months may be computed while none is posted."""
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        march = self._month("2025-03-01")
        self._close("2025-04-01")
        with self.assertRaisesRegex(UserError, "April 2025 is already posted"):
            march.action_post()
        self.assertFalse(march.move_id)

    def test_months_follow_one_another(self):
        self._close("2025-03-01")
        with self.assertRaisesRegex(UserError, "close April 2025 first"):
            self._month("2025-05-01")
        with self.assertRaisesRegex(UserError, "March 2025 is already posted"):
            self._month("2025-02-01")

    def test_one_run_a_month(self):
        self._month("2025-03-01")
        with self.assertRaisesRegex(Exception, "company_month_uniq|already exists"):
            self._month("2025-03-15")

    def test_reversal(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._close("2025-03-01")
        run.action_reverse()
        self.assertEqual(run.state, "reversed")
        self.assertEqual(run.reversal_move_id.state, "posted")
        self.assertEqual(run.reversal_move_id.reversed_entry_id, run.move_id)
        lines = (run.move_id | run.reversal_move_id).line_ids
        for activity in (self.alice_activity, self.env["cae.activity"]):
            own = lines.filtered(lambda line: line.cae_activity_id == activity)  # noqa: B023
            self.assertEqual(len(own), 4)
            for _account, items in own.grouped("account_id").items():
                self.assertEqual(sum(items.mapped("balance")), 0.0)
        again = self._close("2025-03-01")
        self.assertEqual(again.amount, 100.0)
        with self.assertRaisesRegex(UserError, "Only a posted month"):
            run.action_reverse()

    def test_reversal_from_the_last_month(self):
        first, last = self._close("2025-03-01"), self._close("2025-04-01")
        with self.assertRaisesRegex(UserError, "Reverse April 2025 first"):
            first.action_reverse()
        (first | last).action_reverse()
        self.assertEqual((first | last).mapped("state"), ["reversed", "reversed"])

    def test_the_entry_belongs_to_its_month(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._close("2025-03-01")
        for refused in (
            run.move_id.button_draft,
            lambda: run.move_id._reverse_moves(cancel=True),
            run.unlink,
        ):
            with self.assertRaises(UserError):
                refused()
        self.assertEqual(run.move_id.state, "posted")

    def test_locked_period(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._month("2025-03-01")
        self.company.fiscalyear_lock_date = "2025-12-31"
        with self.assertRaises(UserError) as raised:
            run.action_post()
        self.assertIn("2025", str(raised.exception))
        self.assertEqual(run.move_id.state or "none", "none")

    def test_locked_period_reversal(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._close("2025-03-01")
        self.company.fiscalyear_lock_date = "2025-12-31"
        with self.assertRaises(UserError):
            run.action_reverse()

    def test_used_schedule_stays(self):
        self._close("2025-03-01")
        for change in (
            lambda: self.rule.write({"minimum": 3}),
            lambda: self.rule.slice_ids.write({"rate": 9}),
            lambda: self.rule.exclusion_ids[0].write({"account_prefixes": "6"}),
            lambda: self.rule.slice_ids.create(
                {"rule_id": self.rule.id, "threshold": 9, "rate": 9}
            ),
            lambda: self.schedule.write({"date_start": "2025-02-01"}),
            self.rule.unlink,
            self.schedule.unlink,
        ):
            with self.assertRaisesRegex(UserError, "Duplicate it"):
                change()
        copy = self.schedule.copy()
        self.assertEqual(copy.date_start.isoformat(), "2025-04-01")
        self.assertEqual(copy.rule_ids.key, self.rule.key)
        copy.rule_ids.minimum = 3

    def test_no_schedule(self):
        with self.assertRaisesRegex(UserError, "No schedule is in force"):
            self._month("2024-12-01")

    def test_nothing_to_book_on(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        self.company.contribution_journal_id = False
        run = self._month("2025-03-01")
        with self.assertRaisesRegex(UserError, "journal and the three accounts"):
            run.action_post()

    def test_hindrances(self):
        draft = self._invoice(self.alice_activity, 1000, "2025-03-10")
        draft.button_draft()
        orphan = self._invoice(None, 1000, "2025-03-10")
        run = self._month("2025-03-01")
        self.assertEqual((run.draft_invoice_count, run.orphan_invoice_count), (1, 1))
        self.assertEqual(
            self.env["account.move"].search(run.action_open_draft_invoices()["domain"]), draft
        )
        self.assertEqual(
            self.env["account.move"].search(run.action_open_orphan_invoices()["domain"]), orphan
        )

    def test_form_and_empty_month(self):
        with Form(self.env["cae.contribution.run"].with_user(self.accountant)) as form:
            form.date_from = "2025-03-17"
        run = form.record
        run.action_compute()
        run.action_post()
        self.assertEqual((run.state, bool(run.move_id), run.amount), ("posted", False, 0.0))


@tagged("post_install", "-at_install")
class TestContributionClosing(ContributionCommon):
    """The accountant's landing page finds the month that is due."""

    def _closing(self):
        action = self.env["cae.contribution.run"].with_user(self.accountant).action_closing()
        return self.env["cae.contribution.run"].browse(action["res_id"])

    @freeze_time("2025-06-12")
    def test_without_any_entry_last_month(self):
        self.assertEqual(self._closing().date_from.isoformat(), "2025-05-01")

    @freeze_time("2025-06-12")
    def test_oldest_month_first(self):
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._closing()
        self.assertEqual(run.date_from.isoformat(), "2025-03-01")
        self.assertEqual(self._closing(), run, "prepared once")
        run.action_compute()
        run.action_post()
        self.assertEqual(self._closing().date_from.isoformat(), "2025-04-01")
        self._close_all()
        last = self._closing()
        self.assertEqual((last.date_from.isoformat(), last.state), ("2025-05-01", "posted"))

    def _close_all(self):
        while (run := self._closing()).state != "posted":
            run.action_compute()
            run.action_post()
