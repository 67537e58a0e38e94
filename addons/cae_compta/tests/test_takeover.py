import base64
import csv
import io
from decimal import Decimal

from odoo import fields
from odoo.addons.cae_socle.engine import import_file
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..engine import trial_balance
from .takeover_common import TakeoverCommon, write_balance


class TakeoverSums:
    """What an activity has in the books, without the ORM's word for it."""

    def _sums(self, activity, prefixes=("",)):
        """Return (debit, credit, number of accounts) of an activity, straight from SQL."""
        self.env.flush_all()
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT coalesce(sum(line.debit), 0)::text, coalesce(sum(line.credit), 0)::text,
                       count(DISTINCT line.account_id)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.cae_activity_id = %s AND line.parent_state = 'posted'
                   AND account.code_store->>%s LIKE ANY(%s)
                """,
                activity.id,
                str(self.company.root_id.id),
                [f"{prefix}%" for prefix in prefixes],
            )
        )
        return Decimal(row[0]), Decimal(row[1]), row[2]


@tagged("post_install", "-at_install")
class TestTakeoverBooked(TakeoverSums, TakeoverCommon):
    """The real old books of an activity, booked: the figures of the file, and no second time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booked = cls._book()

    def test_books_the_figures_of_the_file(self):
        takeover = self.booked
        activity = takeover.activity_id
        self.assertEqual((activity.code, activity.name), ("0USER", "USER1"))
        self.assertEqual(activity.company_id, self.company)
        self.assertEqual(takeover.state, "booked")
        move = takeover.move_id
        self.assertEqual(move.state, "posted")
        self.assertTrue(move.cae_opening)
        self.assertEqual(move.date, fields.Date.to_date("2017-09-21"))
        self.assertEqual((move.journal_id.code, move.journal_id.type), ("RAN", "general"))
        self.assertEqual(move.line_ids.cae_activity_id, activity)
        self.assertFalse(move.line_ids.tax_ids)

        figures = self.figures
        self.assertEqual(
            self._sums(activity), (figures["debit"], figures["credit"], figures["accounts"])
        )

        def balance(*prefixes):
            debit, credit, _count = self._sums(activity, prefixes)
            return debit - credit

        self.assertEqual(-balance("70"), figures["turnover"])
        self.assertEqual(balance("6"), figures["charges"])
        self.assertEqual(-balance("6", "7"), figures["result"])
        self.assertEqual(balance("512"), figures["banks"])
        self.assertEqual(balance("604101"), figures["contribution"])

    def test_statement_shows_the_figures(self):
        takeover = self.booked
        statement = takeover.activity_id.with_user(self.accountant)._get_statement(
            fields.Date.to_date("2017-01-01"), fields.Date.to_date("2017-12-31")
        )
        self.assertEqual(len(statement.accounts), self.figures["accounts"])
        for name in ("turnover", "result", "contribution", "customers_due"):
            self.assertEqual(getattr(statement, name), self.figures[name], name)
        # class 6 of the file holds the contribution, which no statement counts as a charge
        self.assertEqual(statement.charges + statement.contribution, self.figures["charges"])
        # what an activity cannot count on is not among what its customers owe
        self.assertEqual(statement.retention, Decimal("16578.42"))
        self.assertEqual(statement.doubtful, Decimal("2402.82"))
        self.assertEqual(statement.advances, Decimal("4921.81"))
        self.assertEqual(
            statement.available,
            statement.cash - sum(amount for _name, amount in statement.debts),
        )
        self.assertEqual(statement.cash, self.figures["banks"])
        debit = sum(account.debit for account in statement.accounts)
        credit = sum(account.credit for account in statement.accounts)
        self.assertEqual((debit, credit), (self.figures["debit"], self.figures["credit"]))

    def test_gross_amounts_stay_on_their_side(self):
        """Negative debits and credits, and accounts that come to nothing, as in the file."""
        takeover = self.booked
        source = {line.code: (line.debit, line.credit) for line in takeover.line_ids}
        booked = {}
        for line in takeover.move_id.line_ids:
            sides = booked.setdefault(line.account_id.code, [0.0, 0.0])
            sides[0] += line.debit
            sides[1] += line.credit
        self.assertEqual(
            {code: tuple(round(side, 2) for side in sides) for code, sides in booked.items()},
            source,
        )
        self.assertEqual(source["512130"], (-2792.06, 1096.0))
        self.assertEqual(source["445510"], (1496.9, -2676.4))
        negative = takeover.move_id.line_ids.filtered(lambda line: min(line.debit, line.credit) < 0)
        self.assertEqual(negative, takeover.move_id.line_ids.filtered("is_storno"))
        self.assertGreaterEqual(len(negative), 3)

    def test_fec_holds_the_opening(self):
        takeover = self.booked
        wizard = (
            self.env["l10n_fr.fec.export.wizard"]
            .with_user(self.accountant)
            .with_company(self.company)
            .create({"date_from": "2017-01-01", "date_to": "2017-12-31", "test_file": True})
        )
        content = wizard.generate_fec()["file_content"].decode()
        rows = [
            row
            for row in csv.DictReader(io.StringIO(content), delimiter="|")
            if row["EcritureNum"] == takeover.move_id.name
        ]
        self.assertEqual(len(rows), len(takeover.move_id.line_ids))
        for column, name in (("Debit", "debit"), ("Credit", "credit")):
            total = sum(Decimal(row[column].strip().replace(",", ".")) for row in rows)
            self.assertEqual(total, self.figures[name])

    def test_analytic_lines_follow(self):
        takeover = self.booked
        analytic = takeover.activity_id.sudo().analytic_account_id
        lines = self.env["account.analytic.line"].search(
            [("auto_account_id", "=", analytic.id), ("move_line_id", "!=", False)]
        )
        self.assertEqual(f"{sum(lines.mapped('amount')):.2f}", str(self.figures["result"]))

    def test_new_accounts_have_the_type_of_their_neighbours(self):
        takeover = self.booked
        types = {
            line.code: line.account_id.account_type
            for line in takeover.line_ids
            if line.is_new_account or line.origin == "chosen"
        }
        for code, kind in (
            ("401200", "liability_payable"),
            ("411200", "asset_receivable"),
            ("512130", "asset_cash"),
            ("604101", "expense"),
            ("704010", "income"),
        ):
            account = takeover.line_ids.filtered(
                lambda line, code=code: line.code == code
            ).account_id
            self.assertEqual((account.code, account.account_type), (code, kind))
        self.assertTrue(types)
        account = self._account("604101")
        self.assertEqual(account.name, "Participation Prestation PP 10 %")
        self.assertTrue(account.cae_contribution)
        self.assertFalse(self._account("606130").cae_contribution)

    def test_same_file_twice_is_refused(self):
        first = self.booked
        second = self._read(activity_id=first.activity_id.id, date="2017-12-31")
        with self.assertRaisesRegex(UserError, f"already booked .*{first.move_id.name}"):
            second.action_book()
        self.assertFalse(second.move_id)
        # nor another file at the same date
        other = self._small(
            ("411100", "Clients", 5, 0), ("706000", "Sales", 0, 5), code=first.activity_id.code
        )
        third = self._read(other)
        self.assertEqual(third.activity_id, first.activity_id)
        with self.assertRaisesRegex(UserError, "already has an opening at 09/21/2017"):
            third.action_book()

    def test_the_database_refuses_the_same_file_twice(self):
        """Two accountants at the same moment: the index decides, not the search before."""
        first = self.booked
        second = self._read(activity_id=first.activity_id.id, date="2017-12-31")
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            second._by_method().write({"state": "booked"})
            self.env.flush_all()
        self.assertIn("cae_takeover_file_uniq", str(caught.exception).replace("__", "_"))

    def test_other_activity_of_the_same_file_is_told(self):
        second = self._takeover(activity_id=self.alice_activity.id)
        second.action_read()
        self.assertIn("already booked for another activity", self._get_messages(second, "note"))

    def test_the_entry_changes_with_its_take_over_only(self):
        takeover = self.booked
        move = takeover.move_id
        with self.assertRaisesRegex(UserError, "Reverse it from its take-over"):
            move.button_draft()
        with self.assertRaisesRegex(UserError, "Reverse it from its take-over"):
            move._reverse_moves(cancel=True)
        with self.assertRaisesRegex(UserError, "stay as they are"):
            takeover.line_ids[0].label = "Other"
        with self.assertRaisesRegex(UserError, "reverse it to change"):
            takeover.date = "2018-01-01"
        with self.assertRaisesRegex(UserError, "stays in the file"):
            takeover.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "cannot be booked"):
            takeover.action_book()

    def test_reversal(self):
        takeover = self.booked
        activity = takeover.activity_id
        takeover.action_reverse()
        self.assertEqual(takeover.state, "reversed")
        reversal = takeover.reversal_move_id
        self.assertEqual((reversal.state, reversal.date), ("posted", takeover.date))
        self.assertTrue(reversal.cae_opening)
        self.assertEqual(reversal.line_ids.cae_activity_id, activity)
        debit, credit, _count = self._sums(activity)
        self.assertEqual(debit, credit)
        for prefix in ("1", "2", "4", "5", "6", "7"):
            debit, credit, _count = self._sums(activity, (prefix,))
            self.assertEqual(debit, credit, prefix)
        # after that the file may be booked again, at the same date
        action = takeover.action_start_again()
        again = self.Takeover.browse(action["res_id"])
        self.assertEqual((again.state, again.activity_id), ("read", activity))
        self.assertEqual(again.missing_count, 0)
        again.action_book()
        self.assertEqual(again.state, "booked")
        statement = activity._get_statement(again.date, again.date)
        self.assertEqual(statement.result, self.figures["result"])
        self.assertEqual(statement.cash, self.figures["banks"])


