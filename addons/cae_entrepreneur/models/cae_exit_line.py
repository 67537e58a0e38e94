from odoo import api, fields, models
from odoo.exceptions import UserError


class CaeExitLine(models.Model):
    """One thing that remains to be done before an exit is closed."""

    _name = "cae.exit.line"
    _description = "Thing to do at an exit"
    _order = "sequence, id"
    _check_company_auto = True

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

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._add_trace(vals) for vals in vals_list])

    def write(self, vals):
        self.check_access("write")
        if not self.env.su and vals.keys() & {"date_done", "done_by_id"}:
            raise UserError(self.env._("The day and the person are noted when the line is ticked."))
        result = super().write(self._add_trace(vals))
        if vals.get("is_done"):
            # sudo: whoever may tick the last line closes an exit that has nothing else left
            self.exit_id.sudo()._close_when_nothing_is_left()
        return result

    def _add_trace(self, vals):
        """Return the values with who ticked the line, and when."""
        if "is_done" not in vals:
            return vals
        done = vals["is_done"]
        return {
            **vals,
            "date_done": done and fields.Date.context_today(self),
            "done_by_id": done and self.env.uid,
        }
