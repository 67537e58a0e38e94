from odoo import api, fields, models
from odoo.addons.cae_socle.models.counts import count_lines
from odoo.exceptions import ValidationError
from odoo.fields import Domain

AUDIENCES = [
    ("team", "The support team"),
    ("members", "All members"),
    ("invited", "Only who is invited"),
]
RHYTHMS = [
    ("week", "Every week"),
    ("fortnight", "Every two weeks"),
    ("month", "Every month, the same weekday"),
    ("two_months", "Every two months, the same weekday"),
]
READERS = [("invited", "Who was invited"), ("members", "All members")]


class CaeMeetingKind(models.Model):
    """A kind of meeting: who comes, how long, when the agenda is sent, what is always on it."""

    _name = "cae.meeting.kind"
    _description = "Kind of Meeting"
    _inherit = ["cae.list.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    audience = fields.Selection(
        AUDIENCES,
        string="For whom",
        required=True,
        default="team",
        help="The support team sees the meetings for the team and for members. A meeting for "
        "invited people is seen by them alone, and by managers.",
    )
    publish_to = fields.Selection(
        READERS,
        string="Minutes read by",
        required=True,
        default="invited",
        help="Who reads the minutes and the decisions once they are published.",
    )
    rhythm = fields.Selection(
        RHYTHMS, string="Usual rhythm", help="For “Plan a series”, where it may be changed."
    )
    duration = fields.Float(string="Duration (hours)", default=2)
    notice_days = fields.Integer(
        string="Agenda sent (days before)",
        default=7,
        help="The agenda is to be sent at least so many days before. Later is possible, and noted.",
    )
    topics_from_portal = fields.Boolean(
        string="Topics from members",
        default=True,
        help="Those concerned propose topics in “My space”.",
    )
    topics_close_days = fields.Integer(
        string="Topics until (days before)",
        default=2,
        help="So many days before the meeting, its list of proposals closes.",
    )
    reminder_days = fields.Integer(
        string="Reminder (days before)",
        default=1,
        help="A mail reminds those who did not excuse themselves. 0: none.",
    )
    role_ids = fields.One2many("cae.meeting.role", "kind_id", string="Roles", copy=True)
    agenda_line_ids = fields.One2many(
        "cae.meeting.kind.line", "kind_id", string="Usual topics", copy=True
    )
    meeting_count = fields.Integer(compute="_compute_meeting_count")

    _figures_positive = models.Constraint(
        "check (duration > 0 and notice_days >= 0 and topics_close_days >= 0 "
        "and reminder_days >= 0)",
        "A meeting lasts longer than nothing, and days are counted from 0.",
    )

    @api.depends()
    def _compute_meeting_count(self):
        for kind, count in count_lines(self, "cae.meeting", "kind_id"):
            kind.meeting_count = count

    @api.constrains("company_id")
    def _check_company_of_meetings(self):
        """Refuse a company that meetings of others already use this kind in."""
        # sudo: meetings count even where the user does not see them
        meetings_sudo = self.env["cae.meeting"].sudo()
        for kind in self.filtered("company_id"):
            if meetings_sudo.search_count(
                [("kind_id", "=", kind.id), ("company_id", "!=", kind.company_id.id)], limit=1
            ):
                raise ValidationError(
                    self.env._(
                        "Another cooperative has meetings of the kind “%(kind)s”: leave the "
                        "cooperative empty, or make a new kind.",
                        kind=kind.name,
                    )
                )

    # -- topics that wait ------------------------------------------------------------------------

    def _get_kinds_open_to_me(self):
        """Return the kinds of meetings for which the user may propose topics, as superuser.

        Those for members in the cooperatives of which they are a member, and those to whose last
        meetings they were invited.
        """
        Meeting = self.env["cae.meeting"]
        # sudo: kinds are the team's; the domain keeps to what concerns the user
        companies = self.env.user.company_ids
        kinds_sudo = self.sudo().search(
            Domain("topics_from_portal", "=", True)
            & Domain("company_id", "in", [*companies.ids, False])
        )
        is_member = bool(Meeting._query_my_memberships())
        invited_sudo = Meeting.sudo().search(
            Meeting._domain_is_mine()
            & Domain("kind_id", "in", kinds_sudo.ids)
            & Domain("state", "!=", "cancelled"),
            order="date_begin desc",
            limit=100,
        )
        return kinds_sudo.filtered(
            lambda kind: (is_member and kind.audience == "members") or kind in invited_sudo.kind_id
        ).sudo(False)

    def _get_meeting_for_topics(self, company):
        """Return the next meeting of this kind that takes proposals, or none."""
        self.ensure_one()
        meetings = self.env["cae.meeting"].search(
            [
                ("kind_id", "=", self.id),
                ("company_id", "=", company.id),
                ("state", "in", ("draft", "announced")),
                ("date_begin", ">", fields.Datetime.now()),
            ],
            order="date_begin, id",
        )
        return meetings.filtered("is_topics_open")[:1]

    def _give_waiting_topics(self, companies):
        """Put the topics that wait on the next meetings of these kinds.

        :param companies: the cooperatives whose meetings changed
        """
        # sudo: what waits goes to the next meeting, whoever made that
        Topic = self.env["cae.meeting.topic"].sudo()
        waiting_sudo = Topic.search(
            [
                ("meeting_id", "=", False),
                ("kind_id", "in", self.ids),
                ("company_id", "in", companies.ids),
                ("state", "in", ("proposed", "accepted")),
            ]
        )
        for topic_sudo in waiting_sudo:
            before_sudo = topic_sudo.carried_from_id.meeting_id
            meeting_sudo = (
                before_sudo._get_next_meeting()
                if before_sudo
                else topic_sudo.kind_id._get_meeting_for_topics(topic_sudo.company_id)
            )
            if meeting_sudo:
                topic_sudo.meeting_id = meeting_sudo
