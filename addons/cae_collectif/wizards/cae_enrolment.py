from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import notify
from odoo.exceptions import UserError


class CaeEnrolment(models.TransientModel):
    """The team enrols people in a session; when it is full they wait, in the order of the list."""

    _name = "cae.enrolment"
    _description = "Enrol people in a session"

    event_id = fields.Many2one(
        "event.event",
        string="Session",
        required=True,
        domain="[('cae_collective', '=', True), ('kanban_state', '!=', 'cancel')]",
    )
    entrepreneur_ids = fields.Many2many("cae.entrepreneur", string="People with a file")
    partner_ids = fields.Many2many(
        "res.partner", string="Other people", domain="[('is_company', '=', False)]"
    )
    seats_left = fields.Char(compute="_compute_seats_left")

    @api.depends("event_id")
    def _compute_seats_left(self):
        for wizard in self:
            free = wizard.event_id._get_free_seats() if wizard.event_id else None
            if not wizard.event_id:
                wizard.seats_left = False
            elif free is None:
                wizard.seats_left = self.env._("No limit of seats.")
            else:
                wizard.seats_left = self.env._(
                    "Free seats: %(free)s. Whoever comes after waits, and gets the next free seat.",
                    free=free,
                )

    def action_enrol(self):
        """Enrol these people, and say who has a seat and who waits.

        :raise UserError: when nobody is chosen
        """
        self.ensure_one()
        self.check_access("write")
        self.event_id.check_access("write")
        self.entrepreneur_ids.check_access("read")
        people = self.entrepreneur_ids.partner_id | self.partner_ids
        if not people:
            raise UserError(self.env._("Choose at least one person."))
        registrations = self.env["event.registration"].sudo()
        for partner in people:
            registrations |= self.event_id._enrol(partner, by_team=True)
        waiting = registrations.filtered("cae_waiting")
        message = self.env._(
            "%(enrolled)s enrolled, %(waiting)s waiting.",
            enrolled=len(registrations - waiting),
            waiting=len(waiting),
        )
        return notify(
            self.event_id.name,
            message,
            "warning" if waiting else "success",
            then={"type": "ir.actions.act_window_close"},
        )
