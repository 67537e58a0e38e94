from odoo import fields, models


class CaeAction(models.Model):
    """An action may come from a session or from an appointment, too."""

    _name = "cae.action"
    _inherit = ["cae.action", "cae.report.item.mixin"]

    event_id = fields.Many2one(
        "event.event",
        string="Session",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
