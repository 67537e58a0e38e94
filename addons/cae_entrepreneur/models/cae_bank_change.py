from datetime import timedelta

from stdnum.bic import is_valid as is_bic

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine import iban

# What whoever asks may say; all else is written by the methods.
ASKED_FIELDS = {"entrepreneur_id", "iban", "bic", "holder"}
MAX_A_DAY = 5  # requests of a person


class CaeBankChange(models.Model):
    """A new bank account for a person: asked by one, confirmed by another.

    Fraud with bank details is done with one stolen mailbox or one login: so nobody confirms
    what he entered himself, and the person is told before and after.
    """

    _name = "cae.bank.change"
    _description = "Change of Bank Account"
    _inherit = ["cae.guard.mixin"]
    _order = "asked_on desc, id desc"
    _check_company_auto = True
    _guarded_parents = {"entrepreneur_id": "read"}
    _personal_paths = ("entrepreneur_id",)
    _personal_erased = "file"

    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    iban = fields.Char("IBAN", required=True, copy=False)
    iban_masked = fields.Char(string="New account", compute="_compute_iban_masked")
    bic = fields.Char("BIC")
    holder = fields.Char(help="As on the bank's document; left empty, the person's name.")
    old_iban_masked = fields.Char(string="Account until then", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Entered"),
            ("asked", "To confirm"),
            ("confirmed", "Confirmed"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    asked_by = fields.Many2one("res.users", string="Asked by", readonly=True, copy=False)
    asked_on = fields.Datetime(string="Asked on", readonly=True, copy=False)
    decided_by = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)
    decided_on = fields.Datetime(string="Decided on", readonly=True, copy=False)
    refusal_reason = fields.Char(string="Reason of the refusal", copy=False)
    bank_account_id = fields.Many2one(
        "res.partner.bank", string="Bank account", readonly=True, copy=False, ondelete="set null"
    )

    _one_asked = models.UniqueIndex(
        "(entrepreneur_id) WHERE state = 'asked'",
        "A change of bank account is already waiting for this person: withdraw it first, or "
        "wait for the answer.",
    )

    @api.depends("entrepreneur_id", "iban")
    def _compute_display_name(self):
        for change in self:
            parts = (change.entrepreneur_id.name, change.iban_masked)
            change.display_name = " ".join(filter(None, parts))

    @api.depends("iban")
    def _compute_iban_masked(self):
        for change in self:
            change.iban_masked = self._mask(change.iban)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._clean_cae_values(vals) for vals in vals_list]
        self.check_access("create")
        prepared = []
        for vals in vals_list:
            # a form also sends what it leaves empty
            if {name for name, value in vals.items() if value} - ASKED_FIELDS:
                raise AccessError(
                    self.env._("Give the person, the IBAN, the BIC and the holder; no more.")
                )
            entrepreneur = self.env["cae.entrepreneur"].browse(vals.get("entrepreneur_id"))
            entrepreneur.check_access("read")
            number = self._check_iban(vals.get("iban"))
            # sudo: the person's present account is shown masked to whoever asks for another
            old_sudo = self._get_bank_account(entrepreneur)
            if old_sudo.sanitized_acc_number == number:
                raise ValidationError(
                    self.env._("This is the account of %(name)s already.", name=entrepreneur.name)
                )
            self._check_none_waits(entrepreneur)
            prepared.append(
                {
                    **vals,
                    # never a default of the context, which nobody has checked
                    "entrepreneur_id": entrepreneur.id,
                    "iban": number,
                    "bic": self._check_bic(vals.get("bic"), number),
                    "old_iban_masked": self._mask(old_sudo.sanitized_acc_number),
                    "asked_by": self.env.uid,
                }
            )
        return super(CaeBankChange, self._by_method()).create(prepared).with_env(self.env)

    def write(self, vals):
        self.check_access("write")
        if not self.env.su and set(vals) - {"refusal_reason"}:
            raise UserError(
                self.env._(
                    "What was asked is not changed: withdraw this request and make another one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(
                self.env._("Requests are kept: withdraw it instead, or refuse it with a reason.")
            )

    def action_ask(self):
        """Ask for the confirmation, by whoever entered the account; the person is told."""
        self.check_access("write")
        # sudo: the request is only locked
        pass_alone(self.sudo())
        for change in self:
            if change.state != "draft":
                raise UserError(self.env._("This was asked for already."))
            if change.asked_by != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(user)s entered this account: only they ask for the confirmation.",
                        user=change.asked_by.sudo().name,
                    )
                )
            self._check_none_waits(change.entrepreneur_id)
            # sudo: what was asked is written by methods alone
            change.sudo()._by_method().write({"state": "asked", "asked_on": fields.Datetime.now()})
            change._tell("cae_entrepreneur.mail_template_bank_change_asked")
            change.entrepreneur_id._tell_referent(
                self.env._(
                    "A change of bank account waits for a confirmation: %(iban)s.",
                    iban=change.iban_masked,
                )
            )

    def action_confirm(self):
        """Make the new account the person's; by an accountant or a manager, never the asker."""
        self._check_may_decide()
        for change in self:
            if change.asked_by == self.env.user:
                raise UserError(
                    self.env._(
                        "You entered this account yourself: somebody else must confirm it, after "
                        "having asked the person."
                    )
                )
            if self.env.user in change.entrepreneur_id.sudo().user_ids:
                raise UserError(
                    self.env._("This is your own account: somebody else must confirm it.")
                )
            # sudo: whoever may confirm need not be allowed to edit contacts
            change_sudo = change.sudo()
            change_sudo._decide("confirmed", bank_account_id=change_sudo._apply().id)
            change._tell("cae_entrepreneur.mail_template_bank_change_confirmed")

    def action_refuse(self):
        """Refuse the change, with the reason that the person reads."""
        self._check_may_decide()
        for change in self:
            if not change.refusal_reason:
                raise UserError(
                    self.env._("Give the reason of the refusal first: the person reads it.")
                )
            change.sudo()._decide("refused")
            change._tell("cae_entrepreneur.mail_template_bank_change_refused")

    def action_cancel(self):
        """Withdraw a request; by who asked, or by an accountant or a manager."""
        self.check_access("write")
        self._check_waits("draft", "asked")
        others = self.filtered(lambda change: change.asked_by != self.env.user)
        if others:
            others._check_may_decide("draft", "asked")
        # sudo: checked just above
        self.sudo()._decide("cancelled")

    def _check_none_waits(self, entrepreneur):
        # the index says the same to two at once
        if self._find_waiting(entrepreneur):
            raise UserError(
                self.env._(
                    "A change of bank account is already waiting for this person: withdraw it "
                    "first, or wait for the answer."
                )
            )

    @api.model
    def _find_waiting(self, entrepreneur):
        """Return the request of a person that waits for an answer, as superuser."""
        # sudo: it waits whoever may see it
        waits = [("entrepreneur_id", "=", entrepreneur.id), ("state", "=", "asked")]
        return self.sudo().search(waits, limit=1)

    def _check_may_decide(self, *states):
        self.check_access("write")
        if not self.env.user.has_group("cae_socle.group_accountant"):
            raise AccessError(
                self.env._("Ask an accountant or a manager: they decide about bank accounts.")
            )
        self._check_waits(*(states or ("asked",)))

    def _check_waits(self, *states):
        # sudo: the request is only locked: of two who decide at once, the second hears it below
        pass_alone(self.sudo())
        if any(change.state not in states for change in self):
            raise UserError(self.env._("This request has had its answer already."))

    def _decide(self, state, **vals):
        self._by_method().write(
            {
                "state": state,
                "decided_by": self.env.uid,
                "decided_on": fields.Datetime.now(),
                **vals,
            }
        )

    def _apply(self):
        """Give the person this one account for payments, and put the earlier ones away."""
        self.ensure_one()
        # The superuser's, not only sudo: where accounting is installed it asks for a group of
        # its own, and here a second person has confirmed.
        self = self.with_user(SUPERUSER_ID)
        partner = self.entrepreneur_id.partner_id
        Bank = self.env["res.partner.bank"].with_context(active_test=False)
        accounts = Bank.search([("partner_id", "=", partner.id)])
        account = accounts.filtered(lambda account: account.sanitized_acc_number == self.iban)
        (accounts - account)._put_away()
        if not account:
            bank = self.env["res.bank"]
            if self.bic:
                bank = bank.search([("bic", "=", self.bic)], limit=1) or bank.create(
                    {"name": self.bic, "bic": self.bic}
                )
            account = Bank.create(
                {
                    "partner_id": partner.id,
                    "acc_number": iban.spaced(self.iban),
                    "acc_holder_name": self.holder or partner.name,
                    "bank_id": bank.id,
                }
            )
        # apart: where accounting is installed, a new account is never trusted at once
        account.write({"active": True, "allow_out_payment": True})
        return account

    def _tell(self, template):
        """Write to the person: before and after, so that a fraud does not stay unseen."""
        for change in self.filtered("entrepreneur_id.email"):
            # sudo: the mail goes to the person herself, with masked numbers
            self.env.ref(template).sudo().send_mail(change.id)

    @api.model
    def _check_iban(self, number):
        """Return an IBAN without spaces.

        :raises ValidationError: with a sentence that says what is wrong
        """
        number = iban.compact(number)
        fault = iban.find_fault(number)
        if not fault:
            return number
        raise ValidationError(
            self.env._(
                "This IBAN has a wrong digit: the check over all its digits fails. Copy it from "
                "your bank's document."
            )
            if fault == "check"
            else self.env._(
                "This is not an IBAN: it begins with two letters (FR for a French bank), and a "
                "French one has 27 characters. You find it on your bank's document (RIB)."
            )
        )

    @api.model
    def _check_bic(self, bic, number):
        """Return a BIC without spaces, "" for none.

        :param str number: the IBAN it goes with, checked
        :raises ValidationError: with a sentence that says what is wrong
        """
        bic = iban.compact(bic)
        if bic and not is_bic(bic):
            raise ValidationError(
                self.env._(
                    "“%(bic)s” is not a BIC: it has 8 or 11 characters, for instance AGRIFRPP. You "
                    "may leave it empty.",
                    bic=bic,
                )
            )
        if bic and not iban.is_same_country(bic[4:6], number[:2]):
            raise ValidationError(
                self.env._(
                    "The BIC is of a bank in another country (%(bic)s) than the IBAN (%(iban)s): "
                    "copy both from the same document.",
                    bic=bic[4:6],
                    iban=number[:2],
                )
            )
        return bic

    @api.model
    def _mask(self, number):
        """Return an account number of which only both ends are shown, or False."""
        return iban.mask(number) or False

    @api.model
    def _get_bank_account(self, entrepreneur):
        """Return the account on which the person is paid, as superuser."""
        accounts_sudo = self.env["res.partner.bank"].sudo()
        own = [("partner_id", "=", entrepreneur.sudo().partner_id.id)]
        return accounts_sudo.search(own, order="allow_out_payment desc, id desc", limit=1)

    @api.model
    def _ask(self, entrepreneur, number, bic=None, holder=None):
        """Ask for another account, by the person herself on the portal.

        :param entrepreneur: `cae.entrepreneur`, found with the person's own rights
        :raises AccessError: when the file is not the user's own
        """
        entrepreneur._check_is_own()
        self._check_may_ask_more(entrepreneur)
        # sudo: the file was checked to be the user's own; create() notes who asked
        change_sudo = self.sudo().create(
            {
                "entrepreneur_id": entrepreneur.id,
                "iban": number,
                "bic": bic or "",
                "holder": (holder or "")[:120],
            }
        )
        change_sudo.action_ask()
        return change_sudo

    @api.model
    def _ask_for_found(self, entrepreneur, accounts):
        """Put accounts away that a person got without a request, and ask for the best of them.

        They came with the contact on which her file was opened, or with one that was merged with
        hers: somebody else confirms them, as any other. Who has an account keeps it.
        """
        if not accounts:
            return
        # sudo: whoever opens a file or merges contacts need not be allowed to edit accounts
        accounts_sudo = accounts.sudo().sorted(
            lambda account: (account.allow_out_payment, account.id), reverse=True
        )
        accounts_sudo._put_away()
        valid_sudo = accounts_sudo.filtered(
            lambda account: not iban.find_fault(iban.compact(account.acc_number))
        )
        if (
            valid_sudo
            and not self._find_waiting(entrepreneur)
            and not self._get_bank_account(entrepreneur)
        ):
            self.sudo().create(
                {
                    "entrepreneur_id": entrepreneur.id,
                    "iban": valid_sudo[0].acc_number,
                    "holder": valid_sudo[0].acc_holder_name,
                }
            ).action_ask()
            accounts_sudo -= valid_sudo[0]
        if accounts_sudo:
            entrepreneur._tell_referent(
                self.env._(
                    "The contact had another bank account, which was put away: %(accounts)s. If "
                    "the person is to be paid on it, ask for a change of bank account.",
                    accounts=", ".join(self._mask(one.acc_number) for one in accounts_sudo),
                )
            )

    @api.model
    def _check_may_ask_more(self, entrepreneur):
        """Raise when a person has asked, and withdrawn, often enough within a day."""
        # sudo: her own file, checked; each request is mailed to her and told to her referent
        pass_alone(entrepreneur.sudo())
        asked = self.sudo().search_count(
            [
                ("entrepreneur_id", "=", entrepreneur.id),
                ("asked_by", "=", self.env.uid),
                ("asked_on", ">", fields.Datetime.now() - timedelta(days=1)),
            ]
        )
        if asked >= MAX_A_DAY:
            raise UserError(
                self.env._(
                    "You have asked for another account %(count)s times within a day: call the "
                    "cooperative, or come back tomorrow.",
                    count=asked,
                )
            )

    def _withdraw(self, entrepreneur):
        """Withdraw what the person asked on the portal, if it still waits."""
        entrepreneur._check_is_own()
        # as superuser: the file was checked to be the user's own
        self._find_waiting(entrepreneur)._decide("cancelled")

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the events of the timeline (see `cae.entrepreneur._get_timeline_events`)."""
        changes = self.search(
            [("entrepreneur_id", "in", entrepreneurs.ids), ("state", "=", "confirmed")]
        )
        return [
            {
                "date": fields.Date.to_date(change.decided_on),
                "icon": "fa-bank",
                "title": self.env._("New bank account"),
                "text": change.iban_masked,
                "model": self._name,
                "res_id": change.id,
            }
            for change in changes
        ]
