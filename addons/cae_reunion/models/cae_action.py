from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError


class CaeAction(models.Model):
    """Something that a meeting gave somebody to do, by a day.

    Who works here finds it among their activities; a member in "My space".
    """

    _name = "cae.action"
    _description = "Action"
    _inherit = ["cae.meeting.outcome.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _check_company_auto = True
    _guarded_fields = {"date_done", "activity_id"}

    name = fields.Char(string="Action", required=True)
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
    )
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("dropped", "Dropped")],
        required=True,
        default="open",
        index=True,
        copy=False,
        group_expand=True,
    )
    date_done = fields.Date(string="Done on", copy=False, readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", index="btree_not_null", ondelete="set null", copy=False, readonly=True
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _done_has_day = models.Constraint(
        "check (state != 'done' or date_done is not null)", "Say on which day it was done."
    )

    @api.depends("owner_id.user_ids.active")
    def _compute_user_id(self):
        for action in self:
            # sudo: the login behind a contact; a member's too
            users_sudo = action.owner_id.sudo().user_ids.filtered("active")
            action.user_id = users_sudo.sorted("share")[:1].sudo(False)

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = bool(
                action.state == "open" and action.date_due and action.date_due < today
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = [("state", "=", "open"), ("date_due", "<", today)]
        return late if True in value else ["!", "&", *late]

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._sync_activity()
        return actions

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {"name", "owner_id", "date_due", "state"}:
            self._sync_activity()
        return result

    def unlink(self):
        # sudo: the activity was made with the action; super() checks the rights on that
        activities_sudo = self.activity_id.sudo()
        result = super().unlink()
        activities_sudo.exists().unlink()
        return result

    def _needs_open_parents(self, vals):
        # what is to be done goes on after the minutes are published
        return bool({"name", "topic_id", "meeting_id"} & vals.keys())

    def _add_guarded_values(self, vals):
        """Return values in which the day on which it was done follows the state."""
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

    def _sync_activity(self):
        """Show open actions among the activities of those who work here."""
        quiet = self.with_context(mail_activity_quick_update=True)
        for action in quiet:
            # sudo: the activity is the action's, whoever changes the one changes the other
            activity_sudo = action.activity_id.sudo().filtered("active")
            user = action.user_id.filtered(lambda user: not user.share)
            if action.state != "open" or not user:
                if not activity_sudo:
                    continue
                if action.state != "done":
                    activity_sudo.unlink()
                elif not self.env.context.get("cae_action_ticked"):
                    activity_sudo.with_context(cae_action_ticked=True)._action_done()
                continue
            values = {
                "summary": action.name,
                "date_deadline": action.date_due,
                "user_id": user.id,
            }
            if activity_sudo:
                activity_sudo.write(values)
            else:
                action.sudo()._by_method().activity_id = action.sudo().activity_schedule(
                    "mail.mail_activity_data_todo", **values
                )

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the actions of these people, for the timeline of their files.

        :return: list of dicts with date, icon, title, text, model and res_id
        """
        people = {person.partner_id.id: person.id for person in entrepreneurs}
        return [
            {
                "entrepreneur_id": people[action.owner_id.id],
                "date": action.date_done or action.date_due,
                "icon": "fa-check-square-o" if action.state == "done" else "fa-square-o",
                "title": self.env._("Action done")
                if action.state == "done"
                else self.env._("Action to do"),
                "text": action.name,
                "model": self._name,
                "res_id": action.id,
            }
            for action in self.search(
                [("owner_id", "in", list(people)), ("state", "in", ("open", "done"))]
            )
        ]
