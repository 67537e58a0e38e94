import re

from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_socle.engine.local_time import to_local
from odoo.addons.cae_socle.models.client_actions import notify
from odoo.addons.cae_socle.models.personal_data import get_label
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq, email_normalize, hmac

CONFIRMED = ("open", "done")
LINK_SCOPE = "cae_collectif.link"
LINK_SHAPE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})-[0-9a-f]{64}")
# Whoever reads the messages of an enrolment could sign with a personal link: not kept there.
LINK_TEMPLATES = ("mail_template_link", "mail_template_today")
UNSEEN = {"model": False, "res_id": False}


class EventRegistration(models.Model):
    """An enrolment: of one person in one session, with their place on the waiting list."""

    _name = "event.registration"
    _inherit = ["event.registration", "cae.guard.mixin"]
    _check_company_auto = True
    _guarded_fields = {"cae_lead_id", "cae_rank", "cae_waiting", "cae_waiting_since"}
    _personal_paths = ("partner_id", "cae_lead_id.cae_entrepreneur_id")
    _personal_fields = {"name": ("staff", get_label), "barcode": "keep"}
    _personal_default = "file"
    _personal_thread = "file"

    cae_collective = fields.Boolean(related="event_id.cae_collective", store=True, precompute=True)
    cae_entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        string="File",
        compute="_compute_cae_entrepreneur_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
    )
    cae_lead_id = fields.Many2one(
        "crm.lead",
        string="Request",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The request for a first meeting, of somebody who may have no file yet.",
    )
    cae_rank = fields.Integer(
        string="Order of arrival", readonly=True, copy=False, help="Of the enrolments of a session."
    )
    cae_waiting = fields.Boolean(string="Waits for a seat", readonly=True, copy=False, index=True)
    cae_waiting_since = fields.Datetime(string="Waiting since", readonly=True, copy=False)
    cae_position = fields.Integer(
        string="Place on the waiting list", compute="_compute_cae_position"
    )
    cae_attendance_ids = fields.One2many(
        "cae.attendance", "registration_id", string="Half-days", readonly=True
    )
    cae_half_day_count = fields.Integer(
        string="Half-days expected", compute="_compute_cae_attended", compute_sudo=True
    )
    cae_attended_count = fields.Integer(
        string="Half-days there", compute="_compute_cae_attended", compute_sudo=True
    )
    cae_attended = fields.Char(
        string="Attended",
        compute="_compute_cae_attended",
        compute_sudo=True,
        help="Half-days there, of all.",
    )

    # A company registers several people under its own contact: only who has a file is one person.
    _cae_person_uniq = models.UniqueIndex(
        "(event_id, cae_entrepreneur_id) WHERE cae_entrepreneur_id IS NOT NULL "
        "AND cae_collective AND active AND state <> 'cancel'",
        "This person is enrolled in this session already.",
    )

    _cae_lead_uniq = models.UniqueIndex(
        "(event_id, cae_lead_id) WHERE cae_lead_id IS NOT NULL AND active AND state <> 'cancel'",
        "This person is enrolled in this session already.",
    )

    @api.depends("partner_id.cae_entrepreneur_ids", "company_id")
    def _compute_cae_entrepreneur_id(self):
        # somebody may have come to a session before they had a file, or after they left
        for registration in self.with_context(active_test=False):
            files = registration.partner_id.cae_entrepreneur_ids.grouped("company_id")
            registration.cae_entrepreneur_id = files.get(registration.company_id)

    @api.depends("cae_waiting", "cae_rank")
    def _compute_cae_position(self):
        # sudo: the place of one person depends on the others
        waiting_sudo = self.sudo().search(
            [
                ("event_id", "in", self.filtered("cae_waiting").event_id.ids),
                ("cae_waiting", "=", True),
            ],
            order="event_id, cae_rank, id",
        )
        places = {
            registration.id: place
            for of_event in waiting_sudo.grouped("event_id").values()
            for place, registration in enumerate(of_event, start=1)
        }
        for registration in self:
            registration.cae_position = places.get(registration._origin.id, 0)

    @api.depends("cae_attendance_ids.state")
    def _compute_cae_attended(self):
        counts = self.env["cae.attendance"]._count_present("registration_id", self)
        for registration in self:
            present, expected = counts[registration._origin]
            registration.cae_half_day_count = expected
            registration.cae_attended_count = present
            registration.cae_attended = f"{present} / {expected}" if expected else False

    @api.model_create_multi
    def create(self, vals_list):
        registrations = super().create(vals_list)
        registrations.event_id._sync_attendances()
        return registrations

    def write(self, vals):
        leaves = vals.get("state") == "cancel" or vals.get("active") is False
        if leaves:
            self._check_nobody_signed()
        if {"event_id", "name", "partner_id"} & set(vals):
            self._check_not_moved(vals)
        result = super().write(vals)
        if {"state", "active", "event_id"} & set(vals):
            self.event_id._sync_attendances()
        if leaves:
            self._free_requests()
            self.event_id._promote_waiting()
        return result

    def _add_guarded_values(self, vals):
        vals = super()._add_guarded_values(vals)
        if vals.get("state", "draft") != "draft":
            return {**vals, "cae_waiting": False}
        return vals

    def get_formview_id(self, access_uid=None):
        """An enrolment opens in its own form from wherever one comes."""
        self.check_access("read")
        if len(self) == 1 and self.cae_collective:
            return self.env.ref("cae_collectif.event_registration_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    def _free_requests(self):
        """Take the session off the requests of those who left it."""
        # sudo: the request follows its enrolment
        for registration_sudo in self.sudo():
            lead_sudo = registration_sudo.cae_lead_id
            if lead_sudo.cae_session_id == registration_sudo.event_id:
                lead_sudo.cae_session_id = False

    def unlink(self):
        self.check_access("unlink")
        self._check_nobody_signed()
        events = self.event_id
        self._free_requests()
        # sudo: the team reads attendance; rows that nobody signed go with the enrolment
        self.sudo().cae_attendance_ids.unlink()
        result = super().unlink()
        events._promote_waiting()
        return result

    def _update_mail_schedulers(self):
        """Have the messages of sessions sent by the scheduler, which is called at once.

        Odoo sends them within the request, and commits in the middle of it: an enrolment
        would be kept in part, and could not be tried again as a whole.
        """
        collective = self.filtered("event_id.cae_collective")
        super(EventRegistration, self - collective)._update_mail_schedulers()
        if self.env.context.get("install_mode"):
            return
        if any(registration.state == "open" for registration in collective):
            # sudo: whoever enrols may have the scheduler woken up
            self.env.ref("event.event_mail_scheduler").sudo()._trigger()

    def _filter_confirmed(self):
        """Return the enrolments of who has a seat: these people are expected."""
        return self.filtered(lambda enrolment: enrolment.active and enrolment.state in CONFIRMED)

    def _check_nobody_signed(self):
        # sudo: presences count even where the user does not see them
        for registration_sudo in self.sudo():
            if any(row.state == "present" for row in registration_sudo.cae_attendance_ids):
                raise UserError(
                    self.env._(
                        "%(name)s was there and it is recorded: the enrolment stays. Note an "
                        "absence on the other half-days instead.",
                        name=registration_sudo.name,
                    )
                )

    def _check_not_moved(self, vals):
        """Refuse that what one person signed becomes another's."""
        for registration in self:
            moved = any(
                name in vals and registration[name] and registration[name].id != vals[name]
                for name in ("event_id", "partner_id")
            )
            # the sheet names who signed; who is forgotten is, all the same
            renamed = not self.env.su and vals.get("name", registration.name) != registration.name
            if moved or renamed:
                registration._check_nobody_signed()

    # ------------------------------------------------------------------ mails and links

    def _mail(self, template):
        """Queue a mail of a template of this addon to each person."""
        if self.env.context.get("install_mode"):
            # the people of an example get no mail, as in Odoo's own schedulers
            return
        # sudo: a template may read what the person may not; the text is the cooperative's
        template_sudo = self.env.ref(f"cae_collectif.{template}").sudo()
        for registration in self:
            template_sudo.send_mail(
                registration.id,
                email_layout_xmlid="mail.mail_notification_light",
                email_values=UNSEEN if template in LINK_TEMPLATES else None,
            )

    def _get_link_token(self, half_day=None):
        """Return the token of the personal link of this enrolment (str).

        It dies when the session, the person or their address changes. Odoo's `hash_sign` would
        write these into the address, for all who read logs.

        :param cae.half.day half_day: the person scanned its code when they asked for the link
        """
        self.ensure_one()
        half_day_id = half_day.id if half_day else 0
        email = email_normalize(self.email) or ""
        facts = (self.id, half_day_id, self.event_id.id, self.partner_id.id, email)
        # sudo: the secret of the database
        return f"{self.id}-{half_day_id}-{hmac(self.env(su=True), LINK_SCOPE, facts)}"

    def _read_link(self, token):
        """Return (enrolment, half-day scanned) of a personal link, as superuser; empty if none."""
        # sudo: who holds the link is the person it was sent to
        registrations_sudo = self.sudo()
        half_days_sudo = self.env["cae.half.day"].sudo()
        found = LINK_SHAPE.fullmatch(token)
        registration_sudo = registrations_sudo.browse(int(found[1]) if found else ()).exists()
        half_day_sudo = half_days_sudo.browse(int(found[2]) if found and int(found[2]) else ())
        if not registration_sudo or not consteq(
            registration_sudo._get_link_token(half_day_sudo), token
        ):
            return registrations_sudo, half_days_sudo
        return registration_sudo, half_day_sudo & registration_sudo.event_id.cae_half_day_ids

    def _find_for_mail(self, half_day, email):
        """Return the confirmed enrolments of an address in the session of a half-day, as superuser.

        :param cae.half.day half_day: which the person wants to sign
        :param str email: as it was typed
        """
        normalized = email_normalize(email or "")
        # sudo: what is found only gets a mail; the page says nothing about it
        registrations_sudo = self.sudo()
        if not normalized:
            return registrations_sudo.browse()
        return registrations_sudo.search(
            [("event_id", "=", half_day.event_id.id), ("state", "in", CONFIRMED)]
        ).filtered(
            lambda enrolment: (
                normalized
                in map(email_normalize, (enrolment.email or "", enrolment.partner_id.email or ""))
            )
        )

    def _get_mail_link(self):
        """Return the personal link with which this person, and no other, signs (str).

        It says which half-day was scanned, if one was.
        """
        half_day = self.event_id.cae_half_day_ids.filtered(
            lambda half_day: half_day.id == self.env.context.get("cae_half_day_id")
        )
        # sudo: for a mail that only this person gets
        token = self.sudo()._get_link_token(half_day)
        return f"{self.event_id.get_base_url()}/attendance/my/{token}"

    # ------------------------------------------------------------------ the person's side

    def _find_cancel_problem(self):
        """Return a sentence on why the person cannot cancel their enrolment, else None."""
        if self.state == "cancel":
            return self.env._("This enrolment is cancelled already.")
        if self.event_id.date_begin <= fields.Datetime.now():
            return self.env._(
                "The session has begun: tell %(organizer)s.",
                organizer=self.event_id._get_contact_name(),
            )
        return None

    def _cancel_by_person(self):
        """Cancel the person's own enrolment; the next one who waits gets the seat.

        :raise UserError: a sentence for the person
        """
        self.ensure_one()
        problem = self._find_cancel_problem()
        if problem:
            raise UserError(problem)
        self.write({"state": "cancel"})
        self._message_log(body=self.env._("Cancelled by the person, in their space."))

    # ------------------------------------------------------------------ the team's side

    def action_send_link(self):
        """Send the personal link again, to somebody who does not find it."""
        self.check_access("write")
        self.ensure_one()
        if not self.env.user.has_group("cae_socle.group_advisor"):
            raise AccessError(self.env._("Only the team gives out personal links."))
        self._mail("mail_template_today")
        email = self.email or self.partner_id.email
        return notify(self.env._("Personal link sent"), self.env._("To %(email)s", email=email))

    def _get_timeline_events(self, entrepreneurs):
        """Return the sessions attended (see `cae.entrepreneur._get_timeline_events`)."""
        registrations = self.search(
            [("cae_entrepreneur_id", "in", entrepreneurs.ids), ("state", "=", "done")]
        )
        events = []
        for registration in registrations:
            rows = registration.cae_attendance_ids.filtered(lambda row: row.state == "present")
            if not rows:
                continue
            first = min(rows.mapped("date_begin"))
            event, text = registration.event_id, registration._describe_attendance()
            day = to_local(first, event.date_tz).date()
            events.append(make_event(registration, day, "fa-users", event.name, text))
        return events

    def _describe_attendance(self):
        """Return at how many of its half-days the person was, for a person (str)."""
        return self.env._(
            "Half-days attended: %(present)s of %(all)s",
            present=self.cae_attended_count,
            all=self.cae_half_day_count,
        )

    # ------------------------------------------------------------------ forgetting

    def _search_personal(self, identities):
        """Add the enrolments of requests that never became a file."""
        leads = identities.get("crm.lead", self.env["crm.lead"])
        without_file = [("cae_lead_id", "in", leads.ids), ("cae_entrepreneur_id", "=", False)]
        return super()._search_personal(identities) | self.search(without_file)