@tagged("post_install", "-at_install")
class TestTakeover(TakeoverSums, TakeoverCommon):
    """From the file to the entry: reading, matching accounts, booking."""

    def test_what_was_understood(self):
        takeover = self._read()
        self.assertEqual(takeover.state, "read")
        self.assertEqual((takeover.source_code, takeover.source_name), ("0USER", "USER1"))
        self.assertEqual(takeover.account_count, self.figures["accounts"])
        for name, field in (
            ("debit", "total_debit"),
            ("credit", "total_credit"),
            ("turnover", "turnover"),
            ("charges", "charges"),
            ("result", "result"),
            ("banks", "banks"),
        ):
            self.assertEqual(f"{takeover[field]:.2f}", str(self.figures[name]), field)
        self.assertEqual(
            takeover.format_summary,
            "text in utf-8, cells separated by commas, decimal point, no line of headings, "
            f"{self.figures['accounts']} lines",
        )
        self.assertIn("<td>218200</td>", takeover.first_rows_html)
        # read, shown, and nothing in the books yet
        self.assertFalse(takeover.move_id)
        self.assertFalse(takeover.activity_id)
        self.assertEqual(takeover.line_ids.filtered("is_contribution").mapped("code"), ["604101"])

    def test_storno_company(self):
        """A company that always books storno keeps the same figures."""
        self.company.account_storno = True
        takeover = self._book()
        self.assertEqual(self._sums(takeover.activity_id)[:2], (self.figures["debit"],) * 2)
        takeover.action_reverse()
        self.assertEqual(self._sums(takeover.activity_id)[:2], (0, 0))

    def test_accounts_are_proposed_and_remembered(self):
        Account = self._account
        exact, other = Account("606400"), Account("623400")
        data = self._small(
            ("6064", "Paper", 30, 0),
            ("606400", "Pens", 20, 0),
            ("60640099", "Rubbers", 10, 0),
            ("4111000000", "Clients", 0, 60),
        )
        takeover = self._read(data)
        origins = {line.code: line.origin for line in takeover.line_ids}
        self.assertEqual(
            origins,
            {"6064": "length", "606400": "exact", "60640099": False, "4111000000": "length"},
        )
        lines = {line.code: line for line in takeover.line_ids}
        self.assertEqual(lines["6064"].account_id, exact)
        self.assertEqual(takeover.missing_count, 1)
        lines["60640099"].account_id = other
        lines["6064"].account_id = other
        self.assertEqual(lines["6064"].origin, "chosen")
        takeover.is_new_activity = True
        takeover.action_book()
        mapping = self.env["cae.takeover.mapping"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            {line.code: line.account_id for line in mapping}, {"60640099": other, "6064": other}
        )
        # the next file: as last time, even where the number alone says something else
        again = self._read(data.replace(b"Pens", b"More pens"), date="2017-12-31")
        self.assertEqual(
            {line.code: (line.account_id, line.origin) for line in again.line_ids}["6064"],
            (other, "remembered"),
        )
        self.assertEqual(again.missing_count, 0)
        # chosen otherwise now: that is what the third file gets
        again.line_ids.filtered(lambda line: line.code == "6064").account_id = exact
        again.action_book()
        self.assertEqual(mapping.filtered(lambda line: line.code == "6064").account_id, exact)

    def test_unticked_contribution_stays_a_charge(self):
        takeover = self._read()
        takeover.action_create_missing_accounts()
        takeover.line_ids.filtered(lambda line: line.code == "604101").is_contribution = False
        takeover.is_new_activity = True
        takeover.action_book()
        self.assertFalse(self._account("604101").cae_contribution)

    def test_known_activity_is_found_by_its_code(self):
        activity = self.env["cae.activity"].create(
            {"name": "Known", "code": "0USER", "company_id": self.company.id}
        )
        takeover = self._book()
        self.assertEqual(takeover.activity_id, activity)
        self.assertEqual(activity.name, "Known")

    def test_states_are_not_for_remote_calls_to_write(self):
        takeover = self._read()
        for vals in (
            {"state": "booked"},
            {"state": "draft"},
            {"sha256": "0"},
            {"problem_ids": []},
            {"move_id": 1},
        ):
            with self.assertRaisesRegex(UserError, "follow from reading"):
                takeover.write(vals)
            with self.assertRaisesRegex(UserError, "follow from reading"):
                takeover.with_context(cae_by_method=True).write(vals)
        with self.assertRaisesRegex(UserError, "follow from reading"):
            self._takeover(sha256="0")

    def test_locked_period_books_nothing(self):
        self.company.fiscalyear_lock_date = "2017-12-31"
        takeover = self._read()
        takeover.action_create_missing_accounts()
        takeover.is_new_activity = True
        with self.assertRaises(UserError), self.cr.savepoint():
            takeover.action_book()
        self.assertEqual(takeover.state, "read")
        self.assertFalse(
            self.env["account.move"].search(
                [("cae_opening", "=", True), ("company_id", "=", self.company.id)]
            )
        )

    def test_several_activities_become_several_take_overs(self):
        lines = [
            trial_balance.Line(0, code, name, account, "x", Decimal(debit), Decimal(credit))
            for code, name, amount in (("A1", "Shop", 5), ("A2", "Farm", 7))
            for account, debit, credit in (("411100", amount, 0), ("706000", 0, amount))
        ]
        takeover = self._read(write_balance(lines))
        self.assertIn("A1, A2", self._get_messages(takeover))
        self.assertTrue(takeover.is_several)
        with self.assertRaisesRegex(UserError, "several activities"):
            takeover.action_book()
        takeovers = self.Takeover.search(takeover.action_split()["domain"])
        self.assertEqual(sorted(takeovers.mapped("source_code")), ["A1", "A2"])
        takeovers.action_create_missing_accounts()
        takeovers.is_new_activity = True
        takeovers.action_book()
        turnover = {one.activity_id.name: one.turnover for one in takeovers}
        self.assertEqual(turnover, {"Shop": 5, "Farm": 7})

    def test_form_of_the_accountant(self):
        """The screen itself: what is read-only stays so, what is chosen is kept."""
        takeover = self._read(self._small(("411100", "Clients", 5, 0), ("7060009", "Sales", 0, 5)))
        with Form(takeover) as form:
            form.is_new_activity = True
            with form.line_ids.edit(1) as line:
                line.account_id = self._account("706000")
                self.assertEqual(line.origin, "chosen")
        takeover.action_book()
        self.assertEqual(takeover.state, "booked")
        self.assertEqual(takeover.action_open_entry()["res_id"], takeover.move_id.id)

    def test_no_contribution_on_an_opening(self):
        takeover = self._book(date="2025-03-31")
        activity = takeover.activity_id
        schedules = self.env["cae.contribution.schedule"].search(
            [("company_id", "=", self.company.id)]
        )
        schedule = schedules[:1] or schedules._create_default(self.company)
        schedule.date_start = "2025-01-01"
        run = (
            self.env["cae.contribution.run"]
            .with_user(self.accountant)
            .create({"company_id": self.company.id, "date_from": "2025-03-01"})
        )
        run.action_compute()
        line = run.line_ids.filtered(lambda line: line.activity_id == activity)
        self.assertFalse(sum(line.mapped("turnover")))
        self._invoice(activity, 100, "2025-03-31")
        run.action_compute()
        line = run.line_ids.filtered(lambda line: line.activity_id == activity)
        self.assertEqual(sum(line.mapped("turnover")), 100)


