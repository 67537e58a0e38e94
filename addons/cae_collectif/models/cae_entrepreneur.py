from odoo import fields, models
from odoo.addons.cae_echeance.engine.deadlines import days_before
from odoo.addons.cae_socle.models.counts import count_field

# Days before on which the advisor is told that somebody has no seat in a mandatory session.
ALERT_DAYS = (30,)


class CaeEntrepreneur(models.Model):
    _inherit = "cae.entrepreneur"

    cae_registration_ids = fields.One2many(
        "event.registration",
        "cae_entrepreneur_id",
        string="Sessions",
        groups="event.group_event_registration_desk",
    )
    cae_session_count = count_field(
        "cae_registration_ids",
        ("state", "!=", "cancel"),
        string="# Sessions",
        groups="event.group_event_registration_desk",
    )

    cae_missing_ids = fields.One2many(
        "cae.session.missing",
        "entrepreneur_id",
        string="Mandatory, not attended yet",
        groups="cae_socle.group_advisor",
    )

    def _list_deadlines(self):
        """Mandatory sessions for which people have no seat yet."""
        found = super()._list_deadlines()
        for missing in self.env["cae.session.missing"].search(
            [
                ("entrepreneur_id", "in", self.ids),
                ("date_due", "!=", False),
                ("date_enrolled", "=", False),
            ]
        ):
            found[missing.entrepreneur_id].append(
                days_before("session", str(missing.event_type_id.id), missing.date_due, ALERT_DAYS)
            )
        return found

    def _get_deadline_occasion(self, deadline):
        if deadline.kind != "session":
            return super()._get_deadline_occasion(deadline)
        formats = self.cae_missing_ids.event_type_id
        return formats.filtered(lambda format_: str(format_.id) == deadline.occasion).name or ""

    def _get_timeline_models(self):
        return [*super()._get_timeline_models(), "event.registration"]
