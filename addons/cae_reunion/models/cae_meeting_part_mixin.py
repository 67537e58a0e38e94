from odoo import api, fields, models


class CaeMeetingPartMixin(models.AbstractModel):
    """What belongs to a meeting, as most do, or stands without one: its cooperative follows."""

    _name = "cae.meeting.part.mixin"
    _description = "Part of a Meeting"
    _inherit = ["cae.guard.mixin"]
    _guarded_parents = {"meeting_id": "write"}

    meeting_id = fields.Many2one("cae.meeting", index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )

    @api.depends("meeting_id.company_id")
    def _compute_company_id(self):
        for part in self:
            part.company_id = part.meeting_id.company_id or part.company_id or self.env.company
