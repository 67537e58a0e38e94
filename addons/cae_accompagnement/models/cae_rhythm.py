from odoo import api, fields, models
from odoo.addons.cae_echeance.engine.deadlines import days_before
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_lines
from odoo.addons.cae_socle.models.flags import case_field, search_flag
from odoo.fields import Domain
from odoo.tools import SQL

# Days before the last day from which an appointment is shown as to be fixed.
SOON = 14


class CaeRhythm(models.Model):
    """Where one person stands with one rule of rhythm.

    Written by `rhythm_keeper` alone. It holds days that do not depend on today, so that
    "late" is a comparison and never gets old.
    """

    _name = "cae.rhythm"
    _description = "Rhythm of a person"
    _inherit = ["cae.guard.mixin"]
    _order = "date_due, id"
    _check_company_auto = True
    _rec_name = "entrepreneur_id"
    _guarded_parents = {"entrepreneur_id": "read", "rule_id": "read"}
    _personal_ignored = "days of appointments"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", string="Person", required=True, index=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(
        "cae.rhythm.rule", required=True, index=True, ondelete="cascade", check_company=True
    )
    kind = fields.Selection(related="rule_id.kind", store=True, string="Kind of rule")
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    territory_id = fields.Many2one(related="entrepreneur_id.territory_id", store=True, index=True)
    referent_id = fields.Many2one(related="entrepreneur_id.referent_id", store=True, index=True)
    stage = fields.Selection(related="entrepreneur_id.stage", store=True)
    date_last = fields.Date(string="Last one")
    date_due = fields.Date(string="Next one by", index=True)
    date_stop = fields.Date(string="Rule holds until")
    date_excess = fields.Date(string="Too many until", index=True)
    date_contract_end = fields.Date(
        string="Without a contract since",
        compute="_compute_date_contract_end",
        store=True,
        index=True,
        help="The last day of the last contract, once it has one.",
    )
    is_first = fields.Boolean(
        string="Most urgent of the person",
        compute="_compute_is_first",
        search="_search_is_first",
    )
    date_planned = fields.Datetime(string="Fixed on", compute="_compute_date_planned")
    unsigned_count = fields.Integer(
        string="Interviews without a signed document", compute="_compute_unsigned_count"
    )
    state = case_field(
        [
            ("late", "Late"),
            ("soon", "Soon due"),
            ("fine", "In time"),
            ("excess", "Too many"),
            ("over", "Without a contract"),
        ],
        lambda self: self._get_states(),
        "date_due",
        "date_excess",
        "date_stop",
        "date_contract_end",
    )

    _rule_uniq = models.Constraint(
        "unique (entrepreneur_id, rule_id)", "This person already has a line for this rule."
    )

    @api.depends("entrepreneur_id.contract_ids.state", "entrepreneur_id.contract_ids.date_end")
    def _compute_date_contract_end(self):
        for rhythm in self:
            contracts = rhythm.entrepreneur_id.contract_ids.filtered(
                lambda contract: contract.state in ("confirmed", "ended")
            )
            ends = contracts.mapped("date_end")
            rhythm.date_contract_end = max(ends) if ends and all(ends) else False

    @api.depends("entrepreneur_id", "date_due", "date_stop")
    def _compute_is_first(self):
        first = self.search([("is_first", "=", True), ("id", "in", self.ids)])
        for rhythm in self:
            rhythm.is_first = rhythm in first

    def _search_is_first(self, operator, value):
        self.flush_model(["entrepreneur_id", "date_due", "date_stop"])
        first = Domain(
            "id",
            "in",
            SQL(
                "(SELECT DISTINCT ON (entrepreneur_id) id FROM cae_rhythm "
                "ORDER BY entrepreneur_id, coalesce(date_stop < %s, false), date_due, id)",
                fields.Date.context_today(self),
            ),
        )
        return search_flag(first, operator, value)

    @api.depends("entrepreneur_id", "kind")
    def _compute_date_planned(self):
        coming = self.env["cae.appointment"]._domain_coming()
        own = Domain("entrepreneur_id", "in", self.entrepreneur_id.ids)
        lines = self.env["cae.appointment.person"].search(
            own & Domain("appointment_id", "any", coming), order="date_begin desc"
        )
        formal = {
            line.entrepreneur_id: line.date_begin for line in lines if line.appointment_id.is_formal
        }
        found = {line.entrepreneur_id: line.date_begin for line in lines}
        for rhythm in self:
            planned = formal if rhythm.kind == "formal" else found
            rhythm.date_planned = planned.get(rhythm.entrepreneur_id, False)

    def _get_states(self):
        """Return [(state, domain)]; of those that fit, the first one is the state of a line."""
        today = fields.Date.context_today(self)
        return [
            # nobody is late for what cannot happen any more
            ("over", Domain("date_contract_end", "<", today)),
            ("excess", Domain("date_excess", ">=", today)),
            # a rule that does not hold any more leaves nobody late
            ("fine", Domain("date_stop", "<", today)),
            ("late", Domain("date_due", "<", today)),
            ("soon", Domain("date_due", "<=", fields.Date.add(today, days=SOON))),
            ("fine", Domain.TRUE),
        ]

    def _to_deadline(self):
        """Return when the person is to be met, as engine.Deadline.

        The regular ones stand in the list: told of each, nobody would listen any more.
        """
        alerts = (SOON,) if self.kind in ("first", "formal") else ()
        occasion = f"{self.rule_id.id} {self.date_due}"
        return days_before("appointment", occasion, self.date_due, alerts)

    def action_plan(self):
        """Open a new appointment with this person."""
        self.ensure_one()
        self.check_access("read")
        kinds = self.env["cae.appointment.kind"]
        domain = [("is_collective", "=", False), ("is_formal", "=", self.kind == "formal")]
        return open_form(
            "cae.appointment",
            self.env._("New appointment"),
            new=True,
            entrepreneur_id=self.entrepreneur_id.id,
            kind_id=kinds.search(domain, limit=1).id,
        )

    @api.depends("kind", "entrepreneur_id")
    def _compute_unsigned_count(self):
        """Count the interviews held whose document is not signed, on the rules of interviews."""
        self.unsigned_count = 0
        lines = self.filtered(lambda rhythm: rhythm.kind == "formal").grouped("entrepreneur_id")
        people = self.env["cae.entrepreneur"].union(*lines)
        unsigned = self.env["cae.appointment"]._domain_unsigned()
        for person, count in count_lines(people, "cae.appointment", "entrepreneur_id", unsigned):
            lines[person].unsigned_count = count
