import base64
import hashlib
import re

from lxml import html
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.http import request
from odoo.tools import format_date, format_datetime
from odoo.tools.mimetypes import guess_mimetype

from ..engine import seal

# Sent to the person and not yet countersigned: the text is out of the house.
SENT_STATES = ("to_sign", "signed")
# What may go on while a document is at the person's: notes and activities about it.
FREE_FIELDS = re.compile(r"^(message_|activity_|my_activity_|website_message_|rating_)")
TIME_ZONE = "Europe/Paris"
MAX_REASON = 2000
MAX_SCAN = 15_000_000  # bytes
SCAN_TYPES = ("application/pdf", "image/png", "image/jpeg")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNREADABLE = ("img", "style", "script", "link", "meta")


class CaeSigningMixin(models.AbstractModel):
    """A document that a person signs on the portal and a manager countersigns.

    draft → to_sign (the PDF is frozen and the person gets a mail) → signed (by the person)
    → confirmed (countersigned, the PDF sealed with the cooperative's certificate). A paper
    signature goes from draft or to_sign to confirmed, with its scan.

    *How to use*: the model has a field ``state`` with these four values, and a company;
    it fills ``_get_signing_report``, ``_get_signing_url`` and, if it likes, the other hooks
    below. It must let portal users read their own documents from ``to_sign`` on.
    """

    _name = "cae.signing.mixin"
    _description = "Document to be signed"
    _inherit = ["cae.signature.mixin", "mail.thread"]

    signing_document = fields.Binary(string="Document sent", copy=False, readonly=True)
    signing_text = fields.Html(
        string="Text of the document sent",
        copy=False,
        readonly=True,
        sanitize_attributes=False,
        help="Printed together with the PDF, to be read on a phone or aloud.",
    )
    signing_hash = fields.Char(
        string="Fingerprint of the document sent",
        copy=False,
        readonly=True,
        help="SHA-256 of the PDF.",
    )
    signing_sent_on = fields.Datetime(string="Sent on", copy=False, readonly=True)
    signing_sent_by = fields.Many2one(
        "res.users",
        string="Sent by",
        copy=False,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    signing_refused_on = fields.Datetime(string="Refused on", copy=False, readonly=True)
    signing_refusal = fields.Text(string="Reason of the refusal", copy=False, readonly=True)

    countersignature = fields.Binary(attachment=False, copy=False, readonly=True)
    countersigned_name = fields.Char(string="Countersigned as", copy=False, readonly=True)
    countersigned_by = fields.Many2one(
        "res.users",
        string="Login of the countersignature",
        copy=False,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    countersigned_on = fields.Datetime(copy=False, readonly=True)
    countersigned_ip = fields.Char(
        string="Countersigned from the address",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    countersigned_agent = fields.Char(
        string="Countersigned with the browser",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    sealed_document = fields.Binary(string="Signed document", copy=False, readonly=True)
    sealed_hash = fields.Char(
        string="Fingerprint of the signed document",
        copy=False,
        readonly=True,
        help="SHA-256 of the sealed PDF.",
    )

    paper_date = fields.Date(string="Signed on paper on", copy=False, readonly=True)
    paper_scan = fields.Binary(string="Scan", copy=False, readonly=True)
    paper_scan_name = fields.Char(string="Name of the scan", copy=False, readonly=True)
    paper_hash = fields.Char(
        string="Fingerprint of the scan",
        copy=False,
        readonly=True,
        help="SHA-256 of the file.",
    )
    paper_recorded_by = fields.Many2one(
        "res.users",
        string="Scan kept by",
        copy=False,
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    signing_file_name = fields.Char(compute="_compute_signing_file_name")

    @api.depends("display_name")
    def _compute_signing_file_name(self):
        for document in self:
            name = re.sub(r"[^\w.-]+", "-", document.display_name or "").strip("-.")
            document.signing_file_name = f"{name or document._table}.pdf"

    # ------------------------------------------------------------------
    # What the signing itself writes
    # ------------------------------------------------------------------

    @api.model
    def _get_sending_fields(self):
        return {
            "signing_document",
            "signing_text",
            "signing_hash",
            "signing_sent_on",
            "signing_sent_by",
        }

    @api.model
    def _get_paper_fields(self):
        return {"paper_date", "paper_scan", "paper_scan_name", "paper_hash", "paper_recorded_by"}

    @api.model
    def _get_proof_fields(self):
        return (
            super()._get_proof_fields()
            | self._get_sending_fields()
            | self._get_paper_fields()
            | {
                "signing_refused_on",
                "signing_refusal",
                "countersignature",
                "countersigned_name",
                "countersigned_by",
                "countersigned_on",
                "countersigned_ip",
                "countersigned_agent",
                "sealed_document",
                "sealed_hash",
            }
        )

    def write(self, vals):
        self.check_access("write")
        self._check_proof_values(vals)
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

    def _check_not_sealed(self):
        for document in self:
            if document.countersigned_on:
                raise UserError(
                    self.env._(
                        "%(document)s is signed by both sides and sealed: it stays as it is. "
                        "Agree on an amendment, or end it.",
                        document=document.display_name,
                    )
                )

    def _forget_paper(self):
        """Drop the scan of documents put back to draft: another one will be signed."""
        self._with_proof().write(dict.fromkeys(self._get_paper_fields(), False))

    def _forget_proof(self):
        """Drop every trace of the signing, when the time to keep it is over.

        For the anonymisation only: it leaves the state as it is.
        """
        self._with_proof().write(dict.fromkeys(self._get_proof_fields(), False))

    # ------------------------------------------------------------------
    # Hooks for the documents
    # ------------------------------------------------------------------

    def _get_signing_report(self):
        """Return the report that prints the document (ir.actions.report)."""
        raise NotImplementedError(f"{self._name} must name the report it is printed with")

    def _get_signing_person(self):
        """Return the file of the person who signs (cae.entrepreneur)."""
        self.ensure_one()
        return self.entrepreneur_id

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
    # Sending and taking back
    # ------------------------------------------------------------------

    def action_send_for_signature(self):
        """Freeze the PDF and ask the person by mail to sign it on the portal.

        :raise UserError: when it is not a draft, or the person cannot log in
        """
        self.check_access("write")
        for document in self:
            document._check_can_be_sent()
            document._send_for_signature()
        return True

    def _check_can_be_sent(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(document)s is no draft any more: only drafts are sent for signature.",
                    document=self.display_name,
                )
            )
        person = self._get_signing_person()
        if not person.email:
            raise UserError(
                self.env._(
                    "%(name)s has no email address: write it in the file first, or record a "
                    "signature on paper.",
                    name=person.name,
                )
            )
        # sudo: whether there is a login, not who it is
        if not person.sudo().user_ids.filtered("active"):
            raise RedirectWarning(
                self.env._(
                    "%(name)s cannot log in to the portal yet, where documents are signed. "
                    "Open the access in the file, with “Access to the portal”, then send the "
                    "document.",
                    name=person.name,
                ),
                person.get_formview_action(),
                self.env._("Open the file"),
            )

    def _send_for_signature(self):
        self.ensure_one()
        proving = self._with_proof()
        # First the state: it brings what is printed, like the number of a contract.
        proving.write({"state": "to_sign"})
        content, text = self._print_for_signature()
        proving.write(
            {
                "signing_document": base64.b64encode(content),
                "signing_text": text,
                "signing_hash": _sha256(content),
                "signing_sent_on": fields.Datetime.now(),
                "signing_sent_by": self.env.user.id,
                "signing_refused_on": False,
                "signing_refusal": False,
            }
        )
        self._mail_person(self._get_signing_mail_template())

    def _print_for_signature(self):
        """Return the PDF of the document (bytes) and its text (HTML)."""
        lang = self._get_signing_lang()
        report = self._get_signing_report().with_context(lang=lang)
        document = self.with_context(lang=lang)
        content, _format = report._render_qweb_pdf(report.report_name, document.ids)
        page, _format = report._render_qweb_html(report.report_name, document.ids)
        return content, self._extract_text(page)

    def _get_signing_lang(self):
        """Return the language of contracts: French where it is installed (C. trav. L1221-3)."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        french = [code for code in installed if code.startswith("fr")]
        return "fr_FR" if "fr_FR" in french else (french or [self.env.lang])[0]

    @api.model
    def _extract_text(self, page):
        """Return the body of a printed page as HTML that fits below the title of another page."""
        tree = html.fromstring(page)
        for node in tree.xpath(" | ".join(f"//{tag}" for tag in UNREADABLE)):
            node.drop_tree()
        body = (tree.xpath("//main") or tree.xpath("//body") or [tree])[0]
        for level in reversed(range(len(HEADINGS) - 1)):
            for heading in body.iter(HEADINGS[level]):
                heading.tag = HEADINGS[level + 1]
        inner = "".join(html.tostring(child, encoding="unicode") for child in body)
        return Markup(inner)

    def action_draft(self):
        """Put back to draft: what was cancelled or sent; what is confirmed, if it may be."""
        self.check_access("write")
        sent = self.filtered(lambda document: document.state in SENT_STATES)
        sent.action_take_back()
        (self - sent).write({"state": "draft"})

    def action_take_back(self):
        """Take documents back to draft: their page on the portal closes.

        What the person has signed already only a manager takes back.
        """
        self.check_access("write")
        for document in self:
            if document.state not in SENT_STATES:
                raise UserError(
                    self.env._(
                        "%(document)s is not waiting for a signature: nothing to withdraw.",
                        document=document.display_name,
                    )
                )
            if document.state == "signed":
                document._check_is_manager()
            document._take_back()
        return True

    def _take_back(self):
        self.ensure_one()
        signed_on, name, content_hash = self.signed_on, self.signed_name, self.signing_hash
        self._back_to_draft()
        lang = self._get_signing_person().lang
        document = self.with_context(lang=lang) if lang else self
        body = document.env._(
            "“%(document)s” was withdrawn: there is nothing to sign any more. If it is needed "
            "again, you will get another message.",
            document=document.display_name,
        )
        document.message_post(
            body=body,
            subject=document.env._("Withdrawn: %(document)s", document=document.display_name),
            partner_ids=self._get_signing_person().partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        if signed_on:
            self._message_log(
                body=self.env._(
                    "Withdrawn after the signature of %(name)s on %(date)s (document "
                    "%(fingerprint)s).",
                    name=name,
                    date=format_datetime(self.env, signed_on),
                    fingerprint=content_hash,
                )
            )

    def _give_up(self):
        """Cancel documents that are not agreed yet; those at the person's are withdrawn first."""
        for document in self.filtered(lambda document: document.state in SENT_STATES):
            document._take_back()
        self.write({"state": "cancelled"})

    def _back_to_draft(self, **vals):
        """Forget what was sent and signed, and let the draft be edited."""
        self._with_proof().write(
            dict.fromkeys(self._get_proof_fields(), False) | {"state": "draft"} | vals
        )

    # ------------------------------------------------------------------
    # The person's side. The portal calls these after it has checked whose document it is.
    # ------------------------------------------------------------------

    def _sign_by_person(self, image, name, shown_hash, origin):
        """Keep the person's signature; twice the same click is one signature.

        :param str image: PNG in base64
        :param str name: as she wrote it
        :param str shown_hash: SHA-256 of the document that was on her screen
        :param dict origin: see ``_get_signature_origin``
        :raise UserError: a sentence for the person, when it cannot be signed (any more)
        """
        self.ensure_one()
        if self.signed_on and self.signed_by == self.env.user and self.signed_hash == shown_hash:
            return
        self._check_waits_for_person(shown_hash)
        self._sign(image, name, self.env.user, self.signing_hash, origin)
        self._with_proof().write({"state": "signed"})
        self._notify_team(
            self.env._("%(name)s has signed: to be countersigned.", name=self.signed_name),
            self._get_countersigners(),
        )

    def _refuse_by_person(self, reason, shown_hash):
        """Put the document back to draft with the person's reason, and tell the team.

        :param str reason: what she wrote
        :param str shown_hash: see ``_sign_by_person``
        :raise UserError: a sentence for the person
        """
        self.ensure_one()
        self._check_waits_for_person(shown_hash)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say why you refuse, in a few words: the cooperative will answer you.")
            )
        if len(reason) > MAX_REASON:
            raise UserError(
                self.env._("Your reason is too long: at most %(count)s letters.", count=MAX_REASON)
            )
        team = self.signing_sent_by
        self._back_to_draft(
            signing_refused_on=fields.Datetime.now(),
            signing_refusal=reason,
        )
        self._notify_team(
            self.env._(
                "%(name)s refuses to sign: %(reason)s",
                name=self._get_signing_person().name,
                reason=reason,
            ),
            team,
        )

    def _check_waits_for_person(self, shown_hash):
        if self.state in ("signed", "confirmed", "ended"):
            raise UserError(
                self.env._(
                    "This document is signed already, on %(date)s: nothing more to do.",
                    date=format_datetime(self.env, self.signed_on, tz=TIME_ZONE)
                    if self.signed_on
                    else format_date(self.env, self.paper_date or self.write_date),
                )
            )
        if self.state != "to_sign":
            raise UserError(
                self.env._("This document was withdrawn by the cooperative: it cannot be signed.")
            )
        if not shown_hash or shown_hash != self.signing_hash:
            raise UserError(
                self.env._(
                    "The document has changed since you opened this page: load the page again, "
                    "read it, then sign."
                )
            )
        self._check_frozen_document()

    def _check_frozen_document(self):
        """Raise when the frozen PDF is not what was sent: the storage was tampered with."""
        if _sha256(self._get_content("signing_document")) != self.signing_hash:
            raise UserError(
                self.env._(
                    "The stored document differs from the one that was sent: it cannot be "
                    "signed. Ask the cooperative to send it anew."
                )
            )

    def _get_managers(self):
        """Return the managers of the document's company (res.users)."""
        self.ensure_one()
        # sudo: who runs the cooperative is no secret to a document of its own
        group_sudo = self.env.ref("cae_entrepreneur.group_manager").sudo()
        return group_sudo.all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )

    def _notify_team(self, body, users):
        """Post a note about the person's act, in her name, for users of the team."""
        person = self._get_signing_person()
        # sudo: the person acts on the portal, the note is the team's
        team_sudo = (self.signing_sent_by | person.referent_id | users).sudo()
        self.sudo().message_post(
            body=body,
            author_id=person.partner_id.id,
            partner_ids=team_sudo.filtered("active").partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    # ------------------------------------------------------------------
    # The cooperative's side
    # ------------------------------------------------------------------

    def _check_is_manager(self):
        if not self.env.user.has_group("cae_entrepreneur.group_manager"):
            raise AccessError(
                self.env._(
                    "Ask a manager: only managers sign for the cooperative, or withdraw what "
                    "is signed."
                )
            )

    def action_open_countersignature(self):
        """Open the assistant in which a manager signs for the cooperative."""
        self.check_access("write")
        self._check_may_countersign()
        self.ensure_one()
        return self._open_assistant("cae.countersignature", self.env._("Countersign"))

    def action_open_paper_signature(self):
        """Open the assistant that keeps a signature on paper with its scan."""
        self.check_access("write")
        self.ensure_one()
        return self._open_assistant("cae.paper.signature", self.env._("Signature on paper"))

    def _open_assistant(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_document_ref": f"{self._name},{self.id}"},
        }

    def _countersign(self, image, name):
        """Sign for the cooperative, seal the document and confirm it.

        :param str image: PNG in base64
        :param str name: of the manager
        :raise UserError: when the person has not signed, or the certificate cannot seal
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_countersign()
        if self.state != "signed":
            raise UserError(
                self.env._(
                    "%(document)s is not signed by the person yet, or was countersigned "
                    "meanwhile: load the page again.",
                    document=self.display_name,
                )
            )
        self._check_frozen_document()
        origin = self._get_signature_origin(request.httprequest if request else None)
        proving = self._with_proof()
        proving.write(
            {
                "countersignature": self._clean_signature(image),
                "countersigned_name": self._clean_signature_name(name),
                "countersigned_by": self.env.user.id,
                "countersigned_on": fields.Datetime.now(),
                "countersigned_ip": origin["ip"],
                "countersigned_agent": origin["agent"],
            }
        )
        sealed = self._make_sealed_document()
        proving.write(
            {
                "sealed_document": base64.b64encode(sealed),
                "sealed_hash": _sha256(sealed),
                "state": "confirmed",
            }
        )
        self._after_countersigned()
        self._mail_person(
            self._get_signed_mail_template(), attachments=[(self.signing_file_name, sealed)]
        )

    def _make_sealed_document(self):
        """Return the frozen PDF with its page of proof, sealed (bytes)."""
        # first: what is wrong with it is said in the language of who countersigns
        self.env["cae.seal"]._get_certificate(self.company_id)
        lang = self._get_signing_lang()
        document = self.with_context(lang=lang)
        proof = self.env["cae.signing.page"].with_context(lang=lang)._draw(document)
        bound = seal.bind(
            document._get_content("signing_document"), proof, document.signing_file_name
        )
        return document.env["cae.seal"]._seal(
            document.company_id,
            bound,
            reason=document.env._(
                "%(document)s, signed by both sides", document=document.display_name
            ),
        )

    def _record_paper_signature(self, date, content, file_name):
        """Confirm a document that both sides signed on paper.

        :param date date: of the signature
        :param bytes content: the scan, PDF, PNG or JPEG
        :param str file_name: of the scan
        :raise UserError: when the state, the date or the file do not fit
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "to_sign"):
            raise UserError(
                self.env._(
                    "%(document)s is signed already: a paper signature is for drafts and for "
                    "documents that wait.",
                    document=self.display_name,
                )
            )
        if date > fields.Date.context_today(self):
            raise UserError(
                self.env._("A signature cannot be in the future: correct the date of signature.")
            )
        self._check_scan(content)
        if self.state == "to_sign":
            self._back_to_draft()
        self._with_proof().write(
            {
                "paper_date": date,
                "paper_scan": base64.b64encode(content),
                "paper_scan_name": file_name,
                "paper_hash": _sha256(content),
                "paper_recorded_by": self.env.user.id,
                "state": "confirmed",
            }
        )
        self._after_countersigned()

    def _check_scan(self, content):
        if guess_mimetype(content) not in SCAN_TYPES:
            raise UserError(
                self.env._("The scan must be a PDF or a picture (PNG, JPEG): choose another file.")
            )
        if len(content) > MAX_SCAN:
            raise UserError(
                self.env._(
                    "The scan is too large: at most %(size)s MB. Scan it in black and white.",
                    size=MAX_SCAN // 1_000_000,
                )
            )

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

    # ------------------------------------------------------------------
    # Timeline
    # ------------------------------------------------------------------

    def _list_signing_events(self):
        """Return how far the signing of each document came, as events of the timeline."""
        return [
            {
                "entrepreneur_id": document._get_signing_person().id,
                "date": day,
                "icon": icon,
                "title": title,
                "text": text or document.display_name,
                "model": document._name,
                "res_id": document.id,
            }
            for document in self
            for day, icon, title, text in document._list_signing_steps()
        ]

    def _list_signing_steps(self):
        """Return [(day, icon, title, text)]: the last step of the signing, and a refusal."""
        self.ensure_one()

        steps = []
        if self.signing_refused_on:
            steps.append(
                (
                    self._get_local_day(self.signing_refused_on),
                    "fa-times",
                    self.env._("Refuses to sign"),
                    f"{self.display_name} · {self.signing_refusal}",
                )
            )
        if self.countersigned_on:
            day = self._get_local_day(self.countersigned_on)
            steps.append((day, "fa-check-square-o", self.env._("Signed by both sides"), ""))
        elif self.paper_date:
            steps.append((self.paper_date, "fa-paperclip", self.env._("Signed on paper"), ""))
        elif self.signed_on:
            day = self._get_local_day(self.signed_on)
            steps.append((day, "fa-pencil-square-o", self.env._("Signed by the person"), ""))
        elif self.signing_sent_on:
            day = self._get_local_day(self.signing_sent_on)
            steps.append((day, "fa-paper-plane-o", self.env._("Sent for signature"), ""))
        return steps

    def _get_local_day(self, moment):
        """Return the day (date) on which something was in France."""
        return fields.Datetime.context_timestamp(self.with_context(tz=TIME_ZONE), moment).date()

    # ------------------------------------------------------------------
    # Checking
    # ------------------------------------------------------------------

    def action_check_seal(self):
        """Tell whether the sealed document is still what both sides signed."""
        self.check_access("write")
        self.ensure_one()
        if not self.sealed_document:
            raise UserError(
                self.env._(
                    "The file of %(document)s is not kept any more: compare the fingerprint of "
                    "the copy you hold with the one here.",
                    document=self.display_name,
                )
            )
        problem = self._find_seal_problem()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("The document was changed")
                if problem
                else self.env._("The seal is unbroken"),
                "message": problem
                or self.env._("The document is the one that both sides signed, byte for byte."),
                "type": "danger" if problem else "success",
                "sticky": bool(problem),
            },
        }

    def _find_seal_problem(self):
        """Return a sentence on what is wrong with the sealed document, or False."""
        self.ensure_one()
        content = self._get_content("sealed_document")
        found = seal.verify(content)
        if not found.by:
            return self.env._("The file carries no seal any more.")
        if not found.intact:
            return self.env._("The file was changed after it was sealed.")
        if not found.whole:
            return self.env._("Something was added to the file after it was sealed.")
        if _sha256(content) != self.sealed_hash:
            return self.env._("This is not the file that was sealed here: it was replaced.")
        return False


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
