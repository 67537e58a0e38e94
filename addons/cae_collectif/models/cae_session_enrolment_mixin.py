from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import ZONE
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Who may enrol in "My space": the stage of the file, and the box of the session.
STAGE_FIELDS = {
    "candidate": "cae_for_candidate",
    "project_holder": "cae_for_project_holder",
    "cape": "cae_for_cape",
    "cesa": "cae_for_cesa",
    "associate": "cae_for_associate",
}
ACTIVE_STATES = ("draft", "open", "done")


class CaeSessionEnrolmentMixin(models.AbstractModel):
    """How people get into a session: who may, its seats, and the waiting list.

    *How it works*: enrolments of a session are numbered (``_take_number``), so that two at once
    never take the same seat; who finds no seat waits, and ``_promote_waiting`` gives them the
    next.
    """

    _name = "cae.session.enrolment.mixin"
    _description = "Enrolment in a session"

    def _take_number(self):
        """Return the number of the next enrolment of this session, and let no other pass.

        Not a lock that is waited for: the transaction that waited would still see the seats as
        they were before. A row that is written makes PostgreSQL refuse the second transaction,
        and Odoo runs that request again, with the seats as they are now.
        """
        self.ensure_one()
        self.flush_recordset()
        ((number,),) = self.env.execute_query(
            SQL(
                "UPDATE event_event SET cae_enrolment_number = "
                "COALESCE(cae_enrolment_number, 0) + 1 WHERE id = %s "
                "RETURNING cae_enrolment_number",
                self.id,
            )
        )
        self.invalidate_recordset(["cae_enrolment_number"])
        return number

    def _get_free_seats(self):
        """Return how many seats are free, or None without a limit."""
        self.ensure_one()
        if not (self.seats_limited and self.seats_max):
            return None
        return max(self.seats_available, 0)

    def _is_full(self):
        """Tell whether the next person waits: no seat is free, or others wait already."""
        free = self._get_free_seats()
        # sudo: others wait, whoever they are
        return free is not None and free <= self.sudo().cae_waiting_count

    def _find_enrolment_problem(self, partner):
        """Return a sentence on why a person cannot enrol in this session, else None.

        :param res.partner partner: who
        """
        self.ensure_one()
        organizer = self._get_contact_name()
        today = fields.Date.context_today(self.with_context(tz=self.date_tz))
        if not self.active or self.kanban_state == "cancel":
            return self.env._("This session was cancelled.")
        if self.date_begin <= fields.Datetime.now():
            return self.env._("This session has begun: ask %(organizer)s.", organizer=organizer)
        if not self.cae_portal or (self.cae_enrol_until and self.cae_enrol_until < today):
            return self.env._("Enrolment is closed: ask %(organizer)s.", organizer=organizer)
        # sudo: only the stage decides, and only for the person who asks
        files_sudo = self.env["cae.entrepreneur"].sudo()
        of_stage = [
            ("partner_id", "=", partner.id),
            ("stage", "in", [stage for stage, name in STAGE_FIELDS.items() if self[name]]),
            ("company_id", "=", self.company_id.id),
        ]
        if not files_sudo.search_count(of_stage, limit=1):
            return self.env._("This session is not for your stage in the cooperative.")
        return None

    @api.model
    def _get_portal_domain(self, entrepreneurs):
        """Return the domain of the sessions that people may enrol in themselves now.

        :param cae.entrepreneur entrepreneurs: the files of one person
        """
        now = fields.Datetime.now()
        today = fields.Date.context_today(self.with_context(tz=ZONE))
        theirs = Domain.OR(
            Domain("company_id", "=", file.company_id.id)
            & Domain(STAGE_FIELDS[file.stage], "=", True)
            for file in entrepreneurs
            if file.stage in STAGE_FIELDS
        )
        return (
            Domain("cae_collective", "=", True)
            & Domain("cae_portal", "=", True)
            & Domain("kanban_state", "!=", "cancel")
            & Domain("date_begin", ">", now)
            & (Domain("cae_enrol_until", "=", False) | Domain("cae_enrol_until", ">=", today))
            & theirs
        )

    def _enrol(self, partner, by_team=False):
        """Enrol a person, or put them on the waiting list when the session is full.

        Twice is once. The caller has checked who may enrol whom.

        :param res.partner partner: who
        :param bool by_team: the team enrols: the audience and the last day do not hold
        :return: event.registration
        :raise UserError: a sentence, when they cannot enrol
        """
        self.ensure_one()
        existing_sudo = self._find_enrolments("partner_id", partner)
        if existing_sudo:
            return existing_sudo[0]
        if by_team:
            self._check_not_cancelled()
        elif problem := self._find_enrolment_problem(partner):
            raise UserError(problem)
        return self._give_seat({"partner_id": partner.id})

    def _enrol_lead(self, lead):
        """Enrol somebody who asked for a first meeting, or put them on the waiting list.

        Twice is once. The caller has checked who may write the request.

        :param crm.lead lead: the request, with the name and the address of the person
        :return: event.registration
        :raise UserError: when the session was cancelled
        """
        self.ensure_one()
        existing_sudo = self._find_enrolments("cae_lead_id", lead)
        if existing_sudo:
            return existing_sudo
        self._check_not_cancelled()
        same_sudo = self._find_enrolments("partner_id", lead.partner_id)
        if same_sudo:
            same_sudo._by_method().cae_lead_id = lead
            return same_sudo
        return self._give_seat(
            {
                "cae_lead_id": lead.id,
                "partner_id": lead.partner_id.id,
                "name": lead.contact_name or lead.partner_id.name or lead.name,
                "email": lead.email_from,
                "phone": lead.phone,
            }
        )

    def _find_enrolments(self, name, who):
        # sudo: their own enrolment, or one that the team makes
        registrations_sudo = self.env["event.registration"].sudo()
        return registrations_sudo.search(
            [
                ("event_id", "=", self.id),
                (name, "in", who.ids),
                ("state", "in", ACTIVE_STATES),
            ]
        )

    def _check_not_cancelled(self):
        if self.kanban_state == "cancel":
            raise UserError(self.env._("This session was cancelled."))

    def _give_seat(self, person):
        """Make an enrolment that has a seat, or waits for one.

        :param dict person: values that say who
        """
        # sudo: their own enrolment, or one that the team makes
        registrations_sudo = self.env["event.registration"].sudo()
        values = {"event_id": self.id, "cae_rank": self._take_number(), **person}
        waits = self._is_full()
        if waits:
            values |= {
                "state": "draft",
                "cae_waiting": True,
                "cae_waiting_since": fields.Datetime.now(),
            }
        registration_sudo = registrations_sudo._by_method().create(values)
        registration_sudo = registration_sudo.with_env(registrations_sudo.env)
        if waits:
            registration_sudo._mail("mail_template_waiting")
        return registration_sudo

    def _promote_waiting(self):
        """Give free seats to those who wait, in the order in which they came, and tell them."""
        now = fields.Datetime.now()
        # sudo: whoever frees a seat, the next one gets it
        for event_sudo in self.sudo():
            over = event_sudo.kanban_state == "cancel" or event_sudo.date_begin <= now
            if over or not event_sudo.cae_collective:
                continue
            if not (event_sudo.seats_limited or event_sudo.cae_waiting_count):
                continue
            # before one looks: who leaves and who comes at the same moment must not miss
            # each other
            event_sudo._take_number()
            waiting_sudo = event_sudo.registration_ids.search(
                [("event_id", "=", event_sudo.id), ("cae_waiting", "=", True)],
                order="cae_rank, id",
            )
            next_sudo = waiting_sudo[: event_sudo._get_free_seats()]
            if not next_sudo:
                continue
            next_sudo.write({"state": "open"})
            confirmed = event_sudo.event_mail_ids.filtered(
                lambda mail: mail.interval_type == "after_sub"
            )
            if not confirmed:
                next_sudo._mail("mail_template_enrolled")
