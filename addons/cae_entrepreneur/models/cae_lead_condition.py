from odoo import fields, models


class CaeLeadCondition(models.Model):
    """One entry condition, judged for one request."""

    _name = "cae.lead.condition"
    _description = "Entry condition of a request"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _guarded_parents = {"lead_id": "write"}

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    condition_id = fields.Many2one(
        "cae.entry.condition", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="condition_id.sequence", store=True)
    mandatory = fields.Boolean(related="condition_id.mandatory")
    state = fields.Selection(
        [("to_check", "To check"), ("met", "Fulfilled"), ("not_met", "Not fulfilled")],
        required=True,
        default="to_check",
    )
    note = fields.Char()

    _condition_uniq = models.Constraint(
        "unique (lead_id, condition_id)",
        "This condition is already on the list: answer it on its own line.",
    )
