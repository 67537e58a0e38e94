"""Meetings follow each other: those of one kind, of one territory and pole."""

from odoo import api, fields, models
from odoo.fields import Domain


class CaeMeeting(models.Model):
    _name = "cae.meeting"
    _inherit = "cae.meeting"
    _guarded_fields = {"planning_key"}

    previous_meeting_id = fields.Many2one(
        "cae.meeting", string="Meeting before", compute="_compute_previous_meeting_id"
    )
    planning_key = fields.Char(
        copy=False, readonly=True, help="The place in a series, so that no meeting is made twice."
    )

    _planning_key_uniq = models.UniqueIndex(
        "(company_id, planning_key) WHERE planning_key IS NOT NULL",
        "This meeting of the series is already planned.",
    )

    @api.depends("kind_id", "date_begin", "territory_id", "pole_id", "company_id")
    def _compute_previous_meeting_id(self):
        for meeting in self:
            if not (meeting.date_begin and meeting.kind_id):
                meeting.previous_meeting_id = False
                continue
            meeting.previous_meeting_id = self.search(
                meeting._domain_series()
                & Domain("date_begin", "<", meeting.date_begin)
                & Domain("id", "!=", meeting._origin.id),
                order="date_begin desc, id desc",
                limit=1,
            )

    def _domain_series(self):
        """Return the domain of the meetings that follow each other with this one."""
        self.ensure_one()
        return (
            Domain("kind_id", "=", self.kind_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("territory_id", "=", self.territory_id.id)
            & Domain("pole_id", "=", self.pole_id.id)
            & Domain("state", "!=", "cancelled")
        )

    def _get_next_meeting(self):
        """Return the next meeting of the series that is not held yet, if there is one."""
        self.ensure_one()
        return self.search(
            self._domain_series()
            & Domain("date_begin", ">", self.date_begin)
            & Domain("state", "in", ("draft", "announced")),
            order="date_begin, id",
            limit=1,
        )
