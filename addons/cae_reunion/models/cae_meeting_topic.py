import random

from odoo import api, fields, models
from odoo.addons.cae_socle.models.personal_data import get_label
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.addons.cae_socle.models.typed_texts import find_too_long
from odoo.addons.html_editor.tools import handle_history_divergence
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..engine import notes
from . import meeting_mails

AIMS = [("inform", "Inform"), ("discuss", "Discuss"), ("decide", "Decide")]
TEAM = "cae_socle.group_advisor,cae_socle.group_accountant,cae_socle.group_manager"
# Each text has a number that grows with every change.
NOTES = {"notes": "notes_revision", "private_notes": "private_notes_revision"}
# What a published meeting has said about a topic.
MINUTES_FIELDS = {
    "name",
    "description",
    "notes",
    "private_notes",
    "state",
    "meeting_id",
    "proposed_by_id",
    "sequence",
}
LENGTHS = {"name": 120, "description": 3000}
# a proposal on which nobody has decided, or which is on no agenda
NEVER_TAKEN = ("proposed", "refused")
# of one person, for one meeting, which wait for the organizer's answer
MAX_PROPOSED = 5


def _keep_minutes(name, get_other=lambda topic: False):
    """Return the declaration of a field that stays with the minutes, and goes with a proposal."""

    def get_value(topic):
        return get_other(topic) if topic.state in NEVER_TAKEN else topic[name]

    return "file", get_value


