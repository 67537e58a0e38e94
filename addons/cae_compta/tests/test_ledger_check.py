import random
from decimal import Decimal

from odoo.addons.cae_gestion.tests.entries_common import EntriesCommon
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.activity_gaps import find_gaps, read_accounts

END = "2026-12-31"


class LedgerCheckCommon(EntriesCommon):
    """Books whose earlier entries, if the database has any, are told apart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = {gap.move_id for gap in find_gaps(cls.env, cls.company, END)}

    def _gaps(self):
        gaps = find_gaps(self.env, self.company, END)
        return [gap for gap in gaps if gap.move_id not in self.before]

    def _check(self):
        action = self.env["cae.ledger.check"].with_user(self.accountant).action_open()
        check = self.env["cae.ledger.check"].with_user(self.accountant).browse(action["res_id"])
        check.date_to = END
        check.action_check()
        return check

    def _strip(self, moves):
        """Take the activity off, as the entries of old have it."""
        moves.cae_activity_id = False
        moves.line_ids.cae_activity_id = False
        moves.line_ids.analytic_line_ids.unlink()


@tagged("post_install", "-at_install")
class TestLedgerCheck(LedgerCheckCommon):
    """The accountant's page: activities and cooperative make the ledger; old entries are mended."""

    def _old_books(self):
        """An invoice paid in two parts, a bank line with its fee, a cheque for two activities."""
        invoice = self._invoice(self.alice_activity, 1000, "2026-03-10", tax=self.vat_service)
        self._register(invoice, "2026-03-20", amount=600)
        self._register(invoice, "2026-04-20")
        due = self.env["account.move"].search([("tax_cash_basis_origin_move_id", "=", invoice.id)])
        other = self._invoice(self.bruno_activity, 1000, "2026-03-10")
        bank_line = self._match_bank_line(
            self._bank_line(995, "2026-03-20", self.client), self._term(other)
        )
        self._strip(due | bank_line.move_id)
        pair = self._invoice(self.alice_activity, 100, "2026-03-11") | self._invoice(
            self.bruno_activity, 50, "2026-03-11"
        )
        cheque = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.client.id,
                "amount": 150,
                "date": "2026-03-20",
                "journal_id": self.bank.id,
            }
        )
        cheque.action_post()
        counterpart = cheque.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines = self._term(pair) | counterpart
        lines.with_context(cae_activity_transfer=True).reconcile()
        return due, bank_line.move_id, cheque.move_id

    def test_what_is_wrong_is_found_and_mended_once(self):
        due, bank_move, cheque_move = self._old_books()
        self._tell_changes()
        check = self._check()
        found = {
            finding.move_id.id: (finding.kind, finding.activity_id.code, finding.mendable)
            for finding in check.finding_ids
            if finding.move_id.id not in self.before
        }
        self.assertEqual(
            found,
            {
                **{move.id: ("missing", "TALI", True) for move in due},
                bank_move.id: ("apart", "TBRU", True),
                cheque_move.id: ("apart", False, True),
            },
        )
        amounts = sorted((due | bank_move | cheque_move).line_ids.mapped("balance"))
        check.with_context(tracking_disable=False).action_mend()
        self.assertEqual(self._gaps(), [])
        self.assertEqual(due.cae_activity_id, self.alice_activity)
        self.assertEqual(bank_move.cae_activity_id, self.bruno_activity)
        self.assertEqual(
            sorted((due | bank_move | cheque_move).line_ids.mapped("balance")), amounts
        )
        self.assertEqual(
            self._balances(self.alice_activity, "44574", "411"), {"44574": 0.0, "411": 0.0}
        )
        fee = bank_move.line_ids.filtered(lambda line: line.account_id.code == "627000")
        self.assertEqual(fee.analytic_line_ids.mapped("amount"), [-5.0])
        # what was done is said: on the page, and in the messages of each entry
        self.assertLessEqual(due | bank_move, check.mended_ids)
        self._tell_changes()
        self.assertTrue(
            due[0].message_ids.tracking_value_ids.filtered(
                lambda value: value.field_id.name == "cae_activity_id"
            )
        )
        mended = check.mended_count
        check.action_mend()
        self.assertEqual((check.mended_count, mended >= 4), (0, True))

    def _tell_changes(self):
        """Write the messages on what changed, as the end of a transaction does."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_mending_goes_through_locks_and_audit_trail(self):
        due, _bank, _cheque = self._old_books()
        self.company.write({"restrictive_audit_trail": True, "fiscalyear_lock_date": "2026-06-30"})
        self._check().action_mend()
        self.assertEqual(due.cae_activity_id, self.alice_activity)
        self.assertEqual(self._gaps(), [])

    def test_what_the_button_cannot_settle_is_told(self):
        liaison = self.company.contribution_liaison_account_id
        self.company.contribution_liaison_account_id = False
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._manual_payment(100, self.bruno_activity)
        (self._term(invoice) | self._counterpart(payment)).reconcile()
        check = self._check()
        self.assertTrue(check.lacks_liaison)
        self.assertEqual(check.finding_ids.mapped("mendable"), [False])
        self.company.contribution_liaison_account_id = liaison
        check.action_check()
        self.assertFalse(check.lacks_liaison)
        check.action_mend()
        self.assertFalse(check.finding_count)

    def test_what_a_person_decides_is_shown_and_left(self):
        invoice = self._invoice(self.alice_activity, 100, "2026-03-10")
        payment = self._register(invoice, "2026-03-20")
        entry = self.env["account.move"].create(
            {
                "date": "2026-03-31",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self._account("606400").id,
                            "balance": 60,
                            "cae_activity_id": self.alice_activity.id,
                        }
                    ),
                    Command.create({"account_id": self._account("512001").id, "balance": -60}),
                ],
            }
        )
        entry.action_post()
        self.assertEqual(self._gaps()[0].kind, "unbalanced")
        check = self._check()
        check.action_mend()
        self.assertIn(entry, check.finding_ids.move_id)
        self.assertEqual(check.finding_ids[0].action_open_entry()["res_model"], "account.move")
        self.assertEqual(payment.move_id.cae_activity_id, self.alice_activity)

    def test_account_by_account(self):
        self._old_books()
        check = self._check()
        by_account = check.account_ids.grouped("account_id")
        lines = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("account_id", "!=", False),
                ("date", "<=", END),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        self.assertEqual(len(lines), len(by_account))
        for account, balance in lines:
            row = by_account[account]
            self.assertAlmostEqual(row.ledger, balance, places=2)
            self.assertAlmostEqual(row.activities + row.cooperative, balance, places=2)
        action = check.account_ids[0].action_open_items()
        self.assertTrue(self.env["account.move.line"].search_count(action["domain"]))

    def test_only_the_accountant_sees_it(self):
        check = self._check()
        for user in (self.advisor,):
            with self.assertRaises(AccessError):
                self.env["cae.ledger.check"].with_user(user).action_open()
            with self.assertRaises(AccessError):
                check.with_user(user).read(["date_to"])
            with self.assertRaises(AccessError):
                check.finding_ids.with_user(user).search([]).read(["kind"])

    def test_the_number_of_queries_does_not_grow(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            find_gaps(self.env, self.company, END)
            read_accounts(self.env, self.company, END)
            return self.env.cr.sql_log_count - start

        one = count()
        self._old_books()
        self.assertEqual(count(), one)


@tagged("post_install", "-at_install")
class TestRandomBooks(LedgerCheckCommon):
    """300 documents, payments, refunds and reversals at random: the books stay whole."""

    SEED = 20260331

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.random = random.Random(cls.SEED)
        cls.third = cls.env["cae.activity"].create({"name": "Baskets", "code": "TBAS"})
        cls.activities = [cls.alice_activity, cls.bruno_activity, cls.third, None]
        cls.outstanding = cls._account("511000")
        cls.outstanding.reconcile = True
        cls.bank.inbound_payment_method_line_ids.payment_account_id = cls.outstanding
        cls.bank.outbound_payment_method_line_ids.payment_account_id = cls.outstanding

    def _day(self, first=1, last=9):
        return f"2026-{self.random.randint(first, last):02}-{self.random.randint(1, 28):02}"

    def _documents(self, count):
        taxes = {
            "out": [self.vat_service, self.vat_20, self.env["account.tax"]],
            "in": [self.vat_service_purchase, self.env["account.tax"]],
        }
        accounts = {"out": ["706000", "707000"], "in": ["604000", "606400", "622600"]}
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within ten days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        vals_list = []
        for _index in range(count):
            kind = self.random.choice(["out"] * 3 + ["in"])
            move_type = self.random.choice(["invoice"] * 5 + ["refund"])
            day = self._day(1, 6)
            activity = self.random.choice(self.activities)
            vals_list.append(
                {
                    "move_type": f"{kind}_{move_type}",
                    "partner_id": (self.client if kind == "out" else self.supplier).id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_payment_term_id": term.id if self.random.random() < 0.15 else False,
                    "cae_activity_id": activity.id if activity else False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Work",
                                "quantity": self.random.choice([1, 2, 0.5]),
                                "price_unit": self.random.randint(1, 200000) / 100,
                                "account_id": self._account(self.random.choice(accounts[kind])).id,
                                "tax_ids": [Command.set(self.random.choice(taxes[kind]).ids)],
                            }
                        )
                        for _line in range(self.random.randint(1, 3))
                    ],
                }
            )
        moves = self.env["account.move"].create(vals_list)
        moves._post()
        return moves

    def _open(self, moves, count, kinds=("out_invoice", "in_invoice"), same=True):
        """Pick open documents at random, of one sort where they are settled together."""
        moves = moves.filtered(
            lambda move: move.amount_residual and move.move_type in kinds and move.state == "posted"
        )
        if same and moves:
            kind = self.random.choice(moves.mapped("move_type"))
            moves = moves.filtered(lambda move: move.move_type == kind)
        picked = self.random.sample(moves.ids, min(count, len(moves)))
        return moves.browse(picked)

    def _pay_one(self, documents):
        move = self._open(documents, 1)
        share = self.random.choice([1, 1, 0.5, 0.3])
        vals = {"amount": round(max(0.01, move.amount_residual * share), 2)}
        if share == 1 and self.random.random() < 0.3 and move.amount_residual > 3:
            vals = {
                "amount": round(move.amount_residual - 1.37, 2),
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": self._account("658000").id,
            }
        self._register_fast(move, vals)

    def _register_fast(self, moves, vals):
        action = moves.action_register_payment()
        day = max(move.date for move in moves)
        self.env["account.payment.register"].with_context(**action["context"]).create(
            {"payment_date": day, "journal_id": self.bank.id, **vals}
        )._create_payments()

    def _pay_several(self, documents):
        moves = self._open(documents, 3)
        self._register_fast(moves, {"group_payment": True})

    def _pay_by_hand(self, documents):
        moves = self._open(documents, 3)
        inbound = moves[0].move_type == "out_invoice"
        activity = self.random.choice([None, *self.activities])
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound" if inbound else "outbound",
                "partner_type": "customer" if inbound else "supplier",
                "partner_id": moves[0].partner_id.id,
                "amount": round(
                    sum(moves.mapped("amount_residual")) * self.random.choice([1, 0.7, 1.2]), 2
                ),
                "date": self._day(6, 9),
                "journal_id": self.bank.id,
                "cae_activity_id": activity.id if activity else False,
            }
        )
        payment.action_post()
        counterpart = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type in ("asset_receivable", "liability_payable")
        )
        (self._term(moves).filtered(lambda line: not line.reconciled) | counterpart).reconcile()

    def _match_bank(self, documents):
        moves = self._open(documents, self.random.randint(1, 3))
        lines = self._term(moves).filtered(lambda line: not line.reconciled)
        amount = sum(lines.mapped("amount_residual")) - self.random.choice([0, 0, 1.5])
        self._match_bank_line(
            self._bank_line(round(amount, 2), self._day(6, 9), moves[0].partner_id), lines
        )

    def _refund(self, documents):
        move = self._open(documents, 1)
        refund = move._reverse_moves([{"invoice_date": move.date, "date": move.date}])
        line = refund.invoice_line_ids[0]
        line.price_unit = round(line.price_unit * self.random.choice([1, 0.4]), 2)
        refund.action_post()
        (self._term(move) | self._term(refund)).filtered(
            lambda item: not item.reconciled
        ).reconcile()

    def _reverse(self, documents):
        move = self._open(documents, 1)
        move._reverse_moves([{"invoice_date": move.date, "date": move.date}], cancel=True)

    def _undo(self, documents):
        paid = self._term(documents).filtered(lambda line: line.amount_residual != line.balance)
        self._term(documents).browse(self.random.choice(paid.ids)).remove_move_reconcile()

    def test_the_sum_over_activities_is_the_ledger(self):
        documents = self._documents(190)
        acts = (
            [self._pay_one] * 38
            + [self._pay_several] * 12
            + [self._pay_by_hand] * 16
            + [self._match_bank] * 16
            + [self._refund] * 12
            + [self._reverse] * 8
            + [self._undo] * 8
        )
        self.random.shuffle(acts)
        self.assertEqual(len(documents) + len(acts), 300)
        for index, act in enumerate(acts):
            if index % 25 == 0:
                # all of it is one transaction, in which the planner believes the tables empty
                self.env.flush_all()
                self.env.cr.execute(
                    "ANALYZE account_move, account_move_line, account_partial_reconcile, "
                    "account_payment"
                )
            act(documents)
        self.assertEqual(self._gaps(), [])
        transfers = self.env["account.move"].search([("cae_transfer", "=", True)])
        self.assertTrue(transfers, "payments across activities were drawn too")
        for day in ("2026-02-15", "2026-04-30", "2026-06-30", END):
            self._assert_ledger(day)
        self._assert_pending_vat()
        self._assert_due(documents)

    def _lines(self, day=END):
        return [
            ("company_id", "=", self.company.id),
            ("parent_state", "=", "posted"),
            ("account_id", "!=", False),
            ("date", "<=", day),
        ]

    def _assert_ledger(self, day):
        Line = self.env["account.move.line"]
        per_activity = {}
        for account, activity, balance in Line._read_group(
            self._lines(day), ["account_id", "cae_activity_id"], ["balance:sum"]
        ):
            per_activity.setdefault(account.id, {})[activity] = Decimal(str(round(balance, 2)))
        for account_id, activities, cooperative, ledger in read_accounts(
            self.env, self.company, day
        ):
            sums = per_activity[account_id]
            own = sums.pop(self.env["cae.activity"], Decimal(0))
            self.assertEqual(Decimal(cooperative), own)
            self.assertEqual(Decimal(activities), sum(sums.values(), Decimal(0)))
            self.assertEqual(Decimal(activities) + own, Decimal(ledger))
        # each activity's own trial balance is balanced, whatever the day
        for activity, balance in Line._read_group(
            self._lines(day), ["cae_activity_id"], ["balance:sum"]
        ):
            self.assertEqual(round(balance, 2), 0.0, activity.display_name)

    def _assert_pending_vat(self):
        """The pending VAT of an activity is that of its documents that are still open."""
        waiting = (self.vat_service | self.vat_service_purchase).cash_basis_transition_account_id
        for activity, balance, residual in self.env["account.move.line"]._read_group(
            [*self._lines(), ("account_id", "in", waiting.ids)],
            ["cae_activity_id"],
            ["balance:sum", "amount_residual:sum"],
        ):
            self.assertEqual(round(balance, 2), round(residual, 2), activity.display_name)
        paid = self.env["account.move.line"].search(
            [
                *self._lines(),
                ("account_id", "in", waiting.ids),
                ("move_id.payment_state", "in", ("paid", "in_payment", "reversed")),
            ]
        )
        self.assertTrue(paid)
        self.assertEqual(set(paid.mapped("amount_residual")), {0.0})

    def _assert_due(self, documents):
        """What customers owe an activity is what its open documents and advances say."""
        accounts = self._term(documents).account_id
        for activity, balance, residual in self.env["account.move.line"]._read_group(
            [*self._lines(), ("account_id", "in", accounts.ids)],
            ["cae_activity_id"],
            ["balance:sum", "amount_residual:sum"],
        ):
            self.assertEqual(round(balance, 2), round(residual, 2), activity.display_name)
