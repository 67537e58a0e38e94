"""How many topics, people, decisions and actions a meeting has."""

from odoo import api, fields, models


class CaeMeeting(models.Model):
    _name = "cae.meeting"
    _inherit = "cae.meeting"

    topic_count = fields.Integer(compute="_compute_counts")
    proposed_count = fields.Integer(string="Proposals", compute="_compute_counts")
    attendee_count = fields.Integer(string="Invited", compute="_compute_counts")
    coming_count = fields.Integer(string="Coming", compute="_compute_counts")
    present_count = fields.Integer(string="Present", compute="_compute_counts")
    decision_count = fields.Integer(compute="_compute_counts")
    action_count = fields.Integer(compute="_compute_counts")
    minutes_planned = fields.Integer(string="Minutes planned", compute="_compute_counts")

    @api.depends("topic_ids.state", "topic_ids.minutes", "attendee_ids.state")
    def _compute_counts(self):
        def count(model, groupby, aggregate="__count"):
            return {
                tuple(getattr(key, "id", key) for key in keys): number
                for *keys, number in self.env[model]._read_group(
                    [("meeting_id", "in", self.ids)], groupby, [aggregate]
                )
            }

        topics = count("cae.meeting.topic", ["meeting_id", "state"])
        minutes = count("cae.meeting.topic", ["meeting_id", "state"], "minutes:sum")
        attendees = count("cae.meeting.attendee", ["meeting_id", "state"])
        decisions = count("cae.decision", ["meeting_id"])
        actions = count("cae.action", ["meeting_id"])
        for meeting in self:
            one = meeting._origin.id

            def total(counts, states, one=one):
                return sum(counts.get((one, state), 0) for state in states)

            on_agenda = ("proposed", "accepted", "treated", "postponed")
            meeting.topic_count = total(topics, on_agenda)
            meeting.proposed_count = total(topics, ("proposed",))
            meeting.minutes_planned = total(minutes, ("accepted", "treated"))
            meeting.attendee_count = total(
                attendees, ("invited", "coming", "excused", "present", "absent")
            )
            meeting.coming_count = total(attendees, ("coming", "present"))
            meeting.present_count = total(attendees, ("present",))
            meeting.decision_count = decisions.get((one,), 0)
            meeting.action_count = actions.get((one,), 0)
