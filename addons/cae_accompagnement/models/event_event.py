from odoo import fields, models
from odoo.exceptions import UserError
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

    def action_open_roadmaps(self):
        """Open the running roadmaps of the participants whom one follows.

        Who has none gets one, as the outcome of this session; a running one goes on as it is.

        :raise UserError: when there is nobody to make a roadmap for
        """
        self.check_access("write")
        self.ensure_one()
        taking_part = self.registration_ids.filtered(lambda seat: seat.state in ("open", "done"))
        # with the user's own rights: of the files she follows
        people = self.env["cae.entrepreneur"].search(
            [("id", "in", taking_part.cae_entrepreneur_id.ids), ("stage", "!=", "former")]
        )
        if not people:
            raise UserError(
                self.env._("No participant of this session has a file that you follow.")
            )
        roadmaps = self.env["cae.roadmap"]
        missing = people - roadmaps._find_running(people).entrepreneur_id
        roadmaps.create([{"entrepreneur_id": person.id, "event_id": self.id} for person in missing])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cae_accompagnement.cae_roadmap_action"
        )
        return action | {
            "domain": [
                ("entrepreneur_id", "in", people.ids),
                "|",
                ("state", "=", "running"),
                ("event_id", "=", self.id),
            ],
            "context": {},
            "display_name": self.env._("Roadmaps: %(session)s", session=self.name),
        }

    def _has_outcome(self):
        """Tell whether there is something to show to who took part, now that it is over."""
        return self.is_finished and bool(
            not is_html_empty(self.cae_shared_notes) or self.cae_decision_ids
        )
