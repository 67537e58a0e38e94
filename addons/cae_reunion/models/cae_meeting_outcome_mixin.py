from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event


class CaeMeetingOutcomeMixin(models.AbstractModel):
    """What came out of a meeting, decided or given to do, under one of its topics or not."""

    _name = "cae.meeting.outcome.mixin"
    _description = "Outcome of a Meeting"
    _inherit = ["cae.meeting.part.mixin"]
    _guarded_parents = {"topic_id": "write"}

    topic_id = fields.Many2one(
        "cae.meeting.topic",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('meeting_id', '=', meeting_id)]",
    )

    @api.onchange("topic_id")
    def _onchange_topic_id(self):
        if self.topic_id.meeting_id:
            self.meeting_id = self.topic_id.meeting_id

    def _add_guarded_values(self, vals):
        """Return values of a decision or an action in which the meeting is that of the topic.

        Not a computed field: before a record is made, its place in the meeting's list would
        be taken by a copy without a number.
        """
        vals = super()._add_guarded_values(vals)
        if vals.get("topic_id") and not vals.get("meeting_id"):
            topic = self._browse_parents("topic_id", [vals])
            topic.check_access("write")
            return {**vals, "meeting_id": topic.meeting_id.id}
        return vals

    def _describe_in_timeline(self):
        """Return (day, icon, title) of one outcome in the timeline of its owner's file."""
        raise NotImplementedError

    def _get_timeline_events(self, entrepreneurs):
        """Return what these people see to (see `cae.entrepreneur._get_timeline_events`)."""
        outcomes = self.search(
            [("owner_id", "in", entrepreneurs.partner_id.ids), ("state", "!=", "dropped")]
        )
        return [
            make_event(outcome, *outcome._describe_in_timeline(), outcome.display_name)
            for outcome in outcomes
        ]
