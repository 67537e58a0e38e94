from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cae_protection.engine.french_days import write_first
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local, to_utc
from odoo.addons.cae_socle.models.counts import count_field
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date, format_time

from ..engine import notice
from . import meeting_mails
from .cae_meeting_kind import AUDIENCES, READERS
from .cae_meeting_topic import TEAM

# Who has a contract with the cooperative, or is an associate.
MEMBER_STAGES = ("cape", "cesa", "associate")
# What stands at the head of the minutes, and whom they are for.
HEADING = {
    "name",
    "kind_id",
    "company_id",
    "date_begin",
    "date_end",
    "territory_id",
    "pole_id",
    "place",
    "video_url",
    "user_id",
    "audience",
    "publish_to",
}


class CaeMeeting(models.Model):
    """A meeting: its agenda, who comes, what was said, decided and given to do.

    Its way: draft, announced (the agenda is sent), held (the notes are written), published
    (the minutes are read by those concerned). Votes and the law of general meetings are an
    addon above, which extends these steps.
    """

    _name = "cae.meeting"
    _description = "Meeting"
    _inherit = [
        "cae.calendar.mirror.mixin",
        "cae.nearness.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_begin desc, id desc"
    _check_company_auto = True
    _mirrored_fields = frozenset(
        ("name", "date_begin", "date_end", "place", "video_url", "user_id", "audience", "state")
    )

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    kind_id = fields.Many2one(
        "cae.meeting.kind", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_begin = fields.Datetime(
        string="Begins",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self._tomorrow(),
    )
    date_end = fields.Datetime(
        string="Ends",
        required=True,
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
    )
    territory_id = fields.Many2one(
        "cae.territory", index=True, check_company=True, ondelete="restrict"
    )
    pole_id = fields.Many2one("cae.pole", index=True, check_company=True, ondelete="restrict")
    place = fields.Char(tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Organizer",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    audience = fields.Selection(
        AUDIENCES,
        string="For whom",
        required=True,
        compute="_compute_from_kind",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
    )
    publish_to = fields.Selection(
        READERS,
        string="Minutes read by",
        required=True,
        compute="_compute_from_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [
            ("draft", "In preparation"),
            ("announced", "Announced"),
            ("held", "Held"),
            ("published", "Minutes published"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
        group_expand="_group_expand_state",
    )
    is_open_to_me = fields.Boolean(
        string="Concerns me", compute="_compute_is_open_to_me", search="_search_is_open_to_me"
    )
    has_open_minutes = fields.Boolean(
        string="Minutes open to me",
        compute="_compute_has_open_minutes",
        search="_search_has_open_minutes",
    )
    topic_ids = fields.One2many("cae.meeting.topic", "meeting_id", string="Agenda")
    attendee_ids = fields.One2many("cae.meeting.attendee", "meeting_id", string="People", copy=True)
    role_line_ids = fields.One2many("cae.meeting.role.line", "meeting_id", string="Roles")
    decision_ids = fields.One2many("cae.decision", "meeting_id", string="Decisions")
    action_ids = fields.One2many("cae.action", "meeting_id", string="Actions")
    is_topics_open = fields.Boolean(
        string="Takes proposals",
        compute="_compute_is_topics_open",
        help="Members may still propose topics.",
    )
    date_announced = fields.Datetime(string="Agenda sent on", copy=False, readonly=True)
    announced_begin = fields.Datetime(string="Date that was announced", copy=False, readonly=True)
    announced_place = fields.Char(string="Place that was announced", copy=False, readonly=True)
    announce_count = fields.Integer(string="Times announced", copy=False, readonly=True)
    date_reminded = fields.Datetime(string="Reminder sent on", copy=False, readonly=True)
    date_announce_due = fields.Date(
        string="Announce by",
        compute="_compute_date_announce_due",
        store=True,
        index=True,
        help="Last day on which the agenda is sent in time.",
    )
    is_announce_overdue = fields.Boolean(compute="_compute_is_announce_overdue")
    is_late_notice = fields.Boolean(
        string="Announced late",
        compute="_compute_is_late_notice",
        store=True,
        help="The agenda was sent later than this kind of meeting asks for.",
    )
    is_changed = fields.Boolean(
        string="Changed since the announcement", compute="_compute_is_changed"
    )
    is_to_come = fields.Boolean(string="On a day to come", compute="_compute_is_to_come")
    previous_meeting_id = fields.Many2one(
        "cae.meeting", string="Meeting before", compute="_compute_previous_meeting_id"
    )
    planning_key = fields.Char(
        copy=False, readonly=True, help="The place in a series, so that no meeting is made twice."
    )
    proposed_count = count_field("topic_ids", ("state", "=", "proposed"), string="Proposals")
    attendee_count = count_field("attendee_ids", string="Invited")
    coming_count = count_field(
        "attendee_ids", ("state", "in", ("coming", "present")), string="Coming"
    )
    decision_count = count_field("decision_ids")
    action_count = count_field("action_ids")
    minutes_planned = fields.Integer(string="Minutes planned", compute="_compute_minutes_planned")

    _dates_order = models.Constraint(
        "check (date_end > date_begin)", "A meeting ends after it begins: correct one of the two."
    )
    _planning_key_uniq = models.UniqueIndex(
        "(company_id, planning_key) WHERE planning_key IS NOT NULL",
        "This meeting of the series is already planned.",
    )

    # -- defaults and computes -------------------------------------------------------------------

    def _tomorrow(self):
        """Return tomorrow at 9, on the clock of the user."""
        zone = self._get_zone()
        today = to_local(fields.Datetime.now(), zone)
        nine = today.replace(hour=9, minute=0, second=0, microsecond=0)
        return to_utc(nine + timedelta(days=1), zone)

    def _get_zone(self):
        """Return the name of the user's time zone."""
        return self.env.user.tz or ZONE

    def _get_company_zone(self):
        """Return the time zone in which the cooperative counts its days."""
        # sudo: a setting of the company
        return self.company_id.sudo().partner_id.tz or ZONE

    def _group_expand_state(self, states, domain):
        """Columns in the order of a meeting's way; without the cancelled ones when none is."""
        everything = [state for state, _label in self._fields["state"].selection]
        return [state for state in everything if state in states or state != "cancelled"]

    @api.depends("kind_id")
    def _compute_name(self):
        for meeting in self:
            if meeting.kind_id and not (meeting.name and meeting._origin):
                meeting.name = meeting.kind_id.name

    @api.depends("date_begin", "kind_id")
    def _compute_date_end(self):
        for meeting in self:
            if meeting.date_begin:
                hours = meeting.kind_id.duration or 1
                meeting.date_end = meeting.date_begin + timedelta(hours=hours)

    @api.depends("kind_id")
    def _compute_from_kind(self):
        for meeting in self:
            meeting.audience = meeting.kind_id.audience or meeting.audience or "invited"
            meeting.publish_to = meeting.kind_id.publish_to or meeting.publish_to or "invited"

    @api.depends("state", "date_begin", "kind_id.topics_from_portal", "kind_id.topics_close_days")
    def _compute_is_topics_open(self):
        now = fields.Datetime.now()
        for meeting in self:
            kind = meeting.kind_id
            meeting.is_topics_open = (
                kind.topics_from_portal
                and meeting.state in ("draft", "announced")
                and meeting.date_begin > now
                and not notice.is_late(
                    now, meeting.date_begin, kind.topics_close_days, meeting._get_company_zone()
                )
            )

    @api.depends("date_begin")
    def _compute_is_to_come(self):
        now = fields.Datetime.now()
        for meeting in self:
            today = to_local(now, meeting._get_company_zone()).date()
            meeting.is_to_come = (
                bool(meeting.date_begin) and meeting._get_local_begin().date() > today
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

    @api.depends("date_begin", "kind_id.notice_days", "company_id.partner_id.tz")
    def _compute_date_announce_due(self):
        for meeting in self:
            meeting.date_announce_due = meeting.date_begin and notice.get_last_day(
                meeting.date_begin, meeting.kind_id.notice_days, meeting._get_company_zone()
            )

    @api.depends("state", "date_announce_due")
    def _compute_is_announce_overdue(self):
        today = fields.Date.context_today(self)
        for meeting in self:
            due = meeting.date_announce_due
            meeting.is_announce_overdue = bool(due) and meeting.state == "draft" and due < today

    @api.depends(
        "date_announced", "announced_begin", "kind_id.notice_days", "company_id.partner_id.tz"
    )
    def _compute_is_late_notice(self):
        for meeting in self:
            meeting.is_late_notice = bool(meeting.date_announced) and notice.is_late(
                meeting.date_announced,
                meeting.announced_begin or meeting.date_begin,
                meeting.kind_id.notice_days,
                meeting._get_company_zone(),
            )

    @api.depends("state", "date_begin", "place", "video_url", "announced_begin", "announced_place")
    def _compute_is_changed(self):
        for meeting in self:
            meeting.is_changed = meeting.state == "announced" and (
                meeting.date_begin != meeting.announced_begin
                or meeting._get_place_text() != (meeting.announced_place or "")
            )

    @api.depends("topic_ids.state", "topic_ids.minutes")
    def _compute_minutes_planned(self):
        planned = [("meeting_id", "in", self.ids), ("state", "in", ("accepted", "treated"))]
        minutes = dict(
            self.env["cae.meeting.topic"]._read_group(planned, ["meeting_id"], ["minutes:sum"])
        )
        for meeting in self:
            meeting.minutes_planned = minutes.get(meeting._origin, 0)

    @api.depends("name", "date_begin")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for meeting in self:
            day = meeting.date_begin and format_date(self.env, meeting._get_local_day())
            meeting.display_name = " · ".join(filter(None, [meeting.name, day]))

    # -- constraints and CRUD --------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        for meeting in meetings:
            if not meeting.role_line_ids:
                meeting.role_line_ids = [
                    Command.create(
                        {"role_id": role.id, "name": role.name, "sequence": role.sequence}
                    )
                    for role in meeting.kind_id.role_ids
                ]
            if not meeting.topic_ids:
                meeting.topic_ids = [
                    Command.create(
                        {
                            "name": line.name,
                            "sequence": line.sequence,
                            "aim": line.aim,
                            "minutes": line.minutes,
                            "state": "accepted",
                        }
                    )
                    for line in meeting.kind_id.agenda_line_ids
                ]
        meetings.kind_id._give_waiting_topics(meetings.company_id)
        return meetings

    def write(self, vals):
        vals = self._clean_cae_values(vals)
        self._check_heading(vals)
        if not vals.get("date_begin") or "date_end" in vals:
            return super().write(vals)
        # A meeting that moves stays as long as it was.
        begin = fields.Datetime.to_datetime(vals["date_begin"])
        for meeting in self:
            end = begin + (meeting.date_end - meeting.date_begin)
            super(CaeMeeting, meeting).write({**vals, "date_end": end})
        return True

    def _set_state(self, state, **vals):
        """Write the state, with what is noted at that step. Check before who may do it."""
        self._by_method().write({"state": state, **vals})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        """Keep what people were told of."""
        for meeting in self:
            if meeting.state in ("announced", "held", "published"):
                raise UserError(
                    self.env._(
                        "%(meeting)s was announced: cancel it instead of deleting it.",
                        meeting=meeting.display_name,
                    )
                )

    # -- whom a meeting concerns -----------------------------------------------------------------

    def _domain_is_mine(self):
        """Return the domain of the meetings to which the user is invited."""
        partner = self.env.user.partner_id
        return Domain("attendee_ids", "any", [("partner_id", "in", partner.ids)])

    def _query_my_memberships(self):
        """Return the query of the files with which the user is a member."""
        # sudo: their own files
        files_sudo = self.env["cae.entrepreneur"].sudo()
        return files_sudo._search(
            [
                ("partner_id", "in", self.env.user.partner_id.ids),
                ("stage", "in", MEMBER_STAGES),
            ]
        )

    def _domain_of_my_cooperative(self):
        """Return the domain of the meetings of cooperatives of which the user is a member."""
        # asked in the same query, so that a cached rule follows their stage
        memberships = self._query_my_memberships().subselect("company_id")
        return Domain("company_id", "in", memberships)

    def _domain_has_open_minutes(self):
        """Return the domain of the meetings whose minutes the user may read on the portal."""
        readers = self._domain_is_mine() | (
            Domain("publish_to", "=", "members") & self._domain_of_my_cooperative()
        )
        return Domain("state", "=", "published") & readers

    def _domain_is_open_to_me(self):
        """Return the domain of the meetings that concern the user.

        For the team, those it works with; for the others, those they are told of. Record
        rules use it.
        """
        if self.env.user._is_internal():
            return (
                Domain("audience", "!=", "invited")
                | self._domain_is_mine()
                | Domain("user_id", "in", self.env.user.ids)
            )
        told = Domain("state", "!=", "draft") & (
            self._domain_is_mine()
            | (Domain("audience", "=", "members") & self._domain_of_my_cooperative())
        )
        return told | self._domain_has_open_minutes()

    def _compute_by_rule(self, name, domain):
        """Fill a field that tells whether a meeting is in a domain, asked of the database.

        A record rule reads what is computed with it: evaluated in Python, its paths would
        leave in the cache what the user may not see.
        """
        # sudo: only tells yes or no
        found = self.sudo().search(Domain("id", "in", self.ids) & domain)
        for meeting in self:
            meeting[name] = meeting._origin.id in found._ids

    @api.depends("audience", "attendee_ids.partner_id", "user_id", "state", "publish_to")
    @api.depends_context("uid")
    def _compute_is_open_to_me(self):
        self._compute_by_rule("is_open_to_me", self._domain_is_open_to_me())

    def _search_is_open_to_me(self, operator, value):
        return self._domain_is_open_to_me() if operator == "in" else NotImplemented

    @api.depends("attendee_ids.partner_id", "state", "publish_to")
    @api.depends_context("uid")
    def _compute_has_open_minutes(self):
        self._compute_by_rule("has_open_minutes", self._domain_has_open_minutes())

    def _search_has_open_minutes(self, operator, value):
        return self._domain_has_open_minutes() if operator == "in" else NotImplemented

    # -- inviting --------------------------------------------------------------------------------

    def action_invite(self):
        """Invite all those whom the meeting is for."""
        self.check_access("write")
        self._check_state(("draft", "announced"))
        for meeting in self:
            meeting._invite_audience()

    def _invite_audience(self):
        """Invite those whom the meeting is for; nobody twice.

        The team is who has one of our roles in the cooperative; the members those with a
        contract or a share, of the territory and pole of the meeting where it has one; who is
        invited to a closed meeting follows the meeting before.
        """
        for meeting in self:
            wanted = meeting._get_audience() | meeting.user_id.partner_id
            # who keeps the program running is nobody one meets
            wanted -= self.env.ref("base.user_admin").partner_id
            new = wanted - meeting.attendee_ids.partner_id
            self.env["cae.meeting.attendee"].create(
                [{"meeting_id": meeting.id, "partner_id": partner.id} for partner in new]
            )

    def _get_audience(self):
        """Return the contacts of those whom one meeting is for."""
        if self.audience == "invited":
            return self.previous_meeting_id.attendee_ids.partner_id
        if self.audience == "team":
            groups = self.env["res.groups"].union(*map(self.env.ref, TEAM.split(",")))
            # sudo: the names of colleagues
            users_sudo = self.env["res.users"].sudo()
            users_sudo = users_sudo.search(
                [
                    ("all_group_ids", "in", groups.ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("id", "!=", self.env.ref("base.user_root").id),
                ]
            )
            return users_sudo.partner_id.sudo(False)
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            "stage", "in", MEMBER_STAGES
        )
        if self.territory_id:
            domain &= Domain("territory_id", "=", self.territory_id.id)
        if self.pole_id:
            domain &= Domain("pole_ids", "in", self.pole_id.ids)
        # sudo: all members are invited, also those whose file the organizer does not follow
        people_sudo = self.env["cae.entrepreneur"].sudo()
        return people_sudo.search(domain).partner_id.sudo(False)

    # -- the way of a meeting --------------------------------------------------------------------

    def action_announce(self):
        """Send the agenda to who is invited; again, when date, place or agenda changed."""
        self.check_access("write")
        self._check_state(("draft", "announced"))
        now = fields.Datetime.now()
        for meeting in self:
            if not meeting.attendee_ids:
                meeting._invite_audience()
            if not meeting.attendee_ids:
                raise UserError(
                    self.env._(
                        "Nobody is invited to %(meeting)s: add people first.",
                        meeting=meeting.display_name,
                    )
                )
            moved = meeting.announced_begin and meeting.announced_begin != meeting.date_begin
            if moved:
                # The answers were to another day.
                answered = meeting.attendee_ids.filtered(
                    lambda attendee: attendee.state in ("coming", "excused")
                )
                answered.write({"state": "invited", "excuse": False})
                answered.sudo()._sync_calendar_answer()
            meeting._set_state(
                "announced",
                date_announced=now
                if moved or not meeting.date_announced
                else meeting.date_announced,
                announced_begin=meeting.date_begin,
                announced_place=meeting._get_place_text(),
                announce_count=meeting.announce_count + 1,
                date_reminded=False,
            )
        meeting_mails.send_agenda(self)

    def action_remind(self):
        """Remind those who did not excuse themselves, by mail."""
        self.check_access("write")
        self._check_state(("announced",))
        meeting_mails.send_reminder(self)
        self._by_method().write({"date_reminded": fields.Datetime.now()})

    def _cron_remind(self):
        """Remind of the meetings that are near, each once."""
        now = fields.Datetime.now()
        meetings = self.search(
            [
                ("state", "=", "announced"),
                ("date_reminded", "=", False),
                ("date_begin", ">", now),
                ("kind_id.reminder_days", ">", 0),
            ]
        )
        for meeting in meetings:
            zone = meeting._get_company_zone()
            today = to_local(now, zone).date()
            days = meeting.kind_id.reminder_days
            # announced on the same day: everybody knows
            if today >= notice.get_last_day(meeting.date_begin, days, zone) and (
                to_local(meeting.date_announced, zone).date() < today
            ):
                meeting.action_remind()

    def action_hold(self):
        """The meeting takes place: the notes are written."""
        self.check_access("write")
        self._check_state(("draft", "announced"))
        self._set_state("held")

    def action_publish(self):
        """Open the minutes to those who may read them, and tell them by mail."""
        self.check_access("write")
        self._check_state(("held",))
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
        self._set_state("published")
        meeting_mails.send_minutes(self)

    def action_reopen(self):
        """Take the minutes back, to correct them."""
        self.check_access("write")
        self._check_state(("published",))
        self._set_state("held")

    def action_cancel(self):
        """Cancel the meeting, and tell who was invited."""
        self.check_access("write")
        self._check_state(("draft", "announced"))
        told = self.filtered(lambda meeting: meeting.state == "announced")
        self._set_state("cancelled")
        meeting_mails.send_cancellation(told)
        for meeting in self:
            waiting = meeting.topic_ids.filtered(
                lambda topic: topic.proposed_by_id and topic.state in ("proposed", "accepted")
            )
            # What people proposed waits for the next one.
            waiting.write({"kind_id": meeting.kind_id.id, "meeting_id": False})
        self.kind_id._give_waiting_topics(self.company_id)

    def action_draft(self):
        """Prepare the meeting again."""
        self.check_access("write")
        self._check_state(("announced", "held", "cancelled"))
        self._set_state("draft")

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

    def _check_heading(self, vals):
        """Raise when these values would change the heading of published minutes."""
        names = HEADING & vals.keys()
        if names and not self._is_by_method():
            self.filtered(
                lambda meeting: any(meeting._would_change(name, vals[name]) for name in names)
            )._check_open_for(self)

    def _check_open_for(self, child):
        """Raise when the minutes of one of these meetings are published."""
        what = {
            "cae.action": self.env._("the actions"),
            "cae.meeting": self.env._("their heading"),
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

    # -- meetings that follow each other ----------------------------------------------------------

    def _domain_series(self):
        """Return the domain of the meetings that follow each other with this one."""
        self.ensure_one()
        same = ("kind_id", "company_id", "territory_id", "pole_id")
        alike = Domain.AND(Domain(name, "=", self[name].id) for name in same)
        return alike & Domain("state", "!=", "cancelled")

    def _get_next_meeting(self):
        """Return the next meeting of the series that is not held yet, if there is one."""
        return self.search(
            self._domain_series()
            & Domain("date_begin", ">", self.date_begin)
            & Domain("state", "in", ("draft", "announced")),
            order="date_begin, id",
            limit=1,
        )

    # -- the calendar of the team ----------------------------------------------------------------

    def _get_mirror_step(self):
        if self.state in ("draft", "cancelled"):
            return "remove"
        return "show" if self.state == "announced" or self.calendar_event_id else None

    def _prepare_event_values(self):
        # only who works here: the others got a calendar file by mail
        colleagues = self.attendee_ids.partner_id.filtered(
            lambda partner: any(not user.share for user in partner.user_ids)
        )
        return {
            "name": self.name,
            "start": self.date_begin,
            "stop": self.date_end,
            "location": self.place or False,
            "videocall_location": self.video_url or False,
            "description": self.env._("Agenda and notes: %(url)s", url=self._get_backend_url()),
            "user_id": self.user_id.id,
            "partner_ids": [Command.set((colleagues | self.user_id.partner_id).ids)],
            "privacy": "private" if self.audience == "invited" else "public",
            "active": True,
        }

    def _move_from_calendar(self, start, stop):
        self.check_access("write")
        if self.state != "announced":
            raise UserError(
                self.env._(
                    "%(meeting)s has taken place: its date does not change any more.",
                    meeting=self.display_name,
                )
            )
        self.write({"date_begin": start, "date_end": stop})

    # -- in the room -----------------------------------------------------------------------------

    def action_all_present(self):
        """Note that all who did not excuse themselves are there."""
        self.check_access("write")
        for meeting in self:
            meeting.attendee_ids.filtered(
                lambda attendee: attendee.state in ("invited", "coming")
            ).action_present()

    def action_open_room(self):
        """Open the page on which the notes are written, topic by topic."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "cae_reunion.room",
            "name": self.env._("Topic by topic"),
            "context": {"active_id": self.id},
        }

    # -- business --------------------------------------------------------------------------------

    def _get_local_day(self):
        self.ensure_one()
        zone = self.env.context.get("tz") or self.env.user.tz or self._get_company_zone()
        return to_local(self.date_begin, zone).date()

    def _get_local_begin(self):
        """Return the beginning on the clock of the cooperative, naive."""
        return to_local(self.date_begin, self._get_company_zone())

    def _get_day_text(self):
        """Return the day in full, on the clock of the cooperative, in the user's language."""
        self.ensure_one()
        day = self._get_local_begin().date()
        return write_first(format_date(self.env, day, date_format="EEEE d MMMM y"))

    def _get_hours_text(self):
        """Return from when to when, on the clock of the cooperative, in the user's language."""
        end = to_local(self.date_end, self._get_company_zone())
        return " \N{EN DASH} ".join(
            format_time(self.env, moment.time(), time_format="short")
            for moment in (self._get_local_begin(), end)
        )

    def _get_place_text(self):
        """Return where the meeting takes place, the video link included."""
        return " · ".join(filter(None, [self.place, self.video_url]))

    def _get_agenda(self):
        """Return the topics that are on the agenda, in order."""
        self.ensure_one()
        return self.topic_ids.filtered(
            lambda topic: topic.state in ("accepted", "treated", "postponed")
        )

    def _get_decisions(self):
        """Return the decisions in the order of the register, or of the agenda."""
        self.ensure_one()
        return self.decision_ids.sorted(
            lambda decision: (decision.number or "", decision.topic_id.sequence, decision.id)
        )

    def _get_portal_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/my/meetings/{self.id}"

    def _get_backend_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/cae-meetings/{self.id}"

    def _get_file_name(self):
        """Return the name of the printed minutes, without its ending."""
        return f"{self.name} {self._get_local_begin().date()}".replace("/", "-")
