from collections import defaultdict

from odoo import api, fields, models


class CrmLead(models.Model):
    """A request for a first meeting may begin with an information session (seed 001:343).

    Who asks has no file yet: she is enrolled with the name and the address of her request, and
    signs by her personal link or on paper like everybody else.
    """

    _inherit = "crm.lead"

    cae_session_id = fields.Many2one(
        "event.event",
        string="Information session",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        copy=False,
        ondelete="restrict",
        domain="[('cae_collective', '=', True), ('cae_for_candidate', '=', True), "
        "('kanban_state', '!=', 'cancel')]",
        help="Enrols the person; when the session is full she waits.",
    )
    cae_registration_ids = fields.One2many(
        "event.registration", "cae_lead_id", string="Enrolments in sessions"
    )
    cae_session_attendance = fields.Selection(
        [
            ("waiting", "On the waiting list"),
            ("expected", "Expected"),
            ("came", "Came"),
            ("absent", "Did not come"),
        ],
        string="Attendance",
        compute="_compute_cae_session_attendance",
    )

    @api.depends("cae_session_id", "cae_registration_ids.state")
    def _compute_cae_session_attendance(self):
        # sudo: attendance is the team's; who sees a request sees whether the person came
        registrations_sudo = (
            self.env["event.registration"]
            .sudo()
            .search([("cae_lead_id", "in", self.ids), ("state", "!=", "cancel")])
        )
        found = {(one.cae_lead_id.id, one.event_id.id): one for one in registrations_sudo}
        for lead in self:
            one = found.get((lead._origin.id, lead.cae_session_id.id))
            states = set(one.cae_attendance_ids.mapped("state")) if one else set()
            lead.cae_session_attendance = one and (
                "came"
                if one.state == "done"
                else "waiting"
                if one.cae_waiting
                else "absent"
                if states and states <= {"absent", "excused"}
                else "expected"
            )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads.filtered("cae_session_id")._sync_session()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if "cae_session_id" in vals:
            self._sync_session()
        if {"partner_id", "cae_entrepreneur_id"} & set(vals):
            self._give_enrolments_to_person()
        return result

    def _sync_session(self):
        """Enrol these people in the session of their request, and in no other any more."""
        # sudo: the enrolment of somebody whose request one may write
        for lead_sudo in self.sudo():
            active = lead_sudo.cae_registration_ids.filtered(
                lambda one: one.active and one.state != "cancel"
            )
            session = lead_sudo.cae_session_id
            active.filtered(lambda one, session=session: one.event_id != session).write(
                {"state": "cancel"}
            )
            if session:
                session._enrol_lead(lead_sudo)

    def _give_enrolments_to_person(self):
        """Once somebody has a contact, her enrolments are that contact's."""
        # sudo: enrolments made for these requests
        for lead_sudo in self.sudo():
            partner = lead_sudo.cae_entrepreneur_id.partner_id or lead_sudo.partner_id
            if not partner:
                continue
            for one in lead_sudo.cae_registration_ids.filtered(lambda one: not one.partner_id):
                others = one.event_id.registration_ids.filtered(
                    lambda other: other.state != "cancel"
                )
                if partner not in others.partner_id:
                    one.partner_id = partner

    # ------------------------------------------------------------------ taking over

    @api.model
    def _take_over_information_sessions(self):
        """Make sessions of the information sessions that `cae_entrepreneur` put aside.

        Once done there is nothing left to take over. Nobody gets a message.
        """
        cr = self.env.cr
        cr.execute("SELECT to_regclass('cae_information_session_kept')")
        if not cr.fetchone()[0]:
            return
        cr.execute(
            "SELECT id, date, place, territory_id, user_id, seats, company_id "
            "FROM cae_information_session_kept ORDER BY id"
        )
        kept = cr.fetchall()
        cr.execute("SELECT session_id, lead_id, attendance FROM cae_information_session_lead_kept")
        people = defaultdict(list)
        for session_id, lead_id, attendance in cr.fetchall():
            people[session_id].append((lead_id, attendance))
        quiet = self.with_context(install_mode=True, tracking_disable=True, active_test=False)
        for number, *values in kept:
            quiet._take_over_session(people[number], *values)
        cr.execute("DROP TABLE cae_information_session_kept, cae_information_session_lead_kept")

    @api.model
    def _take_over_session(self, people, date, place, territory_id, user_id, seats, company_id):
        company = self.env["res.company"].browse(company_id)
        self = self.with_context(lang=company.partner_id.lang)
        name = self.env._("Information session")
        session = self.env["event.event"].create(
            {
                "name": f"{name}, {place}",
                "cae_collective": True,
                "company_id": company_id,
                "user_id": user_id,
                "date_begin": date,
                "date_end": fields.Datetime.add(date, hours=2),
                "address_id": False,
                "cae_territory_id": territory_id,
                "cae_for_candidate": True,
                "seats_limited": bool(seats),
                "seats_max": max(seats, len(people)) if seats else 0,
                "event_mail_ids": False,
            }
        )
        session.event_mail_ids.unlink()
        session._make_half_days()
        for lead_id, attendance in people:
            lead = self.browse(lead_id)
            lead.cae_session_id = session
            rows = lead.cae_registration_ids.filtered(
                lambda one: one.event_id == session
            ).cae_attendance_ids
            if attendance in ("came", "absent"):
                state = "present" if attendance == "came" else "absent"
                rows._record(state, "staff", self.env._("Taken over from the request"))
