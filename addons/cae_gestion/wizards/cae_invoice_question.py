from odoo import fields, models


class CaeInvoiceQuestion(models.TransientModel):
    """What is asked before an invoice or a bill is confirmed: whose it is, its VAT, its date."""

    _name = "cae.invoice.question"
    _description = "Question before an invoice is confirmed"
    _check_company_auto = True

    move_id = fields.Many2one("account.move", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="move_id.company_id")
    activity_id = fields.Many2one(
        "cae.activity",
        check_company=True,
        help="Left empty, the document is the cooperative's own.",
    )
    without_activity = fields.Boolean(related="move_id.cae_without_activity")
    without_tax = fields.Boolean(related="move_id.cae_without_tax")
    before_activity = fields.Boolean(related="move_id.cae_before_activity")
    before_contributions = fields.Boolean(related="move_id.cae_before_contributions")
    activity_start = fields.Date(related="move_id.cae_activity_id.date_start")

    def action_confirm(self):
        """Give the document the activity that was chosen, and confirm it."""
        self.ensure_one()
        move = self.move_id
        if self.activity_id:
            move.cae_activity_id = self.activity_id
        action = move.with_context(
            cae_asked=True, validate_analytic=True, disable_abnormal_invoice_detection=False
        ).action_post()
        return action or {"type": "ir.actions.act_window_close"}
