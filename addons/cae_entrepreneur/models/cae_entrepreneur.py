import re

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.postcode import is_postcode
from odoo.addons.cae_socle.models.counts import count_field
from odoo.addons.cae_socle.models.personal_data import delete_messages
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from ..engine.iban import FRANCE
from ..engine.phone_number import find_common_digits

# What a person changes herself on the portal.
PORTAL_FIELDS = (
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "emergency_name",
    "emergency_phone",
)
# Noted in the file when the person changes it, by whatever page of the portal.
LOGGED = object()
LOGGED_FIELDS = ("name", "email", *PORTAL_FIELDS)


class CaeEntrepreneur(models.Model):
    """The file of a person: from the first contact to membership and exit.

    The identity is on the partner (by delegation); everything else is here, because
    every employee may read a partner but not a person's file.
    """

    _name = "cae.entrepreneur"
    _description = "Person's File"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cae.import.key.mixin",
        "cae.entrepreneur.identity.mixin",
        "cae.entrepreneur.double.mixin",
        "cae.entrepreneur.merge.mixin",
        "cae.deadline.source.mixin",
        "cae.forgettable.mixin",
        "cae.guard.mixin",
    ]
    _inherits = {"res.partner": "partner_id"}
    _order = "name, id"
    _check_company_auto = True
    _personal_thread = "file"

    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        string="Identity",
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    stage = fields.Selection(
        [
            ("candidate", "Candidate"),
            ("project_holder", "Project holder"),
            ("cape", "CAPE"),
            ("cesa", "CESA"),
            ("associate", "Associate"),
            ("former", "Former"),
        ],
        required=True,
        default="candidate",
        copy=False,
        tracking=True,
        index=True,
        group_expand="_group_expand_stage",
    )
    territory_id = fields.Many2one(
        "cae.territory", index=True, check_company=True, ondelete="restrict", tracking=True
    )
    pole_ids = fields.Many2many("cae.pole", string="Poles", check_company=True)
    referent_id = fields.Many2one(
        "res.users",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="The advisor who answers for this person.",
    )
    second_advisor_ids = fields.Many2many(
        "res.users",
        "cae_entrepreneur_second_advisor_rel",
        "entrepreneur_id",
        "user_id",
        string="Second advisors",
        check_company=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="They follow this person too, whatever their territory.",
    )
    cae_activity_ids = fields.Many2many(
        "cae.activity",
        "cae_activity_entrepreneur_rel",
        "entrepreneur_id",
        "activity_id",
        string="Own activities",
        copy=False,
        check_company=True,
    )
    cae_activity_count = count_field("cae_activity_ids")
    prescriber_id = fields.Many2one(
        "cae.prescriber", index=True, check_company=True, ondelete="restrict", tracking=True
    )
    public_ids = fields.Many2many(
        "cae.public",
        "cae_entrepreneur_public_rel",
        "entrepreneur_id",
        "public_id",
        string="Publics",
        groups="cae_socle.group_advisor",
    )
    deadline_ids = fields.One2many("cae.deadline", "entrepreneur_id", string="Deadlines")
    deadline_count = count_field("deadline_ids", ("state", "=", "open"))
    date_entry = fields.Date(
        string="Entry",
        copy=False,
        tracking=True,
        help="Start of the first contract with the cooperative.",
        personal="keep",
    )
    date_exit = fields.Date(string="Exit", copy=False, tracking=True, personal="keep")
    date_associate = fields.Date(
        string="Associate since",
        copy=False,
        tracking=True,
        help="Day on which the person became an associate of the cooperative.",
        personal="keep",
    )
    anonymised_kinds = fields.Char(
        string="Anonymised",
        readonly=True,
        copy=False,
        help="Kinds of data whose time was over, and that were replaced.",
        personal="keep",
    )
    stage_history_ids = fields.One2many(
        "cae.entrepreneur.stage", "entrepreneur_id", string="Stages", readonly=True
    )
    date_stage = fields.Date(
        string="In this stage since",
        compute="_compute_date_stage",
        store=True,
        index=True,
        personal="keep",
    )
    days_in_stage = fields.Integer(string="Days in this stage", compute="_compute_days_in_stage")
    document_ids = fields.One2many("cae.document", "entrepreneur_id", string="Documents")
    document_count = count_field("document_ids")
    bank_change_ids = fields.One2many(
        "cae.bank.change", "entrepreneur_id", string="Changes of bank account"
    )
    bank_account_masked = fields.Char(
        string="Bank account",
        compute="_compute_bank_account_masked",
        # who follows the file sees which account there is, not the account
        compute_sudo=True,
        groups="cae_socle.group_advisor,cae_socle.group_accountant",
    )
    emergency_name = fields.Char(string="Emergency contact", help="Whom to call.", personal="file")
    emergency_phone = fields.Char(string="Phone of the emergency contact", personal="file")
    has_portal_access = fields.Boolean(compute="_compute_has_portal_access")
    timeline = fields.Json(compute="_compute_timeline")
    search_text = fields.Char(
        string="Name, phone, activity",
        compute="_compute_search_text",
        search="_search_search_text",
        help="Name, email, activity, or phone number however it is written.",
    )

    _partner_company_uniq = models.Constraint(
        "unique (company_id, partner_id)",
        "This contact already has a file in the cooperative: open that one. It may be archived.",
    )
    _dates_order = models.Constraint(
        "check (date_exit is null or date_entry is null or date_exit >= date_entry)",
        "A person cannot leave before she came: correct one of the two dates.",
    )

    @api.model
    def _group_expand_stage(self, stages, domain):
        """Columns in the order of a person's way, without the empty ones."""
        return [stage for stage, _label in self._fields["stage"].selection if stage in stages]

    @api.depends("stage_history_ids.date_from")
    def _compute_date_stage(self):
        for entrepreneur in self:
            # the lines follow each other by their ids
            entrepreneur.date_stage = entrepreneur.stage_history_ids.sorted("id")[-1:].date_from

    @api.depends("date_stage")
    def _compute_days_in_stage(self):
        today = fields.Date.context_today(self)
        for entrepreneur in self:
            since = entrepreneur.date_stage or today
            entrepreneur.days_in_stage = (today - since).days

    @api.depends("partner_id.bank_ids.acc_number", "partner_id.bank_ids.allow_out_payment")
    def _compute_bank_account_masked(self):
        Change = self.env["cae.bank.change"]
        for entrepreneur in self:
            accounts = entrepreneur.partner_id.bank_ids.filtered("active")
            account = accounts.sorted("allow_out_payment", reverse=True)[:1]
            entrepreneur.bank_account_masked = Change._mask(account.acc_number)

    @api.depends("user_ids.active")
    def _compute_has_portal_access(self):
        for entrepreneur in self:
            entrepreneur.has_portal_access = bool(entrepreneur.user_ids.filtered("active"))

    @api.depends_context("lang", "uid")
    def _compute_timeline(self):
        for record in self:
            record.timeline = [
                {**event, "date": fields.Date.to_string(event["date"])}
                for event in record._get_timeline_events()
            ]

    @api.depends()
    def _compute_search_text(self):
        # only searched; a value is asked for by generic calls
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented
        domain = (
            Domain("name", "ilike", value)
            | Domain("email", "ilike", value)
            | Domain("cae_activity_ids", "ilike", value)
        )
        digits = find_common_digits(value)
        if digits:
            domain |= self._domain_phone(f"%{digits}%")
        return domain

    @api.constrains("partner_id")
    def _check_partner(self):
        """Keep the person's identity apart: see the portal's rules on the partner's family."""
        # sudo: the companies of the database, whoever asks
        company_partners_sudo = self.env["res.company"].sudo().search([]).partner_id
        for entrepreneur in self:
            partner = entrepreneur.partner_id
            # Portal rules give a user all that is below the commercial partner.
            if partner.parent_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s belongs to the company %(company)s in the contacts. "
                        "Remove this link first: otherwise the person would see its papers.",
                        name=partner.name,
                        company=partner.parent_id.display_name,
                    )
                )
            if partner in company_partners_sudo:
                raise ValidationError(
                    self.env._(
                        "%(name)s is the cooperative itself: choose the person's own contact.",
                        name=partner.name,
                    )
                )
            if partner.company_id and partner.company_id != entrepreneur.company_id:
                raise ValidationError(
                    self.env._(
                        "The contact of %(name)s belongs to another cooperative: leave it in "
                        "%(company)s, where the file is.",
                        name=partner.name,
                        company=entrepreneur.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        entrepreneurs = super().create(vals_list)
        entrepreneurs._check_no_hidden_file()
        for entrepreneur in entrepreneurs:
            entrepreneur._check_stage(False, entrepreneur.stage)
        # The identity made with the file belongs to the cooperative, like the file. An
        # identity that was there before may be shared: it stays as it is.
        default = self.default_get(["partner_id"])
        own = self.concat(
            *(
                entrepreneur
                for entrepreneur, vals in zip(entrepreneurs, vals_list, strict=True)
                if not (default | vals).get("partner_id")
            )
        )
        for company, group in own.grouped("company_id").items():
            group.partner_id.company_id = company
        entrepreneurs._ask_for_found_accounts()
        self.env["cae.entrepreneur.stage"]._record(entrepreneurs)
        return entrepreneurs

    def write(self, vals):
        self.check_access("write")
        if "company_id" in vals and any(
            entrepreneur.company_id.id != vals["company_id"] for entrepreneur in self
        ):
            raise UserError(
                self.env._(
                    "A file stays in the cooperative it was opened in: open another file in "
                    "the other cooperative."
                )
            )
        if vals.get("active") is False:
            self._check_portal_is_closed()
        if "stage" in vals:
            for entrepreneur in self:
                entrepreneur._check_stage(entrepreneur.stage, vals["stage"])
        if vals.get("stage") == "former" and "date_exit" not in vals:
            staying = self.filtered(lambda entrepreneur: not entrepreneur.date_exit)
            super(CaeEntrepreneur, staying).write({"date_exit": fields.Date.context_today(self)})
        # who keeps her contact keeps her account
        others = self.filtered(lambda one: one.partner_id.id == vals.get("partner_id"))
        result = super().write(vals)
        if "partner_id" in vals:
            self._check_no_hidden_file()
            (self - others)._ask_for_found_accounts()
        if "date_associate" in vals and "stage" not in vals:
            self._follow_membership()
        if "stage" in vals:
            self.env["cae.entrepreneur.stage"]._record(self)
        if {"date_associate", "referent_id", "stage", "territory_id"} & vals.keys():
            self._keep_deadlines()
        return result

    def _keep_deadlines(self):
        """Bring what is due for these people up to date. Extend it for more sources."""
        result = super()._keep_deadlines()
        # sudo: deadlines follow the file, whoever changed it and may see it now
        self.sudo().document_ids._keep_deadlines()
        return result

    def _prepare_deadline_values(self):
        return super()._prepare_deadline_values() | {"entrepreneur_id": self.id}

    def _check_no_hidden_file(self):
        """Refuse a file on the contact of somebody whose other file the user may not read.

        It would show her bank account, and let it be changed.
        """
        if self.env.su:
            return
        # sudo: a file counts even where the user may not see it, and where they do not work now
        contacts_sudo = self.sudo().with_context(active_test=False).partner_id
        others = (contacts_sudo.cae_entrepreneur_ids - self).with_env(self.env)
        companies = self.env.user.company_ids.ids
        others = others.with_context(allowed_company_ids=companies)
        hidden_sudo = (others - others._filtered_access("read")).sudo()
        if hidden_sudo:
            raise ValidationError(
                self.env._(
                    "%(names)s has a file that you do not follow: ask a manager, or make another "
                    "contact.",
                    names=", ".join(hidden_sudo.partner_id.mapped("name")),
                )
            )

    def _ask_for_found_accounts(self):
        """Let somebody confirm the accounts of contacts that have just become those of people."""
        # sudo: an account counts even where the user may not see it
        accounts_sudo = self.env["res.partner.bank"].sudo()
        accounts_sudo = accounts_sudo.search([("partner_id", "in", self.sudo().partner_id.ids)])
        for partner_sudo, group in accounts_sudo.grouped("partner_id").items():
            files_sudo = partner_sudo.with_context(active_test=False).cae_entrepreneur_ids
            mine = self.filtered(lambda one, of=partner_sudo: one.partner_id == of)
            # with a file before this one, her account was confirmed
            if files_sudo <= mine.sudo():
                self.env["cae.bank.change"]._ask_for_found(mine[0], group)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        # sudo: users count even where the user may not see them
        for entrepreneur_sudo in self.sudo().with_context(active_test=False):
            if entrepreneur_sudo.user_ids:
                raise UserError(
                    self.env._(
                        "%(name)s has a login: archive the file instead.",
                        name=entrepreneur_sudo.name,
                    )
                )

    def _follow_membership(self):
        """The stage of people under CESA follows the day they became an associate."""
        became = self.filtered(lambda one: one.date_associate and one.stage == "cesa")
        became.write({"stage": "associate"})
        left = self.filtered(lambda one: not one.date_associate and one.stage == "associate")
        left.write({"stage": "cesa"})

    def get_formview_action(self, access_uid=None):
        """Begin the path anew: to and fro between pages would make it longer each time."""
        return {**super().get_formview_action(access_uid), "target": "main"}

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Keep what is noted of a person to those who follow her.

        Accountants read the file and not what is said of its person; whoever is written to reads
        that message all the same.
        """
        if message_operation == "read":
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    def _get_anonymised_kinds(self):
        """Return the kinds of data of this person that are gone, as a set."""
        self.ensure_one()
        return set((self.anonymised_kinds or "").split())

    def _get_personal_identities(self):
        users = self.with_context(active_test=False).user_ids.filtered("share")
        identities = {"res.partner": self.partner_id, "res.users": users}
        return super()._get_personal_identities() | identities

    def _anonymise(self, kinds):
        if "file" in kinds:
            # what told the team about several people beside their files: the daily mails
            delete_messages(
                self.sudo().env,
                [("message_type", "=", "user_notification"), ("model", "=", False)],
                [*self.mapped("name"), *(f'/odoo/entrepreneurs/{person.id}"' for person in self)],
            )
        counts = super()._anonymise(kinds)
        # sudo: who calls it has checked who may; whatever is forgotten may stand in these files
        imports_sudo = self.env["cae.import"].sudo().search([("entrepreneur_ids", "in", self.ids)])
        if imports_sudo:
            imports_sudo._empty()
            imports_sudo._by_method().file_name = False
            counts["cae.import"] = len(imports_sudo)
        for entrepreneur in self:
            done = entrepreneur._get_anonymised_kinds() | kinds
            entrepreneur._by_method().anonymised_kinds = " ".join(sorted(done))
        return counts

    @api.model
    def _get_default_filters(self, follows):
        """Return the filters of the list of files, as context.

        :param bool follows: whether the user is an advisor, who sees the people they follow, if
            any; who runs the cooperative sees everybody
        """
        if follows and self.search_count([("referent_id", "=", self.env.uid)], limit=1):
            return {"search_default_mine": 1}
        return {}

    # -- stages --------------------------------------------------------------------------------

    def _check_stage(self, before, stage):
        """Hook: refuse to choose by hand a stage that what happened to a person excludes.

        :param str before: the stage until now, False for a new file
        :param str stage: the stage to be
        """
        self.ensure_one()

    def _get_stage(self, date):
        """Return the stage of one person on a day, False before the file was opened."""
        self.ensure_one()
        until = [("entrepreneur_id", "=", self.id), ("date_from", "<=", date)]
        return self.env["cae.entrepreneur.stage"].search(until, order="id desc", limit=1).stage

    def _get_stage_date(self, default=None):
        """Return the day on which the present stage began, as far as the file knows it.

        A contract recorded afterwards, or an exit, says it better than the day of the click;
        never a day to come.

        :param date default: when nothing says it; today when left out
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        day = default = default or today
        if self.stage == "former":
            day = self.date_exit or default
        elif self.stage == "associate":
            day = self.date_associate or default
        return min(day, today)

    # -- who follows ---------------------------------------------------------------------------

    @api.model
    def _domain_followed(self):
        """Return the domain of the files that the user follows as an advisor.

        Record rules use it (see models/ir_rule.py): nothing in it changes while a user
        stays the same, because rules are cached.
        """
        user_ids = self.env.user.ids
        return (
            Domain("company_id.cae_advisors_see_all", "=", True)
            | Domain("territory_id", "=", False)
            | Domain("territory_id.advisor_ids", "in", user_ids)
            | Domain("referent_id", "in", user_ids)
            | Domain("second_advisor_ids", "in", user_ids)
        )

    # -- the timeline --------------------------------------------------------------------------

    @api.model
    def _get_timeline_models(self):
        """Return the names of the models that tell of a life (list).

        Each has a method ``_get_timeline_events(people)`` that returns dicts as the one below; it
        is asked with the user's rights, and only when the user may read that model.
        """
        return ["cae.bank.change", "cae.deadline", "cae.document", "cae.entrepreneur.stage"]

    def _get_timeline_events(self):
        """Return the events of one life, the latest first.

        :return: list of dicts: date (date), icon (a Font Awesome class), title, text (both in
            the user's language), model and res_id (what a click opens, or False)
        """
        self.ensure_one()
        events = []
        for name in sorted(self._get_timeline_models()):
            model = self.env[name]
            if model.has_access("read"):
                events += [event for event in model._get_timeline_events(self) if event["date"]]
        return sorted(events, key=lambda event: event["date"], reverse=True)

    # -- the portal ----------------------------------------------------------------------------

    def _check_portal_is_closed(self):
        """An archived file must not leave the accounts open to a login nobody thinks of."""
        for entrepreneur in self:
            # sudo: logins count even where the user may not see them
            if entrepreneur.sudo().user_ids.filtered(lambda user: user.active and user.share):
                raise UserError(
                    self.env._(
                        "%(name)s can still log in to the portal: close this access first, with "
                        "the button “Access to the portal”.",
                        name=entrepreneur.name,
                    )
                )

    def action_open_portal_access(self):
        """Open the standard assistant that gives access to the portal, or takes it back."""
        self.check_access("write")
        without_mail = self.filtered(lambda entrepreneur: not entrepreneur.email)
        if without_mail:
            raise UserError(
                self.env._(
                    "Give %(name)s an email address first: it is the login.",
                    name=without_mail[0].name,
                )
            )
        # The assistant's buttons work on lines that exist: it is made before it opens.
        wizard = self.env["portal.wizard"].create(
            {"partner_ids": [Command.set(self.partner_id.ids)]}
        )
        return wizard._action_open_modal() | {"name": self.env._("Access to the portal")}

    def _check_is_own(self):
        """Raise unless this is the file of the user who asks."""
        self.ensure_one()
        # sudo: read to be compared with who asks
        if self.env.user not in self.sudo().user_ids:
            raise AccessError(self.env._("This is not your own file."))

    @api.model
    def _is_mine(self):
        """Tell whether the user who asks has a file, and so a space of their own."""
        if self.env.user._is_public():
            return False
        # sudo: only whether there is one
        return bool(self.sudo().search_count([("user_ids", "in", self.env.uid)], limit=1))

    @api.model
    def _get_password_hint(self):
        """Return what a page says where a password is chosen."""
        minimum = self.env["res.users"].get_password_policy()["minlength"]
        return self.env._(
            "At least %(count)s characters: a few words in a row are easy to remember.",
            count=minimum,
        )

    def _ask_to_close_access(self):
        """Note in the file that its person asks to close their access, once as long as it is open.

        Whoever accompanies the person gets it as something to do.
        """
        self._check_is_own()
        # sudo: the user's own file, checked; they neither see nor write its activities
        entrepreneur_sudo = self.sudo()
        kind = self.env.ref("cae_entrepreneur.mail_activity_type_close_access")
        if entrepreneur_sudo.activity_ids.filtered(lambda todo: todo.activity_type_id == kind):
            return
        self._tell_referent(self.env._("%(name)s asks to close their access.", name=self.name))
        advisors_sudo = entrepreneur_sudo.territory_id.advisor_ids
        user_sudo = (entrepreneur_sudo.referent_id + advisors_sudo).filtered("active")[:1]
        if user_sudo:
            entrepreneur_sudo.activity_schedule(
                "cae_entrepreneur.mail_activity_type_close_access", user_id=user_sudo.id
            )

    def _tell_referent(self, text):
        """Write a note in the file, and tell the referent.

        :param str text: plain text
        """
        self.ensure_one()
        # sudo: a note in a file that the caller's method had the right to change
        entrepreneur_sudo = self.sudo()
        entrepreneur_sudo.message_post(
            body=text,
            author_id=self.env.user.partner_id.id,
            partner_ids=entrepreneur_sudo.referent_id.filtered("active").partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _update_from_portal(self, values):
        """Change what a person may change in her own file; the referent is told.

        :param dict values: field name to text; other fields than PORTAL_FIELDS are left alone
        :raises AccessError: when the file is not the user's own
        :raises ValidationError: with a sentence for the person
        """
        self._check_is_own()
        cleaned = {}
        for name in PORTAL_FIELDS:
            if name in values:
                cleaned[name] = " ".join(str(values[name] or "").split())
                self._check_portal_value(name, cleaned[name])
        # sudo: checked to be the user's own file, and a whitelist of fields
        entrepreneur_sudo = self.sudo()
        changed = {
            name: value
            for name, value in cleaned.items()
            if value != (entrepreneur_sudo[name] or "")
        }
        if changed:
            # noted once, also what is on the contact (see `res.partner.write`)
            before = entrepreneur_sudo._read_logged()
            entrepreneur_sudo.with_context(cae_logged=LOGGED).write(changed)
            entrepreneur_sudo._log_portal_changes(before)
        return bool(changed)

    def _check_portal_value(self, name, value):
        label = self._fields[name]._description_string(self.env)
        if len(value) > 100:
            raise ValidationError(
                self.env._("%(field)s: 100 characters at most, please.", field=label)
            )
        digits = re.sub(r"\D", "", value)
        if (
            name in ("phone", "emergency_phone")
            and value
            and not (re.fullmatch(r"[+\d\s./()-]+", value) and 8 <= len(digits) <= 15)
        ):
            raise ValidationError(
                self.env._(
                    "“%(number)s” is not a phone number: write for instance 06 12 34 56 78 or "
                    "+33 6 12 34 56 78.",
                    number=value,
                )
            )
        # sudo: the country of the user's own file
        is_french = self.sudo().country_id.code in (False, *FRANCE)
        if name == "zip" and value and is_french and not is_postcode(value):
            raise ValidationError(
                self.env._(
                    "“%(postcode)s” is not a French postcode: it has five digits, for instance "
                    "37000.",
                    postcode=value,
                )
            )

    def _log_portal_changes(self, before):
        """Note in each file what its person changed, and tell the referent.

        :param dict before: {file: {field: value before}}
        """
        for entrepreneur, values in before.items():
            env = entrepreneur.env
            lines = [env._("%(name)s changed her or his details:", name=entrepreneur.name)]
            for name, old in values.items():
                new = entrepreneur[name] or ""
                if new != (old or ""):
                    label = entrepreneur._fields[name]._description_string(env)
                    lines.append(f"{label}: {old or '…'} → {new or '…'}")
            if len(lines) > 1:
                entrepreneur._tell_referent("\n".join(lines))

    def _read_logged(self):
        """Return {file: {field: value}} of what `_log_portal_changes` compares."""
        return {
            entrepreneur: {name: entrepreneur[name] for name in LOGGED_FIELDS}
            for entrepreneur in self
        }