class CaeMeetingTopic(models.Model):
    """A topic: on the agenda of a meeting, or waiting for the next one of its kind."""

    _name = "cae.meeting.topic"
    _description = "Topic of a Meeting"
    _inherit = ["cae.meeting.part.mixin", "cae.words.mixin"]
    _order = "meeting_id desc, sequence, id"
    _check_company_auto = True
    _unguarded_fields = {"notes_revision", "private_notes_revision"}
    # The minutes of the cooperative stay. What was never taken onto an agenda is the person's,
    # and the notes for the team are in no minutes: see also `res.partner._forget_personal`.
    _personal_paths = ("proposed_by_id",)
    _personal_thread = "file"

    name = fields.Char(string="Topic", required=True, personal=_keep_minutes("name", get_label))
    description = fields.Text(string="What it is about", personal=_keep_minutes("description"))
    meeting_id = fields.Many2one(
        ondelete="cascade",
        help="Left empty, the topic waits for the next meeting of its kind.",
    )
    kind_id = fields.Many2one(
        "cae.meeting.kind",
        string="Kind of meeting",
        required=True,
        compute="_compute_kind_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    meeting_state = fields.Selection(related="meeting_id.state", string="State of the meeting")
    date_begin = fields.Datetime(
        related="meeting_id.date_begin", string="Meeting on", store=True, index=True
    )
    sequence = fields.Integer(default=50)
    aim = fields.Selection(AIMS, required=True, default="discuss")
    minutes = fields.Integer(string="Duration (min)", default=15)
    proposed_by_id = fields.Many2one(
        "res.partner",
        string="Proposed by",
        index=True,
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("accepted", "On the agenda"),
            ("treated", "Treated"),
            ("postponed", "Postponed"),
            ("refused", "Not taken"),
        ],
        required=True,
        default="accepted",
        index=True,
        copy=False,
    )
    refusal = fields.Char(
        string="Why not",
        copy=False,
        help="A sentence for the person who proposed the topic.",
        personal="file",
    )
    notes = fields.Html(
        groups="base.group_user",
        sanitize_attributes=False,
        copy=False,
        help="Read by those concerned once the minutes are published.",
        personal=_keep_minutes("notes"),
    )
    notes_revision = fields.Integer(groups="base.group_user", readonly=True, copy=False)
    private_notes = fields.Html(
        string="Notes for the team",
        groups=TEAM,
        sanitize_attributes=False,
        copy=False,
        help="Never published: they stay with the team.",
        personal="file",
    )
    private_notes_revision = fields.Integer(groups=TEAM, readonly=True, copy=False)
    notes_user_id = fields.Many2one(
        "res.users", string="Last wrote", groups="base.group_user", readonly=True, copy=False
    )
    decision_ids = fields.One2many("cae.decision", "topic_id", string="Decisions")
    action_ids = fields.One2many("cae.action", "topic_id", string="Actions")
    carried_from_id = fields.Many2one(
        "cae.meeting.topic",
        string="Postponed from",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    search_text = fields.Text(groups="base.group_user")
    search_words = fields.Char(groups="base.group_user")
    excerpt = fields.Html(groups="base.group_user")

    @api.depends("meeting_id.kind_id")
    def _compute_kind_id(self):
        for topic in self:
            topic.kind_id = topic.meeting_id.kind_id or topic.kind_id

    def _get_search_fields(self):
        # never the notes for the team
        return ["name", "description", "notes", "proposed_by_id.name", "meeting_id.name"]

    # -- writing ---------------------------------------------------------------------------------

    def write(self, vals):
        if not set(vals) & set(NOTES):
            result = super().write(vals)
        else:
            result = True
            for topic in self:
                result = super(CaeMeetingTopic, topic).write(topic._prepare_notes(vals))
        if "meeting_id" in vals:
            for records in (self.sudo().decision_ids, self.sudo().action_ids):
                # what was decided under a topic goes where it goes
                records.filtered(
                    lambda record: record.meeting_id != record.topic_id.meeting_id
                ).write({"meeting_id": vals["meeting_id"]})
        return result

    def _needs_open_parents(self, vals):
        return bool(set(vals) & MINUTES_FIELDS)

    def _add_guarded_values(self, vals):
        """Return values in which notes carry their mark, and who writes them is named."""
        vals = super()._add_guarded_values(vals)
        if not set(vals) & set(NOTES):
            return vals
        return {**self._mark_notes(vals), "notes_user_id": self.env.uid}

    def _check_open_for(self, child):
        # what came out of a topic stands in the minutes of its meeting
        self.meeting_id._check_open_for(child)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_noted(self):
        """Keep what was talked about."""
        for topic in self:
            if topic.sudo().decision_ids or not notes.is_empty(topic.sudo().notes):
                raise UserError(
                    self.env._(
                        "“%(topic)s” has notes or decisions: postpone it, or empty it first.",
                        topic=topic.name,
                    )
                )

    def _mark_notes(self, vals):
        """Return values in which notes carry the mark of the editor, so that it knows them."""
        vals = dict(vals)
        for field in NOTES:
            if vals.get(field) and not notes.get_steps(vals[field]):
                # no need for a secure random number: it tells texts apart, as the editor's ids
                vals[field] = notes.mark(vals[field], random.randrange(1, 2**52))
        return vals

    def _prepare_notes(self, vals):
        """Return the values to write, after making sure that nobody's words get lost.

        Who writes without the editor says which revision of the text they have read, as
        `notes_revision` or `private_notes_revision`.

        :raises UserError: when somebody else has written meanwhile
        """
        self.ensure_one()
        self.check_access("write")
        vals = dict(vals)
        for field, revision_field in NOTES.items():
            seen = vals.pop(revision_field, None)
            if field not in vals:
                continue
            stored, incoming = self[field] or "", vals[field] or ""
            revision = self[revision_field]
            if not notes.may_replace(stored, incoming, revision, seen):
                raise UserError(
                    self.env._(
                        "%(name)s has written in the notes of “%(topic)s” meanwhile. Copy your "
                        "words, load the page again, and add them: nothing is lost that way.",
                        name=self.notes_user_id.name or self.env._("Somebody else"),
                        topic=self.name,
                    )
                )
            if notes.strip(stored) == notes.strip(incoming):
                del vals[field]
                continue
            vals[revision_field] = revision + 1
            # tells the editors that are open, and keeps the last step only
            handle_history_divergence(self, field, vals)
        return vals

    def _is_untouched(self):
        """Tell whether nothing was written, decided or given to do under this topic."""
        return (
            notes.is_empty(self.notes)
            and notes.is_empty(self.private_notes)
            and not self.decision_ids
            and not self.action_ids
        )

    # -- the way of a topic ----------------------------------------------------------------------

    def action_accept(self):
        """Take proposals onto the agenda; who proposed them is told."""
        self.check_access("write")
        proposals = self.filtered(lambda topic: topic.state in ("proposed", "refused"))
        proposals.write({"state": "accepted", "refusal": False})
        meeting_mails.send_topic_answers(proposals)

    def action_refuse(self):
        """Do not take proposals; who proposed them is told, with the sentence given."""
        self.check_access("write")
        for topic in self:
            if topic.proposed_by_id and not (topic.refusal or "").strip():
                raise UserError(
                    self.env._(
                        "Write a sentence for %(name)s first, in “Why not”: what can be done "
                        "instead?",
                        name=topic.proposed_by_id.name,
                    )
                )
        proposals = self.filtered(lambda topic: topic.state in ("proposed", "accepted"))
        proposals.write({"state": "refused"})
        meeting_mails.send_topic_answers(proposals)

    def action_treat(self):
        """Note that these topics were treated."""
        self.check_access("write")
        self.write({"state": "treated"})

    def action_postpone(self):
        """Leave these topics for the next meeting."""
        self.check_access("write")
        self.write({"state": "postponed"})

    def action_back_on_agenda(self):
        """Put these topics on the agenda again."""
        self.check_access("write")
        self.write({"state": "accepted"})

    def _carry_over(self):
        """Copy postponed topics to the next meeting, or let them wait for it."""
        done = self.search([("carried_from_id", "in", self.ids)]).carried_from_id
        for topic in self.filtered(lambda topic: topic.state == "postponed") - done:
            following = topic.meeting_id._get_next_meeting()
            # sudo: what was postponed goes on, also to a closed meeting of somebody else
            self.sudo()._by_method().create(
                {
                    "name": topic.name,
                    "description": topic.description,
                    "meeting_id": following.id,
                    "kind_id": topic.kind_id.id,
                    "company_id": topic.company_id.id,
                    "aim": topic.aim,
                    "minutes": topic.minutes,
                    "proposed_by_id": topic.proposed_by_id.id,
                    "state": "accepted",
                    "carried_from_id": topic.id,
                }
            )

    # -- proposals of members --------------------------------------------------------------------

    def _read_proposal(self, values):
        """Check what somebody typed to propose a topic.

        :param dict values: the raw fields of the form
        :return: (cleaned values, {field: sentence})
        """
        cleaned = {field: str(values.get(field) or "").strip() for field in LENGTHS}
        errors = find_too_long(self.env, cleaned, LENGTHS)
        cleaned["name"] = " ".join(cleaned["name"].split())
        if not cleaned["name"]:
            errors["name"] = self.env._("Write in a few words what you want to talk about.")
        aim = values.get("aim") or "discuss"
        cleaned["aim"] = aim if aim in dict(AIMS) else "discuss"
        minutes = str(values.get("minutes") or "15")
        cleaned["minutes"] = int(minutes) if minutes.isascii() and minutes.isdigit() else 0
        if not 1 <= cleaned["minutes"] <= 240:
            errors["minutes"] = self.env._("Write a number of minutes between 1 and 240.")
        return cleaned, errors

    def _propose(self, values, meeting=None, kind=None):
        """Note a topic that the user proposes, and tell the organizer.

        :param dict values: as `_read_proposal` returned them without an error
        :param meeting: a meeting that the user may read; or
        :param kind: a kind of `cae.meeting.kind._get_kinds_open_to_me`: the topic goes to its
            next meeting, or waits for it
        :return: the topic
        :raises UserError: when the meeting takes no proposals any more, or no more of this user
        """
        if meeting:
            meeting.check_access("read")
            # sudo: read with their own rights just before; the kind is the team's
            meeting_sudo = meeting.sudo()
            if not meeting_sudo.is_topics_open:
                raise UserError(
                    self.env._(
                        "The agenda of this meeting is closed. Propose your topic for the next one."
                    )
                )
            kind_sudo, company = meeting_sudo.kind_id, meeting_sudo.company_id
        else:
            if kind not in self.env["cae.meeting.kind"]._get_kinds_open_to_me():
                raise AccessError(self.env._("You cannot propose topics for these meetings."))
            kind_sudo = kind.sudo()
            company = kind_sudo.company_id or self.env.company
            meeting_sudo = kind_sudo._get_meeting_for_topics(company)
        self._check_may_propose_more(kind_sudo, meeting_sudo, company)
        topic_sudo = self.sudo().create(
            {
                **{field: values[field] for field in ("name", "description", "aim", "minutes")},
                "meeting_id": meeting_sudo.id,
                "kind_id": kind_sudo.id,
                "company_id": company.id,
                "proposed_by_id": self.env.user.partner_id.id,
                "state": "proposed",
            }
        )
        if meeting_sudo:
            meeting_sudo.message_post(
                body=self.env._(
                    "%(name)s proposes a topic: %(topic)s",
                    name=self.env.user.name,
                    topic=topic_sudo.name,
                ),
                author_id=self.env.user.partner_id.id,
                partner_ids=meeting_sudo.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_note",
            )
        return topic_sudo.sudo(False)

    def _check_may_propose_more(self, kind_sudo, meeting_sudo, company):
        """Raise when enough proposals of the user wait for the organizer of one meeting.

        :param meeting_sudo: empty for what waits for the next meeting of its kind
        """
        partner = self.env.user.partner_id
        # sudo: one's own contact, which is only locked, and one's own proposals
        pass_alone(partner.sudo())
        waiting = self.sudo().search_count(
            [
                ("proposed_by_id", "=", partner.id),
                ("state", "=", "proposed"),
                ("kind_id", "=", kind_sudo.id),
                ("meeting_id", "=", meeting_sudo.id),
                ("company_id", "=", company.id),
            ]
        )
        if waiting >= MAX_PROPOSED:
            raise UserError(
                self.env._(
                    "%(count)s topics of yours wait for an answer already: withdraw one of them, "
                    "or propose this one once the organizer has answered.",
                    count=waiting,
                )
            )

    def _withdraw(self):
        """Take back one's own proposal, as long as it is one.

        :raises AccessError: when it is somebody else's
        """
        self.ensure_one()
        # sudo: one's own proposal, checked here
        topic_sudo = self.sudo()
        if topic_sudo.proposed_by_id != self.env.user.partner_id:
            raise AccessError(self.env._("This is not your own topic."))
        if topic_sudo.state != "proposed":
            raise UserError(
                self.env._("This topic is already on an agenda: ask the organizer to remove it.")
            )
        topic_sudo.unlink()

    def _get_own_proposals(self):
        """Return the topics that the user proposed and that still wait, latest first."""
        return self.search(
            Domain("proposed_by_id", "in", self.env.user.partner_id.ids)
            & (Domain("state", "in", ("proposed", "refused")) | Domain("meeting_id", "=", False)),
            order="id desc",
            limit=20,
        )
