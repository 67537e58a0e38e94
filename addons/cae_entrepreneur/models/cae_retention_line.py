from odoo import api, fields, models


class CaeRetentionLine(models.Model):
    _inherit = "cae.retention.line"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", readonly=True, index=True, ondelete="cascade", string="Person"
    )

    @api.depends("entrepreneur_id")
    def _compute_subject(self):
        of_people = self.filtered("entrepreneur_id")
        for line in of_people:
            line.subject = line.entrepreneur_id
        return super(CaeRetentionLine, self - of_people)._compute_subject()
