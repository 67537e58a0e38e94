from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.cae_entrepreneur_identity_mixin import HR_FIELDS
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_field
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine import contract_law
from . import employee_sync, legal_checks

# The stages that a contract keeps somebody in.
UNDER_CONTRACT = ("cape", "cesa", "associate")
# A confirmed contract moves the person forward only from these stages.
STAGES_BEFORE = {
    "cape": ("candidate", "project_holder", "former"),
    "cesa": ("candidate", "project_holder", "cape", "former"),
}


class CaeEntrepreneur(models.Model):
    """What contracts make of a person: employee, stage, associate, former."""

    _inherit = "cae.entrepreneur"

    contract_ids = fields.One2many(
        "cae.contract",
        "entrepreneur_id",
        string="Contracts",
        # after the activities: a contract made in the same save may be about one of them
        write_sequence=30,
    )
    contract_count = count_field("contract_ids")
    earlier_contract_ids = fields.One2many(
        "cae.earlier.contract",
        "entrepreneur_id",
        string="Other contracts with the cooperative",
        groups="cae_socle.group_advisor,cae_socle.group_accountant",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="HR employee",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
        groups="hr.group_hr_user",
        help="Made by the first CESA; a person under CAPE is not an employee.",
    )
    exit_ids = fields.One2many("cae.exit", "entrepreneur_id", string="Exits")
    employed_full_time = fields.Boolean(
        string="Employed full time elsewhere",
        tracking=True,
        help="Somebody who works full time for an employer cannot have a CAPE (C. com. L127-1).",
    )
    date_associate_due = fields.Date(
        string="To be an associate by",
        compute="_compute_date_associate_due",
        store=True,
        index=True,
        help="3 years from the CESA, less the time of the CAPE and of any other contract before "
        "(C. trav. L7331-3). After this day, the contract of who is not an associate ends.",
        personal="keep",
    )
    contract_date_end = fields.Date(
        string="End of the contract",
        compute="_compute_contract_date_end",
        store=True,
        index=True,
        help="Of the last contract that was confirmed; empty when it has no term.",
        personal="keep",
    )
    date_without_contract = fields.Date(
        string="Without a contract since",
        compute="_compute_date_without_contract",
        search="_search_date_without_contract",
        help="Last day of the last contract of somebody who has not left the cooperative.",
    )

    @api.depends(
        "contract_ids.state",
        "contract_ids.kind",
        "contract_ids.date_start",
        "contract_ids.date_end",
        "earlier_contract_ids.date_start",
        "earlier_contract_ids.date_end",
    )
    def _compute_date_associate_due(self):
        facts = legal_checks.get_facts(self.env, self)
        for entrepreneur in self:
            contracts = facts.get(entrepreneur.id, {}).values()
            entrepreneur.date_associate_due = contract_law.associate_due(contracts)

    @api.constrains("employed_full_time")
    def _check_not_under_cape(self):
        """A full-time job and a CAPE exclude each other (C. com. L127-1)."""
        today = fields.Date.context_today(self)
        # sudo: contracts count even where the user may not see them
        contracts_sudo = self.env["cae.contract"].sudo()
        domain = [
            ("entrepreneur_id", "in", self.filtered("employed_full_time").ids),
            ("kind", "=", "cape"),
            ("state", "in", ("confirmed", "ended")),
            ("date_end", ">=", today),
        ]
        cape_sudo = contracts_sudo.search(domain, limit=1)
        if cape_sudo:
            raise ValidationError(
                self.env._(
                    "%(name)s has a CAPE until %(end)s, which a full-time job excludes "
                    "(%(article)s): end the CAPE first, on %(allowed)s at the latest.",
                    name=cape_sudo.entrepreneur_id.name,
                    end=format_date(self.env, cape_sudo.date_end),
                    article=contract_law.WHO_MAY_SIGN,
                    allowed=format_date(self.env, fields.Date.subtract(today, days=1)),
                )
            )

    @api.depends("contract_ids.state", "contract_ids.date_start", "contract_ids.date_end")
    def _compute_contract_date_end(self):
        for entrepreneur in self:
            confirmed = entrepreneur.contract_ids._filter_states("confirmed")
            entrepreneur.contract_date_end = confirmed.sorted("date_start")[-1:].date_end

    @api.depends("stage", "contract_ids.state", "contract_ids.date_start", "contract_ids.date_end")
    def _compute_date_without_contract(self):
        today = fields.Date.context_today(self)
        for entrepreneur in self:
            agreed = entrepreneur.contract_ids._filter_states("confirmed", "ended")
            ends = [contract.date_end for contract in agreed]
            over = entrepreneur.stage in UNDER_CONTRACT and ends and all(ends) and max(ends) < today
            entrepreneur.date_without_contract = over and max(ends)

    def _search_date_without_contract(self, operator, value):
        if operator != "in" or list(value) != [False]:
            return NotImplemented
        today = fields.Date.context_today(self)
        agreed = Domain("state", "in", ("confirmed", "ended"))
        lasting = Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        without = (
            Domain("stage", "in", UNDER_CONTRACT)
            & Domain("contract_ids", "any", agreed)
            & Domain("contract_ids", "not any", agreed & lasting)
        )
        return ~without

    def _find_new_breaches(self, before):
        """Return {person: sentences} of what their contracts break now, and did not before.

        :param dict before: their contracts as they were, see ``legal_checks.get_facts``
        """
        found = {}
        facts = legal_checks.get_facts(self.env, self)
        # sudo: who is an associate counts, whoever asks
        for person_sudo in self.sudo():
            own, known = facts[person_sudo.id], before.get(person_sudo.id, {})
            breaches = legal_checks.find_new(own, [known], person_sudo.date_associate)
            found[person_sudo.with_env(self.env)] = [
                legal_checks.describe(self.env, finding, own, {finding.key}) for finding in breaches
            ]
        return found

    def _follow_earlier_contracts(self, before=None):
        """Let the deadlines follow contracts that are no CAPE or CESA; say what no longer fits.

        A fact is noted whatever it entails: a trial period that was agreed before it was known
        becomes too long, and the file says so.

        :param dict before: the contracts as they were, see ``legal_checks.get_facts``; None
            where there is nothing to say
        """
        self._keep_deadlines()
        found = {} if before is None else self._find_new_breaches(before)
        for person, sentences in found.items():
            if sentences:
                person._tell_referent("\n".join(sentences))

    def _enter_stage(self, stage):
        """Move forward to the stage of a contract, and note the day of entry.

        :param str stage: "cape" or "cesa"
        """
        groups = {}
        for entrepreneur in self:
            vals = {}
            if entrepreneur.stage in STAGES_BEFORE[stage]:
                vals["stage"] = stage
                if entrepreneur.stage == "former":
                    vals["date_exit"] = False
                if stage == "cesa" and entrepreneur.date_associate:
                    vals["stage"] = "associate"
            agreed = entrepreneur.contract_ids._filter_states("confirmed", "ended")
            days = [*agreed.mapped("date_start"), entrepreneur.date_entry]
            first_day = min(filter(None, days), default=False)
            if first_day != entrepreneur.date_entry:
                vals["date_entry"] = first_day
            if vals:
                groups.setdefault(tuple(vals.items()), []).append(entrepreneur.id)
        for values, ids in groups.items():
            self.browse(ids)._by_method().write(dict(values))

    def action_open_employee(self):
        """Open the employee of this person, for those who may see employees."""
        self.ensure_one()
        self.check_access("read")
        self.employee_id.check_access("read")
        return open_form("hr.employee", res_id=self.employee_id.id)

    def action_new_contract(self):
        """Open the page of a new contract: a CESA for who has a contract, else a CAPE."""
        self.ensure_one()
        self.check_access("read")
        kind = "cesa" if self.stage in UNDER_CONTRACT else "cape"
        title = self.env._("New contract")
        return open_form("cae.contract", title, entrepreneur_id=self.id, kind=kind)

    def action_prepare_exit(self):
        """Open the exit of this person: the one that is not over, or a new one."""
        self.ensure_one()
        self.check_access("write")
        exits = self.exit_ids
        if self.stage != "former":
            exits = exits.filtered(lambda leaving: leaving.state in ("draft", "confirmed"))
        title = self.env._("Exit")
        return open_form("cae.exit", title, res_id=exits[:1].id, entrepreneur_id=self.id)

    def write(self, vals):
        result = super().write(vals)
        if HR_FIELDS.keys() & vals.keys():
            employee_sync.sync_identity(self)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_under_contract(self):
        # sudo: contracts count even where the user may not see them
        for entrepreneur_sudo in self.sudo():
            if entrepreneur_sudo.contract_ids:
                raise UserError(
                    self.env._(
                        "%(name)s has a contract: archive the file instead.",
                        name=entrepreneur_sudo.name,
                    )
                )

    def _check_stage(self, before, stage):
        """Refuse to choose a stage by hand that the contracts or the exit of a person exclude.

        Contracts, exits, requests and imports move her themselves (see `_by_method`).

        :param str before: the stage until now, False for a new file
        :param str stage: the stage to be
        """
        super()._check_stage(before, stage)
        if stage == before or self._is_by_method():
            return
        today = fields.Date.context_today(self)
        # sudo: contracts and exits count even where the user may not see them
        agreed_sudo = self.sudo().contract_ids._filter_states("confirmed", "ended")
        lasting_sudo = agreed_sudo._filter_states("confirmed").filtered(
            lambda contract: not contract.date_end or contract.date_end >= today
        )
        running_sudo = lasting_sudo.filtered(lambda contract: contract.date_start <= today)
        past_cape = stage == "cape" and running_sudo and "cape" not in running_sudo.mapped("kind")
        if lasting_sudo and (stage not in UNDER_CONTRACT or past_cape):
            raise UserError(
                self.env._(
                    "%(name)s is under contract (%(contract)s): the stage follows from it. Use "
                    "“Prepare the exit” for who leaves, or end the contract first.",
                    name=self.name,
                    contract=lasting_sudo[0].display_name,
                )
            )
        if stage == "former" and agreed_sudo:
            raise UserError(
                self.env._(
                    "%(name)s had a contract with the cooperative: use “Prepare the exit”, which "
                    "asks for the day, the reason and what follows.",
                    name=self.name,
                )
            )
        has_left = agreed_sudo or self.sudo().exit_ids.filtered("date_effect")
        if before == "former" and has_left and not lasting_sudo:
            raise UserError(
                self.env._(
                    "%(name)s has left the cooperative: a new contract, or a request that is "
                    "decided with “Enters the cooperative”, brings the person back.",
                    name=self.name,
                )
            )

    def _keep_deadlines(self):
        result = super()._keep_deadlines()
        # sudo: deadlines follow the contracts, whoever changed the file and may see it now
        self.sudo().contract_ids._keep_deadlines()
        return result

    def _get_stage_date(self, default=None):
        if self.stage in ("cape", "cesa"):
            contracts = self.contract_ids._filter_states("confirmed").filtered(
                lambda contract: contract.kind == self.stage
            )
            default = contracts.sorted("date_start")[-1:].date_start or default
        return super()._get_stage_date(default)

    # -- merging of two files --------------------------------------------------------------------

    def _get_timeline_models(self):
        own = ["cae.contract", "cae.contract.amendment", "cae.exit"]
        return super()._get_timeline_models() + own

    def _get_merge_filled_fields(self):
        return [*super()._get_merge_filled_fields(), "employee_id"]

    def _check_may_merge(self, other):
        result = super()._check_may_merge(other)
        if self.employee_id and other.employee_id and self.employee_id != other.employee_id:
            raise UserError(
                self.env._(
                    "Both %(kept)s and %(gone)s have an employee in HR: the staff register would "
                    "lose one. Archive one of the two files instead.",
                    kept=self.name,
                    gone=other.name,
                )
            )
        # the contracts of both, taken together
        facts = legal_checks.get_facts(self.env, self | other)
        own, others = facts[self.id], facts[other.id]
        together = own | others
        date_associate = self.date_associate or other.date_associate
        for finding in legal_checks.find_new(together, [own, others], date_associate):
            raise UserError(legal_checks.describe(self.env, finding, together, others))
        return result
