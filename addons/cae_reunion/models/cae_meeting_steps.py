"""The way of a meeting: held, its minutes published, and back; or cancelled.

The first step is in cae_meeting_announcement.py.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import dates


class CaeMeeting(models.Model):
    _name = "cae.meeting"
    _inherit = "cae.meeting"
    _guarded_fields = {"date_published"}

    date_published = fields.Datetime(string="Minutes published on", copy=False, readonly=True)
    is_to_come = fields.Boolean(string="On a day to come", compute="_compute_is_to_come")

    @api.depends("date_begin")
    def _compute_is_to_come(self):
        now = fields.Datetime.now()
        for meeting in self:
            today = dates.to_local(now, meeting._get_company_zone()).date()
            meeting.is_to_come = (
                bool(meeting.date_begin) and meeting._get_local_begin().date() > today
            )

    def action_hold(self):
        """The meeting takes place: the notes are written."""
        self.check_access("write")
        self._check_state(("draft", "announced"))
        self._check_before("hold")
        self._set_state("held")
        self._after("hold")

    def action_publish(self):
        """Open the minutes to those who may read them, and tell them by mail."""
        self.check_access("write")
        self._check_state(("held",))
        self._check_before("publish")
        for meeting in self:
            meeting.topic_ids.filtered(lambda topic: topic.state == "proposed").write(
                {"state": "postponed"}
            )
            untouched = meeting.topic_ids.filtered(lambda topic: topic.state == "accepted")
            # What has no word is not treated: it goes on to the next meeting.
            empty = untouched.filtered(lambda topic: topic._is_untouched())
            empty.write({"state": "postponed"})
            (untouched - empty).write({"state": "treated"})
            meeting.topic_ids._carry_over()
            meeting.decision_ids._give_numbers()
        self._set_state("published", date_published=fields.Datetime.now())
        self.env["cae.meeting.mailer"]._send_minutes(self)
        self._after("publish")

    def action_reopen(self):
        """Take the minutes back, to correct them."""
        self.check_access("write")
        self._check_state(("published",))
        self._set_state("held")
        self._after("reopen")

    def action_cancel(self):
        """Cancel the meeting, and tell who was invited."""
        self.check_access("write")
        self._check_state(("draft", "announced"))
        told = self.filtered(lambda meeting: meeting.state == "announced")
        self._set_state("cancelled")
        self.env["cae.meeting.mailer"]._send_cancellation(told)
        for meeting in self:
            waiting = meeting.topic_ids.filtered(
                lambda topic: topic.proposed_by_id and topic.state in ("proposed", "accepted")
            )
            # What people proposed waits for the next one.
            waiting.write({"kind_id": meeting.kind_id.id, "meeting_id": False})
        self.kind_id._give_waiting_topics(self.company_id)
        self._after("cancel")

    def action_draft(self):
        """Prepare the meeting again."""
        self.check_access("write")
        self._check_state(("announced", "held", "cancelled"))
        self._set_state("draft")

    # -- hooks for addons above ------------------------------------------------------------------

    def _check_before(self, step):
        """Refuse a step with a sentence; here nothing is refused.

        :param str step: announce, hold or publish
        """

    def _after(self, step):
        """Do what follows a step; here nothing.

        :param str step: announce, hold, publish, reopen or cancel
        """

    # -- checks ----------------------------------------------------------------------------------

    def _check_state(self, states):
        """Raise unless all these meetings are in one of some states."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for meeting in self:
            if meeting.state not in states:
                raise UserError(
                    self.env._(
                        "%(meeting)s is in the state “%(state)s”: this is possible from "
                        "%(states)s only.",
                        meeting=meeting.display_name,
                        state=labels[meeting.state],
                        states=", ".join(f"“{labels[state]}”" for state in states),
                    )
                )

    def _check_open_for(self, child):
        """Raise when the minutes of one of these meetings are published."""
        what = {
            "cae.action": self.env._("the actions"),
            "cae.decision": self.env._("the decisions"),
            "cae.meeting.attendee": self.env._("who was there"),
            "cae.meeting.role.line": self.env._("the roles"),
        }.get(child._name) or self.env._("the agenda")
        for meeting in self:
            if meeting.state == "published":
                raise UserError(
                    self.env._(
                        "The minutes of %(meeting)s are published. To correct %(what)s, reopen "
                        "them first.",
                        meeting=meeting.display_name,
                        what=what,
                    )
                )
