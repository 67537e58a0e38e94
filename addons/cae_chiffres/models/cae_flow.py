from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import ZONE
from odoo.fields import Domain
from odoo.tools import SQL, drop_view_if_exists

# Ids of the rows: the id of what the event comes from, times eight, plus its place here. An
# event keeps its id as long as it exists, which the web client needs.
SOURCES = {"lead": 0, "contract": 1, "renewal": 2, "exit": 3, "former": 4}
KINDS = [
    ("contact", "First contact"),
    ("entry_cape", "Entry with a CAPE"),
    ("entry_cesa", "Entry with a CESA"),
    ("cape_to_cesa", "From CAPE to CESA"),
    ("renewal", "Renewal"),
    ("exit", "Exit"),
]
# What the engine adds up, and the field it is the sum of.
MEASURES = {
    "contacts": "contact_count",
    "entries": "entry_count",
    "cesa": "cesa_count",
    "exits": "exit_count",
    "positive": "positive_count",
    "cape_outcomes": "cape_outcome_count",
    "cape_positive": "cape_positive_count",
    "to_cesa": "to_cesa_count",
    "to_cesa_days": "to_cesa_days",
}
# The events behind each indicator.
DOMAINS = {
    "contacts": Domain("kind", "=", "contact"),
    "entries": Domain("kind", "in", ["entry_cape", "entry_cesa"]),
    "cesa": Domain("kind", "in", ["entry_cesa", "cape_to_cesa"]),
    "exits": Domain("kind", "=", "exit"),
    "positive": Domain("kind", "=", "exit"),
    "cape_positive": Domain("kind", "=", "cape_to_cesa")
    | (Domain("kind", "=", "exit") & Domain("contract_kind", "=", "cape")),
    "months": Domain("kind", "=", "cape_to_cesa"),
}
DIMENSIONS = {
    "territory": "territory_id",
    "prescriber": "prescriber_id",
    "public": "public_ids",
}


