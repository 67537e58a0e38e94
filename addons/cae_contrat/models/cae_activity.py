from odoo import fields, models


class CaeActivity(models.Model):
    _inherit = "cae.activity"

    contract_ids = fields.One2many("cae.contract", "activity_id", string="Contracts")

    def _filter_used(self):
        # sudo: contracts count even where the user may not see them
        contracts_sudo = self.env["cae.contract"].sudo()
        groups = contracts_sudo._read_group(
            [("activity_id", "in", self.ids), ("state", "in", ("confirmed", "ended"))],
            ["activity_id"],
        )
        with_contract = {activity.id for (activity,) in groups}
        return super()._filter_used() | self.filtered(lambda one: one.id in with_contract)
