from odoo import models

from . import deadline_keeper


class CaeDeadlineSourceMixin(models.AbstractModel):
    """Records because of which something is due.

    *How to use*: inherit it, name the model in ``cae.deadline._get_deadline_sources()``, add the
    kinds to ``cae.deadline.kind``, say what is due in ``_list_deadlines()``, and call
    ``_keep_deadlines()`` when something changed.

    *How it works*: ``deadline_keeper`` makes the deadlines, moves them and lets them go, at once
    when it is called and once a day for all. It asks as superuser, archived records included.
    """

    _name = "cae.deadline.source.mixin"
    _description = "Records because of which something is due"

    # Whoever acts finds it among their activities at once, not on the first day of alert only.
    _alerts_at_once = False

    # -- hooks ---------------------------------------------------------------------------------

    def _list_deadlines(self):
        """Return what is due because of these records, in a constant number of queries.

        :return: dict of record to a list of engine.Deadline; the past ones too
        """
        return {record: [] for record in self}

    def _prepare_deadline_values(self):
        """Return what a deadline of this record holds beside its days (dict)."""
        self.ensure_one()
        return {"company_id": self.company_id.id}

    def _get_deadline_name(self, deadline):
        """Return what is due in the record's own words; empty to have that of its kind."""
        return ""

    def _get_deadline_occasion(self, deadline):
        """Return in words what a deadline of this record is about; empty if its kind says it."""
        return ""

    def _after_deadline_ticked(self, is_done):
        """What follows when deadlines of these records were ticked, or the tick was taken back."""
        self._keep_deadlines()

    # -- for the records -----------------------------------------------------------------------

    def _keep_deadlines(self):
        """Bring the deadlines of these records up to date."""
        deadline_keeper.keep(self)

    def unlink(self):
        # sudo: nothing is due any more because of what is gone
        deadlines_sudo = self.env["cae.deadline"].sudo()
        deadlines_sudo = deadlines_sudo.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        result = super().unlink()
        deadlines_sudo.activity_id.unlink()
        deadlines_sudo._by_method().unlink()
        return result
