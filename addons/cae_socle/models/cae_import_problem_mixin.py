from odoo import api, fields, models


class CaeImportProblemMixin(models.AbstractModel):
    """One thing to mend in the file of an import, or to know about it: where and what to do.

    *How to use*: the model that inherits it has a many2one ``import_id`` to its import, which is
    guarded, and a company.
    """

    _name = "cae.import.problem.mixin"
    _description = "Problem of an import"
    _inherit = ["cae.guard.mixin"]
    _order = "import_id, severity desc, id"

    severity = fields.Selection(selection="_selection_severity", required=True, default="problem")
    table = fields.Char(string="Rows of")
    sheet = fields.Char()
    line = fields.Integer(help="Of the sheet, as your spreadsheet counts it; the first is 1.")
    column = fields.Char()
    value = fields.Char(string="In the file")
    message = fields.Text(string="What to do", required=True)

    @api.model
    def _selection_severity(self):
        # by a method: choices of a mixin would not be translated in what inherits it
        labels = {"note": self.env._("Good to know"), "problem": self.env._("To mend")}
        return list(labels.items())
