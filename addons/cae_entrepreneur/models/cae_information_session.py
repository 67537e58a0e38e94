from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime


class CaeInformationSession(models.Model):
    """A meeting that presents the cooperative to several people (seed 001:343).

    A cooperative that welcomes everybody one by one (000:41) makes none.
    """

    _name = "cae.information.session"
    _description = "Information session"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    date = fields.Datetime(required=True, tracking=True, string="Date and time")
    place = fields.Char(required=True, tracking=True)
    territory_id = fields.Many2one(
        "cae.territory", index=True, check_company=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Led by",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    seats = fields.Integer(default=12, help="Zero: no limit.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    lead_ids = fields.One2many(
        "crm.lead",
        "cae_session_id",
        string="People expected",
        domain=[("cae_intake", "=", True)],
        context={"active_test": False},
    )
    lead_count = fields.Integer(compute="_compute_lead_count", string="Registered")
    seats_left = fields.Integer(compute="_compute_lead_count")

    _seats_positive = models.Constraint(
        "check (seats >= 0)", "The number of seats cannot be negative: zero means no limit."
    )

    @api.depends("lead_ids", "seats")
    def _compute_lead_count(self):
        for session in self:
            session.lead_count = len(session.lead_ids)
            session.seats_left = max(session.seats - session.lead_count, 0)

    @api.depends("date", "place")
    @api.depends_context("tz", "lang")
    def _compute_display_name(self):
        for session in self:
            when = session.date and format_datetime(self.env, session.date, dt_format="short")
            session.display_name = " · ".join(filter(None, [when, session.place]))

    @api.constrains("seats", "lead_ids")
    def _check_seats(self):
        for session in self:
            # sudo: a seat is taken even by someone whom this advisor does not follow
            taken = len(session.sudo().lead_ids)
            if session.seats and taken > session.seats:
                raise ValidationError(
                    self.env._(
                        "The session of %(session)s has %(seats)s seats and %(taken)s people: "
                        "propose another date, or raise the number of seats.",
                        session=session.display_name,
                        seats=session.seats,
                        taken=taken,
                    )
                )
