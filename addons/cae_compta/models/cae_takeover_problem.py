from odoo import fields, models


class CaeTakeoverProblem(models.Model):
    _name = "cae.takeover.problem"
    _description = "Problem of a take-over"
    _inherit = ["cae.import.problem.mixin"]
    _check_company_auto = True
    _guarded_parents = {"import_id": "write"}
    _personal_ignored = "the books of an activity"

    import_id = fields.Many2one("cae.takeover", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
