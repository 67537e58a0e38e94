from odoo import api, fields, models


class CaeSessionSpeaker(models.Model):
    """Somebody who leads a session, or some of its half-days: of the team or not."""

    _name = "cae.session.speaker"
    _description = "Speaker of a session"
    _inherit = ["cae.guard.mixin"]
    _order = "event_id, sequence, id"
    _check_company_auto = True
    _guarded_parents = {"event_id": "write"}
    _personal_ignored = "a role in a session; the name is the contact's"

    event_id = fields.Many2one(
        "event.event", string="Session", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="event_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner",
        string="Speaker",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_company', '=', False)]",
    )
    role_id = fields.Many2one(
        "cae.speaker.role", index="btree_not_null", ondelete="restrict", check_company=True
    )
    role = fields.Char(
        string="In other words", help="Instead of the role, on the programme: “Prices”, “Insurer”."
    )
    half_day_ids = fields.Many2many(
        "cae.half.day",
        string="Half-days",
        domain="[('event_id', '=', event_id)]",
        help="Left empty: all of them.",
    )
    signature_ids = fields.One2many(
        "cae.half.day.speaker", "speaker_id", string="Signatures", readonly=True
    )

    _event_partner_uniq = models.UniqueIndex(
        "(event_id, partner_id)", "This person is a speaker of this session already."
    )

    @api.depends("partner_id", "role", "role_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for speaker in self:
            # sudo: the name of a speaker is on the programme
            name, role = speaker.sudo().partner_id.name, speaker.role or speaker.role_id.name
            speaker.display_name = f"{name} ({role})" if name and role else name or role

    @api.model_create_multi
    def create(self, vals_list):
        speakers = super().create(vals_list)
        speakers.event_id._sync_speakers()
        return speakers

    def write(self, vals):
        result = super().write(vals)
        if {"half_day_ids", "event_id"} & set(vals):
            self.event_id._sync_speakers()
        return result

    def unlink(self):
        self.check_access("unlink")
        # sudo: rows that nobody signed go with the speaker; signed ones refuse
        self.sudo().signature_ids.unlink()
        return super().unlink()

    def _get_led_half_days(self):
        """Return the half-days that this speaker leads."""
        self.ensure_one()
        return self.half_day_ids or self.event_id.cae_half_day_ids
