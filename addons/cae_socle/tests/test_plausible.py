import doctest

from odoo.tests import TransactionCase, tagged

from ..engine import plausible


@tagged("post_install", "-at_install")
class TestPlausible(TransactionCase):
    def test_doctests(self):
        results = doctest.testmod(plausible)
        self.assertTrue(results.attempted)
        self.assertFalse(results.failed)
