from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class CaeSnapshotMixin(models.AbstractModel):
    """What somebody found on a day about a person: a draft until it is finished.

    Finished, nothing of it changes any more, nor of its lines; what has changed since is said
    by a new one.
    """

    _name = "cae.snapshot.mixin"
    _description = "Findings of a day"
    _inherit = ["cae.guard.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "file"

    user_id = fields.Many2one(
        "res.users",
        string="Author",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        readonly=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    state = fields.Selection(
        selection="_selection_state",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )

    @api.model
    def _selection_state(self):
        states = {"draft": self.env._("Being written"), "done": self.env._("Finished")}
        return list(states.items())

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(snapshot.date > today for snapshot in self):
            raise ValidationError(
                self.env._(
                    "This is noted on the day itself, not in advance: choose %(today)s at the "
                    "latest.",
                    today=format_date(self.env, today),
                )
            )

    def write(self, vals):
        self._check_is_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_is_open()

    def _check_open_for(self, child):
        self._check_is_open()

    def _check_is_open(self):
        """Raise when one of these is finished."""
        done = self.filtered(lambda snapshot: snapshot.state == "done")
        if done and not self._is_by_method():
            raise UserError(
                self.env._(
                    "“%(document)s” is finished and stays as it was: make a new one to say what "
                    "has changed.",
                    document=done[0].display_name,
                )
            )
