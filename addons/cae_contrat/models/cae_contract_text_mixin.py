import re
from datetime import datetime

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.addons.cae_entrepreneur.models.cae_entrepreneur_identity_mixin import (
    get_nationality_label,
)
from odoo.addons.cae_entrepreneur.models.timeline import make_event
from odoo.addons.cae_signature.models.cae_signing_mixin import SENT_STATES
from odoo.addons.cae_socle.engine.folding import fold
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local
from odoo.addons.cae_socle.models.quiet_write import write_each
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, formatLang, ormcache

from ..engine import contract_law, placeholders
from .cae_contract_terms_mixin import EMPLOYMENT_TERMS

# What stands where a contract does not say what the text asks for.
BLANK = "…………"
# In French, "de" and "que" join the names that follow; only that of the cooperative may begin
# with an article ("des Ateliers").
JOINED = {"company": True, "company_representative": False, "person": False}
EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>")
# What the text of a CAPE does not speak of.
CESA_TERMS = {*EMPLOYMENT_TERMS, "trial_date_end"}
# Written into a document at the moment it is sent.
GIVEN_WHEN_SENT = {"reference", "amendment_number"}
# In which the terms and the text of a document may still change.
FREE_STATES = ("draft", "cancelled")
# What may follow each state. A draft that is confirmed at once was agreed on paper.
NEXT_STATES = {
    "draft": ("to_sign", "confirmed", "cancelled"),
    "to_sign": ("draft", "signed", "confirmed", "cancelled"),
    "signed": ("draft", "confirmed", "cancelled"),
    "cancelled": ("draft",),
}