@tagged("post_install", "-at_install")
class TestTakeoverRefused(TakeoverCommon):
    """Whatever is wrong is listed with its line, and nothing is booked."""

    def _refuse(self, data, message, line=None):
        takeover = self._read(data)
        takeover.action_create_missing_accounts()
        takeover.activity_id = self.alice_activity
        moves = self.env["account.move"].search_count([])
        accounts = self.env["account.account"].search_count([])
        with self.assertRaisesRegex(UserError, message) as caught:
            takeover.action_book()
        if line:
            self.assertIn(f"Line {line}: ", str(caught.exception))
            self.assertIn(line, takeover.problem_ids.mapped("line"))
        self.assertEqual(takeover.state, "read")
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertEqual(self.env["account.account"].search_count([]), accounts)
        return takeover

    def test_letters_in_an_amount(self):
        damaged = self.data.replace(b'"19204.67"', b'"192O4.67"')
        self.assertNotEqual(damaged, self.data)
        line = 1 + damaged[: damaged.index(b"192O4")].count(b"\n")
        self._refuse(damaged, "“192O4.67” in the column debit is not an amount", line)

    def test_unbalanced(self):
        damaged = self.data.replace(b'"5100"," ","5100"', b'"5100.01"," ","5100.01"')
        self.assertNotEqual(damaged, self.data)
        takeover = self._refuse(damaged, "does not balance")
        self.assertIn("0.01", self._get_messages(takeover))

    def test_balance_column(self):
        damaged = self.data.replace(b'"5100"," ","5100"', b'"5100"," ","5200"')
        self._refuse(damaged, "debit less credit makes", 1)

    def test_account_twice(self):
        lines = self.data.splitlines()
        self._refuse(b"\n".join([*lines, lines[0]]), "already stands on line 1", len(lines) + 1)

    def test_bad_account(self):
        self._refuse(self.data.replace(b'"218200"', b'"ABC"'), "“ABC” is not an account", 1)

    def test_missing_cells(self):
        lines = self.data.splitlines()
        lines[4] = b'"0USER","USER1","401200"'
        self._refuse(b"\n".join(lines), "This line lacks: debit, credit", 5)

    def test_whole_file(self):
        for data, message in (
            (b"", "no account in this file"),
            (b"\xd0\xcf\x11\xe0old", "workbook cannot be opened"),
            (b"PK\x03\x04broken", "workbook cannot be opened"),
            (b"%PDF-1.4", "This is a PDF"),
            (b"\x89PNG....", "This is a picture"),
            (b"a\nb\n", "4 to 7 are expected"),
            ("Compte;Libellé;Débit\n512000;x;1".encode(), "headings lack: credit"),
            (b"B;S;512000;x;1.234.5;0;\nB;S;706000;y;0;1;", "read in several ways"),
        ):
            self._refuse(data, message)

    def test_every_sentence_has_its_words(self):
        """No kind of problem that the engine can find is without its sentence."""
        from ..models import takeover_problems

        takeover = self._takeover()
        sentences = takeover_problems.get_sentences(self.env)
        values = {
            "columns": ["debit"],
            "count": 1,
            "found": 1,
            "expected": 7,
            "account": "512000",
            "label": "x",
            "first": 1,
            "code": "A",
            "codes": "A, B",
            "sheet": "S",
            "lines": "1, 2",
            "takeover": "T",
            **dict.fromkeys(takeover_problems.AMOUNT_VALUES, "1.00"),
        }
        for kind in sentences:
            problem = import_file.Problem(kind, line=1, column="debit", value="x", values=values)
            text = takeover_problems.describe_problem(takeover, problem, sentences)
            self.assertNotIn("%(", text)

    def test_unmapped_account(self):
        takeover = self._read(self._small(("411100", "C", 5, 0), ("7060009", "Sales", 0, 5)))
        takeover.activity_id = self.alice_activity
        with self.assertRaisesRegex(UserError, "Line 3: The account 7060009 Sales is not in"):
            takeover.action_book()
        self.assertFalse(takeover.move_id)

    def test_many_unmapped_accounts_are_one_sentence(self):
        codes = [f"70600{number:02d}" for number in range(11, 20)]
        takeover = self._read(
            self._small(*((code, "S", 1, 1) for code in codes), ("411100", "C", 0, 0))
        )
        self.assertEqual((takeover.problem_count, takeover.missing_count), (0, 9))
        words = "9 accounts are not in the chart.* Lines: 2, 3, 4, 5, 6, 7, 8, 9, 10[.]"
        with self.assertRaisesRegex(UserError, words):
            takeover.action_book()

    def test_archived_account_is_not_booked_on(self):
        account = self._account("7060009")
        account.active = False
        takeover = self._read(self._small(("411100", "C", 5, 0), ("7060009", "Sales", 0, 5)))
        self.assertEqual(takeover.missing_count, 1)
        takeover.action_create_missing_accounts()
        takeover.activity_id = self.alice_activity
        with self.assertRaisesRegex(UserError, "exists and is archived"):
            takeover.action_book()

    def test_the_lines_are_those_of_the_file(self):
        """No call puts the accounts of another file among them, or takes some away."""
        takeover = self._read(self._small(("411100", "C", 5, 0), ("706000", "S", 0, 5)))
        other = self._read(self._small(("411100", "C", 7, 0), ("706000", "S", 0, 7), code="B"))
        lines, others = takeover.line_ids, other.line_ids
        for act in (
            lambda: others.write({"takeover_id": takeover.id}),
            lambda: takeover.write({"line_ids": [Command.link(line.id) for line in others]}),
            lambda: takeover.write({"line_ids": [Command.set(others.ids)]}),
            lambda: takeover.write({"line_ids": [Command.create({"label": "More"})]}),
            lambda: takeover.write({"line_ids": [Command.delete(lines[0].id)]}),
            lambda: takeover.write({"line_ids": [Command.clear()]}),
            lambda: lines.create({"takeover_id": takeover.id}),
            lines.unlink,
        ):
            with self.assertRaisesRegex(UserError, "are those of the file"), self.cr.savepoint():
                act()
            self.env.invalidate_all()
        self.assertEqual((takeover.line_ids, other.line_ids), (lines, others))
        # what is settled of each stays the accountant's, and what was read goes with the file
        takeover.write({"line_ids": [Command.update(lines[0].id, {"label": "Clients"})]})
        takeover.activity_id = self.alice_activity
        takeover.action_book()
        self.assertEqual(takeover.total_debit, 5)
        other.action_change_file()
        self.assertFalse(other.line_ids)
        other.unlink()

    def test_what_is_booked_is_compared_with_the_file(self):
        data = self._small(("411100", "C", 5, 0), ("706000", "S", 0, 5), ("512000", "B", 1, 1))
        other = self._small(("411100", "C", 5, 0), ("706000", "S", 0, 5), code="B")
        for name, change in (
            ("a line less", lambda takeover: takeover.line_ids[2].unlink()),
            (
                "another amount",
                lambda takeover: takeover.line_ids[2].write({"debit": 2, "credit": 2}),
            ),
            ("another account", lambda takeover: takeover.line_ids[2].write({"code": "512001"})),
            ("another file", lambda takeover: takeover.write({"file": base64.b64encode(other)})),
            ("another code", lambda takeover: takeover.write({"source_code": "B"})),
        ):
            with self.subTest(name):
                takeover = self._read(data)
                takeover.action_create_missing_accounts()
                takeover.is_new_activity = True
                change(takeover._by_method())
                with self.assertRaisesRegex(UserError, "is not what its file holds"):
                    takeover.action_book()
                self.assertFalse(takeover.move_id)

    def test_the_code_of_what_was_read_stays(self):
        takeover = self._read(self._small(("411100", "C", 5, 0), ("706000", "S", 0, 5)))
        with self.assertRaisesRegex(UserError, "Change the file"):
            takeover.write({"source_code": "OTHER", "is_new_activity": True})

    def test_a_total_that_differs(self):
        lines = "Compte;Libellé;Débit;Crédit\n512000;Bank;100,00;\n706000;Sales;;100,00\n"
        total = "Total;;110,00;110,00\n"
        self._refuse((lines + total).encode(), "do not add up", 4)
        takeover = self._read((lines + total.replace("110", "100")).encode())
        self.assertFalse(takeover.problem_count)

    def test_dates_that_no_trial_balance_has(self):
        takeover = self._read(self._small(("411100", "C", 5, 0), ("706000", "S", 0, 5)))
        takeover.activity_id = self.alice_activity
        today = fields.Date.context_today(takeover)
        for date in (fields.Date.add(today, days=1), "1950-12-31", "1989-12-31"):
            takeover.date = date
            with self.assertRaisesRegex(UserError, "was drawn up: it cannot be"):
                takeover.action_book()
        takeover.date = today
        takeover.action_book()
        self.assertEqual(takeover.move_id.date, today)

    def test_date_and_activity_are_asked(self):
        takeover = self._read(self._small(("411100", "C", 5, 0), ("706000", "S", 0, 5)), date=False)
        with self.assertRaisesRegex(UserError, "Give the date"):
            takeover.action_book()
        takeover.date = "2017-09-21"
        with self.assertRaisesRegex(UserError, "Choose the activity"):
            takeover.action_book()

    def test_code_of_an_archived_activity(self):
        self.env["cae.activity"].create(
            {"name": "Gone", "code": "SMALL", "company_id": self.company.id, "active": False}
        )
        takeover = self._read(self._small(("411100", "C", 5, 0), ("706000", "S", 0, 5)))
        self.assertFalse(takeover.activity_id)
        takeover.is_new_activity = True
        with self.assertRaisesRegex(UserError, "unarchive"):
            takeover.action_book()

    def test_a_failure_at_the_end_leaves_nothing(self):
        """Accounts, activity, mapping and entry are one transaction."""
        takeover = self._read()
        takeover.action_create_missing_accounts()
        takeover.is_new_activity = True
        self.company.fiscalyear_lock_date = "2017-12-31"
        with self.assertRaises(UserError), self.cr.savepoint():
            takeover.action_book()
        self.env.invalidate_all()
        self.assertFalse(self.env["cae.activity"].search([("code", "=", "0USER")]))
        self.assertFalse(
            self.env["account.account"]
            .with_company(self.company)
            .search([("code", "=", "604101"), ("company_ids", "in", self.company.ids)])
        )
        self.assertFalse(takeover.move_id)

    def test_change_the_file(self):
        takeover = self._read(b"")
        with self.assertRaisesRegex(UserError, "Change the file"):
            takeover.file = b"eA=="
        takeover.action_change_file()
        self.assertEqual((takeover.state, takeover.problem_count), ("draft", 0))
        takeover.unlink()
        self.assertFalse(takeover.exists())


