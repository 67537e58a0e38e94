from odoo import fields, models


class CaeDecision(models.Model):
    """A decision may come from a session, too."""

    _inherit = "cae.decision"

    event_id = fields.Many2one(
        "event.event",
        string="Session",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
