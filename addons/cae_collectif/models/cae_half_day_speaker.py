from odoo import api, fields, models


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
    partner_id = fields.Many2one(
        related="speaker_id.partner_id", store=True, index=True, string="Person"
    )

    _half_day_speaker_uniq = models.UniqueIndex(
        "(half_day_id, speaker_id)", "This speaker is on the sheet of this half-day already."
    )

    @api.depends("partner_id.name", "half_day_id.display_name")
    @api.depends_context("lang", "cae_show_person")
    def _compute_display_name(self):
        alone = self.env.context.get("cae_show_person")
        for row in self:
            # sudo: the name of a speaker is on the programme
            name = row.sudo().partner_id.name
            names = [name] if alone else [name, row.half_day_id.display_name]
            row.display_name = " · ".join(filter(None, names))

    def _get_person(self):
        return self.partner_id.name, self.partner_id

    def _get_signed_sentence(self):
        return self.env._("I led this half-day.")
