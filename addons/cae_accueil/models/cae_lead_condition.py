from odoo import api, fields, models


class CaeLeadCondition(models.Model):
    """One entry condition, judged for one request."""

    _name = "cae.lead.condition"
    _description = "Entry condition of a request"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _guarded_parents = {"lead_id": "write"}
    _personal_paths = ("lead_id",)

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    condition_id = fields.Many2one(
        "cae.entry.condition", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="condition_id.sequence", store=True)
    mandatory = fields.Boolean(compute="_compute_mandatory")
    state = fields.Selection(
        [("to_check", "To check"), ("met", "Fulfilled"), ("not_met", "Not fulfilled")],
        required=True,
        default="to_check",
    )
    note = fields.Char(personal="file")

    _condition_uniq = models.Constraint(
        "unique (lead_id, condition_id)",
        "This condition is already on the list: answer it on its own line.",
    )

    @api.depends(
        "condition_id.mandatory", "condition_id.mandatory_regulated", "lead_id.cae_trade_id"
    )
    def _compute_mandatory(self):
        for line in self:
            condition = line.condition_id
            line.mandatory = condition.mandatory or (
                condition.mandatory_regulated and bool(line.lead_id.cae_trade_id)
            )

    def action_met(self):
        """Note that these conditions are fulfilled."""
        self.check_access("write")
        self.write({"state": "met"})

    def action_not_met(self):
        """Note that these conditions are not fulfilled."""
        self.check_access("write")
        self.write({"state": "not_met"})
