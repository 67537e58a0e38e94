from odoo import api, fields, models
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.selections import select_as
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CaeSessionMissing(models.Model):
    """A person who must take part in a mandatory format, and was at none of its sessions yet.

    One presence is enough to have taken part (see `cae.attendance._after_present`).
    """

    _name = "cae.session.missing"
    _description = "Mandatory session not attended yet"
    _auto = False
    _order = "date_due nulls last, date_entry, id"
    _depends = {
        "cae.entrepreneur": [
            "active",
            "company_id",
            "territory_id",
            "referent_id",
            "stage",
            "date_entry",
        ],
        "event.type": [
            "cae_mandatory",
            "cae_mandatory_for",
            "cae_mandatory_since",
            "cae_mandatory_months",
            "company_id",
        ],
        "event.event": ["event_type_id", "date_begin", "kanban_state", "active"],
        "event.registration": ["state", "active", "event_id", "cae_entrepreneur_id"],
    }

    entrepreneur_id = fields.Many2one("cae.entrepreneur", string="Person", readonly=True)
    event_type_id = fields.Many2one("event.type", string="Format", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    territory_id = fields.Many2one("cae.territory", readonly=True)
    referent_id = fields.Many2one("res.users", readonly=True)
    stage = fields.Selection(select_as("cae.entrepreneur", "stage"), readonly=True)
    date_entry = fields.Date(string="Entry", readonly=True)
    date_due = fields.Date(string="To be done by", readonly=True)
    date_enrolled = fields.Datetime(string="Enrolled for", readonly=True)
    state = fields.Selection(
        [("late", "Late"), ("missing", "Not enrolled"), ("enrolled", "Has a seat")], readonly=True
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT missing.*,
                   CASE WHEN missing.date_enrolled IS NOT NULL THEN 'enrolled'
                        WHEN missing.date_due < %(today)s THEN 'late'
                        ELSE 'missing'
                    END AS state
              FROM (
                    SELECT person.id::bigint * 1048576 + format.id AS id,
                           person.id AS entrepreneur_id, format.id AS event_type_id,
                           person.company_id, person.territory_id, person.referent_id,
                           person.stage, person.date_entry, coming.date_enrolled,
                           CASE WHEN format.cae_mandatory_months > 0
                                THEN (person.date_entry + make_interval(
                                        months => format.cae_mandatory_months))::date
                            END AS date_due
                      FROM cae_entrepreneur person
                      JOIN event_type format
                        ON format.cae_mandatory
                       AND (format.company_id IS NULL OR format.company_id = person.company_id)
                       AND (person.stage = 'cape'
                            OR format.cae_mandatory_for = 'contract'
                               AND person.stage IN ('cesa', 'associate'))
                       AND (format.cae_mandatory_since IS NULL OR person.date_entry IS NULL
                            OR person.date_entry >= format.cae_mandatory_since)
                 LEFT JOIN LATERAL (
                            SELECT min(event.date_begin) AS date_enrolled
                              FROM event_registration enrolment
                              JOIN event_event event ON event.id = enrolment.event_id
                             WHERE enrolment.cae_entrepreneur_id = person.id
                               AND enrolment.active AND enrolment.state = 'open'
                               AND event.active AND event.event_type_id = format.id
                               AND event.kanban_state IS DISTINCT FROM 'cancel'
                               AND event.date_end >= %(now)s
                           ) coming ON TRUE
                     WHERE person.active
                       AND NOT EXISTS (
                            SELECT 1
                              FROM event_registration enrolment
                              JOIN event_event event ON event.id = enrolment.event_id
                             WHERE enrolment.cae_entrepreneur_id = person.id
                               AND enrolment.active AND enrolment.state = 'done'
                               AND event.event_type_id = format.id)
                   ) missing
            """,
            today=fields.Date.context_today(self),
            now=fields.Datetime.now(),
        )

    @api.depends("entrepreneur_id.name", "event_type_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.entrepreneur_id.name} · {line.event_type_id.name}"

    def action_open_file(self):
        """Open the file of this person."""
        self.check_access("read")
        self.ensure_one()
        return open_form("cae.entrepreneur", res_id=self.entrepreneur_id.id)

    def action_enrol(self):
        """Open the assistant that enrols these people in the next session of the format.

        :raise UserError: when the lines are of several formats
        """
        self.check_access("read")
        if len(self.event_type_id) != 1:
            raise UserError(
                self.env._("Choose people who lack the same format: they come to one session.")
            )
        events = self.env["event.event"]
        session = events.search(
            Domain("event_type_id", "=", self.event_type_id.id)
            & Domain("company_id", "in", self.company_id.ids)
            & events._domain_coming(),
            order="date_begin, id",
            limit=1,
        )
        return open_form(
            "cae.enrolment",
            self.env._("Enrol in a session"),
            new=True,
            event_id=session.id,
            entrepreneur_ids=self.entrepreneur_id.ids,
        )
