import doctest

from odoo.tests import BaseCase, tagged

from ..engine import deadlines


@tagged("post_install", "-at_install")
class TestDeadlineEngine(BaseCase):
    def test_doctests(self):
        results = doctest.testmod(deadlines)
        self.assertGreater(results.attempted, 4)
        self.assertFalse(results.failed)