class CaeContractTextMixin(models.AbstractModel):
    """A document made of clauses, filled from a template and signed: a contract or an amendment.

    While it is a draft, clauses that nobody touched follow its terms; a clause changed by
    hand stays as it is. Once sent or confirmed, its terms are what both parties agree on.

    *How to use*: the model has fields ``kind``, ``entrepreneur_id`` and ``clause_ids``, names in
    ``_frozen_fields`` what is agreed on and in ``_first_day_field`` from when it holds, and draws
    in ``_move_to`` the consequences of a state.
    """

    _name = "cae.contract.text.mixin"
    _description = "Document made of clauses"
    _inherit = ["cae.state.mixin", "cae.signing.mixin"]
    _guarded_fields = {"date_confirmed"}
    _frozen_fields = ()
    # The field with the day on which it begins to hold.
    _first_day_field = None

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_sign", "To be signed"),
            ("signed", "Signed by the person"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    date_confirmed = fields.Date(
        string="Agreed on",
        copy=False,
        readonly=True,
        help="Day of the signature. Without one here: day of its confirmation, and at the latest "
        "its first day.",
        personal="keep",
    )
    template_id = fields.Many2one(
        "cae.contract.template",
        string="Template of the text",
        compute="_compute_template_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        copy=False,
    )

    @api.depends("kind", "company_id")
    def _compute_template_id(self):
        templates = self.env["cae.contract.template"]
        free = self.filtered(lambda document: document.state in FREE_STATES)
        for (kind, company), documents in free.grouped(
            lambda document: (document._get_text_kind(), document.company_id)
        ).items():
            others = documents.filtered(
                lambda document, kind=kind: document.template_id.kind != kind
            )
            others.template_id = templates._find(kind, company)

    # -- states ------------------------------------------------------------------------------

    def write(self, vals):
        self.check_access("write")
        moving = self._filter_moving(vals)
        self._check_frozen(vals)
        terms = {name: value for name, value in vals.items() if name != "state"}
        if terms:
            super().write(terms)
            if any(name in vals for name in self._frozen_fields):
                self._refresh_clauses()
        if moving:
            moving._move_to(vals["state"])
        return True

    def _write_agreed(self, vals):
        """Write what the checks of ``write`` have let through, or what an agreed amendment says."""
        return super().write(vals)

    def _check_frozen(self, vals):
        """Raise when what was agreed would change behind the parties' backs.

        What was sent stays as it is by ``_check_kept``.
        """
        names = [name for name in self._frozen_fields if name in vals]
        for document in self:
            if document.state not in (*FREE_STATES, *SENT_STATES) and any(
                document._would_change(name, vals[name]) for name in names
            ):
                raise UserError(document._explain_frozen())

    def _explain_frozen(self):
        """Return the sentence that refuses to change what was agreed."""
        raise NotImplementedError(f"{self._name} must say how its terms change")

    def _move_to(self, new_state):
        """Change the state, with what it takes before and what follows."""
        raise NotImplementedError(f"{self._name} must say what follows from a state")

    def _get_next_states(self):
        return NEXT_STATES

    def _filter_states(self, *states):
        """Return the documents that are in one of these states."""
        return self.filtered(lambda document: document.state in states)

    # -- placeholders ------------------------------------------------------------------------

    @ormcache("self.env.lang", cache="templates")
    def _list_placeholders(self):
        """Return the words of ``views/cae_contract_placeholders.xml``, in the user's language.

        :return: list of dicts, of the attributes that the view explains
        """
        # sudo: a list of words is no secret, and users read no views
        view_sudo = self.env.ref("cae_contrat.contract_placeholders").sudo()
        return [dict(word.attrib) for word in view_sudo._get_combined_arch().iter("word")]

    def _get_placeholder_labels(self, kind="amendment"):
        """Return {placeholder: what it stands for}, in the order of the help.

        :param str kind: of the template: "cape", "cesa" or "amendment", which has them all
        """
        return {
            word["name"]: word["string"]
            for word in self._list_placeholders()
            if "kinds" not in word or kind in word["kinds"].split()
        }

    def _get_placeholder_names(self):
        """Return {placeholder: the same in braces, in the words of the reader}."""
        return {word["name"]: word["placeholder"] for word in self._list_placeholders()}

    def _get_placeholder_aliases(self):
        """Return {name in a language of the database: placeholder}."""
        return {
            fold(written.strip("{}")): name
            for code, _label in self.env["res.lang"].get_installed()
            for name, written in self.with_context(lang=code)._get_placeholder_names().items()
        }

    def _fill_text(self, text, values):
        """Return a text with its placeholders resolved, joined as its language wants it.

        :raise ValidationError: for a placeholder that does not exist
        """
        joined = JOINED if (self.env.lang or "").startswith("fr") else {}
        try:
            return placeholders.fill(text, values, self._get_placeholder_aliases(), joined)
        except placeholders.UnknownPlaceholder as error:
            raise ValidationError(self._explain_placeholder(error)) from error

    def _explain_placeholder(self, error):
        """Return in a sentence which placeholder of a text does not exist."""
        wrong, names = "{%s}" % error.name, self._get_placeholder_names()
        if error.nearest:
            return self.env._(
                "The text says %(wrong)s, which is not in the list of placeholders: did you mean "
                "%(nearest)s?",
                wrong=wrong,
                nearest=names[error.nearest],
            )
        return self.env._(
            "The text says %(wrong)s, which is not in the list of placeholders: choose one of the "
            "list, such as %(example)s.",
            wrong=wrong,
            example=names["person"],
        )

    def _get_company_placeholders(self, company):
        # sudo: the identity of a company is public (C. com. R123-237)
        company_sudo = company.sudo()
        siret = (company_sudo.company_registry or "").replace(" ", "")
        register = (
            f"RCS {company_sudo.cae_register_city} {siret[:9]}"
            if company_sudo.cae_register_city and siret
            else BLANK
        )
        return {
            "company": company_sudo.name,
            "company_legal_form": company_sudo.cae_legal_form or BLANK,
            "company_address": company_sudo._get_cae_address_line() or BLANK,
            "company_siret": siret or BLANK,
            "company_register": register,
            "company_representative": company_sudo.cae_representative or BLANK,
        }

    def _get_contract_placeholders(self, contract, changed=None):
        """Return {placeholder: text} of a contract, in the language of the environment.

        :param dict changed: {name: value} of the terms that an amendment sets
        """
        # sudo: the contract is read with the user's rights; its parties' names come with it
        person_sudo = contract.entrepreneur_id.sudo()
        town = " ".join(filter(None, [person_sudo.zip, person_sudo.city]))
        address = ", ".join(filter(None, [person_sudo.street, person_sudo.street2, town]))
        activities = contract.activity_id or person_sudo.cae_activity_ids
        changed, is_cesa = changed or {}, contract.kind == "cesa"
        terms = contract._get_terms_values() | changed
        values = {
            "person": person_sudo.name,
            "person_address": address or BLANK,
            "person_birth_date": format_date(self.env, person_sudo.birth_date) or BLANK,
            "person_birth_place": person_sudo.birth_place or BLANK,
            "person_nationality": get_nationality_label(person_sudo.nationality_id) or BLANK,
            "person_email": person_sudo.email or BLANK,
            "reference": contract.reference or BLANK,
            "kind": self._get_kind_label(contract.kind),
            "activity": ", ".join(activities.sudo().mapped("name")) or BLANK,
            "territory": contract._describe_term("territory_id", terms, self.env._("not set")),
            "date_start": format_date(self.env, contract.date_start),
            "duration": self._describe_duration(contract.date_start, terms["date_end"]),
            "objectives": Markup("<br/>").join(escape(contract.objectives).split("\n"))
            if contract.objectives
            else BLANK,
            "minimum_activity": self._describe_minimum(terms, contract),
            "today": format_date(self.env, fields.Date.context_today(self)),
            **{
                name: contract._describe_term(name, terms, "-" if name in changed else BLANK)
                for name in (terms if is_cesa else (terms.keys() - CESA_TERMS) | changed.keys())
                if name != "territory_id"
            },
        }
        if is_cesa:
            due = contract_law.associate_due([*contract._get_other_facts(), contract._to_law()])
            values["associate_due"] = format_date(self.env, due)
        return values | self._get_company_placeholders(contract.company_id)

    def _describe_term(self, name, terms, missing="-"):
        """Return one of the terms as text.

        :param dict terms: {name: value}, as ``_get_terms_values`` returns them
        :param str missing: what stands for a value that is not given
        """
        value = terms[name]
        if name == "date_end":
            return format_date(self.env, value) or self.env._("without a term")
        if name == "trial_date_end":
            return format_date(self.env, value) or self.env._("no trial period")
        if not value:
            return missing
        if name == "territory_id":
            # sudo: the name of a place
            return self.env["cae.territory"].sudo().browse(value).name
        if self._fields[name].type == "monetary":
            return formatLang(self.env, value, currency_obj=self.currency_id)
        return self._describe_hours(value)

    def _describe_person(self, values):
        """Return who the person is, as the parties of a document are named.

        :param dict values: {placeholder: text}
        """
        return self.env._(
            "born on %(person_birth_date)s in %(person_birth_place)s, nationality: "
            "%(person_nationality)s, living at %(person_address)s",
            **values,
        )

    def _get_sample_placeholders(self, kind, company):
        """Return {placeholder: text} for a person who does not exist."""
        start = fields.Date.context_today(self).replace(day=1)
        is_cape = kind == "cape"
        contract = self.env["cae.contract"].new(
            {
                "company_id": company.id,
                "kind": "cape" if is_cape else "cesa",
                "date_start": start,
                "date_end": is_cape and contract_law.last_day(start, contract_law.CAPE_MONTHS),
                "minimum_turnover": 160,
                "minimum_hours": 10,
                "working_time": 10,
                "fixed_pay": 500,
                "trial_date_end": contract_law.trial_limit(start, []),
            }
        )
        new_pay = formatLang(self.env, 650, currency_obj=company.currency_id)
        values = self._get_contract_placeholders(contract)
        for word in self._list_placeholders():
            if sample := word.get("help") or word.get("sample"):
                values[word["name"]] = sample
        values |= {
            "person_birth_date": format_date(self.env, fields.Date.subtract(start, years=40)),
            "reference": f"{contract.kind.upper()}-{start.year}-0001",
            "date_effect": format_date(self.env, fields.Date.add(start, months=6)),
            "changes": self._format_changes(
                [(self.env._("Fixed pay a month"), values.get("fixed_pay"), new_pay)]
            ),
            "legal_reminder": self._get_renewal_reminder(company),
        }
        return {name: values[name] for name in self._get_placeholder_labels(kind)}

    def _get_kind_label(self, kind):
        if kind == "cape":
            return self.env._("Support contract for a business project (CAPE)")
        return self.env._("Contract of a salaried associate entrepreneur (CESA)")

    def _describe_minimum(self, terms, record):
        """Return the minimum activity in words; that there is none, where none is set.

        :param dict terms: minimum_turnover and minimum_hours
        :param record: with the currency of the turnover
        """
        turnover, hours = terms["minimum_turnover"], terms["minimum_hours"]
        words = {
            "amount": formatLang(self.env, turnover, currency_obj=record.currency_id),
            "hours": self._describe_hours(hours),
        }
        if turnover and hours:
            return self.env._(
                "%(amount)s of turnover without VAT and %(hours)s of activity a month, on average",
                **words,
            )
        if turnover:
            return self.env._("%(amount)s of turnover without VAT a month, on average", **words)
        if hours:
            return self.env._("%(hours)s of activity a month, on average", **words)
        return self.env._("none is set")

    def _get_renewal_reminder(self, company):
        """Return what the law says of the renewal of a CAPE."""
        return self.env._(
            "It is renewed for at most twelve months each time and lasts at most thirty-six months "
            "in all (article L127-2 of the Commercial Code). Urssaf and France Travail are "
            "informed of its renewal by %(company)s (article R5142-1 of the Labour Code).",
            company=company.sudo().name,
        )

    def _describe_hours(self, hours):
        whole, minutes = divmod(round(hours * 60), 60)
        return f"{whole}\u00a0h\u00a0{minutes:02}" if minutes else f"{whole}\u00a0h"

    def _describe_duration(self, start, end):
        if not end or end < start:
            return self.env._("without a term")
        months, days = contract_law.count_months(start, end)
        if not days:
            return self.env._("%(months)s months", months=months)
        if not months:
            return self.env._("%(days)s days", days=days)
        return self.env._("%(months)s months and %(days)s days", months=months, days=days)

    def _format_changes(self, rows):
        """Return [(term, before, after)] as a table."""
        return self.env["ir.qweb"]._render("cae_contrat.contract_changes", {"rows": rows})

    # -- clauses -----------------------------------------------------------------------------

    def _get_placeholder_values(self):
        """Return {placeholder: text} of this document, in the language of the environment."""
        raise NotImplementedError(f"{self._name} must say what its placeholders stand for")

    def _get_text_kind(self):
        """Return the kind of the template: "cape", "cesa" or "amendment"."""
        raise NotImplementedError(f"{self._name} must say of which kind its text is")

    def _check_open_for(self, child):
        if child._name == "cae.contract.clause":
            self._check_text_is_free()

    def _check_text_is_free(self):
        for document in self:
            if document.state not in FREE_STATES:
                raise UserError(
                    self.env._(
                        "The text of %(document)s is agreed or sent: put it back to draft to "
                        "change it.",
                        document=document.display_name,
                    )
                )

    def _make_clauses(self):
        """Write the text anew from the template, in the language of contracts."""
        self._check_text_is_free()
        self.clause_ids.unlink()
        owner = self._fields["clause_ids"].inverse_name
        vals_list = []
        for document in self:
            document = document.with_context(lang=document._get_signing_lang())
            values = document._get_placeholder_values()
            for clause in document.template_id.clause_ids:
                title, body = clause._fill(values)
                vals_list.append(
                    {
                        owner: document.id,
                        "template_clause_id": clause.id,
                        "sequence": clause.sequence,
                        "legal_item": clause.legal_item,
                        "title": title,
                        "body": body,
                    }
                )
        self.env["cae.contract.clause"]._by_method().create(vals_list)

    def _refresh_clauses(self):
        """Bring the clauses that nobody touched up to the terms of drafts."""
        for document in self.filtered(
            lambda document: document.state in FREE_STATES and document.clause_ids
        ):
            document = document.with_context(lang=document._get_signing_lang())
            values = document._get_placeholder_values()
            for clause in document.clause_ids:
                source = clause.template_clause_id
                if source and not clause.is_edited:
                    title, body = source._fill(values)
                    clause._by_method().write({"title": title, "body": body})

    def _complete_text(self):
        """Make the text of drafts, or bring it up to date, before it is sent for signature.

        :raise ValidationError: for a blank, or when it lacks what the law wants it to say
        """
        for document in self:
            missing = document._list_missing_in_text()
            if missing:
                raise ValidationError("\n".join(missing))
        self.filtered(lambda document: not document.clause_ids)._make_clauses()
        self._refresh_clauses()

    def _get_missing_values(self):
        """Return {placeholder: its label} of what the text asks for and nobody filled in."""
        self.ensure_one()
        values = self._get_placeholder_values()
        aliases = self._get_placeholder_aliases()
        asked = {
            name
            for clause in self._get_clause_sources()
            for name in placeholders.find(f"{clause.title} {clause.body}", aliases)
        }
        return {
            name: label
            for name, label in self._get_placeholder_labels().items()
            if name in asked - GIVEN_WHEN_SENT and values.get(name) == BLANK
        }

    def _get_clause_sources(self):
        """Return the clauses of the template that fill the text when it is sent."""
        if not self.clause_ids:
            return self.template_id.clause_ids
        return self.clause_ids.filtered(lambda clause: not clause.is_edited).template_clause_id

    def _list_missing_in_text(self):
        """Return what the text lacks before it is sent.

        :return: list of sentences
        """
        missing = self._get_missing_values()
        company = [label for name, label in missing.items() if name.startswith("company")]
        # what the file of the person must say is listed with the file
        elsewhere = ("company", "person", "activity")
        document = [label for name, label in missing.items() if not name.startswith(elsewhere)]
        sentences = []
        if document:
            sentences.append(
                self.env._(
                    "In this document, fill in first: %(missing)s.", missing=", ".join(document)
                )
            )
        if company:
            sentences.append(
                self.env._(
                    "In Configuration, The cooperative, a manager fills in: %(missing)s.",
                    missing=", ".join(company),
                )
            )
        by_hand = self.clause_ids.filtered(
            lambda clause: clause.is_edited or not clause.template_clause_id
        )
        sentences += [
            self.env._(
                "The clause “%(clause)s” has a blank (…………): write the words in its place.",
                clause=clause.title,
            )
            for clause in [*self._get_clause_sources(), *by_hand]
            if BLANK in f"{clause.title} {clause.body}"
        ]
        clauses = self.clause_ids or self.template_id.clause_ids
        article, items = self.env["cae.contract.template.clause"]._list_missing_items(
            self._get_text_kind(), clauses.mapped("legal_item")
        )
        if items:
            sentences.append(
                self.env._(
                    "The text does not say all that the law wants (%(article)s): add a clause for "
                    "“%(item)s”.",
                    article=article,
                    item=items,
                )
            )
        return sentences

    def _list_missing_to_send(self):
        return super()._list_missing_to_send() + self._list_missing_in_text()

    def _list_missing_in_file(self):
        missing = self.entrepreneur_id._get_missing_for_contract()
        if "activity" in self._get_missing_values():
            missing.append(self.env._("Activities"))
        return missing + super()._list_missing_in_file()

    def _list_signing_events(self):
        """Return the last step of the signing of each document, and a refusal, as events."""
        env, events = self.env, []
        for document in self:
            person, cooperative = document.person_signature_id, document.cooperative_signature_id
            name, refused_on = document.display_name, document.signing_refused_on
            steps = [
                (document.paper_date, "fa-paperclip", env._("Signed on paper")),
                (cooperative.signed_on, "fa-check-square-o", env._("Signed by both sides")),
                (person.signed_on, "fa-pencil-square-o", env._("Signed by the person")),
                (document.signing_sent_on, "fa-paper-plane-o", env._("Sent for signature")),
            ]
            found = [(*step, name) for step in steps if step[0]][:1]
            if refused_on:
                text = f"{name} · {document.signing_refusal}"
                found.append((refused_on, "fa-times", env._("Refuses to sign"), text))
            for moment, *what in found:
                is_day = not isinstance(moment, datetime)
                day = moment if is_day else to_local(moment, ZONE).date()
                events.append(make_event(document, day, *what))
        return events

    def _get_signing_team(self):
        return super()._get_signing_team() | self.entrepreneur_id.referent_id

    def _get_printed_clauses(self):
        """Return [(title, body)]: the document's own text, or what the template would make."""
        self.ensure_one()
        if self.clause_ids or self.state not in FREE_STATES:
            return [(clause.title, clause.body) for clause in self.clause_ids]
        values = self._get_placeholder_values()
        return [clause._fill(values) for clause in self.template_id.clause_ids]

    def action_make_clauses(self):
        """Write the text of drafts anew from their template."""
        self.check_access("write")
        for document in self:
            if not document.template_id:
                raise UserError(self.env._("Choose a template of the text first."))
        self._make_clauses()

    def _note_agreed_days(self):
        """Note when documents that are confirmed were agreed.

        Online it is today, on paper the day of the signature. What is confirmed without either
        was agreed on a paper that stays elsewhere, and at the latest on its first day: a
        contract is in writing before it starts (C. com. L127-2, C. trav. L7331-2).
        """
        today = fields.Date.context_today(self)
        days = {
            document: document.paper_date
            or (today if document.signature_ids else min(document._get_first_day(), today))
            for document in self
        }
        write_each(self, "date_confirmed", days)

    def _get_first_day(self):
        return self[self._first_day_field]

    def _get_earliest_paper_date(self):
        """A paper of earlier may be kept here, signed at most a year before it began to hold."""
        first_day = min(super()._get_earliest_paper_date(), self._get_first_day())
        return fields.Date.subtract(first_day, years=1)

    def action_print(self):
        """Give what was signed or sent, where there is such a file; print the document elsewhere.

        A draft without a text gets it from its template first.
        """
        self.check_access("read")
        kept = self._get_kept_file() if len(self) == 1 else False
        if kept:
            field, name = kept
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{self._name}/{self.id}/{field}"
                f"?download=true&filename_field={name}",
                "target": "self",
            }
        drafts = self.filtered(lambda one: one.state in FREE_STATES and not one.clause_ids)
        if drafts and drafts.has_access("write"):
            drafts._make_clauses()
        return self.env.ref(self._signing_report).report_action(self)
