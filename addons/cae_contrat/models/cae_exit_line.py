from odoo import fields, models


class CaeExitLine(models.Model):
    """One thing that remains to be done before an exit is closed."""

    _name = "cae.exit.line"
    _description = "Thing to do at an exit"
    _inherit = ["cae.guard.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _guarded_parents = {"exit_id": "read"}
    _personal_paths = ("exit_id.entrepreneur_id",)
    _personal_erased = "file"

    exit_id = fields.Many2one("cae.exit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="exit_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="To do", required=True)
    is_done = fields.Boolean(string="Done")
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", string="Done by", readonly=True, copy=False, index=True, ondelete="set null"
    )
    note = fields.Char()

    def write(self, vals):
        self.check_access("write")
        result = super().write(vals)
        if vals.get("is_done"):
            # sudo: whoever may tick the last line closes an exit that has nothing else left
            self.exit_id.sudo()._close_when_nothing_is_left()
        return result

    def _describe_guarded(self, field):
        return self.env._("The day and the person are noted when the line is ticked.")

    def _add_guarded_values(self, vals):
        """Return the values with who ticked the line, and when."""
        if "is_done" not in vals:
            return vals
        done = vals["is_done"]
        return {
            **vals,
            "date_done": done and fields.Date.context_today(self),
            "done_by_id": done and self.env.uid,
        }
