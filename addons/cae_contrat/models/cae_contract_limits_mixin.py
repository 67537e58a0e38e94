"""What the law asks of a contract, and what it leaves (see legal_checks.py)."""

from odoo import api, fields, models
from odoo.addons.cae_socle.models.import_sentences import load_sentences
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, ormcache

from ..engine import contract_law
from . import legal_checks
from .cae_contract_terms_mixin import EMPLOYMENT_TERMS, TERMS
from .cae_contract_text_mixin import FREE_STATES


class CaeContractLimitsMixin(models.AbstractModel):
    _name = "cae.contract.limits.mixin"
    _description = "What the law asks of a contract"

    legal_hint = fields.Text(compute="_compute_legal_hint")
    is_schedule_missing = fields.Boolean(compute="_compute_is_schedule_missing")
    missing_to_send = fields.Text(string="Missing to be sent", compute="_compute_missing_to_send")

    @api.depends("kind", "date_start", "entrepreneur_id", "other_project", "state")
    @api.depends_context("lang")
    def _compute_legal_hint(self):
        """Say what the law leaves, before it refuses."""
        for contract in self:
            contract.legal_hint = contract.state in FREE_STATES and contract._get_legal_hint()

    @api.depends("company_id", "state")
    def _compute_is_schedule_missing(self):
        """Tell of a draft whether no schedule will be handed over with it."""
        for contract in self:
            # sudo: only whether the paper is there
            company_sudo = contract.company_id.sudo()
            paper = company_sudo.with_context(bin_size=True).cae_schedule_paper
            contract.is_schedule_missing = contract.state in FREE_STATES and not paper

    @api.depends(
        *("kind", "state", "date_start", "entrepreneur_id", "activity_id", "objectives"),
        *("template_id", "clause_ids.title", "clause_ids.body", *TERMS),
    )
    @api.depends_context("lang")
    def _compute_missing_to_send(self):
        """List what is to be completed, before one asks to send."""
        for contract in self:
            is_begun = bool(contract.entrepreneur_id and contract.kind and contract.date_start)
            is_listed = is_begun and contract.state == "draft"
            contract.missing_to_send = is_listed and "\n".join(contract._list_missing_to_send())

    @api.constrains("kind", *EMPLOYMENT_TERMS)
    def _check_employment_terms(self):
        for contract in self:
            contract._check_employment_terms_of(contract._get_terms_values())

    @api.onchange("kind", "date_start", "entrepreneur_id", "other_project")
    def _onchange_propose_dates(self):
        """Propose what is usual: twelve months for a CAPE or what is left, no term for a CESA."""
        if not self.date_start:
            return
        if self.kind == "cape":
            self.date_end = self._get_cape_room()[1] or contract_law.last_day(
                self.date_start, contract_law.CAPE_MONTHS
            )
            self.trial_date_end = False
            self.working_time = self.fixed_pay = 0
        else:
            self.date_end = False
            self.trial_date_end = self._get_trial_limit()

    def _get_renewal_days(self):
        """Return {contract id: first days of the confirmed renewals, in order}."""
        # sudo: the law looks at all amendments, whoever asks
        amendments_sudo = self.env["cae.contract.amendment"].sudo()
        domain = [
            ("contract_id", "in", self.ids),
            ("kind", "=", "renewal"),
            ("state", "=", "confirmed"),
        ]
        rows = amendments_sudo._read_group(domain, ["contract_id"], ["date_effect:array_agg"])
        return {contract.id: tuple(sorted(days)) for contract, days in rows}

    def _to_law(self, renewals=()):
        """Return the contract as the engine looks at it."""
        self.ensure_one()
        return contract_law.Contract(
            key=self.id,
            kind=self.kind,
            start=self.date_start,
            end=self.date_end or None,
            renewals=tuple(renewals),
            trial_end=self.trial_date_end or None,
            other_project=self.other_project,
        )

    @api.model
    @ormcache("self.env.lang", cache="templates")
    def _get_law_sentences(self):
        """Return {code: sentence} on the law, in the user's language."""
        return load_sentences(self.env, "cae_contrat.contract_law_sentences")

    def _check_law(self):
        """Raise when the law forbids one of these contracts as it is."""
        # the law counts all contracts of a person: of two changed at once, one starts over
        pass_alone(self.entrepreneur_id)
        for contract in self:
            contract._check_may_sign()
        legal_checks.check_change(self.env, {contract.id: contract._to_law() for contract in self})

    def _check_can_be_sent(self):
        # The law first: nobody opens an access to the portal for a contract that it forbids.
        if self.state == "draft":
            self._check_law()
        return super()._check_can_be_sent()

    def _check_may_sign(self):
        """Raise for a CAPE of somebody who is employed full time (C. com. L127-1)."""
        self.ensure_one()
        # sudo: the fact counts, whoever asks
        entrepreneur_sudo = self.entrepreneur_id.sudo()
        is_past = self.date_end and self.date_end < fields.Date.context_today(self)
        if self.kind == "cape" and entrepreneur_sudo.employed_full_time and not is_past:
            raise ValidationError(
                self.env._(
                    "%(name)s is employed full time: a CAPE is for people who are not "
                    "(%(article)s), so it can be signed once that job is part-time or has ended.",
                    name=entrepreneur_sudo.name,
                    article=contract_law.WHO_MAY_SIGN,
                )
            )

    def _check_in_force(self):
        """Raise unless the contract is one that can be amended or renewed."""
        self.ensure_one()
        if self.state != "confirmed":
            raise UserError(
                self.env._(
                    "%(contract)s is not in force: only a confirmed contract can be amended or "
                    "renewed.",
                    contract=self.display_name,
                )
            )

    def _check_may_renew(self):
        """Raise when nothing is left to renew."""
        self._check_in_force()
        if self.kind == "cape" and not self._get_renewal_end():
            finding = contract_law.Finding(
                "cape_renewals", self.id, contract_law.TERM, contract_law.CAPE_RENEWALS
            )
            raise ValidationError(legal_checks.describe(self.env, finding, {}, {self.id}))

    def _check_employment_terms_of(self, terms):
        """Raise when terms ({name: value}) would make a CAPE an employment contract."""
        wrong = [name for name in EMPLOYMENT_TERMS if terms.get(name)]
        if wrong and self.kind == "cape":
            raise ValidationError(
                self.env._(
                    "A CAPE is not an employment contract (%(article)s): leave “%(field)s” at 0; "
                    "what the person is paid under a CAPE is said in the text.",
                    article=contract_law.WHO_MAY_SIGN,
                    field=self._fields[wrong[0]]._description_string(self.env),
                )
            )

    def _get_other_facts(self):
        """Return the person's other contracts that bind, as the engine looks at them."""
        entrepreneur = self.entrepreneur_id._origin
        facts = legal_checks.get_facts(self.env, entrepreneur).get(entrepreneur.id, {})
        return [fact for key, fact in facts.items() if key != self._origin.id]

    def _get_cape_room(self):
        """Return (terms left, last allowed day) for this CAPE from its start."""
        self.ensure_one()
        return contract_law.cape_room(self._get_other_facts(), self.date_start, self.other_project)

    def _get_trial_limit(self):
        """Return the last day that the trial period may have, or False."""
        self.ensure_one()
        earlier = [fact for fact in self._get_other_facts() if fact.start < self.date_start]
        return contract_law.trial_limit(self.date_start, earlier) or False

    def _get_renewal_end(self):
        """Return the end to propose for a renewal: what the law leaves; as long again for a CESA.

        :return: date, or False when the law leaves nothing
        """
        self.ensure_one()
        if not self.date_end:
            return False
        first = fields.Date.add(self.date_end, days=1)
        if self.kind == "cape":
            facts = legal_checks.get_facts(self.env, self.entrepreneur_id)
            return (
                contract_law.cape_room(facts[self.entrepreneur_id.id].values(), first)[1] or False
            )
        months, days = contract_law.count_months(self.date_start, self.date_end)
        return fields.Date.add(contract_law.last_day(first, months), days=days)

    def _get_legal_hint(self):
        """Return what the law leaves for a draft, as a sentence."""
        self.ensure_one()
        if not (self.entrepreneur_id and self.date_start and self.kind):
            return False
        if self.kind == "cape":
            left, end = self._get_cape_room()
            code = "hint_cape" if end else "hint_no_cape"
            values = {"end": format_date(self.env, end), "count": left - 1}
        else:
            limit = self._get_trial_limit()
            due = contract_law.associate_due([*self._get_other_facts(), self._to_law()])
            code = "hint_trial" if limit else "hint_no_trial"
            values = {"limit": format_date(self.env, limit), "due": format_date(self.env, due)}
        return self._get_law_sentences()[code] % {
            **values,
            "article": contract_law.TERM,
            "trial": contract_law.TRIAL,
            "associate": contract_law.ASSOCIATE,
        }
