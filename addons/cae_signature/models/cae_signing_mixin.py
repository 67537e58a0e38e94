import base64
import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .signing_documents import SENT_STATES

# What may go on while a document is at the person's: notes and activities about it.
FREE_FIELDS = re.compile(r"^(message_|activity_|my_activity_|website_message_|rating_)")


class CaeSigningMixin(models.AbstractModel):
    """A document that a person signs on the portal and a manager countersigns.

    draft → to_sign (the PDF is frozen and the person gets a mail) → signed (by the person)
    → confirmed (countersigned, the PDF sealed with the cooperative's certificate). A paper
    signature goes from draft or to_sign to confirmed, with its scan.

    *How to use*: the model has a field ``state`` with these four values, and a company;
    it fills ``_get_signing_report``, ``_get_signing_url`` and, if it likes, the other hooks
    below. It must let portal users read their own documents from ``to_sign`` on.

    The steps, each with what it writes, are the mixins cae.signing.*.mixin.
    """

    _name = "cae.signing.mixin"
    _description = "Document to be signed"
    _inherit = [
        "cae.signing.sending.mixin",
        "cae.signing.person.mixin",
        "cae.signing.countersign.mixin",
        "cae.signing.paper.mixin",
        "cae.signing.timeline.mixin",
        "cae.signature.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]

    signing_file_name = fields.Char(compute="_compute_signing_file_name")

    @api.depends("display_name")
    def _compute_signing_file_name(self):
        for document in self:
            name = re.sub(r"[^\w.-]+", "-", document.display_name or "").strip("-.")
            document.signing_file_name = f"{name or document._table}.pdf"

    # ------------------------------------------------------------------
    # What may change while it is signed
    # ------------------------------------------------------------------

    def write(self, vals):
        self.check_access("write")
        self._check_guarded_values(vals)
        if not self._is_proving():
            if vals.get("state") in SENT_STATES:
                self._check_state_not_forced(vals["state"])
            self.filtered(lambda document: document.state in SENT_STATES)._check_kept(vals)
            if vals.get("state") == "draft":
                self._check_not_sealed()
                self.filtered("paper_date")._forget_paper()
        return super().write(vals)

    def _check_state_not_forced(self, state):
        for document in self:
            if document.state != state:
                raise UserError(
                    self.env._(
                        "%(document)s gets there by being sent and signed: use “Send for "
                        "signature”.",
                        document=document.display_name,
                    )
                )

    def _check_kept(self, vals):
        """Raise when a document that was sent would differ from what the person reads."""
        for document in self:
            if any(
                not FREE_FIELDS.match(name) and document._would_change(name, value)
                for name, value in vals.items()
                if name in self._fields
            ):
                raise UserError(
                    self.env._(
                        "%(document)s was sent to be signed, as it is now. Withdraw it first; "
                        "once changed, send it anew.",
                        document=document.display_name,
                    )
                )

    def _would_change(self, name, value):
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(value)
        current = field.convert_to_cache(self[name], self)
        return field.convert_to_cache(value, self) != current

    def _get_content(self, name):
        """Return a binary field's content (bytes), also where a form asked for its size only."""
        return base64.b64decode(self.with_context(bin_size=False)[name] or b"")

    # ------------------------------------------------------------------
    # Hooks for the documents
    # ------------------------------------------------------------------

    def _get_signing_report(self):
        """Return the report that prints the document (ir.actions.report)."""
        raise NotImplementedError(f"{self._name} must name the report it is printed with")

    def _get_signing_annexes(self):
        """Return [(title, PDF in bytes)] of what is bound behind the document when it is sent."""
        self.ensure_one()
        return []

    def _get_signing_person(self):
        """Return who signs: a record with a contact (`partner_id`) and its name and email."""
        raise NotImplementedError(f"{self._name} must say who signs it")

    @api.model
    def _get_signing_person_fields(self):
        """Return the names of the fields that say whose document it is (set)."""
        return set()

    def _get_signing_team(self):
        """Return who is told what the person did (res.users)."""
        self.ensure_one()
        return self.signing_sent_by

    def _get_signing_url(self):
        """Return the address of the document on the portal, from the first “/” on."""
        raise NotImplementedError(f"{self._name} must have a page on the portal")

    def _get_signing_mail_template(self):
        """Return the mail that asks the person to sign (mail.template)."""
        raise NotImplementedError(f"{self._name} must have a mail that asks to sign")

    def _get_signed_mail_template(self):
        """Return the mail that brings the person the sealed document (mail.template)."""
        raise NotImplementedError(f"{self._name} must have a mail for the signed document")

    def _check_may_countersign(self):
        """Raise unless the user may sign this document for the cooperative."""
        self._check_is_manager()

    def _get_countersigners(self):
        """Return who is told that the person has signed (res.users)."""
        return self._get_managers()

    def _after_countersigned(self):
        """Draw the consequences of a document that is countersigned and confirmed."""

    # ------------------------------------------------------------------
    # What all sides use
    # ------------------------------------------------------------------

    def _get_managers(self):
        """Return the managers of the document's company (res.users)."""
        self.ensure_one()
        # sudo: who runs the cooperative is no secret to a document of its own
        group_sudo = self.env.ref("cae_socle.group_manager").sudo()
        return group_sudo.all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )

    def _check_is_manager(self):
        if not self.env.user.has_group("cae_socle.group_manager"):
            raise AccessError(
                self.env._(
                    "Ask a manager: only managers sign for the cooperative, or withdraw what "
                    "is signed."
                )
            )

    def _open_assistant(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_document_ref": f"{self._name},{self.id}"},
        }

    def _mail_person(self, template, attachments=()):
        """Send a mail of a template to the person, and keep it with the document."""
        person = self._get_signing_person()
        template = template.with_context(lang=person.lang or self.env.lang)
        # sudo: a mail template may read what the sender may not, and is a manager's to write
        values = template.sudo()._generate_template(self.ids, ("subject", "body_html"))[self.id]
        self.message_post(
            body=Markup(values["body_html"]),
            subject=values["subject"],
            partner_ids=person.partner_id.ids,
            attachments=list(attachments),
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )
