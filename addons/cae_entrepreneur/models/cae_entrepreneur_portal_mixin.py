"""What the person herself changes in her file on the portal, and her access to it."""

import re

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.postcode import is_postcode
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from ..engine.iban import FRANCE

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


class CaeEntrepreneurPortalMixin(models.AbstractModel):
    _name = "cae.entrepreneur.portal.mixin"
    _description = "A person's file on the portal"

    has_portal_access = fields.Boolean(compute="_compute_has_portal_access")

    @api.depends("user_ids.active")
    def _compute_has_portal_access(self):
        for entrepreneur in self:
            entrepreneur.has_portal_access = bool(entrepreneur.user_ids.filtered("active"))

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
            lines = []
            for name, old in values.items():
                new = entrepreneur[name] or ""
                if new != (old or ""):
                    label = entrepreneur._fields[name]._description_string(entrepreneur.env)
                    lines.append(f"{label}: {old or '…'} → {new or '…'}")
            if lines:
                entrepreneur._tell_referent(
                    "\n".join(
                        [
                            entrepreneur.env._(
                                "%(name)s changed her or his details:", name=entrepreneur.name
                            ),
                            *lines,
                        ]
                    )
                )

    def _read_logged(self):
        """Return {file: {field: value}} of what `_log_portal_changes` compares."""
        return {
            entrepreneur: {name: entrepreneur[name] for name in LOGGED_FIELDS}
            for entrepreneur in self
        }