@tagged("post_install", "-at_install")
class TestTakeoverSecurity(TakeoverCommon):
    """Accountants and managers of the cooperative, and nobody else."""

    def _records(self):
        takeover = self._read()
        mapping = self.env["cae.takeover.mapping"].create(
            {
                "company_id": self.company.id,
                "code": "9",
                "account_id": self._account("706000").id,
            }
        )
        return takeover, takeover.line_ids[0], mapping

    def test_accountant_and_manager(self):
        for record in self._records():
            for user in (self.accountant, self.manager):
                record.with_user(user).check_access("read")
                record.with_user(user).check_access("write")

    def test_other_roles_are_refused(self):
        for record in self._records():
            for user in (
                self.advisor,
                self.employee,
                self.alice_user,
                self.env.ref("base.public_user"),
            ):
                other = record.with_user(user)
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(other.has_access(operation), (record, user.login, operation))
                with self.assertRaises(AccessError):
                    other.search([])

    def test_neighbour_is_refused(self):
        for record in self._records():
            other = record.with_user(self.other_accountant)
            self.assertFalse(other.search([("id", "=", record.id)]))
            for operation in ("read", "write", "unlink"):
                self.assertFalse(other.has_access(operation), (record, operation))

    def test_actions_are_refused(self):
        takeover = self._read()
        draft = self._takeover()
        for user in (self.advisor, self.alice_user, self.other_accountant):
            with self.assertRaises(AccessError):
                draft.with_user(user).action_read()
            for method in (
                "action_book",
                "action_create_missing_accounts",
                "action_change_file",
                "action_reverse",
                "action_start_again",
                "action_split",
                "action_open_entry",
            ):
                with self.assertRaises(AccessError, msg=method):
                    getattr(takeover.with_user(user), method)()
        self.assertEqual((takeover.state, draft.state), ("read", "draft"))

    def test_activity_of_the_neighbour_is_refused(self):
        takeover = self._read()
        with self.assertRaisesRegex(AccessError, r"Activity \(cae.activity\)"):
            takeover.activity_id = self.other_activity
