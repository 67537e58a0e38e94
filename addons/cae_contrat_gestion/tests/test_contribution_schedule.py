from datetime import date

from odoo import fields
from odoo.addons.cae_contrat.tests.common import CaeContractCommon
from odoo.addons.cae_gestion.tests.contribution_common import ContributionCommon
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged


class ScheduleCommon(ContributionCommon, CaeContractCommon):
    """ContributionCommon whose schedules are typed on the form, as the accountant does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.alice_activity | cls.bruno_activity).contribution_exempt = False
        cls.schedule.unlink()

    @classmethod
    def _type_schedule(cls, name, date_start, slices, exclusions=(), **vals):
        """Fill in the form of a schedule of one rule, save it, put it in force."""
        Schedule = cls.env["cae.contribution.schedule"].with_user(cls.accountant)
        form = Form(Schedule.with_context(default_is_trial=True))
        form.name = name
        form.date_start = date_start
        with form.rule_ids.new() as rule:
            rule.name = name
            for field, value in vals.items():
                setattr(rule, field, value)
            for threshold, rate in slices:
                with rule.slice_ids.new() as item:
                    item.threshold = threshold
                    item.rate = rate
        schedule = form.save()
        schedule.action_put_in_force()
        return schedule

    def _margin(self, activity, turnover, purchases, month):
        self._invoice(activity, turnover, f"{month}-10")
        if purchases:
            self._bill(activity, purchases, f"{month}-12", account="604000")


@tagged("post_install", "-at_install")
class TestVotedSchedules(ScheduleCommon):
    """Schedules as cooperatives vote them: typed on the form, then a month computed."""

    def test_bands_of_the_margin_and_a_floor_each_month(self):
        self._type_schedule(
            "Margin by bands",
            "2025-01-01",
            [(0, 13), (1000.01, 12), (2000.01, 11), (3333.01, 10)],
            basis="margin",
            method="whole",
            month_floor=80,
        )
        self._margin(self.alice_activity, 628, 100, "2025-01")  # 13 % of 528 is 68.64
        self._margin(self.bruno_activity, 1300, 300, "2025-01")  # 13 % of 1 000 exactly
        run = self._close("2025-01-01")
        self.assertEqual(self._amount(run), 80.0)
        self.assertEqual(self._amount(run, self.bruno_activity), 130.0)
        self.assertIn("11.36 € to reach the least amount of a month", self._explanation(run))
        self._margin(self.alice_activity, 4500, 500, "2025-02")
        run = self._close("2025-02-01")
        self.assertEqual(self._amount(run), 400.0, "a good month")
        self.assertEqual(self._amount(run, self.bruno_activity), 80.0, "nothing invoiced")
        # a good month does not pay for an empty one
        self.assertEqual(self._amount(self._month("2025-03-01")), 80.0)

    def test_what_is_collected_by_tiers_of_the_year_and_a_fixed_amount(self):
        self._type_schedule(
            "Collected",
            "2025-01-01",
            [(0, 10), (35000, 8), (45000, 6)],
            basis="collected",
            period="year",
            fixed_amount=16,
        )
        first = self._invoice(self.alice_activity, 30000, "2025-01-10", tax=self.vat_20)
        self._pay(first, "2025-01-20")
        second = self._invoice(self.alice_activity, 20000, "2025-01-15", tax=self.vat_20)
        run = self._close("2025-01-01")
        self.assertEqual(self._amount(run), 3016.0, "the second one is not paid")
        self._pay(second, "2025-02-20")
        run = self._close("2025-02-01")
        # 5 000 at 10 %, 10 000 at 8 %, 5 000 at 6 %
        self.assertEqual(self._amount(run), 500 + 800 + 300 + 16)

    def test_margin_with_a_floor_each_month_and_a_ceiling_of_the_year(self):
        self._type_schedule(
            "Margin",
            "2025-01-01",
            [(0, 12)],
            basis="margin",
            period="year",
            month_floor=40,
            ceiling=8400,
        )
        self._margin(self.alice_activity, 1000, 0, "2025-01")
        self.assertEqual(self._amount(self._close("2025-01-01")), 120.0)
        self.assertEqual(self._amount(self._close("2025-02-01")), 40.0, "an empty month")
        self._margin(self.alice_activity, 90000, 1000, "2025-03")
        run = self._close("2025-03-01")
        self.assertEqual(self._amount(run), 8400.0 - 160.0)
        self.assertFalse(self._amount(self._month("2025-04-01")), "the ceiling is reached")

    def test_collected_in_parts_paid_back_and_undone(self):
        self._type_schedule("Collected", "2025-01-01", [(0, 10)], basis="collected")
        invoice = self._invoice(self.alice_activity, 100, "2025-01-10", tax=self.vat_20)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment = wizard.create({"amount": 50, "payment_date": "2025-01-20"})._create_payments()
        run = self._close("2025-01-01")
        self.assertEqual(run.line_ids.base, 41.67)
        rest = self._pay(invoice, "2025-02-20")
        run = self._close("2025-02-01")
        self.assertEqual(run.line_ids.base, 58.33, "to the cent in all")
        # the second cheque comes back
        rest.move_id.line_ids.remove_move_reconcile()
        run = self._close("2025-03-01")
        self.assertEqual(run.line_ids.base, -58.33)
        # a credit note that is paid back
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(self._close("2025-04-01").line_ids.base, -41.67)
        refund = self._invoice(self.alice_activity, 30, "2025-05-10", move_type="out_refund")
        self.assertFalse(self._month("2025-05-01").line_ids)
        self._pay(refund, "2025-05-20")
        run = self.env["cae.contribution.run"].search([("date_from", "=", "2025-05-01")])
        run.action_compute()
        self.assertEqual(run.line_ids.base, -30.0)

    def test_from_invoiced_to_collected(self):
        """What contributed when it was invoiced does not contribute again when it is paid."""
        self._type_schedule("Invoiced", "2025-01-01", [(0, 10)])
        old = self._invoice(self.alice_activity, 1000, "2025-01-10")
        self.assertEqual(self._amount(self._close("2025-01-01")), 100.0)
        self._type_schedule("Collected", "2025-02-01", [(0, 10)], basis="collected")
        self._pay(old, "2025-02-10")
        self._pay(self._invoice(self.alice_activity, 500, "2025-02-10"), "2025-02-20")
        self.assertEqual(self._amount(self._month("2025-02-01")), 50.0)

    def test_from_collected_to_invoiced(self):
        """What was invoiced to contribute when it is paid does so, also under the next schedule."""
        self._type_schedule("Collected", "2025-01-01", [(0, 10)], basis="collected")
        old = self._invoice(self.alice_activity, 1000, "2025-01-10")
        self.assertFalse(self._amount(self._close("2025-01-01")), "nothing is paid")
        self._type_schedule("Invoiced", "2025-02-01", [(0, 10)])
        new = self._invoice(self.alice_activity, 500, "2025-02-10")
        self._pay(old, "2025-02-15")
        run = self._close("2025-02-01")
        self.assertEqual(sum(run.line_ids.mapped("amount")), 150.0)
        self._pay(new, "2025-03-15")
        self.assertFalse(sum(self._month("2025-03-01").line_ids.mapped("amount")), "once")

    def test_collected_over_two_years(self):
        """The tiers begin anew with the year, not below zero."""
        self._type_schedule(
            "Collected", "2024-12-01", [(0, 10), (35000, 8)], basis="collected", period="year"
        )
        self._pay(self._invoice(self.alice_activity, 50000, "2024-12-10"), "2024-12-20")
        self.assertEqual(self._amount(self._close("2024-12-01")), 3500 + 1200)
        self._pay(self._invoice(self.alice_activity, 40000, "2025-01-10"), "2025-01-20")
        self.assertEqual(self._amount(self._close("2025-01-01")), 3500 + 400)

    def test_a_credit_note_gives_back_beside_the_least_amount_of_a_month(self):
        self._type_schedule("Twelve", "2025-01-01", [(0, 12)], month_floor=40)
        self._invoice(self.alice_activity, 1000, "2025-01-10")
        self.assertEqual(self._amount(self._close("2025-01-01")), 120.0)
        self._invoice(self.alice_activity, 1000, "2025-02-10", move_type="out_refund")
        self.assertEqual(self._amount(self._month("2025-02-01")), -80.0)

    def test_a_yearly_floor_counts_from_the_start_of_its_schedule(self):
        self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        self._invoice(self.alice_activity, 100, "2025-01-10")
        self._close("2025-01-01")
        self._close("2025-02-01")
        self._type_schedule(
            "Twelve",
            "2025-03-01",
            [(0, 12)],
            basis="margin",
            period="year",
            floor_cape=480,
            floor_cesa=480,
            ceiling=8400,
        )
        self._invoice(self.alice_activity, 3020, "2025-03-10")
        run = self._close("2025-03-01")
        self.assertEqual(self._amount(run), 362.4)
        self.assertEqual(self._explanation(run), "12 % of 3,020.00 €: 362.40 €")
        self.assertEqual(self._amount(run, self.bruno_activity), 40.0)
        run = self._month("2025-04-01")
        self.assertFalse(self._amount(run), "362.40 is more than the floor of two months")
        self.assertEqual(self._amount(run, self.bruno_activity), 40.0)

    def test_a_floor_that_goes_on_in_a_duplicated_schedule(self):
        """Rates go on from what is accumulated; the floor asks for what is due since then."""
        first = self._type_schedule(
            "Ten", "2025-01-01", [(0, 10)], period="year", floor_cape=480, floor_cesa=480
        )
        self._invoice(self.alice_activity, 5000, "2025-01-10")
        self.assertEqual(self._amount(self._close("2025-01-01")), 500.0)
        first.copy({"date_start": "2025-02-01"})
        self._invoice(self.alice_activity, 100, "2025-02-10")
        self.assertEqual(self._amount(self._close("2025-02-01")), 40.0)
        self.assertEqual(self._amount(self._month("2025-03-01")), 40.0)


@tagged("post_install", "-at_install")
class TestTrial(ScheduleCommon):
    """A schedule is tried on a past month before it is put in force."""

    def test_tried_beside_what_was_posted(self):
        self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        self._invoice(self.alice_activity, 1000, "2025-01-10")
        self._close("2025-01-01")
        self._invoice(self.alice_activity, 2000, "2025-02-10")
        self._close("2025-02-01")
        tried = self._type_schedule("Twelve", "2025-06-01", [(0, 12)], month_floor=80)
        tried.action_put_on_trial()
        action = tried.action_try()
        counts = self._counts()
        form = Form(
            self.env["cae.contribution.trial"]
            .with_user(self.accountant)
            .with_context(**action["context"])
        )
        form.date_from = "2025-02-15"
        trial = form.save()
        trial.action_try()
        self.assertEqual(
            [
                (line.activity_id.code, line.amount, line.posted, line.difference)
                for line in trial.line_ids.sorted(lambda line: line.activity_id.code)
            ],
            [("TALI", 240.0, 200.0, 40.0), ("TBRU", 80.0, 0.0, 80.0)],
        )
        self.assertEqual((trial.amount, trial.posted), (320.0, 200.0))
        self.assertIn("12 %", trial.line_ids[0].explanation)
        self.assertEqual(self._counts(), counts, "nothing is written")

    def _counts(self):
        return [
            self.env[model].search_count([])
            for model in ("cae.contribution.run", "cae.contribution.line", "account.move")
        ]

    def test_tried_on_a_month_before_the_first_that_was_closed(self):
        self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        self._invoice(self.alice_activity, 3000, "2025-02-10")
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        self._close("2025-03-01")
        tried = self._type_schedule("Twelve", "2025-06-01", [(0, 12)])
        tried.action_put_on_trial()
        trial = self.env["cae.contribution.trial"].create(
            {"schedule_id": tried.id, "date_from": "2025-02-01"}
        )
        trial.action_try()
        self.assertEqual(trial.line_ids.mapped("amount"), [360.0])

    def test_a_schedule_on_trial_closes_no_month(self):
        ten = self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        trial = self._type_schedule("Twelve", "2025-02-01", [(0, 12)])
        trial.action_put_on_trial()
        self._invoice(self.alice_activity, 1000, "2025-02-10")
        run = self._month("2025-02-01")
        self.assertEqual((run.schedule_id, self._amount(run)), (ten, 100.0))
        trial.action_put_in_force()
        run.action_compute()
        self.assertEqual((run.schedule_id, self._amount(run)), (trial, 120.0))

    def test_new_ones_begin_on_trial(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_gestion.cae_contribution_schedule_action"
        )
        self.assertIn("default_is_trial", action["context"])

    def test_only_the_accountant_tries(self):
        schedule = self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        with self.assertRaises(AccessError):
            self.env["cae.contribution.trial"].with_user(self.advisor).create(
                {"schedule_id": schedule.id}
            )


@tagged("post_install", "-at_install")
class TestMonthOnScreen(ScheduleCommon):
    """What the accountant reads and clicks around a month."""

    def test_the_message_goes_once_it_is_posted(self):
        self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._month("2025-03-01")
        self._invoice(self.alice_activity, 500, "2025-03-11")
        notification = run.action_post()
        self.assertFalse(notification["params"].get("sticky"))
        self.assertTrue(run.has_changed)
        notification = run.action_post()
        self.assertEqual(notification["params"]["type"], "success")
        self.assertIn("March 2025", notification["params"]["message"])
        self.assertFalse(run.has_changed)

    def test_a_reversed_month_is_computed_again_from_its_page(self):
        self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._close("2025-03-01")
        run.action_reverse()
        action = run.action_compute_anew()
        again = self.env["cae.contribution.run"].browse(action["res_id"])
        self.assertEqual((again.state, self._amount(again)), ("computed", 100.0))
        self.assertEqual(run.action_compute_anew()["res_id"], again.id, "made once")

    def test_a_line_opens_on_its_documents(self):
        self._type_schedule("Margin", "2025-01-01", [(0, 10)], basis="margin")
        self._margin(self.alice_activity, 1000, 300, "2025-03")
        self._invoice(self.bruno_activity, 50, "2025-03-10")
        self._bill(self.alice_activity, 20, "2025-03-12", account="616000")
        line = self._close("2025-03-01").line_ids.filtered(
            lambda line: line.activity_id == self.alice_activity
        )
        self.assertEqual(sorted(line.source_ids.mapped("balance")), [-1000.0, 300.0])
        view = self.env["cae.contribution.line"].get_view(view_type="form")["arch"]
        for technical in ("details", "rule_key", "sequence"):
            self.assertNotIn(f'name="{technical}"', view)
        self.assertEqual(line.source_ids[0].action_open_business_doc()["res_model"], "account.move")

    def test_late_documents_are_shown_in_the_month_that_counted_them(self):
        self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        # written before the month is closed, confirmed after it
        late = self._invoice(self.alice_activity, 300, "2025-03-25")
        late.button_draft()
        closed = self._close("2025-03-01")
        late.action_post()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET cae_posted_on = cae_posted_on + '1 minute' WHERE id = %s",
            [late.id],
        )
        self.env.invalidate_all()
        run = self._month("2025-04-01")
        self.assertEqual(run.line_ids.filtered("amount").mapped("source_ids.balance"), [-300.0])
        self.assertEqual(closed.line_ids.filtered("amount").mapped("source_ids.balance"), [-1000.0])

    def test_a_posted_contribution_stays_in_its_territory(self):
        territories = self.env["cae.territory"].create(
            [{"name": "North bank"}, {"name": "South bank"}]
        )
        self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        self.alice_activity.territory_id = territories[0]
        self._invoice(self.alice_activity, 1000, "2025-03-10")
        run = self._month("2025-03-01")
        self.alice_activity.territory_id = territories[1]
        run.action_post()
        line = run.line_ids.filtered(lambda line: line.activity_id == self.alice_activity)
        self.assertEqual(line.territory_id, territories[1], "that of the day of posting")
        self.alice_activity.territory_id = territories[0]
        self.env.flush_all()
        self.assertEqual(line.territory_id, territories[1])


@tagged("post_install", "-at_install")
class TestInvoiceQuestions(ScheduleCommon):
    """What is asked before an invoice is confirmed, and whom the accountant may add."""

    def _draft(self, activity=None, tax=None, day="2026-03-10"):
        move = self._invoice(activity, 100, day, tax=tax)
        move.button_draft()
        return move.with_user(self.accountant)

    def _confirm(self, move):
        """Press the button as the form does."""
        return move.with_context(
            validate_analytic=True, disable_abnormal_invoice_detection=False
        ).action_post()

    def test_the_activity_is_asked_for(self):
        move = self._draft(tax=self.vat_20)
        self.assertTrue(move.cae_without_activity)
        action = self._confirm(move)
        self.assertEqual((action["res_model"], move.state), ("cae.invoice.question", "draft"))
        form = Form(
            self.env["cae.invoice.question"]
            .with_user(self.accountant)
            .with_context(**action["context"])
        )
        form.activity_id = self.alice_activity
        form.save().action_confirm()
        self.assertEqual((move.state, move.cae_activity_id), ("posted", self.alice_activity))
        self.assertEqual(move.line_ids.cae_activity_id, self.alice_activity)

    def test_the_cooperative_has_invoices_of_its_own(self):
        move = self._draft(tax=self.vat_20)
        action = self._confirm(move)
        question = Form(
            self.env["cae.invoice.question"]
            .with_user(self.accountant)
            .with_context(**action["context"])
        ).save()
        question.action_confirm()
        self.assertEqual((move.state, bool(move.cae_activity_id)), ("posted", False))

    def test_vat_and_date_are_asked_for(self):
        self.alice_activity.date_start = "2026-03-01"
        for move, names in (
            (self._draft(self.alice_activity), (True, False)),
            (self._draft(self.alice_activity, self.vat_20, "2026-02-10"), (False, True)),
        ):
            self.assertEqual((move.cae_without_tax, move.cae_before_activity), names)
            self.assertEqual(self._confirm(move)["res_model"], "cae.invoice.question")

    def test_what_never_contributes_is_said(self):
        """A sale dated before the first closed month or two years back, not a purchase."""
        self._type_schedule("Ten", "2024-12-01", [(0, 10)])
        self._invoice(self.alice_activity, 100, "2024-12-05")
        early = self._draft(self.alice_activity, self.vat_20, "2024-11-30")
        self.assertFalse(early.cae_before_contributions, "no month is closed yet")
        for month in range(12):
            self._close(fields.Date.add(date(2024, 12, 1), months=month))
        late = self._draft(self.alice_activity, self.vat_20, "2024-12-31")
        self.assertEqual([move.cae_before_contributions for move in (early, late)], [True, False])
        self._close("2025-12-01")
        late.invalidate_recordset()
        self.assertTrue(late.cae_before_contributions, "January looks at two years")
        self.assertEqual(self._confirm(late)["res_model"], "cae.invoice.question")
        late.with_context(cae_asked=True).action_post()
        self.assertFalse(self._month("2026-01-01").line_ids.filtered("amount"))
        bill = self._bill(self.alice_activity, 20, "2024-11-30", account="616000")
        bill.button_draft()
        self.assertFalse(bill.cae_before_contributions)

    def test_what_contributes_whatever_its_day_is_not_said_to_never_do(self):
        self._type_schedule("Ten", "2025-01-01", [(0, 10)])
        self._close("2025-01-01")
        early = self._draft(self.alice_activity, self.vat_20, "2024-12-10")
        self.assertTrue(early.cae_before_contributions)
        # its period is locked: it goes into the first one that is open
        self.company.fiscalyear_lock_date = "2024-12-31"
        early.invalidate_recordset()
        self.assertFalse(early.cae_before_contributions)
        self.company.fiscalyear_lock_date = False
        self._type_schedule("Paid", "2025-02-01", [(0, 10)], basis="collected")
        early.invalidate_recordset()
        self.assertFalse(early.cae_before_contributions, "it contributes when it is paid")

    def test_nothing_to_ask(self):
        self.alice_activity.date_start = "2026-03-01"
        move = self._draft(self.alice_activity, self.vat_20)
        self.assertFalse(self._confirm(move))
        self.assertEqual(move.state, "posted")

    def test_the_accountant_adds_customers_and_suppliers(self):
        form = Form(self.env["res.partner"].with_user(self.accountant))
        form.name = "Fonderie du Port"
        partner = form.save()
        partner.email = "contact@fonderie.example"
        with Form(
            self.env["account.move"]
            .with_user(self.accountant)
            .with_context(default_move_type="out_invoice")
        ) as invoice:
            invoice.partner_id = partner
        self.assertEqual(invoice.record.partner_id, partner)
