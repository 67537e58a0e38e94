from odoo import api, fields, models


class CrmLead(models.Model):
    """A request for a first meeting may begin with an information session.

    Who asks has no file yet: they are enrolled with the name and the address of their request,
    and sign by their personal link or on paper like everybody else.
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
        help="Enrols the person; when the session is full they wait.",
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
        registrations_sudo = self.env["event.registration"].sudo()
        found = {
            (enrolment.cae_lead_id, enrolment.event_id): enrolment
            for enrolment in registrations_sudo.search(
                [("cae_lead_id", "in", self.ids), ("state", "!=", "cancel")]
            )
        }
        for lead in self:
            enrolment = found.get((lead._origin, lead.cae_session_id), registrations_sudo)
            states = set(enrolment.cae_attendance_ids.mapped("state"))
            if not enrolment:
                lead.cae_session_attendance = False
            elif enrolment.state == "done":
                lead.cae_session_attendance = "came"
            elif enrolment.cae_waiting:
                lead.cae_session_attendance = "waiting"
            elif states and states <= {"absent", "excused"}:
                lead.cae_session_attendance = "absent"
            else:
                lead.cae_session_attendance = "expected"

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
            session = lead_sudo.cae_session_id
            lead_sudo.cae_registration_ids.filtered(
                lambda enrolment, session=session: (
                    enrolment.active
                    and enrolment.state != "cancel"
                    and enrolment.event_id != session
                )
            ).write({"state": "cancel"})
            if session:
                session._enrol_lead(lead_sudo)

    def _give_enrolments_to_person(self):
        """Once somebody has a contact, their enrolments are that contact's."""
        # sudo: enrolments made for these requests
        for lead_sudo in self.sudo():
            partner = lead_sudo.cae_entrepreneur_id.partner_id or lead_sudo.partner_id
            if not partner:
                continue
            for enrolment in lead_sudo.cae_registration_ids.filtered(lambda e: not e.partner_id):
                others = enrolment.event_id.registration_ids.filtered(
                    lambda other: other.state != "cancel"
                )
                if partner not in others.partner_id:
                    enrolment.partner_id = partner
