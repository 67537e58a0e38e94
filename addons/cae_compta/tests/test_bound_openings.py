from odoo.addons.cae_gestion.tests.bound_entries_common import BoundEntriesCommon
from odoo.exceptions import UserError
from odoo.tests import tagged

from .takeover_common import TakeoverCommon


@tagged("post_install", "-at_install")
class TestBoundOpenings(TakeoverCommon, BoundEntriesCommon):
    """The entries of a take-over stay, with all their lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = [("411100", "Clients", 5, 0), ("706000", "Sales", 0, 5)]
        cls.opening = cls._book(cls._small(*lines))
        cls.reversed_opening = cls._book(cls._small(*lines, code="OTHER"))
        cls.reversed_opening.action_reverse()

    def test_an_accountant_changes_none_of_them(self):
        entries = {
            "opening": self.opening.move_id,
            "reversed opening": self.reversed_opening.move_id,
            "reversal of an opening": self.reversed_opening.reversal_move_id,
        }
        for entry in entries.values():
            self.assertEqual((len(entry), entry.state), (1, "posted"))
        self.assertBound(entries)

    def test_the_audit_trail_leaves_the_button(self):
        self.company.restrictive_audit_trail = True
        self.opening.with_user(self.accountant).action_reverse()
        entry = self.opening.move_id
        reversal = entry.reversal_move_ids
        self.assertEqual((entry.state, reversal.state), ("posted", "posted"))
        for bound in (entry, reversal):
            with self.assertRaisesRegex(UserError, "stay in the books as they are"):
                bound.button_draft()
