from odoo import fields, models


class CaeActivity(models.Model):
    _inherit = "cae.activity"

    contract_ids = fields.One2many("cae.contract", "activity_id", string="Contracts")

    def _filter_used(self):
        # sudo: contracts count even where the user may not see them
        agreed_sudo = self.sudo().contract_ids._filter_states("confirmed", "ended")
        return super()._filter_used() | (self & agreed_sudo.activity_id)