class CaeFlow(models.Model):
    """What happened when in the lives of the people: one row per event, to be counted.

    Worked out from requests, contracts and exits each time it is read, nothing is kept twice:

    - *first contact*: a request for a first meeting, on the day it arrived where the
      cooperative is;
    - *entry*: the first contract of a person, or the first one after an exit. Two contracts in
      a row, with or without a gap, are one entry;
    - *from CAPE to CESA*: the first CESA since this entry, when a CAPE came before; the days
      run from the start of the first CAPE to the start of the CESA;
    - *renewal*: from its first day;
    - *exit*: of a person who had a contract, once it took effect. Without a destination it is
      not positive. Who left before exits were recorded counts by the date on the file.

    The territory is the one of the contract's terms, or of the exit, on the day of the event;
    prescriber, publics and advisor are those of the file today.
    """

    _name = "cae.flow"
    _description = "Event in the life of a person"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "kind"

    date = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, string="Event", readonly=True)
    contract_kind = fields.Selection(
        [("cape", "CAPE"), ("cesa", "CESA")],
        string="Contract",
        readonly=True,
        help="The contract that begins or is renewed; for an exit, the last one.",
    )
    entrepreneur_id = fields.Many2one("cae.entrepreneur", string="Person", readonly=True)
    lead_id = fields.Many2one(
        "crm.lead", string="Request", readonly=True, groups="cae_socle.group_advisor"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    territory_id = fields.Many2one("cae.territory", readonly=True)
    prescriber_id = fields.Many2one("cae.prescriber", readonly=True)
    advisor_id = fields.Many2one("res.users", readonly=True)
    public_ids = fields.Many2many(
        "cae.public",
        "cae_flow_public_rel",
        "flow_id",
        "public_id",
        string="Publics",
        readonly=True,
        groups="cae_socle.group_advisor",
        help="A person of two publics counts in each of them, and once in the total.",
    )
    destination_id = fields.Many2one("cae.exit.destination", readonly=True)
    reason_id = fields.Many2one("cae.exit.reason", string="Reason of the exit", readonly=True)
    contact_count = fields.Integer(string="First contacts", readonly=True)
    entry_count = fields.Integer(string="Entries", readonly=True)
    cesa_count = fields.Integer(string="New CESA", readonly=True)
    renewal_count = fields.Integer(string="Renewals", readonly=True)
    exit_count = fields.Integer(string="Exits", readonly=True)
    positive_count = fields.Integer(string="Positive exits", readonly=True)
    # Hundredths, not a fraction: a pivot writes "0 %" where there is nothing to share.
    positive_share = fields.Float(
        string="Positive exits (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Of those who left the cooperative; without a destination an exit is not positive.",
    )
    cape_outcome_count = fields.Integer(
        string="CAPE that led to a CESA or an exit",
        readonly=True,
        help="People under CAPE who came under CESA, or left.",
    )
    cape_positive_count = fields.Integer(
        string="CAPE that led to something",
        readonly=True,
        help="To a CESA, the creation of a company, a job or a training.",
    )
    cape_positive_share = fields.Float(
        string="CAPE that led to something (%)", digits=(5, 1), readonly=True, aggregator="avg"
    )
    to_cesa_count = fields.Integer(string="From CAPE to CESA", readonly=True)
    to_cesa_days = fields.Integer(string="Days from CAPE to CESA", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        self.env.flush_all()
        return SQL(
            """
            WITH gone AS (%(gone)s),
            agreed AS (%(agreed)s),
            event AS (
                %(contacts)s
                UNION ALL %(contract_events)s
                UNION ALL %(exits)s
            )
            SELECT event.*,
                %(measures)s
            FROM event
            """,
            gone=self._query_gone(),
            agreed=self._query_agreed(),
            contacts=self._query_contacts(),
            contract_events=self._query_contract_events(),
            exits=self._query_exits(),
            measures=self._query_measures(),
        )

    def _query_gone(self):
        """Exits that took effect, numbered for each person: how many went before."""
        return SQL(
            """
            SELECT leaving.*,
                row_number() OVER (
                    PARTITION BY entrepreneur_id ORDER BY date_exit, id
                ) - 1 AS stay
            FROM (
                SELECT id * 8 + %(exit)s AS id, entrepreneur_id, company_id, territory_id,
                    date_exit, destination_id, reason_id, is_positive
                FROM cae_exit
                WHERE state IN ('confirmed', 'closed') AND date_effect IS NOT NULL
                UNION ALL
                -- left before exits were recorded
                SELECT person.id * 8 + %(former)s, person.id, person.company_id,
                    person.territory_id, person.date_exit, NULL, NULL, FALSE
                FROM cae_entrepreneur person
                WHERE person.stage = 'former' AND person.date_exit IS NOT NULL
                    AND NOT EXISTS (
                        SELECT 1 FROM cae_exit other
                        WHERE other.entrepreneur_id = person.id
                            AND other.state IN ('confirmed', 'closed')
                            AND other.date_effect IS NOT NULL
                            AND other.date_exit >= COALESCE((
                                SELECT max(date_start) FROM cae_contract
                                WHERE entrepreneur_id = person.id
                                    AND state IN ('confirmed', 'ended')
                            ), other.date_exit)
                    )
            ) leaving
            """,
            exit=SOURCES["exit"],
            former=SOURCES["former"],
        )

    def _query_agreed(self):
        """Contracts that were agreed, with their place in the person's present stay."""
        return SQL(
            """
            SELECT staying.*,
                row_number() OVER (
                    PARTITION BY entrepreneur_id, stay ORDER BY date_start, id
                ) AS place,
                row_number() OVER (
                    PARTITION BY entrepreneur_id, stay, kind ORDER BY date_start, id
                ) AS place_in_kind,
                min(date_start) FILTER (WHERE kind = 'cape') OVER (
                    PARTITION BY entrepreneur_id, stay
                ) AS first_cape
            FROM (
                SELECT contract.id, contract.entrepreneur_id, contract.company_id, contract.kind,
                    contract.date_start, count(gone.id) AS stay
                FROM cae_contract contract
                LEFT JOIN gone ON gone.entrepreneur_id = contract.entrepreneur_id
                    AND gone.date_exit < contract.date_start
                WHERE contract.state IN ('confirmed', 'ended')
                GROUP BY contract.id
            ) staying
            """
        )

    def _query_contacts(self):
        # Received late on 31 December in Paris is still this year there, not next year in UTC.
        return SQL(
            """
            SELECT lead.id * 8 + %(lead)s AS id,
                (lead.create_date AT TIME ZONE 'UTC'
                    AT TIME ZONE COALESCE(partner.tz, %(zone)s))::date AS date,
                'contact' AS kind,
                NULL::varchar AS contract_kind,
                lead.cae_entrepreneur_id AS entrepreneur_id,
                lead.id AS lead_id,
                lead.company_id,
                lead.cae_territory_id AS territory_id,
                lead.cae_prescriber_id AS prescriber_id,
                lead.user_id AS advisor_id,
                NULL::integer AS destination_id,
                NULL::integer AS reason_id,
                NULL::boolean AS is_positive,
                NULL::integer AS to_cesa_days
            FROM crm_lead lead
            JOIN res_company company ON company.id = lead.company_id
            JOIN res_partner partner ON partner.id = company.partner_id
            WHERE lead.cae_intake AND (lead.active OR lead.cae_decision IS NOT NULL)
            """,
            lead=SOURCES["lead"],
            zone=ZONE,
        )

    def _query_contract_events(self):
        """Entries, people who go from CAPE to CESA, and renewals.

        The territory is that in the contract's terms on the day, else the person's.
        """
        return SQL(
            """
            SELECT happened.id, happened.date, happened.kind, contract.kind,
                contract.entrepreneur_id, NULL, contract.company_id,
                COALESCE((
                    SELECT version.territory_id FROM cae_contract_version version
                    WHERE version.contract_id = contract.id
                        AND version.date_from <= happened.date
                    ORDER BY version.id DESC LIMIT 1
                ), person.territory_id),
                person.prescriber_id, person.referent_id, NULL, NULL, NULL, happened.to_cesa_days
            FROM (
                SELECT id * 8 + %(contract)s AS id, id AS contract_id, date_start AS date,
                    CASE WHEN place > 1 THEN 'cape_to_cesa' ELSE 'entry_' || kind END AS kind,
                    CASE WHEN place > 1 THEN date_start - first_cape END AS to_cesa_days
                FROM agreed
                WHERE place = 1 OR kind = 'cesa' AND place_in_kind = 1
                UNION ALL
                SELECT id * 8 + %(renewal)s, contract_id, date_effect, 'renewal', NULL
                FROM cae_contract_amendment
                WHERE kind = 'renewal' AND state = 'confirmed'
            ) happened
            JOIN cae_contract contract ON contract.id = happened.contract_id
                AND contract.state IN ('confirmed', 'ended')
            JOIN cae_entrepreneur person ON person.id = contract.entrepreneur_id
            """,
            contract=SOURCES["contract"],
            renewal=SOURCES["renewal"],
        )

    def _query_exits(self):
        return SQL(
            """
            SELECT gone.id, gone.date_exit, 'exit', last_contract.kind, gone.entrepreneur_id, NULL,
                gone.company_id, gone.territory_id, person.prescriber_id, person.referent_id,
                gone.destination_id, gone.reason_id,
                gone.is_positive AND gone.destination_id IS NOT NULL, NULL
            FROM gone
            JOIN cae_entrepreneur person ON person.id = gone.entrepreneur_id
            JOIN (
                SELECT DISTINCT ON (entrepreneur_id, stay) entrepreneur_id, stay, kind
                FROM agreed
                ORDER BY entrepreneur_id, stay, date_start DESC, id DESC
            ) last_contract ON last_contract.entrepreneur_id = gone.entrepreneur_id
                AND last_contract.stay = gone.stay
            """
        )

    def _query_measures(self):
        """What is counted of each event; nothing (not 0) where an average leaves it out."""
        outcome = SQL(
            "(event.kind = 'cape_to_cesa' OR event.kind = 'exit' AND event.contract_kind = 'cape')"
        )
        positive = SQL("(event.kind = 'cape_to_cesa' OR event.is_positive)")
        return SQL(
            """
            (event.kind = 'contact')::int AS contact_count,
            (event.kind IN ('entry_cape', 'entry_cesa'))::int AS entry_count,
            (event.kind IN ('entry_cesa', 'cape_to_cesa'))::int AS cesa_count,
            (event.kind = 'renewal')::int AS renewal_count,
            (event.kind = 'exit')::int AS exit_count,
            (event.kind = 'exit' AND event.is_positive)::int AS positive_count,
            CASE WHEN event.kind = 'exit' THEN event.is_positive::int * 100 END AS positive_share,
            %(outcome)s::int AS cape_outcome_count,
            (%(outcome)s AND %(positive)s)::int AS cape_positive_count,
            CASE WHEN %(outcome)s THEN %(positive)s::int * 100 END AS cape_positive_share,
            (event.kind = 'cape_to_cesa')::int AS to_cesa_count
            """,
            outcome=outcome,
            positive=positive,
        )

    @api.private
    def init(self):
        """Link events to publics."""
        drop_view_if_exists(self.env.cr, "cae_flow_public_rel")
        self.env.cr.execute(
            SQL(
                """
                CREATE VIEW cae_flow_public_rel AS (
                    SELECT lead_id * 8 + %(lead)s AS flow_id, public_id
                    FROM crm_lead_cae_public_rel
                    UNION ALL
                    SELECT source.id, rel.public_id
                    FROM (
                        SELECT id * 8 + %(contract)s AS id, entrepreneur_id FROM cae_contract
                        UNION ALL
                        SELECT id * 8 + %(renewal)s, entrepreneur_id FROM cae_contract_amendment
                        UNION ALL
                        SELECT id * 8 + %(exit)s, entrepreneur_id FROM cae_exit
                        UNION ALL
                        SELECT id * 8 + %(former)s, id FROM cae_entrepreneur
                    ) source
                    JOIN cae_entrepreneur_public_rel rel
                        ON rel.entrepreneur_id = source.entrepreneur_id
                )
                """,
                **SOURCES,
            )
        )

    def action_open_person(self):
        """Open the file behind an event; of somebody who has none yet, the request."""
        self.ensure_one()
        self.check_access("read")
        return (self.entrepreneur_id or self.lead_id)._get_records_action(context={})

    def _read_table(self, domain, dimension, aggregates):
        """Return {group: values of its events}, and under None those of all together.

        :param domain: which events
        :param str dimension: "territory", "prescriber" or "public"; a group is a record of it,
            empty where it is not known
        """
        groups = self._read_group(domain, [DIMENSIONS[dimension]], aggregates)
        # a person of two publics is in two groups, and once in the total
        [total] = self._read_group(domain, [], aggregates)
        return {**{group.sudo(False): values for group, *values in groups}, None: total}

    def _sum_events(self, domain, dimension):
        """Add up events, as {group: {measure: int}}; see ``_read_table``."""
        aggregates = [f"{field}:sum" for field in MEASURES.values()]
        return {
            group: dict(zip(MEASURES, sums, strict=True))
            for group, sums in self._read_table(domain, dimension, aggregates).items()
        }

    def _count_people(self, domain, dimension, measure):
        """Return {group: number of different people} counted by a measure, None for all together.

        Of a first contact nobody knows yet who it is: each request is somebody.
        """
        aggregate = "__count" if measure == "contacts" else "entrepreneur_id:count_distinct"
        domain &= Domain(MEASURES[measure], "=", 1)
        table = self._read_table(domain, dimension, [aggregate])
        return {group: count for group, [count] in table.items()}

    def _get_dimensions(self):
        """Return {dimension: its name} of what this user may count by."""
        return {
            dimension: self._fields[name]._description_string(self.env)
            for dimension, name in DIMENSIONS.items()
            if self._has_field_access(self._fields[name], "read")
        }
