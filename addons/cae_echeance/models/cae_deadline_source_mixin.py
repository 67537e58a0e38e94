from odoo import api, models

from . import deadline_keeper


class CaeDeadlineSourceMixin(models.AbstractModel):
    """Records because of which something is due.

    *How to use*: inherit it, name the model in ``cae.deadline._get_deadline_sources()``, add the
    kinds to ``cae.deadline.kind``, say what is due in ``_list_deadlines()``, and name in
    ``_deadline_fields`` the fields of which it depends; call ``_keep_deadlines()`` where something
    else changed.

    *How it works*: ``deadline_keeper`` makes the deadlines, moves them and lets them go, at once
    when it is called and once a day for all. It asks as superuser, archived records included.
    """

    _name = "cae.deadline.source.mixin"
    _description = "Records because of which something is due"

    # Whoever acts finds it among their activities at once, not on the first day of alert only.
    _alerts_at_once = False
    # Fields of the record: what is due follows when one of them is written.
    _deadline_fields = frozenset()

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

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._deadline_fields:
            records._keep_deadlines()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._deadline_fields & vals.keys():
            self._keep_deadlines()
        return result

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
