from odoo import fields, models


class CaeImportProblem(models.Model):
    """One thing to mend in the file of an import, or to know about it: where and what to do."""

    _name = "cae.import.problem"
    _description = "Problem of an import"
    _inherit = ["cae.guard.mixin"]
    _order = "import_id, severity desc, id"
    _check_company_auto = True
    _guarded_parents = {"import_id": "write"}

    import_id = fields.Many2one("cae.import", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    severity = fields.Selection(
        [("note", "Good to know"), ("problem", "To mend")], required=True, default="problem"
    )
    kind = fields.Selection(
        [
            ("people", "People"),
            ("activities", "Activities"),
            ("contracts", "Contracts"),
            ("earlier", "Other contracts"),
        ],
        string="Rows of",
    )
    sheet = fields.Char()
    line = fields.Integer(help="Of the sheet, as your spreadsheet counts it; the first is 1.")
    column = fields.Char()
    value = fields.Char(string="In the file")
    message = fields.Text(string="What to do", required=True)
