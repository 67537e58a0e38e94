from odoo import api, fields, models
from odoo.fields import Domain

from .cae_calendar_mirror_mixin import SYNC, SYNC_KEY


class CalendarEvent(models.Model):
    """An event may stand for a meeting or an appointment: see `cae.calendar.mirror.mixin`."""

    _inherit = "calendar.event"

    cae_company_id = fields.Many2one(
        "res.company",
        string="Cooperative",
        index="btree_not_null",
        help="That of the meeting or appointment that the event stands for.",
    )

    @api.model
    def _get_mirrored_models(self):
        """Return the names of the models that have `cae.calendar.mirror.mixin` (list)."""
        return []

    @api.model
    def _domain_of_cooperatives(self, companies):
        """Keep what stands for a meeting to its cooperative, if who calls it works in several."""
        theirs = Domain("cae_company_id", "in", [False, *companies.ids])
        return super()._domain_of_cooperatives(companies) & theirs

    def _sync_activities(self, fields):
        """Move what the events stand for, after the events themselves."""
        result = super()._sync_activities(fields)
        if {"start", "stop"} & set(fields) and self.env.context.get(SYNC_KEY) is not SYNC:
            for name in self._get_mirrored_models():
                # sudo: what stands behind the events; each model checks who may move it
                records_sudo = self.env[name].sudo()
                for record_sudo in records_sudo.search([("calendar_event_id", "in", self.ids)]):
                    event_sudo = record_sudo.calendar_event_id
                    record_sudo.sudo(False).with_context(**{SYNC_KEY: SYNC})._move_from_calendar(
                        event_sudo.start, event_sudo.stop
                    )
        return result
