from odoo import api, fields, models


class CaeRetentionLine(models.Model):
    _inherit = "cae.retention.line"

    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index=True, ondelete="cascade", string="Request"
    )

    @api.depends("lead_id")
    def _compute_subject(self):
        of_requests = self.filtered("lead_id")
        for line in of_requests:
            line.subject = line.lead_id
        return super(CaeRetentionLine, self - of_requests)._compute_subject()
