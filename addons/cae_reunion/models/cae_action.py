from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cae_echeance.engine.deadlines import Deadline
from odoo.addons.cae_socle.models.flags import flag_field
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CaeAction(models.Model):
    """Something that a meeting gave somebody to do, by a day.

    Who works here finds it in the list of what is due and among their activities; a member in
    "My space".
    """

    _name = "cae.action"
    _description = "Action"
    _inherit = [
        "cae.deadline.source.mixin",
        "cae.meeting.outcome.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_due, id"
    _check_company_auto = True
    _alerts_at_once = True
    _deadline_fields = frozenset({"name", "owner_id", "date_due", "state"})
    _personal_paths = ("owner_id",)
    _personal_thread = "file"

    name = fields.Char(string="Action", required=True, personal="keep")
    owner_id = fields.Many2one(
        "res.partner",
        string="Who does it",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user.partner_id,
    )
    user_id = fields.Many2one(
        "res.users",
        compute="_compute_user_id",
        store=True,
        index=True,
        help="The login of who does it, if there is one.",
    )
    date_due = fields.Date(
        string="To be done by",
        required=True,
        index=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=14),
        personal="keep",
    )
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("dropped", "Dropped")],
        required=True,
        default="open",
        index=True,
        copy=False,
        group_expand=True,
    )
    date_done = fields.Date(string="Done on", copy=False, readonly=True, personal="keep")
    is_late = flag_field(lambda self: self._domain_late(), "state", "date_due")

    _done_has_day = models.Constraint(
        "check (state != 'done' or date_done is not null)", "Say on which day it was done."
    )

    @api.depends("owner_id.user_ids.active")
    def _compute_user_id(self):
        for action in self:
            # sudo: the login behind a contact; a member's too
            users_sudo = action.owner_id.sudo().user_ids.filtered("active")
            action.user_id = users_sudo.sorted("share")[:1].sudo(False)

    def _domain_late(self):
        today = fields.Date.context_today(self)
        return Domain("state", "=", "open") & Domain("date_due", "<", today)

    def _needs_open_parents(self, vals):
        # what is to be done goes on after the minutes are published
        return bool({"name", "topic_id", "meeting_id"} & vals.keys())

    def _add_guarded_values(self, vals):
        """Return values in which the day on which it was done follows the state."""
        vals = super()._add_guarded_values(vals)
        if "state" not in vals or "date_done" in vals:
            return vals
        done = vals["state"] == "done"
        return {**vals, "date_done": done and fields.Date.context_today(self)}

    def action_done(self):
        """Tick these actions as done today."""
        self.check_access("write")
        self._set_done()

    def action_drop(self):
        """Note that these actions are not needed any more."""
        self.check_access("write")
        self.filtered(lambda action: action.state == "open").write({"state": "dropped"})

    def action_reopen(self):
        """Take back a tick made by mistake."""
        self.check_access("write")
        self.write({"state": "open"})

    def _set_done(self):
        self.filtered(lambda action: action.state == "open").write({"state": "done"})

    def _tick_as_owner(self, done=True):
        """Tick one's own action on the portal, or take the tick back.

        :raises AccessError: when it is somebody else's
        """
        self.ensure_one()
        # sudo: one's own action, checked here; nothing but its state is written
        action_sudo = self.sudo()
        if action_sudo.owner_id != self.env.user.partner_id:
            raise AccessError(self.env._("This is not your own action."))
        if action_sudo.state != "dropped":
            action_sudo.write({"state": "done" if done else "open"})

    # -- what is due ---------------------------------------------------------------------------

    def _list_deadlines(self):
        return {
            action: [
                Deadline(
                    "action",
                    "1",
                    action.date_due,
                    user_id=action.user_id.id,
                    is_current=True,
                    is_done=action.state == "done",
                )
            ]
            for action in self
            if action.state != "dropped" and action.user_id and not action.user_id.share
        }

    def _get_deadline_name(self, deadline):
        return self.name

    def _after_deadline_ticked(self, is_done):
        if is_done:
            self._set_done()
        else:
            self.filtered(lambda action: action.state == "done").write({"state": "open"})

    def _describe_in_timeline(self):
        if self.state == "done":
            return self.date_done, "fa-check-square-o", self.env._("Action done")
        return self.date_due, "fa-square-o", self.env._("Action to do")
