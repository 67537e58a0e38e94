from odoo.fields import Command
from odoo.tests import tagged

from .contribution_common import ContributionCommon


@tagged("post_install", "-at_install")
class TestContributionPerformance(ContributionCommon):
    """The number of queries does not grow with the number of activities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activities = cls.env["cae.activity"].create(
            [
                {
                    "name": f"Activity {n}",
                    "code": f"PERF{n:03}",
                    "company_id": cls.company.id,
                    "entrepreneur_ids": [Command.set(cls.alice.ids)],
                    "contribution_exempt": True,
                }
                for n in range(100)
            ]
        )
        # one entry for all: what is read counts here, not how it came in
        for month, number in ((3, 10), (4, 100)):
            cls.env["account.move"].create(
                {
                    "move_type": "entry",
                    "date": f"2025-{month:02}-10",
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": cls._account(code).id,
                                "cae_activity_id": activity.id,
                                "balance": amount,
                            }
                        )
                        for activity in cls.activities[:number]
                        for code, amount in (("706000", -100), ("604000", 20), ("512000", 80))
                    ],
                }
            )._post()

    def _queries(self, run, number):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lines = run._prepare_lines()
        self.assertEqual(len(lines), number)
        return self.env.cr.sql_log_count - before

    def test_computing(self):
        for period in ("month", "year", "entry"):
            self.rule.period = period
            runs = self.env["cae.contribution.run"].create(
                [{"date_from": "2025-03-01"}, {"date_from": "2025-04-01"}]
            )
            self._queries(runs[0], 10)  # fills the caches of the schema
            few, many = self._queries(runs[0], 10), self._queries(runs[1], 100)
            self.assertEqual(few, many, period)
            self.assertLess(few, 25)
            runs.unlink()

    def test_explaining(self):
        """A list of explained lines reads each model once."""
        runs = self.env["cae.contribution.run"].create(
            [{"date_from": "2025-03-01"}, {"date_from": "2025-04-01"}]
        )
        runs[0].action_compute()
        runs[1].action_compute()
        counts = []
        for run in (runs[0], runs[0], runs[1]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.with_user(self.accountant).line_ids.mapped(
                lambda line: (line.explanation, line.activity_id.display_name)
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
