from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.cae_protection.engine.french_days import write_first
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date, format_time

from ..engine import dates, links
from .cae_meeting_kind import AUDIENCES, READERS

# Public pages and series of the cooperative count in this zone when nothing says otherwise.
TIMEZONE = "Europe/Paris"


class CaeMeeting(models.Model):
    """A meeting: its agenda, who comes, what was said, decided and given to do.

    Its way: draft, announced (the agenda is sent), held (the notes are written), published
    (the minutes are read by those concerned). Votes and the law of general meetings are an
    addon above: it extends `_check_before` and `_after`.

    Its steps, its announcement, its audience, its series, its mirror in the calendar and its
    counts are in the files cae_meeting_*.py.
    """

    _name = "cae.meeting"
    _description = "Meeting"
    _inherit = ["mail.thread", "mail.activity.mixin", "cae.guard.mixin", "cae.nearness.mixin"]
    _order = "date_begin desc, id desc"
    _check_company_auto = True
    _guarded_fields = {"state"}

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        copy=False,
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
    video_url = fields.Char(string="Video link")
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

    _dates_order = models.Constraint(
        "check (date_end > date_begin)", "A meeting ends after it begins: correct one of the two."
    )

    # -- defaults and computes -------------------------------------------------------------------

    @api.model
    def _tomorrow(self):
        """Return tomorrow at 9, on the clock of the user."""
        zone = self._get_zone()
        today = dates.to_local(fields.Datetime.now(), zone)
        nine = today.replace(hour=9, minute=0, second=0, microsecond=0)
        return dates.to_utc(nine + timedelta(days=1), zone)

    @api.model
    def _get_zone(self):
        """Return the name of the user's time zone."""
        return self.env.user.tz or TIMEZONE

    def _get_company_zone(self):
        """Return the time zone in which the cooperative counts its days."""
        # sudo: a setting of the company
        return self.company_id.sudo().partner_id.tz or TIMEZONE

    @api.model
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
                and not dates.is_late(
                    now, meeting.date_begin, kind.topics_close_days, meeting._get_company_zone()
                )
            )

    # -- constraints and CRUD --------------------------------------------------------------------

    @api.constrains("video_url")
    def _check_video_url(self):
        for meeting in self:
            if meeting.video_url and not links.is_web_link(meeting.video_url):
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is not a link: copy the whole address, it begins with https://.",
                        url=meeting.video_url,
                    )
                )

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
                meeting._put_usual_topics()
        meetings.kind_id._give_waiting_topics(meetings.company_id)
        return meetings

    def write(self, vals):
        vals = self._clean_cae_values(vals)
        if vals.get("date_begin") and "date_end" not in vals:
            # A meeting that moves stays as long as it was.
            begin = fields.Datetime.to_datetime(vals["date_begin"])
            result = True
            for meeting in self:
                end = begin + (meeting.date_end - meeting.date_begin)
                result = super(CaeMeeting, meeting).write({**vals, "date_end": end})
        else:
            result = super().write(vals)
        return result

    def _set_state(self, state, **vals):
        """Write the state, with what is noted at that step. Check before who may do it."""
        self._by_method().write({"state": state, **vals})

    def copy_data(self, default=None):
        return [
            vals | {"name": meeting.name}
            for meeting, vals in zip(self, super().copy_data(default), strict=True)
        ]

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

    @api.depends("name", "date_begin")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for meeting in self:
            day = meeting.date_begin and format_date(self.env, meeting._get_local_day())
            meeting.display_name = " · ".join(filter(None, [meeting.name, day]))

    def _put_usual_topics(self):
        """Put the usual topics of the kind on the agenda."""
        self.ensure_one()
        self.env["cae.meeting.topic"].create(
            [
                {
                    "meeting_id": self.id,
                    "name": line.name,
                    "sequence": line.sequence,
                    "aim": line.aim,
                    "minutes": line.minutes,
                    "state": "accepted",
                }
                for line in self.kind_id.agenda_line_ids
            ]
        )

    # -- opening and printing --------------------------------------------------------------------

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
            "name": self.name,
            "context": {"active_id": self.id},
        }

    def action_open_decisions(self):
        """Open the decisions of this meeting."""
        return self._open_related("cae_reunion.cae_decision_action")

    def action_open_actions(self):
        """Open the actions of this meeting."""
        return self._open_related("cae_reunion.cae_action_action")

    def _open_related(self, xmlid):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {
            "domain": [("meeting_id", "=", self.id)],
            "context": {"default_meeting_id": self.id},
        }

    def action_print_agenda(self):
        """Print the agenda."""
        self.check_access("read")
        return self.env.ref("cae_reunion.cae_meeting_agenda_report").report_action(self)

    def action_print_minutes(self):
        """Print the minutes."""
        self.check_access("read")
        return self.env.ref("cae_reunion.cae_meeting_minutes_report").report_action(self)

    # -- business --------------------------------------------------------------------------------

    def _get_local_day(self):
        self.ensure_one()
        zone = self.env.context.get("tz") or self.env.user.tz or self._get_company_zone()
        return dates.to_local(self.date_begin, zone).date()

    def _get_local_begin(self):
        """Return the beginning on the clock of the cooperative, naive."""
        self.ensure_one()
        return dates.to_local(self.date_begin, self._get_company_zone())

    def _get_day_text(self):
        """Return the day in full, on the clock of the cooperative, in the user's language."""
        self.ensure_one()
        day = self._get_local_begin().date()
        return write_first(format_date(self.env, day, date_format="EEEE d MMMM y"))

    def _get_hours_text(self):
        """Return from when to when, on the clock of the cooperative, in the user's language."""
        self.ensure_one()
        end = dates.to_local(self.date_end, self._get_company_zone())
        return " \N{EN DASH} ".join(
            format_time(self.env, moment.time(), time_format="short")
            for moment in (self._get_local_begin(), end)
        )

    def _get_place_text(self):
        """Return where the meeting takes place, the video link included."""
        self.ensure_one()
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

    def _get_file_name(self):
        """Return the name of the printed minutes, without its ending."""
        self.ensure_one()
        return f"{self.name} {self._get_local_begin().date()}".replace("/", "-")
