from dataclasses import replace

from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_socle.models.field_error import about
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..engine import contract_law
from . import employee_sync, legal_checks
from .cae_contract_terms_mixin import TERMS
from .cae_contract_text_mixin import BLANK, FREE_STATES

# What is ticked on the form, and the terms that it opens.
CHANGES = {
    "change_end": ("date_end",),
    "change_minimum": ("minimum_turnover", "minimum_hours"),
    "change_pay": ("fixed_pay",),
    "change_working_time": ("working_time",),
    "change_trial": ("trial_date_end",),
    "change_territory": ("territory_id",),
}
# Of these, the terms begin from what they are.
PROPOSED = ("change_minimum", "change_pay", "change_working_time", "change_territory")
FROZEN_FIELDS = ("contract_id", "kind", "date_effect", "note", *CHANGES, *TERMS)


class CaeContractAmendment(models.Model):
    """A change of a contract's terms from a day on: a renewal, or an amendment.

    The terms that it does not change are those of the contract. Confirmed, it makes a new
    version of the terms. A mistake is withdrawn by a manager, which notes the earlier terms
    again: nothing is rewritten.
    """

    _name = "cae.contract.amendment"
    _description = "Amendment"
    _inherit = [
        "cae.contract.text.mixin",
        "cae.contract.terms.mixin",
        "cae.import.key.mixin",
    ]
    _order = "date_effect desc, id desc"
    _check_company_auto = True
    _frozen_fields = FROZEN_FIELDS
    _personal_paths = ("entrepreneur_id",)
    _personal_fields = {"import_key": "staff"}
    _personal_thread = "staff"
    _signing_report = "cae_contrat.cae_contract_amendment_report"
    _signing_mail = "cae_contrat.mail_template_amendment_to_sign"
    _signed_mail = "cae_contrat.mail_template_amendment_signed"
    _signing_url = "/my/amendments/%s"
    _signing_person_fields = ("entrepreneur_id", "contract_id")
    _first_day_field = "date_effect"

    contract_id = fields.Many2one(
        "cae.contract",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '=', 'confirmed')]",
    )
    entrepreneur_id = fields.Many2one(
        related="contract_id.entrepreneur_id", store=True, index=True, string="Entrepreneur"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True, index=True)
    contract_kind = fields.Selection(related="contract_id.kind", string="Kind of contract")
    contract_date_end = fields.Date(string="End until now", compute="_compute_contract_date_end")
    kind = fields.Selection(
        [("renewal", "Renewal"), ("amendment", "Amendment")],
        required=True,
        default="amendment",
        tracking=True,
        help="A renewal continues the contract after its last day. An amendment changes other "
        "terms, or brings the end forward.",
    )
    number = fields.Integer(copy=False, readonly=True)
    reference = fields.Char(compute="_compute_reference", store=True, personal="keep")
    date_effect = fields.Date(
        string="From",
        compute="_compute_date_effect",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        tracking=True,
        help="First day on which the new terms hold.",
        personal="keep",
    )
    date_end = fields.Date(string="New end", tracking=True, personal="keep")
    change_end = fields.Boolean(string="The end of the contract")
    change_minimum = fields.Boolean(string="The minimum activity")
    change_pay = fields.Boolean(string="The fixed pay")
    change_working_time = fields.Boolean(string="The working time")
    change_trial = fields.Boolean(string="The trial period")
    change_territory = fields.Boolean(string="The territory")
    note = fields.Text(
        string="Reason", help="Why the terms change, in a sentence.", personal="staff"
    )
    clause_ids = fields.One2many(
        "cae.contract.clause", "amendment_id", string="Text of the amendment"
    )
    template_id = fields.Many2one(domain="[('kind', '=', 'amendment')]")

    @api.depends("contract_id.reference", "number")
    def _compute_reference(self):
        for amendment in self:
            parts = [amendment.contract_id.reference, f"A{amendment.number}"]
            amendment.reference = "-".join(filter(None, parts)) if amendment.number else False

    @api.depends("contract_id.date_end", "contract_id.version_ids", "date_confirmed")
    def _compute_contract_date_end(self):
        for amendment in self:
            agreed = amendment.date_confirmed and amendment._get_version_before()
            amendment.contract_date_end = (agreed or amendment.contract_id).date_end

    @api.depends("contract_id", "kind")
    def _compute_date_effect(self):
        today = fields.Date.context_today(self)
        for amendment in self:
            start = amendment.contract_id.date_start or today
            end = amendment.contract_id.date_end
            if amendment.kind == "renewal":
                amendment.date_effect = fields.Date.add(end, days=1) if end else today
            elif not amendment.date_effect or amendment.date_effect < start:
                amendment.date_effect = max(today, start)

    @api.depends("kind", "number", "contract_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for amendment in self:
            parts = [
                kinds.get(amendment.kind),
                amendment.number and str(amendment.number),
                amendment.contract_id and f"· {amendment.contract_id.display_name}",
            ]
            amendment.display_name = " ".join(filter(None, parts))

    @api.onchange("contract_id", *PROPOSED)
    def _onchange_propose_terms(self):
        """Begin from the terms as they are."""
        for change in PROPOSED:
            for name in CHANGES[change]:
                if self[change] and not self[name]:
                    self[name] = self.contract_id[name]

    @api.onchange("contract_id", "kind")
    def _onchange_propose_end(self):
        if self.kind == "renewal" and self.contract_id.date_end and not self.date_end:
            self.date_end = self.contract_id._get_renewal_end()

    def _move_to(self, new_state):
        withdrawn = self._filter_states("confirmed")
        withdrawn._check_withdrawal()
        if new_state not in FREE_STATES:
            self._check_terms()
            self._give_numbers()
        if new_state == "to_sign":
            self._complete_text()
        self._write_agreed({"state": new_state})
        if new_state == "confirmed":
            self._note_agreed_days()
            self._set_terms({amendment: amendment._get_new_terms() for amendment in self})
        elif withdrawn:
            terms = {
                amendment: amendment._get_version_before()._get_terms_values()
                for amendment in withdrawn
            }
            withdrawn._set_terms(terms, "withdrawal")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        if any(amendment.number for amendment in self):
            raise UserError(
                self.env._(
                    "An amendment that was sent or confirmed stays in the file: cancel it instead."
                )
            )

    def _check_may_move(self, new_state):
        """Raise unless it is a manager who withdraws; what was withdrawn stays so."""
        for amendment in self:
            if new_state == "draft" and amendment.date_confirmed:
                raise UserError(
                    self.env._(
                        "%(amendment)s was withdrawn and stays in the history: make another "
                        "amendment.",
                        amendment=amendment.display_name,
                    )
                )
            if amendment.state == "confirmed" and not self._is_moved_by_manager():
                raise AccessError(
                    self.env._("Ask a manager: only managers can withdraw a confirmed amendment.")
                )

    def _explain_frozen(self):
        return self.env._(
            "%(amendment)s is confirmed: make another amendment.",
            amendment=self.display_name,
        )

    def _get_new_terms(self):
        """Return {name: value} of the terms that this amendment sets."""
        self.ensure_one()
        names = [name for change, names in CHANGES.items() if self[change] for name in names]
        if self.kind == "renewal" and "date_end" not in names:
            names.insert(0, "date_end")
        values = self._get_terms_values()
        return {name: values[name] for name in names}

    def _get_changed_terms(self):
        """Return {name: value} of the terms that would differ from the contract's."""
        self.ensure_one()
        current = self.contract_id._get_terms_values()
        return {
            name: value for name, value in self._get_new_terms().items() if current[name] != value
        }

    def _check_terms(self):
        """Raise when an amendment does not fit its contract or the law."""
        for amendment in self:
            amendment._check_fits()
        # One after the other: two amendments of one contract may be confirmed at once.
        changed = {}
        contracts = self.contract_id
        pass_alone(contracts.entrepreneur_id)
        renewals = contracts._get_renewal_days()
        for amendment in self.sorted("date_effect"):
            contract = amendment.contract_id
            terms = amendment._get_new_terms()
            facts = changed.get(contract.id) or contract._to_law(renewals.get(contract.id, ()))
            if amendment.kind == "renewal":
                facts = replace(facts, renewals=(*facts.renewals, amendment.date_effect))
                contract._check_may_sign()
            if "date_end" in terms:
                facts = replace(facts, end=terms["date_end"] or None)
            if "trial_date_end" in terms:
                facts = replace(facts, trial_end=terms["trial_date_end"] or None)
            changed[contract.id] = facts
        legal_checks.check_change(self.env, changed)

    def _check_fits(self):
        self.ensure_one()
        contract = self.contract_id
        contract._check_in_force()
        misfit = self._find_renewal_misfit() if self.kind == "renewal" else self._find_misfit()
        if misfit:
            code, field, allowed = misfit
            sentence = contract._get_law_sentences()[code] % {
                "contract": contract.display_name,
                "allowed": format_date(self.env, allowed),
                "article": contract_law.TERM,
            }
            raise about(field, ValidationError(sentence))
        contract._check_employment_terms_of(self._get_new_terms())

    def _find_renewal_misfit(self):
        """Return what does not fit the contract that a renewal continues.

        :return: (code of a sentence, field that it is about, day that fits), or None
        """
        end = self.contract_id.date_end
        if not end:
            return "renewal_endless", None, None
        first = fields.Date.add(end, days=1)
        if self.date_effect != first:
            return "renewal_start", "date_start", first
        if self.date_end and self.date_end < first:
            return "renewal_end", "date_end", first
        return None

    def _find_misfit(self):
        """Return what does not fit the contract that an amendment changes.

        :return: see ``_find_renewal_misfit``
        """
        contract, terms = self.contract_id, self._get_changed_terms()
        if not terms:
            return "amendment_empty", None, None
        confirmed = contract.amendment_ids._filter_states("confirmed")
        first = max([contract.date_start, *confirmed.mapped("date_effect")])
        end, new_end = contract.date_end, terms.get("date_end")
        if self.date_effect < first:
            return "amendment_early", "date_start", first
        if end and self.date_effect > end:
            return "amendment_late", "date_start", end
        if new_end and new_end < self.date_effect:
            return "amendment_end", "date_end", self.date_effect
        if contract.kind == "cape" and new_end and new_end > end:
            return "amendment_renews", None, end
        return None

    def _check_withdrawal(self):
        for amendment in self:
            contract = amendment.contract_id
            confirmed = contract.amendment_ids._filter_states("confirmed")
            last = confirmed.sorted(lambda other: other._get_version().id)[-1:]
            if amendment != last or contract.state != "confirmed":
                raise UserError(
                    self.env._(
                        "Only the last amendment of a contract in force can be withdrawn: "
                        "withdraw %(last)s first, or make another amendment.",
                        last=last.display_name,
                    )
                )
            before = amendment._get_version_before()
            days = contract._get_renewal_days().get(contract.id, ())
            if amendment.kind == "renewal":
                days = [day for day in days if day != amendment.date_effect]
            facts = replace(
                contract._to_law(days),
                end=before.date_end or None,
                trial_end=before.trial_date_end or None,
            )
            pass_alone(contract.entrepreneur_id)
            legal_checks.check_change(self.env, {contract.id: facts})

    def _get_version(self):
        """Return the version that this amendment made when it was confirmed."""
        return self.contract_id.version_ids.filtered(
            lambda version: version.amendment_id == self and version.origin == self.kind
        ).sorted("id")[-1:]

    def _get_version_before(self):
        own = self._get_version()
        earlier = self.contract_id.version_ids.filtered(lambda version: version.id < own.id)
        return earlier.sorted("id")[-1:]

    def _give_numbers(self):
        for contract, amendments in self.grouped("contract_id").items():
            number = max(contract.amendment_ids.mapped("number"), default=0)
            for amendment in amendments.filtered(lambda one: not one.number).sorted("id"):
                number += 1
                amendment._by_method().number = number

    def _set_terms(self, terms, origin=None):
        """Set terms on the contracts, and note them.

        :param dict terms: {amendment: terms of its contract}
        :param str origin: of the versions; the kind of each amendment when left out
        """
        notes = []
        for amendment in self.sorted("date_effect"):
            amendment.contract_id._write_agreed(terms[amendment])
            notes.append(amendment._prepare_version(origin or amendment.kind))
        self.contract_id._note_terms(notes)
        employee_sync.sync_amendments(self)
        self.contract_id._keep_deadlines()

    def _prepare_version(self, origin):
        """Return the terms of the contract as a row of its history, because of this amendment."""
        version = self.contract_id._prepare_version(origin, self.date_effect)
        return {**version, "amendment_id": self.id}

    def action_open_contract(self):
        """Open the contract that is amended."""
        self.ensure_one()
        self.check_access("read")
        return self.contract_id.get_formview_action()

    def _get_next_states(self):
        # withdrawn, by a manager: the terms go back to what they were
        return {**super()._get_next_states(), "confirmed": ("cancelled",)}

    # -- the text ----------------------------------------------------------------------------

    def _get_text_kind(self):
        return "amendment"

    def _get_placeholder_values(self):
        """Return the contract's values as this amendment sets them, and its own."""
        self.ensure_one()
        contract = self.contract_id
        values = dict.fromkeys(self._get_placeholder_labels(), BLANK)
        values |= self._get_contract_placeholders(contract, self._get_new_terms())
        before = contract._get_terms_values()
        changes = self._describe_changes(before, self._get_changed_terms())
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return values | {
            "amendment_number": str(self.number) if self.number else BLANK,
            "amendment_kind": kinds[self.kind],
            "date_effect": format_date(self.env, self.date_effect),
            "changes": self._format_changes(changes),
            "reason": self.note or self.env._("not stated"),
            "legal_reminder": self._get_renewal_reminder(contract.company_id)
            if contract.kind == "cape" and self.kind == "renewal"
            else "",
        }

    def _describe_changes(self, before, terms):
        """Return [(term, before, after)] as text.

        :param dict before: {name: value} of the earlier terms
        :param dict terms: {name: value} of those that change
        """
        labels = {
            **{name: self._fields[name]._description_string(self.env) for name in terms},
            "date_end": self.env._("End of the contract"),
        }
        return [
            (labels[name], self._describe_term(name, before), self._describe_term(name, terms))
            for name in terms
        ]

    # -- the timeline ------------------------------------------------------------------------

    def _get_timeline_events(self, entrepreneurs):
        """Return what was agreed after the contracts, for the timeline of files."""
        amendments = self.search(
            [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "!=", "cancelled")]
        )
        return amendments._list_signing_events() + [
            make_event(
                amendment,
                amendment.date_effect,
                "fa-repeat" if amendment.kind == "renewal" else "fa-pencil",
                amendment.display_name,
                amendment._describe_agreed_changes(),
            )
            for amendment in amendments._filter_states("confirmed")
        ]

    def _describe_agreed_changes(self):
        """Return what changed when the amendment was confirmed, as a line of text."""
        before = self._get_version_before()._get_terms_values()
        after = self._get_version()._get_terms_values()
        changed = {name: value for name, value in after.items() if value != before[name]}
        return " · ".join(
            self.env._("%(term)s: %(before)s → %(after)s", term=term, before=old, after=new)
            for term, old, new in self._describe_changes(before, changed)
        )
