from odoo import api, fields, models


class CaeReportItemMixin(models.AbstractModel):
    """An action or a decision that comes from a session, or stands in the report of an appointment.

    Who reads it: `cae.report._domain_items_open_to_me`. Once the report is shared it says what
    the person has read: what is named in `_get_reported_fields` changes no more.
    """

    _name = "cae.report.item.mixin"
    _description = "Agreed in an appointment"
    _inherit = ["cae.guard.mixin"]

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

    @api.model
    def _get_reported_fields(self):
        """Return the fields whose values stand in a report (set)."""
        return {"name", "owner_id", "report_id"}

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create([self._add_company(vals) for vals in vals_list])
        items._check_reports()
        return items

    def write(self, vals):
        self.check_access("write")
        reported = bool(self._get_reported_fields() & vals.keys())
        if reported:
            self._check_reports()
        result = super().write(self._add_company(vals))
        if reported:
            self._check_reports()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self.report_id._check_open()

    def _add_company(self, vals):
        """Return values in which the company follows the report."""
        vals = self._clean_cae_values(vals)
        if not vals.get("report_id"):
            return vals
        report = self.env["cae.report"].browse(vals["report_id"])
        report.check_access("write")
        return {**vals, "company_id": report.company_id.id}

    def _check_reports(self):
        """Raise when these belong to a report that is shared, or that the user may not write."""
        # of a meeting, they are also written by those who may not know that there are reports
        if self.report_id:
            self.report_id.check_access("write")
            self.report_id._check_open()
