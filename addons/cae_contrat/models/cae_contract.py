import base64

from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_signature.models.cae_signing_mixin import SENT_STATES
from odoo.addons.cae_socle.models.cae_import_mixin import TRIAL, TRIAL_KEY
from odoo.addons.cae_socle.models.client_actions import open_form
from odoo.addons.cae_socle.models.counts import count_field
from odoo.addons.cae_socle.models.quiet_write import write_each
from odoo.addons.cae_socle.models.sentences import load_sentences
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine import contract_deadlines, contract_law
from . import employee_sync, legal_checks
from .cae_contract_terms_mixin import EMPLOYMENT_TERMS, TERMS
from .cae_contract_text_mixin import FREE_STATES

# Once sent or confirmed, the terms of a contract are what both parties agree on.
FROZEN_FIELDS = (
    "entrepreneur_id",
    "activity_id",
    "kind",
    "date_start",
    "other_project",
    "objectives",
    *TERMS,
)


class CaeContract(models.Model):
    """The contract between the cooperative and an entrepreneur.

    CAPE: support contract for a business project, Code de commerce L127-1 to -7.
    CESA: contract of a salaried associate entrepreneur, Code du travail L7331-2.

    Its fields hold the terms as last agreed; `version_ids` keeps each earlier state, to be
    read with `_get_terms(date)`. The law is checked when a contract is sent for signature,
    confirmed, amended or renewed.
    """

    _name = "cae.contract"
    _description = "Contract"
    _inherit = [
        "cae.contract.text.mixin",
        "cae.deadline.source.mixin",
        "cae.contract.terms.mixin",
        "cae.import.key.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["entrepreneur_id", "reference"]
    _check_company_auto = True
    _frozen_fields = FROZEN_FIELDS
    _personal_paths = ("entrepreneur_id",)
    _personal_fields = {"import_key": "staff"}
    _personal_thread = "staff"
    _signing_report = "cae_contrat.cae_contract_report"
    _signing_mail = "cae_contrat.mail_template_contract_to_sign"
    _signed_mail = "cae_contrat.mail_template_contract_signed"
    _signing_url = "/my/contracts/%s"
    _signing_person_fields = ("entrepreneur_id",)
    _first_day_field = "date_start"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    activity_id = fields.Many2one(
        "cae.activity",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('entrepreneur_ids', 'in', entrepreneur_id)]",
        help="Left empty, the contract covers all the activities of the person.",
    )
    activity_count = fields.Integer(
        related="entrepreneur_id.cae_activity_count", string="Number of activities"
    )
    kind = fields.Selection(
        [("cape", "CAPE"), ("cesa", "CESA")], required=True, default="cape", tracking=True
    )
    date_start = fields.Date(
        string="Start",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        index=True,
        personal="keep",
    )
    date_end = fields.Date(
        string="End",
        tracking=True,
        help="A CAPE lasts 12 months at most, and can be renewed twice (C. com. L127-2). A CESA "
        "usually has no end: leave it empty.",
        personal="keep",
    )
    other_project = fields.Boolean(
        string="For another project",
        tracking=True,
        help="The person had a CAPE before, for another project, and it had ended: its time "
        "does not count in the 36 months of this one.",
    )
    objectives = fields.Text(
        string="Objectives and programme",
        help="What the person undertakes to do, in her own words. Printed in the contract.",
        personal="staff",
    )
    minimum_turnover = fields.Monetary(tracking=True)
    minimum_hours = fields.Float(tracking=True)
    working_time = fields.Float(tracking=True)
    fixed_pay = fields.Monetary(tracking=True)
    trial_date_end = fields.Date(tracking=True)
    territory_id = fields.Many2one(
        compute="_compute_territory_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
    )
    state = fields.Selection(
        selection_add=[("ended", "Ended"), ("cancelled",)], ondelete={"ended": "cascade"}
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    reference = fields.Char(
        copy=False,
        readonly=True,
        index=True,
        help="Given when the contract is sent for signature or confirmed.",
        personal="keep",
    )
    amendment_ids = fields.One2many("cae.contract.amendment", "contract_id", string="Amendments")
    amendment_count = count_field("amendment_ids")
    clause_ids = fields.One2many(
        "cae.contract.clause", "contract_id", string="Text of the contract"
    )
    template_id = fields.Many2one(domain="[('kind', '=', kind)]")
    version_ids = fields.One2many("cae.contract.version", "contract_id", string="History")
    version_count = count_field("version_ids")
    renewed_until = fields.Char(string="Renewals", compute="_compute_renewed_until")
    coming_terms = fields.Text(
        compute="_compute_coming_terms",
        help="The form shows the terms as last agreed; this says which of them hold later only.",
    )
    legal_hint = fields.Text(compute="_compute_legal_hint")
    is_schedule_missing = fields.Boolean(compute="_compute_is_schedule_missing")
    missing_to_send = fields.Text(string="Missing to be sent", compute="_compute_missing_to_send")

    # Two transactions at once: neither sees the other's contract before it is too late.
    # (Ranges of one number compare ids without a database extension.)
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(entrepreneur_id, entrepreneur_id, '[]') WITH &&, "
        "daterange(date_start, date_end, '[]') WITH &&) "
        "WHERE (state IN ('confirmed', 'ended'))",
        "Two contracts of one person cannot overlap: let one start the day after the other ends.",
    )
    _dates_order = models.Constraint(
        "check (date_end is null or date_end >= date_start)",
        "A contract cannot end before it starts: correct one of the two dates.",
    )
    _cape_has_end = models.Constraint(
        "check (kind != 'cape' or date_end is not null)",
        "A CAPE is made for a term: give its end date (at most 12 months, C. com. L127-2).",
    )

    @api.depends("kind", "entrepreneur_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for contract in self:
            parts = [kinds.get(contract.kind), contract.entrepreneur_id.name]
            contract.display_name = " ".join(filter(None, parts))

    @api.depends("entrepreneur_id")
    def _compute_territory_id(self):
        for contract in self:
            contract.territory_id = contract.entrepreneur_id.territory_id

    @api.depends("version_ids", "amendment_ids.state", "amendment_ids.date_effect")
    @api.depends_context("lang")
    def _compute_coming_terms(self):
        today = fields.Date.context_today(self)
        for contract in self:
            confirmed = contract.amendment_ids._filter_states("confirmed")
            coming = confirmed.filtered(lambda amendment: amendment.date_effect > today)
            contract.coming_terms = "\n".join(
                self.env._(
                    "From %(date)s: %(changes)s. Until then the earlier terms hold.",
                    date=format_date(self.env, amendment.date_effect),
                    changes=amendment._describe_agreed_changes(),
                )
                for amendment in coming.sorted("date_effect")
            )

    @api.depends("amendment_ids.state", "amendment_ids.date_effect", "amendment_ids.date_end")
    @api.depends_context("lang")
    def _compute_renewed_until(self):
        for contract in self:
            confirmed = contract.amendment_ids._filter_states("confirmed").sorted("date_effect")
            renewals = confirmed.filtered(lambda amendment: amendment.kind == "renewal")
            steps = []
            if renewals:
                first = fields.Date.subtract(renewals[0].date_effect, days=1)
                steps.append(self.env._("until %(date)s", date=format_date(self.env, first)))
            for renewal in renewals:
                end = format_date(self.env, renewal.date_end)
                steps.append(self.env._("renewed until %(date)s", date=end))
            contract.renewed_until = ", ".join(steps)

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

    @api.onchange("entrepreneur_id")
    def _onchange_propose_activity(self):
        """Propose the person's only activity; one of somebody else's does not stay."""
        activities = self.entrepreneur_id.cae_activity_ids
        if self.activity_id not in activities:
            self.activity_id = activities if len(activities) == 1 else False

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

    @api.constrains("kind", *EMPLOYMENT_TERMS)
    def _check_employment_terms(self):
        for contract in self:
            contract._check_employment_terms_of(contract._get_terms_values())

    @api.constrains("activity_id", "entrepreneur_id")
    def _check_activity_of_entrepreneur(self):
        for contract in self:
            activity = contract.activity_id
            if activity and contract.entrepreneur_id not in activity.entrepreneur_ids:
                raise ValidationError(
                    self.env._(
                        "%(activity)s is not an activity of %(name)s: add this person to it "
                        "first, or choose another activity.",
                        activity=activity.display_name,
                        name=contract.entrepreneur_id.name,
                    )
                )

    def _move_to(self, new_state, last_day=None, reason=None):
        """Change the state, with what it takes before and what follows.

        :param date last_day: of contracts that end; today when left out
        :param str reason: why they end
        """
        no_longer_agreed = self._filter_states("confirmed")
        if new_state in ("to_sign", "signed", "confirmed"):
            self._check_law()
            self._give_references()
        if new_state == "to_sign":
            self._complete_text()
        if new_state == "ended":
            last_day = last_day or fields.Date.context_today(self)
            self._check_reason(last_day, reason)
            self._close_on(last_day)
            # what was not agreed on before cannot be any more
            self.amendment_ids._filter_states("draft", *SENT_STATES)._give_up()
        self._write_agreed({"state": new_state})
        if new_state == "confirmed":
            self._note_agreed_days()
            versions = []
            for contract in self:
                origin = "correction" if contract.version_ids else "contract"
                versions.append(contract._prepare_version(origin, contract.date_start))
            self._note_terms(versions)
            for kind, contracts in self.grouped("kind").items():
                contracts.entrepreneur_id._enter_stage(kind)
            employee_sync.sync_contracts(self)
        elif new_state == "ended":
            for contract in self if (reason or "").strip() else ():
                contract.message_post(body=reason)
            employee_sync.close_contracts(self)
        elif no_longer_agreed:
            employee_sync.withdraw_contracts(no_longer_agreed)
        if no_longer_agreed or new_state == "confirmed":
            self._keep_deadlines()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(contract.state not in FREE_STATES or contract.version_ids for contract in self):
            raise UserError(
                self.env._(
                    "A contract that was confirmed stays in the file. End it on its last day "
                    "instead."
                )
            )

    def _check_may_move(self, new_state):
        """Raise unless it is a manager who reopens a contract, and one never amended."""
        for contract in self:
            if (contract.state, new_state) != ("confirmed", "draft"):
                continue
            if not self._is_moved_by_manager():
                raise AccessError(
                    self.env._(
                        "Ask a manager: only managers can put a confirmed contract back to draft."
                    )
                )
            amendment = contract.amendment_ids._filter_states("confirmed", *SENT_STATES)[:1]
            if amendment:
                raise UserError(
                    self.env._(
                        "%(contract)s was amended: cancel or withdraw %(amendment)s first.",
                        contract=contract.display_name,
                        amendment=amendment.display_name,
                    )
                )

    def _explain_frozen(self):
        return self.env._(
            "The terms of %(contract)s are agreed: make an amendment or a renewal to change them. "
            "A manager can put it back to draft to correct a mistake, as long as it has not ended.",
            contract=self.display_name,
        )

    def _close_on(self, day):
        """Bring the end date forward to this day, never before the start, and note it."""
        notes = []
        for contract in self:
            last_day = max(day, contract.date_start)
            if contract.date_end and contract.date_end <= last_day:
                continue
            terms = {"date_end": last_day}
            if contract.trial_date_end and contract.trial_date_end > last_day:
                terms["trial_date_end"] = last_day
            contract._write_agreed(terms)
            notes.append(contract._prepare_version("end", last_day))
        self._note_terms(notes)

    def _check_reason(self, day, reason):
        """Raise when somebody ends contracts before their term without saying why."""
        # The system itself ends the contracts of who leaves: the exit says why.
        if self.env.su or (reason or "").strip():
            return
        early = self.filtered(lambda contract: not contract.date_end or day < contract.date_end)[:1]
        if early:
            raise UserError(
                self.env._(
                    "Say in a sentence why %(contract)s ends: press “End the contract”, and fill "
                    "in “Reason”. It stays in the discussion of the contract.",
                    contract=early.display_name,
                )
            )

    def _end_on(self, day, reason=None):
        """End confirmed contracts on a day: today, past or to come.

        :param date day: last day, from the start to the agreed end of each contract
        :param str reason: why they end, kept in their discussion; not asked of who ends one on
            the agreed day
        :raise UserError: for another day, or without a reason
        """
        for contract in self:
            earliest, latest = contract.date_start, contract.date_end
            if day < earliest:
                raise ValidationError(
                    self.env._(
                        "%(contract)s cannot end before it starts: its last day can be "
                        "%(allowed)s at the earliest.",
                        contract=contract.display_name,
                        allowed=format_date(self.env, earliest),
                    )
                )
            if latest and day > latest:
                raise ValidationError(
                    self.env._(
                        "%(contract)s ends on %(allowed)s as agreed: its last day can be that "
                        "day at the latest; renew it to go on.",
                        contract=contract.display_name,
                        allowed=format_date(self.env, latest),
                    )
                )
        self.check_access("write")
        self._check_next_state("ended")
        self._move_to("ended", day, reason)

    def get_formview_action(self, access_uid=None):
        """Begin the path anew: to and fro between pages would make it longer each time."""
        return {**super().get_formview_action(access_uid), "target": "main"}

    def action_end(self, reason=None):
        """End confirmed contracts today, or on their end date when it is past.

        :param str reason: why they end, kept in their discussion
        """
        self.check_access("write")
        self._filter_moving({"state": "ended"})._move_to("ended", reason=reason)

    def action_renew(self):
        """Open a renewal with the end date that the law allows; refuse one too many."""
        self.ensure_one()
        self.check_access("write")
        self._check_may_renew()
        title = self.env._("Renewal")
        return open_form("cae.contract.amendment", title, contract_id=self.id, kind="renewal")

    def _get_next_states(self):
        return {**super()._get_next_states(), "confirmed": ("ended", "draft"), "ended": ()}

    # -- what the law asks, and what it leaves (see legal_checks.py) ---------------------------

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

    # -- every state of the terms that was agreed ----------------------------------------------

    def _prepare_version(self, origin, date_from):
        """Return the present terms as a row of the history, as they hold from a day on."""
        self.ensure_one()
        return {
            "contract_id": self.id,
            "date_from": date_from,
            "origin": origin,
            **self._get_terms_values(),
        }

    def _note_terms(self, versions):
        """Add rows to the history: values as ``_prepare_version`` returns them."""
        self.check_access("write")
        # sudo: nobody may write the history but this module; the change was let through above
        self.env["cae.contract.version"].sudo().create(versions)

    def _get_terms(self, date):
        """Return the terms that held on a day, as they were agreed.

        :param date date: any day
        :return: cae.contract.version, empty when the contract was not in force
        """
        self.ensure_one()
        versions = self.filtered_domain(self._domain_in_force(date)).version_ids
        return versions.filtered(lambda version: version.date_from <= date).sorted("id")[-1:]

    # -- the text ----------------------------------------------------------------------------

    def _get_text_kind(self):
        return self.kind

    def _get_placeholder_values(self):
        self.ensure_one()
        return self._get_contract_placeholders(self)

    # -- what comes with a confirmation ------------------------------------------------------

    def _give_references(self):
        if self.env.context.get(TRIAL_KEY) is TRIAL:
            return  # what is undone uses up no number
        # sudo: the number is part of the contract, whoever may send it
        sequences_sudo = self.env["ir.sequence"].sudo()
        without = self.filtered(lambda contract: not contract.reference)
        references = {}
        for company, contracts in without.grouped("company_id").items():
            own = [("code", "=", "cae.contract"), ("company_id", "in", [company.id, False])]
            sequence_sudo = sequences_sudo.search(own, order="company_id", limit=1)
            if not sequence_sudo:
                raise UserError(
                    self.env._(
                        "The numbering of contracts is switched off for %(company)s: switch the "
                        "sequence “cae.contract” on again.",
                        company=company.name,
                    )
                )
            for contract in contracts:
                references[contract] = f"{contract.kind.upper()}-{sequence_sudo._next()}"
        write_each(without, "reference", references)

    # -- the signature -----------------------------------------------------------------------

    def _get_signing_annexes(self):
        """The schedule and, for a CESA, the statutes, where the cooperative gave them."""
        # sudo: handed over to whoever signs a contract
        company_sudo = self.company_id.sudo().with_context(bin_size=False)
        papers = [(self.env._("Schedule of the contribution"), company_sudo.cae_schedule_paper)]
        if self.kind == "cesa":
            papers.append((self.env._("Statutes"), company_sudo.cae_statutes_paper))
        return [(title, base64.b64decode(paper)) for title, paper in papers if paper]

    # -- what is due (engine/contract_deadlines.py holds the rules) ----------------------------

    def _keep_deadlines(self):
        """A contract settles what the one before brought: those of the person are kept together."""
        # sudo: all of them count, whoever changed one
        contracts_sudo = self.sudo().entrepreneur_id.contract_ids
        return super(CaeContract, contracts_sudo)._keep_deadlines()

    def _list_deadlines(self):
        people = self.entrepreneur_id
        contracts = self._search_agreed(people)[::-1]  # the latest stands first there
        last = {contract.entrepreneur_id: contract for contract in contracts}
        leads = {company: company._get_contract_lead_times() for company in self.company_id}
        facts = legal_checks.get_facts(self.env, people)
        visits = self._list_visits()
        found = {}
        for contract in contracts & self:
            person = contract.entrepreneur_id
            read = contract._to_deadlines(
                last[person] == contract, facts[person.id], visits.get(contract.id, ())
            )
            found[contract] = contract_deadlines.list_deadlines(read, leads[contract.company_id])
        return found

    def _to_deadlines(self, is_last, facts, visits):
        """Return the contract as the engine of deadlines looks at it.

        :param bool is_last: no other contract of the person follows
        :param dict facts: the person's contracts as the law looks at them, by id
        :param tuple visits: days of the medical visits that took place
        """
        self.ensure_one()
        person = self.entrepreneur_id
        over = is_last and person.date_without_contract == self.date_end
        left = 0
        if self.kind == "cape":
            day_after = fields.Date.add(self.date_end, days=1)
            left, _end = contract_law.cape_room(facts.values(), day_after)
        return contract_deadlines.Contract(
            **vars(facts[self.id]),
            renewals_left=left,
            running=self.state == "confirmed" and is_last,
            lapsed=bool(over and self.state == "ended"),
            date_broken=self._get_day_broken(),
            associate_due=(not person.date_associate and person.date_associate_due) or None,
            visits=visits,
        )

    def _get_day_broken(self):
        """Return the last day of a contract that ends before the agreed term, else None."""
        self.ensure_one()
        agreed = self.version_ids.filtered(
            lambda version: version.origin in ("contract", "correction", "renewal")
        ).sorted("id")[-1:]
        if agreed.date_end and self.date_end and self.date_end < agreed.date_end:
            return self.date_end
        return None

    def _list_visits(self):
        """Return {id of a contract: days of the medical visits that took place, in order}."""
        visits = self.env["cae.deadline"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("kind", "=", "medical_visit"),
                ("state", "=", "done"),
            ]
        )
        days = dict.fromkeys(self.ids, ())
        for visit in visits.sorted(lambda visit: int(visit.occasion)):
            # the next one counts from the one before
            if int(visit.occasion) == len(days[visit.res_id]) + 1:
                days[visit.res_id] += (visit.date_done,)
        return days

    def _get_deadline_occasion(self, deadline):
        occasion = deadline.occasion or ""
        if occasion == "conclusion":
            return self.env._("conclusion")
        if occasion == "early_end":
            return self.env._("early termination")
        if occasion.startswith("renewal_"):
            return self.env._("renewal %(number)s", number=occasion.removeprefix("renewal_"))
        return super()._get_deadline_occasion(deadline)

    # -- the timeline ------------------------------------------------------------------------

    def _get_timeline_events(self, entrepreneurs):
        """Return the contracts of these files as events of their timeline."""
        contracts = self.search(
            [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "!=", "cancelled")]
        )
        events = contracts._list_signing_events()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for contract in contracts._filter_states("confirmed", "ended"):
            kind = kinds[contract.kind]
            title, text = self.env._("%(kind)s begins", kind=kind), contract.reference or ""
            day = contract.date_start
            events.append(make_event(contract, day, "fa-file-text-o", title, text))
            is_early = contract.version_ids.sorted("id")[-1:].origin == "end"
            title = self.env._("%(kind)s ends", kind=kind)
            text = self.env._("Earlier than agreed") if is_early else ""
            day = contract.date_end
            events.append(make_event(contract, day, "fa-flag-checkered", title, text))
        return events

    def _search_agreed(self, people):
        """Return the contracts of people that bind, or did until their end."""
        return self.search(
            [("entrepreneur_id", "in", people.ids), ("state", "in", ("confirmed", "ended"))]
        )

    def _domain_in_force(self, date_from, date_to=None):
        """Return the domain of the contracts in force on some day of a period.

        :param date date_from: first day
        :param date date_to: last day, included; the first day when left out
        :return: Domain
        """
        date_to = date_to or date_from
        return (
            Domain("state", "in", ("confirmed", "ended"))
            & Domain("date_start", "<=", date_to)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", date_from))
        )
