from odoo import fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.exceptions import AccessError


class CaeReportNote(models.Model):
    """What one of the team noted for the team alone, beside a report.

    A model of its own, without messages, mail or portal: whatever is done with the report, the
    notes stay here.
    """

    _name = "cae.report.note"
    _description = "Private note"
    _inherit = ["cae.words.mixin", "cae.guard.mixin"]
    _order = "write_date desc, id desc"
    _check_company_auto = True
    _rec_name = "report_id"
    _guarded_parents = {"report_id": "read"}
    _personal_paths = ("report_id.person_ids",)
    _personal_shared = ("report_id.person_ids", "file")
    _personal_erased = "file"

    report_id = fields.Many2one("cae.report", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="Written by",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.user,
    )
    text = fields.Text(string="Note")
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    entrepreneur_id = fields.Many2one(related="report_id.entrepreneur_id", string="Person")
    person_ids = fields.Many2many(related="report_id.person_ids")
    date = fields.Date(related="report_id.date", store=True, index=True)

    _author_uniq = models.Constraint(
        "unique (report_id, user_id)", "You have a note on this report already: complete that one."
    )

    def _get_search_fields(self):
        return ["text"]

    def write(self, vals):
        self.check_access("write")
        if "report_id" in vals and not self.env.su:
            raise AccessError(self.env._("A note stays with its report and its author."))
        return super().write(vals)

    def action_open_report(self):
        """Open the report that this note is beside."""
        self.ensure_one()
        self.check_access("read")
        return open_form("cae.report", self.report_id.display_name, self.report_id.id)
