from odoo.addons.cae_contrat.tests.common import CaeContractCommon
from odoo.addons.cae_gestion.tests.contribution_common import ContributionCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestContributionFloors(ContributionCommon, CaeContractCommon):
    """What is owed at least, while there is a contract and by its kind."""

    def test_minimum(self):
        self.alice_activity.contribution_exempt = False
        run = self._month("2025-03-01")
        self.assertEqual(self._amount(run), 2.5)
        self.assertEqual(self._explanation(run), "Nothing invoiced: minimum of 2.50 €")
        self.assertFalse(self._amount(run, self.bruno_activity), "waived")

    def test_minimum_needs_a_contract(self):
        (self.alice_activity | self.bruno_activity).contribution_exempt = False
        run = self._month("2026-03-01")  # Bruno's CAPE ended with 2025
        self.assertEqual(self._amount(run), 2.5)
        self.assertFalse(self._amount(run, self.bruno_activity))

    def test_gross_margin(self):
        """Coopaname: 30 a month and 13.5 % of the gross margin, the 30 waived for some."""
        self._rates((0, 13.5), basis="margin", fixed_amount=30, minimum=0)
        self.rule.exclusion_ids.unlink()
        self.alice_activity.contribution_exempt = False
        for activity in self.alice_activity | self.bruno_activity:
            self._invoice(activity, 2000, "2025-03-10")
            self._bill(activity, 500, "2025-03-10", account="601000")
        run = self._month("2025-03-01")
        self.assertEqual(self._amount(run), 232.5)
        self.assertEqual(self._amount(run, self.bruno_activity), 202.5)
        self.assertEqual(
            self._explanation(run),
            "13.5 % of 2,000.00 €, of which 500.00 € production purchases excluded, "
            "fixed amount of 30.00 €: 232.50 €",
        )

    def test_floor_and_ceiling(self):
        """Astrolabe: at least 1 200 a year under CAPE and 2 160 under CESA."""
        (self.alice_activity | self.bruno_activity).contribution_exempt = False
        self._rates(
            (0, 11), period="year", minimum=0, floor_cape=1200, floor_cesa=2160, ceiling=5000
        )
        self._invoice(self.bruno_activity, 1000, "2025-01-10")
        run = self._close("2025-01-01")
        self.assertEqual(self._amount(run), 180.0)
        self.assertEqual(self._amount(run, self.bruno_activity), 110.0)
        run = self._close("2025-02-01")
        self.assertEqual(self._amount(run), 180.0)
        self.assertEqual(self._amount(run, self.bruno_activity), 90.0)
        self.assertEqual(self._explanation(run), "Raised to the least of 360.00 € so far: 180.00 €")
        self._invoice(self.alice_activity, 100000, "2025-03-10")
        run = self._close("2025-03-01")
        self.assertEqual(self._amount(run), 5000 - 360)
