from datetime import date

from freezegun import freeze_time

from odoo.addons.cae_contrat.tests.common import CaeContractCommon
from odoo.addons.cae_gestion.tests.statement_common import StatementCommon
from odoo.fields import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestExit(StatementCommon, CaeContractCommon):
    """What is due to a person who leaves, against the figures of StatementCommon."""

    def _prepare(self, date_exit):
        return self.env["cae.exit"].create(
            {
                "entrepreneur_id": self.alice.id,
                "date_exit": date_exit,
                "reason_id": self.env.ref("cae_contrat.exit_reason_own_decision").id,
                "destination_id": self.env.ref("cae_contrat.exit_destination_job").id,
            }
        )

    def _lines(self, leaving):
        lines = leaving.with_user(self.manager).with_context(lang="en_US")._get_due_lines()
        return [
            (line["label"], line["amount"].replace("\N{NO-BREAK SPACE}", " ")) for line in lines
        ]

    def test_figures_on_the_day_of_exit(self):
        with freeze_time("2026-03-31"):
            lines = self._lines(self._prepare("2026-03-31"))
        labels = [label for label, _amount in lines]
        self.assertEqual(labels[0], self.alice_activity.display_name)
        self.assertEqual(labels[1], "Cash position on 03/31/2026")
        amounts = [amount for _label, amount in lines]
        for amount, figure in zip(
            amounts[1:], ("1,620.00", "420.00", "-200.00", "300.00"), strict=True
        ):
            self.assertIn(figure, amount)

    def test_what_came_in_since_has_a_line(self):
        with freeze_time("2026-03-31"):
            leaving = self._prepare("2026-01-31")
            lines = dict(self._lines(leaving))
        self.assertIn("1,700.00", lines["Cash position on 01/31/2026"])
        self.assertIn("1,620.00", lines["Cash position today"])

    def test_a_future_exit_shows_today(self):
        with freeze_time("2026-03-31"):
            lines = dict(self._lines(self._prepare("2026-09-30")))
        self.assertIn("1,620.00", lines["Cash position on 03/31/2026"])

    def test_last_statement_can_be_opened(self):
        with freeze_time("2026-03-31"):
            first = self._prepare("2026-03-31").with_user(self.manager)._get_due_lines()[0]
        self.assertEqual(
            first["url"],
            f"/my/activities/{self.alice_activity.id}/statement.pdf"
            "?period=custom&date_from=2026-01-01&date_to=2026-03-31",
        )

    def _owe(self, amount):
        """Post what the cooperative owes Alice herself, as an expense note does."""
        company = self.company
        accounts = self.env["account.account"].search([("company_ids", "in", company.ids)])
        payable = accounts.filtered(lambda one: one.account_type == "liability_payable")[:1]
        expense = accounts.filtered(lambda one: one.account_type == "expense")[:1]
        self.env["account.move"].create(
            {
                "date": "2026-03-20",
                "company_id": company.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": payable.id,
                            "partner_id": self.alice.partner_id.id,
                            "balance": -amount,
                        }
                    ),
                    Command.create({"account_id": expense.id, "balance": amount}),
                ],
            }
        ).action_post()

    def test_what_the_books_owe_the_person_comes_first(self):
        with freeze_time("2026-03-31"):
            self._owe(84.5)
            leaving = self._prepare("2026-03-31")
            label, amount = self._lines(leaving)[0]
            self.assertEqual(label, "The cooperative owes the person (expenses, pay)")
            self.assertIn("84.50", amount)
            # an advance that is larger
            self._owe(-100)
            label, amount = self._lines(leaving)[0]
            self.assertEqual(label, "The person owes the cooperative")
            self.assertIn("15.50", amount)
            # pay is no business of the advisor
            seen = leaving.with_user(self.advisor)._get_due_lines()
            self.assertEqual(seen[0]["label"], self.alice_activity.display_name)

    def test_page_shows_the_lines(self):
        with freeze_time("2026-03-31"):
            leaving = self._prepare("2026-03-31").with_user(self.manager)
            body = leaving.with_context(lang="en_US").due_body
        self.assertIn("Last statement", body)
        self.assertIn("1,620.00", body)

    def test_name_stays_ten_years_after_the_last_entry(self):
        self.client = self.alice.partner_id
        type(self).client = self.alice.partner_id
        self._invoice(self.bruno_activity, 100, "2026-03-10")
        with freeze_time("2026-03-31"):
            self._prepare("2026-03-31").action_confirm()
        kinds = {}
        for day in ("2031-04-01", "2036-12-31", "2037-01-01"):
            with freeze_time(day):
                run = self.env["cae.retention"].create({"company_id": self.company.id})
            kinds[day] = set(
                run.line_ids.filtered(lambda line: line.entrepreneur_id == self.alice).mapped(
                    "kind"
                )
            )
        self.assertEqual(kinds["2031-04-01"], {"file", "staff"})
        self.assertEqual(kinds["2036-12-31"], {"file", "staff"})
        self.assertEqual(kinds["2037-01-01"], {"file", "staff", "accounting", "identity"})
        invoice = self.env["account.move"].search(
            [("partner_id", "=", self.alice.partner_id.id)], limit=1
        )
        with freeze_time("2037-01-01"):
            run.with_user(self.manager).action_anonymise()
        self.assertEqual(run.state, "done", run.line_ids.mapped("error"))
        self.assertNotIn("Arnaud", invoice.invoice_partner_display_name)
        self.assertEqual(invoice.amount_untaxed, 100)
        self.assertEqual(invoice.date, date(2026, 3, 10))
