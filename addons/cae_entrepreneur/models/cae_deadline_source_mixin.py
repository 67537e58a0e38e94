from odoo import models


class CaeDeadlineSourceMixin(models.AbstractModel):
    _inherit = "cae.deadline.source.mixin"

    def _prepare_deadline_values(self):
        """Say for whom it is due: the person of the record."""
        values = super()._prepare_deadline_values()
        if "entrepreneur_id" in self._fields:
            values["entrepreneur_id"] = self.entrepreneur_id.id
        return values
