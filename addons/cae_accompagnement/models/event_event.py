from odoo import fields, models
from odoo.tools import is_html_empty


class EventEvent(models.Model):
    """What comes out of a session: notes for those who were there, decisions, actions.

    The team's own notes stay in ``note``, which no page of the portal shows.
    """

    _inherit = "event.event"

    cae_shared_notes = fields.Html(
        string="Notes for the participants",
        help="Shown in “My space” to who has a seat, once the session is over.",
    )
    cae_decision_ids = fields.One2many("cae.decision", "event_id", string="Decisions")
    cae_action_ids = fields.One2many("cae.action", "event_id", string="Actions")

    def _has_outcome(self):
        """Tell whether there is something to show to who took part, now that it is over."""
        self.ensure_one()
        return self.is_finished and bool(
            not is_html_empty(self.cae_shared_notes) or self.cae_decision_ids
        )
