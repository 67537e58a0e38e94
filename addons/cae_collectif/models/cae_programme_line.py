from odoo import fields, models

PARTS = [("morning", "Morning"), ("afternoon", "Afternoon")]


class CaeProgrammeLine(models.Model):
    """A half-day of a format: what is done, and who leads it.

    It becomes the programme of the half-day when a session of this format is made.
    """

    _name = "cae.programme.line"
    _description = "Half-day of a format"
    _inherit = ["cae.guard.mixin"]
    # the morning before the afternoon
    _order = "event_type_id, day, part desc, id"
    _check_company_auto = True
    _guarded_parents = {"event_type_id": "write"}

    event_type_id = fields.Many2one(
        "event.type", string="Format", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="event_type_id.company_id", store=True, index=True)
    day = fields.Integer(required=True, default=1, help="1 is the first day.")
    part = fields.Selection(PARTS, string="Half-day", required=True, default="morning")
    name = fields.Char(string="Title", required=True, translate=True)
    text = fields.Text(string="What is done", translate=True)
    role_ids = fields.Many2many(
        "cae.speaker.role",
        string="Led by",
        check_company=True,
        help="The roles that this half-day needs; a session says who has them.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Usual speakers",
        check_company=True,
        domain="[('is_company', '=', False)]",
        help="They are speakers of each new session.",
    )

    _day_positive = models.Constraint("check (day >= 1)", "The first day is day 1.")
    _half_day_uniq = models.UniqueIndex(
        "(event_type_id, day, part)",
        "This half-day is already in the programme: write both things on one line.",
    )
