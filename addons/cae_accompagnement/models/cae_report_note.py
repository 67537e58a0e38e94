from odoo import api, fields, models
from odoo.exceptions import AccessError

# What belongs to a note for ever.
FIXED = {"report_id", "user_id"}


class CaeReportNote(models.Model):
    """What one of the team noted for the team alone, beside a report.

    A model of its own, without messages, mail or portal: whatever is done with the report, the
    notes stay here.
    """

    _name = "cae.report.note"
    _description = "Private note"
    _inherit = ["cae.full.text.mixin"]
    _order = "write_date desc, id desc"
    _check_company_auto = True
    _rec_name = "report_id"

    report_id = fields.Many2one(
        "cae.report", required=True, index=True, ondelete="cascade", check_company=True
    )
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

    @api.model
    def _get_full_text_fields(self):
        return ["text"]

    @api.model_create_multi
    def create(self, vals_list):
        notes = super().create(vals_list)
        if not self.env.su and any(note.user_id != self.env.user for note in notes):
            raise AccessError(self.env._("A note is written in one's own name."))
        return notes

    def write(self, vals):
        self.check_access("write")
        if FIXED & vals.keys() and not self.env.su:
            raise AccessError(self.env._("A note stays with its report and its author."))
        return super().write(vals)

    def action_open_report(self):
        """Open the report that this note is beside."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.report_id.display_name,
            "res_model": "cae.report",
            "res_id": self.report_id.id,
            "view_mode": "form",
        }
