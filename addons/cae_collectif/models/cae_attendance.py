from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .cae_presence_mixin import RECORD_FIELDS


class CaeAttendance(models.Model):
    """A person enrolled in a session, at one of its half-days."""

    _name = "cae.attendance"
    _inherit = "cae.presence.mixin"
    _description = "Attendance"
    _order = "date_begin desc, half_day_id desc, name, id"
    _check_company_auto = True
    _personal_paths = ("registration_id",)

    registration_id = fields.Many2one(
        "event.registration",
        string="Enrolment",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    partner_id = fields.Many2one(related="registration_id.partner_id", store=True)
    name = fields.Char(related="registration_id.name", store=True, string="Name")
    hours = fields.Float(related="half_day_id.hours", store=True)
    has_begun = fields.Boolean(
        compute="_compute_has_begun", help="Whether it can be said who was there, and who was not."
    )

    _half_day_registration_uniq = models.UniqueIndex(
        "(half_day_id, registration_id)", "This person is on the sheet of this half-day already."
    )

    @api.depends("date_begin", "event_id.kanban_state")
    def _compute_has_begun(self):
        now = fields.Datetime.now()
        for row in self:
            row.has_begun = row.date_begin <= now and row.event_id.kanban_state != "cancel"

    def _count_present(self, field, records, domain=Domain.TRUE):
        """Return {record: (present, all)}, counted in one query.

        :param str field: of the row, to the records
        """
        counts = defaultdict(lambda: (0, 0))
        for record, state, count in self._read_group(
            domain & Domain(field, "in", records.ids), [field, "state"], ["__count"]
        ):
            present, expected = counts[record]
            counts[record] = present + (count if state == "present" else 0), expected + count
        return counts

    def _get_signed_sentence(self):
        return self.env._("I am present at this half-day.")

    def _after_present(self):
        result = super()._after_present()
        # one half-day is enough to have taken part
        self.registration_id.filtered(lambda enrolment: enrolment.state == "open").action_set_done()
        return result

    # ------------------------------------------------------------------ the team's side

    def _check_is_team(self):
        if not self.env.user.has_group("cae_socle.group_advisor"):
            raise AccessError(self.env._("Only the team notes who was there."))

    def action_note(self):
        """Open the assistant that notes a presence, an absence or an excuse."""
        self.check_access("read")
        self._check_is_team()
        name = self.env._("Note the attendance")
        return open_form("cae.attendance.note", name, new=True, attendance_ids=self.ids)

    def action_note_present(self):
        """Note in one touch that these people were there.

        Of several, those who signed or were noted already stay as they are.
        """
        rows = self
        if len(self) > 1:
            rows = self.filtered(lambda row: row.state == "expected" and not row.signed_on)
        rows._note_by_team("present", self.env._("Entered in the attendance list"))

    def action_note_absent(self):
        """Note in one touch that these people were absent."""
        self._note_by_team("absent", self.env._("Entered in the attendance list"))

    def action_note_excused(self):
        """Note in one touch that these people are excused."""
        self._note_by_team("excused", self.env._("Entered in the attendance list"))

    def _check_may_be_noted(self, state):
        """Raise for proof that would be overwritten, and for what cannot have taken place."""
        for row in self:
            if row.signed_on:
                raise UserError(
                    self.env._(
                        "%(name)s has signed this half-day: a signature is not overwritten.",
                        name=row.name,
                    )
                )
            if row.scan_id and state != "expected":
                raise UserError(
                    self.env._(
                        "%(name)s is on the signed sheet of this half-day: take that back first, "
                        "if it is wrong.",
                        name=row.name,
                    )
                )
            if state == "present" and row.event_id.kanban_state == "cancel":
                raise UserError(
                    self.env._("This session was cancelled: nobody was there to be noted.")
                )
            if state in ("present", "absent"):
                row.half_day_id._check_begun()

    def _note_by_team(self, state, reason):
        """Record what the team knows of people who did not sign, with its reason.

        :param str state: present, absent, excused, or expected to take a note back
        :param str reason: for the chatter of the enrolment
        :raise UserError: when somebody signed, on screen or on paper, the session was
            cancelled, or the half-day has not begun
        """
        self.check_access("read")
        self._check_is_team()
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Say why, in a few words: it stands beside the name."))
        self._check_may_be_noted(state)
        # sudo: the team reads attendance; it writes by this method alone
        rows_sudo = self.sudo()
        if state == "expected":
            rows_sudo._by_method().write(
                {"state": "expected", "method": False, **dict.fromkeys(RECORD_FIELDS, False)}
            )
        else:
            rows_sudo._record(state, "staff", reason)
        label = dict(self._fields["state"]._description_selection(self.env))[state]
        rows_sudo.registration_id._message_log_batch(
            bodies={
                registration.id: self.env._(
                    "%(half_days)s: “%(state)s”, noted by the team. Reason: %(reason)s",
                    half_days=", ".join(of_person.mapped("half_day_id.display_name")),
                    state=label,
                    reason=reason,
                )
                for registration, of_person in rows_sudo.grouped("registration_id").items()
            }
        )

    def _search_personal(self, identities):
        registrations = self.env["event.registration"]._search_personal(identities)
        return self.search([("registration_id", "in", registrations.ids)])
