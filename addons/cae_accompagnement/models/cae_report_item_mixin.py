from odoo import api, fields, models


class CaeReportItemMixin(models.AbstractModel):
    """An action or a decision that comes from a session, or stands in the report of an appointment.

    Who reads it: `cae.report._domain_items_open_to_me`. Once the report is shared it says what
    the person has read: what is named in `_get_reported_fields` changes no more.
    """

    _name = "cae.report.item.mixin"
    _description = "Agreed in an appointment"
    _inherit = ["cae.meeting.part.mixin"]
    _guarded_parents = {"report_id": "write"}

    report_id = fields.Many2one(
        "cae.report",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
    )

    event_id = fields.Many2one(
        "event.event",
        string="Session",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.depends("report_id.company_id")
    def _compute_company_id(self):
        reported = self.filtered("report_id")
        for item in reported:
            item.company_id = item.report_id.company_id
        return super(CaeReportItemMixin, self - reported)._compute_company_id()

    def _get_reported_fields(self):
        """Return the fields whose values stand in a report (set)."""
        return {"name", "owner_id", "report_id"}

    def _needs_open_parent(self, name, vals):
        if name == "report_id":
            return bool(self._get_reported_fields() & vals.keys())
        return super()._needs_open_parent(name, vals)
