from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# What was decided; published, it does not change any more.
FROZEN = ("name", "text", "date", "meeting_id", "topic_id")


class CaeDecision(models.Model):
    """A decision, in the register in which it is found again.

    Most are taken in a meeting; addons above may link others (an appointment, a vote).
    """

    _name = "cae.decision"
    _description = "Decision"
    _inherit = ["cae.meeting.outcome.mixin", "cae.words.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "number"]
    _check_company_auto = True

    number = fields.Char(
        readonly=True,
        copy=False,
        index=True,
        help="Given when the minutes are published.",
        personal="keep",
    )
    name = fields.Char(string="Decision", required=True)
    text = fields.Text(string="In full")
    date = fields.Date(
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        personal="keep",
    )
    kind_id = fields.Many2one(
        related="meeting_id.kind_id", string="Kind of meeting", store=True, index=True
    )
    tag_ids = fields.Many2many("cae.decision.tag", string="Tags")
    owner_id = fields.Many2one(
        "res.partner",
        string="Who sees to it",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    state = fields.Selection(
        [("in_force", "In force"), ("replaced", "Replaced"), ("withdrawn", "Withdrawn")],
        required=True,
        default="in_force",
        index=True,
        copy=False,
    )
    replaced_by_id = fields.Many2one(
        "cae.decision",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        domain="[('id', '!=', id)]",
    )
    published = fields.Boolean(
        compute="_compute_published",
        store=True,
        index=True,
        help="The minutes of its meeting are published.",
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL", "This number is already taken."
    )
    _replaced_by_another = models.Constraint(
        "check (replaced_by_id is null or replaced_by_id != id)",
        "A decision is replaced by another one.",
    )

    @api.depends("meeting_id")
    def _compute_date(self):
        today = fields.Date.context_today(self)
        for decision in self:
            meeting = decision.meeting_id
            decision.date = meeting._get_local_begin().date() if meeting else decision.date or today

    @api.depends("meeting_id.state")
    def _compute_published(self):
        for decision in self:
            decision.published = decision.meeting_id.state == "published"

    def _get_search_fields(self):
        return ["number", "name", "text", "tag_ids.name", "topic_id.name", "meeting_id.name"]

    @api.depends("number", "name")
    def _compute_display_name(self):
        for decision in self:
            decision.display_name = " · ".join(filter(None, [decision.number, decision.name]))

    @api.constrains("state", "replaced_by_id")
    def _check_replacement(self):
        for decision in self:
            if (decision.state == "replaced") != bool(decision.replaced_by_id):
                raise ValidationError(
                    self.env._(
                        "Say by which decision “%(decision)s” is replaced, or leave it in force.",
                        decision=decision.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        decisions._filter_numbered_at_once()._give_numbers()
        return decisions

    def _filter_numbered_at_once(self):
        """Return those that stand in the register as soon as they are written."""
        return self.filtered(lambda decision: not decision.meeting_id)

    def write(self, vals):
        if "replaced_by_id" in vals and "state" not in vals:
            vals = {**vals, "state": "replaced" if vals["replaced_by_id"] else "in_force"}
        elif vals.get("state") in ("in_force", "withdrawn") and "replaced_by_id" not in vals:
            vals = {**vals, "replaced_by_id": False}
        return super().write(vals)

    def _needs_open_parents(self, vals):
        # a decision is withdrawn, replaced or filed long after its meeting
        return bool(set(FROZEN) & set(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        """Keep what is in the register."""
        for decision in self:
            if decision.number:
                raise UserError(
                    self.env._(
                        "%(decision)s is in the register: withdraw it instead of deleting it.",
                        decision=decision.display_name,
                    )
                )

    def action_withdraw(self):
        """Note that these decisions do not hold any more."""
        self.check_access("write")
        self.write({"state": "withdrawn"})

    def action_restore(self):
        """Note that these decisions hold again."""
        self.check_access("write")
        self.write({"state": "in_force"})

    def _give_numbers(self):
        """Give a number of the register to those that have none, in their order."""
        # sudo: the counter of the register
        sequences_sudo = self.env["ir.sequence"].sudo()
        for decision in self.filtered(lambda decision: not decision.number).sorted(
            lambda decision: (decision.date, decision.topic_id.sequence, decision.id)
        ):
            company = decision.company_id
            sequence_sudo = sequences_sudo.search(
                [("code", "=", "cae.decision"), ("company_id", "=", company.id)], limit=1
            ) or sequences_sudo.create(
                {
                    "name": f"Decisions {company.id}",
                    "code": "cae.decision",
                    "company_id": company.id,
                    "prefix": "D%(range_year)s-",
                    "padding": 3,
                    "implementation": "no_gap",
                    "use_date_range": True,
                }
            )
            decision._by_method().number = sequence_sudo.next_by_id(sequence_date=decision.date)

    # -- who reads the register ------------------------------------------------------------------

    def _domain_register(self, words="", tag_id=0):
        """Return the domain of the decisions that fit and that the user reads in the register."""
        domain = self._domain_words(words)
        if tag_id:
            domain &= Domain("tag_ids", "in", [tag_id])
        if self.env.user.share:
            domain &= Domain("published", "=", True)
        return domain

    def _describe_in_timeline(self):
        return self.date, "fa-gavel", self.env._("Decision")
