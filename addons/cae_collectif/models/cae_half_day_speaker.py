from odoo import fields, models


class CaeHalfDaySpeaker(models.Model):
    """A speaker at one of the half-days they lead, with their own signature."""

    _name = "cae.half.day.speaker"
    _inherit = "cae.presence.mixin"
    _description = "Speaker of a half-day"
    _order = "date_begin desc, half_day_id desc, speaker_id, id"
    _check_company_auto = True
    _personal_paths = ("partner_id",)

    speaker_id = fields.Many2one(
        "cae.session.speaker",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
        check_company=True,
    )
    partner_id = fields.Many2one(related="speaker_id.partner_id", store=True)
    name = fields.Char(related="partner_id.name")

    _half_day_speaker_uniq = models.UniqueIndex(
        "(half_day_id, speaker_id)", "This speaker is on the sheet of this half-day already."
    )

    def _get_signed_sentence(self):
        return self.env._("I led this half-day.")
