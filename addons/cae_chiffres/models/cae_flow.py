from pathlib import Path

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import ZONE
from odoo.fields import Domain
from odoo.tools import SQL, drop_view_if_exists

# Ids of the rows: the id of what the event comes from, times eight, plus its place here. An
# event keeps its id as long as it exists, which the web client needs.
SOURCES = {"lead": 0, "contract": 1, "renewal": 2, "exit": 3, "former": 4}
EVENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
PUBLICS = Path(__file__).with_name("cae_flow_public.sql").read_text(encoding="utf-8")
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
        return SQL(EVENTS, zone=ZONE, **SOURCES)

    @api.private
    def init(self):
        """Link events to publics."""
        drop_view_if_exists(self.env.cr, "cae_flow_public_rel")
        self.env.cr.execute(SQL(PUBLICS, **SOURCES))

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
