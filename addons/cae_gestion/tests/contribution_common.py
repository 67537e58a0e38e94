from odoo.fields import Command

from .common import GestionCommon


class ContributionCommon(GestionCommon):
    """GestionCommon with one schedule of its own, whatever the database had before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what the users read is compared in English, also in a database that is all French
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.company.partner_id.lang = "en_US"
        Run = cls.env["cae.contribution.run"]
        assert not Run.search_count([("company_id", "=", cls.company.id)])
        cls.env["cae.contribution.schedule"].search([("company_id", "=", cls.company.id)]).unlink()
        cls.schedule = cls.env["cae.contribution.schedule"]._create_default(cls.company)
        cls.schedule.date_start = "2025-01-01"
        cls.rule = cls.schedule.rule_ids
        # the people of the common cooperative are waived: each test says what it counts on
        activities = cls.env["cae.activity"].search([("company_id", "=", cls.company.id)])
        activities.contribution_exempt = True

    @classmethod
    def _month(cls, date, user=None):
        """Return the computed month of a date."""
        run = (
            cls.env["cae.contribution.run"]
            .with_user(user or cls.accountant)
            .create({"company_id": cls.company.id, "date_from": date})
        )
        run.action_compute()
        return run

    @classmethod
    def _close(cls, date, user=None):
        run = cls._month(date, user)
        run.action_post()
        assert run.state == "posted"
        return run

    @classmethod
    def _amount(cls, run, activity=None):
        activity = activity or cls.alice_activity
        lines = run.line_ids.filtered(lambda line: line.activity_id == activity)
        return sum(lines.mapped("amount"))

    def _explanation(self, run, activity=None):
        activity = activity or self.alice_activity
        line = run.line_ids.filtered(lambda line: line.activity_id == activity)
        # the spaces of amounts are not breakable
        return line.explanation.replace("\N{NO-BREAK SPACE}", " ")

    def _rates(self, *steps, **vals):
        """Give the rule these (threshold, rate) steps and values."""
        self.rule.write(
            {
                "slice_ids": [Command.clear()]
                + [Command.create({"threshold": step, "rate": rate}) for step, rate in steps],
                **vals,
            }
        )
