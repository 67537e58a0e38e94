from odoo import api, fields, models


class CaeContractEnd(models.TransientModel):
    """Ask on which day, and why, a contract ends."""

    _name = "cae.contract.end"
    _description = "End a contract"

    contract_id = fields.Many2one("cae.contract", required=True, readonly=True)
    contract_date_end = fields.Date(related="contract_id.date_end", string="Agreed end")
    kind = fields.Selection(related="contract_id.kind")
    date = fields.Date(
        string="Last day",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        help="The last day on which the contract binds both parties.",
    )
    reason = fields.Text(
        help="Kept in the contract's discussion. Asked of whoever ends a contract before its term."
    )

    @api.depends("contract_id")
    def _compute_date(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            start, end = wizard.contract_id.date_start, wizard.contract_id.date_end
            wizard.date = max(min(end or today, today), start or today)

    def action_end(self):
        """End the contract on the chosen day; the reason goes to its discussion."""
        for wizard in self:
            wizard.contract_id.check_access("write")
            wizard.contract_id._end_on(wizard.date, wizard.reason)
        return {"type": "ir.actions.act_window_close"}
