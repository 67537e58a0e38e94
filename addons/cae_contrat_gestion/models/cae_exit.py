from odoo import fields, models
from odoo.tools import formatLang


class CaeExit(models.Model):
    """What an activity leaves to the person who goes: its cash position and its result."""

    _inherit = "cae.exit"

    def _get_due_lines(self):
        """Add what the books owe the person, and for each activity its figures and last statement.

        Cash stands on the day of exit, or today before it; what came in since has a line of its
        own. The result is that of the financial year until that day.
        """
        today = fields.Date.context_today(self)
        day = min(self.date_exit, today)
        lines = super()._get_due_lines() + self._prepare_balance_lines()
        activities = self.entrepreneur_id.with_context(active_test=False).cae_activity_ids
        # one set of queries per company, not per activity
        for company, own in activities.grouped("company_id").items():
            # sudo: the financial year of a company is no secret
            start = company.sudo().compute_fiscalyear_dates(day)["date_from"]
            statements = own._get_statements(start, day)
            now = own._get_statements(start, today) if today > day else statements
            for activity in own:
                lines += self._prepare_due_lines(activity, statements[activity], now[activity])
        return lines

    def _prepare_balance_lines(self):
        """Return what is open on the person's own accounts: expenses, pay, advances.

        Pay is in it, which advisors do not see.
        """
        if not self.env.user.has_group("cae_socle.group_accountant"):
            return []
        domain = [
            ("partner_id", "=", self.entrepreneur_id.partner_id.id),
            ("company_id", "=", self.company_id.id),
            ("parent_state", "=", "posted"),
            ("account_id.reconcile", "=", True),
            ("amount_residual", "!=", 0),
        ]
        # sudo: managers keep no books, and the group was checked above
        lines_sudo = self.env["account.move.line"].sudo()
        [(residual,)] = lines_sudo._read_group(domain, [], ["amount_residual:sum"])
        balance = -(residual or 0.0)
        currency = self.company_id.sudo().currency_id
        if currency.is_zero(balance):
            return []
        return [
            {
                "label": self.env._("The cooperative owes the person (expenses, pay)")
                if balance > 0
                else self.env._("The person owes the cooperative"),
                "amount": formatLang(self.env, abs(balance), currency_obj=currency),
                "strong": True,
            }
        ]

    def _prepare_due_lines(self, activity, statement, now):
        """Return the lines of one activity.

        :param statement: `engine.statement.Statement` until the day of exit
        :param now: the same until today
        """
        formats = activity._get_statement_formats()
        money, day = formats["money"], formats["day"]
        figures = [
            (
                self.env._("Cash position on %(date)s", date=day(statement.date_to)),
                statement.cash,
            ),
            (self.env._("Result since %(date)s", date=day(statement.date_from)), statement.result),
            (self.env._("Customers still owe"), now.customers_due),
            (self.env._("Suppliers are owed"), now.suppliers_due),
        ]
        if now.cash != statement.cash:
            figures.insert(1, (self.env._("Cash position today"), now.cash))
        title = {
            "label": activity.display_name,
            "amount": "",
            "strong": True,
            "url": f"/my/activities/{activity.id}/statement.pdf?period=custom"
            f"&date_from={statement.date_from}&date_to={statement.date_to}",
            "url_label": self.env._("Last statement"),
        }
        return [title, *({"label": label, "amount": money(amount)} for label, amount in figures)]
