from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.cae_calendar_mirror_mixin import SYNC, SYNC_KEY
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq, hmac

LONGEST_EXCUSE = 500
# What one answers oneself; the other states are the team's.
ANSWERS = ("coming", "excused")
CALENDAR_STATES = {"accepted": "coming", "declined": "excused"}


class CaeMeetingAttendee(models.Model):
    """Somebody who is invited to a meeting: their answer, then whether they were there."""

    _name = "cae.meeting.attendee"
    _description = "Person invited to a Meeting"
    _inherit = ["cae.guard.mixin"]
    _order = "partner_id, id"
    _rec_name = "partner_id"
    _check_company_auto = True
    _guarded_parents = {"meeting_id": "write"}
    _personal_paths = ("partner_id",)
    _personal_thread = "file"

    meeting_id = fields.Many2one("cae.meeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, index=True)
    meeting_state = fields.Selection(related="meeting_id.state", string="State of the meeting")
    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    state = fields.Selection(
        [
            ("invited", "No answer yet"),
            ("coming", "Coming"),
            ("excused", "Excused"),
            ("present", "Present"),
            ("absent", "Absent"),
        ],
        required=True,
        default="invited",
        compute="_compute_state",
        store=True,
        readonly=False,
        index=True,
        copy=False,
    )
    excuse = fields.Char(copy=False, personal="file")

    _meeting_partner_uniq = models.Constraint(
        "unique (meeting_id, partner_id)", "This person is already invited to this meeting."
    )

    @api.depends("meeting_id.calendar_event_id.attendee_ids.state")
    def _compute_state(self):
        """Take over what somebody answers in their calendar."""
        for attendee in self:
            answer = CALENDAR_STATES.get(attendee._get_calendar_lines()[:1].state)
            before = attendee.state or "invited"
            open_answers = ("invited", *ANSWERS)
            attendee.state = (
                answer if answer and before in open_answers and attendee._can_answer() else before
            )

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self.meeting_id._sync_calendar()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees.meeting_id._sync_calendar()
        return attendees

    def unlink(self):
        meetings = self.meeting_id
        result = super().unlink()
        meetings.exists()._sync_calendar()
        return result

    def action_present(self):
        """Note that these people are there."""
        self.check_access("write")
        self.write({"state": "present"})

    def action_absent(self):
        """Note that these people are not there; who is excused stays excused."""
        self.check_access("write")
        self.filtered(lambda attendee: attendee.state != "excused").write({"state": "absent"})

    def action_excused(self):
        """Note that these people said they could not come."""
        self.check_access("write")
        self.write({"state": "excused"})

    # -- the person's own answer -----------------------------------------------------------------

    def _answer(self, answer, excuse=""):
        """Note what the person answers, on the portal or by the link of their mail.

        :param str answer: one of ANSWERS
        :param str excuse: a sentence for the organizer, kept when they are excused
        :raises UserError: with a sentence for the person
        """
        self.ensure_one()
        # sudo: who calls has checked that the answer is this person's own
        attendee_sudo = self.sudo()
        if answer not in ANSWERS:
            raise UserError(self.env._("Choose whether you are coming."))
        if not attendee_sudo._can_answer():
            raise UserError(
                self.env._(
                    "This meeting has begun or is cancelled: answers are no longer taken. Call "
                    "the organizer."
                )
            )
        excuse = " ".join((excuse or "").split())
        if len(excuse) > LONGEST_EXCUSE:
            raise UserError(self.env._("Write at most %(count)s characters.", count=LONGEST_EXCUSE))
        attendee_sudo.write({"state": answer, "excuse": excuse if answer == "excused" else False})
        attendee_sudo._sync_calendar_answer()

    def _answer_as(self, user, answer, excuse=""):
        """Note the answer of a logged-in person.

        :raises AccessError: when the row is somebody else's
        """
        self.ensure_one()
        if self.sudo().partner_id != user.partner_id:
            raise AccessError(self.env._("This is not your own invitation."))
        self._answer(answer, excuse)

    def _can_answer(self):
        self.ensure_one()
        meeting = self.meeting_id
        return meeting.state == "announced" and meeting.date_begin > fields.Datetime.now()

    def _get_answer_token(self):
        """Return the secret of the link by which this person answers this invitation."""
        self.ensure_one()
        message = (self.id, self.meeting_id.id, self.partner_id.id)
        return hmac(self.env(su=True), "cae_reunion-answer", message)

    def _get_answer_path(self):
        """Return the path of the page on which this person answers without a login."""
        self.ensure_one()
        return f"/meetings/answer/{self.id}/{self._get_answer_token()}"

    def _get_answer_url(self):
        """Return the whole address of that page, for a mail."""
        self.ensure_one()
        return f"{self.get_base_url()}{self._get_answer_path()}"

    def _find_by_token(self, attendee_id, token):
        """Return the invitation of a link as superuser; empty when the link is wrong."""
        # sudo: the token is checked before anything is shown
        attendee_sudo = self.sudo().browse(attendee_id).exists()
        if attendee_sudo and consteq(
            attendee_sudo._get_answer_token().encode(), (token or "").encode()
        ):
            return attendee_sudo
        return self.sudo().browse()

    # -- the calendar ----------------------------------------------------------------------------

    def _get_calendar_lines(self):
        return self.meeting_id.calendar_event_id.attendee_ids.filtered(
            lambda line: line.partner_id == self.partner_id
        )

    def _sync_calendar_answer(self):
        """Show the answer in the calendar of those who have one here."""
        states = {answer: state for state, answer in CALENDAR_STATES.items()}
        for attendee in self:
            attendee._get_calendar_lines().with_context(**{SYNC_KEY: SYNC}).write(
                {"state": states.get(attendee.state, "needsAction")}
            )

    def _get_lang(self):
        """Return the language in which to write to this person."""
        self.ensure_one()
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang
