import base64
import io
import re

from markupsafe import Markup
from PIL import Image

from odoo import api, fields, models
from odoo.addons.cae_socle.engine.local_time import ZONE, to_local
from odoo.addons.cae_socle.models.client_actions import notify, open_form
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_date, format_datetime
from odoo.tools.mimetypes import guess_mimetype

from ..engine import annexes, printed_text, seal
from . import company_seal, signing_page
from .cae_signature_mixin import get_origin

# Sent to the person and not yet countersigned: the text is out of the house.
SENT_STATES = ("to_sign", "signed")
# What may go on while a document is at the person's: notes and activities about it.
FREE_FIELDS = re.compile(r"^(message_|activity_|my_activity_|website_message_|rating_)")
COUNTERSIGN = "cae_signature.mail_activity_type_countersign"
MAX_REASON = 2000
MAX_SCAN = 15_000_000  # bytes
SCAN_TYPES = ("application/pdf", "image/png", "image/jpeg")
MIN_SCAN = 300  # pixels each way: no page can be read in less

# What the signing leaves on a document, besides the signatures themselves.
SIGNING_FIELDS = (
    "signing_document",
    "signing_text",
    "signing_refusal",
    "signed_document",
    "signed_document_name",
    "signing_hash",
    "signed_document_hash",
    "signing_sent_on",
    "signing_sent_by",
    "signing_refused_on",
)


def get_signing_models(env):
    """Return the models of documents that are signed, as a selection of (name, label)."""
    mixin = env.registry["cae.signing.mixin"]
    return [
        (name, env[name]._description)
        for name, model in sorted(env.registry.items())
        if issubclass(model, mixin) and not model._abstract
    ]


def check_scan(env, content):
    """Raise unless this is the scan (bytes) of something that was signed on paper."""
    size = _get_scan_size(content)
    if not size:
        raise UserError(
            env._("The scan must be a PDF or a picture (PNG, JPEG): choose another file.")
        )
    if min(size) < MIN_SCAN:
        raise UserError(
            env._("This picture is too small for anybody to read the document: scan it again.")
        )
    if len(content) > MAX_SCAN:
        raise UserError(
            env._(
                "The scan is too large: at most %(size)s MB. Scan it in black and white.",
                size=MAX_SCAN // 1_000_000,
            )
        )


def _get_scan_size(content):
    """Return (width, height) of a scan in pixels, the least for a PDF; None for what is none."""
    mimetype = guess_mimetype(content)
    if mimetype not in SCAN_TYPES:
        return None
    if not mimetype.startswith("image/"):
        return MIN_SCAN, MIN_SCAN
    try:
        return Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]).size
    except Exception:  # whatever the library stumbles over
        return None


class CaeSigningMixin(models.AbstractModel):
    """A document that a person signs on the portal and a manager countersigns.

    draft → to_sign (the PDF is frozen and the person gets a mail) → signed (by the person)
    → confirmed (countersigned, the PDF sealed with the cooperative's certificate). A paper
    signature goes from draft or to_sign to confirmed, with its scan. Each side that signs, on
    screen or on paper, leaves a ``cae.signature``.

    *How to use*: the model has a field ``state`` with these four values, and a company; it
    fills the attributes below and, if it likes, the hooks. It must let portal users read their
    own documents from ``to_sign`` on. The portal calls ``_sign_by_person`` and
    ``_refuse_by_person`` after it has checked whose document it is.
    """

    _name = "cae.signing.mixin"
    _description = "Document to be signed"
    _inherit = ["cae.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _guarded_fields = {"signature_ids"}

    # XML ids of the report, of the mail that asks to sign, and of the one with what is signed.
    _signing_report = _signing_mail = _signed_mail = None
    # The page on the portal, with %s for the id.
    _signing_url = None
    # The field with who signs, and others that say whose document it is.
    _signing_person_fields = ()

    signature_ids = fields.One2many(
        "cae.signature",
        "res_id",
        string="Signatures",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        groups="base.group_user",
    )
    person_signature_id = fields.Many2one(
        "cae.signature",
        string="Signature of the person",
        compute="_compute_signatures",
        groups="base.group_user",
    )
    cooperative_signature_id = fields.Many2one(
        "cae.signature",
        string="Signature of the cooperative",
        compute="_compute_signatures",
        groups="base.group_user",
    )
    paper_date = fields.Date(
        string="Signed on paper on", compute="_compute_signatures", groups="base.group_user"
    )

    signing_document = fields.Binary(
        string="Document sent", copy=False, readonly=True, personal="staff"
    )
    signing_text = fields.Html(
        string="Text of the document sent",
        copy=False,
        readonly=True,
        sanitize_attributes=False,
        help="Printed together with the PDF, to be read on a phone or aloud.",
        personal="staff",
    )
    signing_hash = fields.Char(
        string="Fingerprint of the document sent",
        copy=False,
        readonly=True,
        help="SHA-256 of the PDF.",
        personal="keep",
    )
    signing_file_name = fields.Char(compute="_compute_signing_file_name")
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
    signing_refusal = fields.Text(
        string="Reason of the refusal", copy=False, readonly=True, personal="staff"
    )

    signed_document = fields.Binary(
        string="Signed document",
        copy=False,
        readonly=True,
        help="As both sides signed it: the sealed PDF, or the scan of the paper.",
        personal="staff",
    )
    signed_document_name = fields.Char(
        string="Name of the signed document", copy=False, readonly=True, personal="staff"
    )
    signed_document_hash = fields.Char(
        string="Fingerprint of the signed document",
        copy=False,
        readonly=True,
        help="SHA-256 of the file.",
        personal="keep",
    )

    @api.depends("signature_ids.role", "signature_ids.paper_date")
    def _compute_signatures(self):
        for document in self:
            lines = document.signature_ids
            document.person_signature_id = lines.filtered(lambda line: line.role == "person")
            document.cooperative_signature_id = lines - document.person_signature_id
            document.paper_date = lines[:1].paper_date

    @api.depends("display_name")
    def _compute_signing_file_name(self):
        for document in self:
            name = re.sub(r"[^\w.-]+", "-", document.display_name or "").strip("-.")
            document.signing_file_name = f"{name or document._table}.pdf"

    # -- what may change while it is signed ------------------------------------------------

    def write(self, vals):
        self.check_access("write")
        self._check_guarded_values(vals)
        if not self._is_by_method():
            if vals.get("state") in SENT_STATES:
                self._check_state_not_forced(vals["state"])
            self.filtered(lambda document: document.state in SENT_STATES)._check_kept(vals)
            if vals.get("state") == "draft":
                self._check_not_sealed()
                self.filtered("paper_date")._drop_signatures()
        return super().write(vals)

    def unlink(self):
        # Whether the record may go is for its model and its parents; its files go with it.
        self._unlink_except_parent_closed()
        return super(CaeSigningMixin, self._by_method()).unlink()

    def _add_guarded_values(self, vals):
        vals = super()._add_guarded_values(vals)
        moved = vals.keys() & set(self._signing_person_fields)
        if any(document[name].id != vals[name] for document in self for name in moved):
            # what one person refused is not shown to another
            names = ("signing_text", "signing_refused_on", "signing_refusal")
            return {**vals, **dict.fromkeys(names, False)}
        return vals

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

    def _check_not_sealed(self):
        for document in self:
            if document.cooperative_signature_id and not document.paper_date:
                raise UserError(
                    self.env._(
                        "%(document)s is signed by both sides and sealed: it stays as it is. "
                        "Agree on an amendment, or end it.",
                        document=document.display_name,
                    )
                )

    def _get_content(self, name):
        """Return a binary field's content (bytes), also where a form asked for its size only."""
        return base64.b64decode(self.with_context(bin_size=False)[name] or b"")

    def _get_kept_file(self):
        """Return the field with the document as signed, else as sent, and its name; or False."""
        self.ensure_one()
        sizes = self.with_context(bin_size=True)
        if sizes.signed_document:
            return "signed_document", "signed_document_name"
        if self.state in SENT_STATES and sizes.signing_document:
            return "signing_document", "signing_file_name"
        return False

    # -- what the documents say of themselves, and hooks -----------------------------------

    def _get_signing_annexes(self):
        """Return [(title, PDF in bytes)] of what is bound behind the document when it is sent."""
        return []

    def _get_signing_person(self):
        """Return who signs: a record with a contact (`partner_id`) and its name and email."""
        self.ensure_one()
        return self[self._signing_person_fields[0]]

    def _get_signing_team(self):
        """Return who is told what the person did (res.users)."""
        return self.signing_sent_by

    def _get_signing_url(self):
        """Return the address of the document on the portal, from the first “/” on."""
        self.ensure_one()
        return self._signing_url % self.id

    def _check_may_countersign(self):
        """Raise unless the user may sign this document for the cooperative."""
        self._check_is_manager()

    def _get_countersigners(self):
        """Return who is told that the person has signed (res.users): the managers."""
        self.ensure_one()
        # sudo: who runs the cooperative is no secret to a document of its own
        group_sudo = self.env.ref("cae_socle.group_manager").sudo()
        return group_sudo.all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )

    def _domain_to_countersign(self):
        """Return the domain of what waits for the user's signature; see _get_countersigners."""
        if self.env.user.has_group("cae_socle.group_manager"):
            return Domain("state", "=", "signed")
        return Domain.FALSE

    # -- sending, and taking back ----------------------------------------------------------

    def action_send_for_signature(self):
        """Freeze the PDF and ask the person by mail to sign it on the portal.

        :raise UserError: when it is not a draft
        :raise RedirectWarning: which lists all that is missing
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
        missing = self._list_missing_to_send()
        if missing:
            raise RedirectWarning(
                "\n".join(missing),
                self._get_signing_person().get_formview_action(),
                self.env._("Open the file"),
            )

    def _list_missing_to_send(self):
        """Return what is to be completed before the document is sent, all at once.

        :return: list of sentences
        """
        self.ensure_one()
        person = self._get_signing_person()
        sentences = []
        in_file = self._list_missing_in_file()
        if in_file:
            sentences.append(
                self.env._(
                    "The file of %(name)s must say: %(missing)s.",
                    name=person.name,
                    missing=", ".join(in_file),
                )
            )
        # sudo: whether there is a login, not who it is
        if not person.sudo().user_ids.filtered("active"):
            sentences.append(
                self.env._(
                    "%(name)s cannot log in yet, to read and sign: open the access in the file, "
                    "with “Access to the portal”.",
                    name=person.name,
                )
            )
        return sentences

    def _list_missing_in_file(self):
        """Return the labels of what sending needs and the person's file does not say."""
        person = self._get_signing_person()
        return [] if person.email else [person._fields["email"]._description_string(self.env)]

    def _send_for_signature(self):
        self.ensure_one()
        by_method = self._by_method()
        # First the state: it brings what is printed, like the number of a contract.
        by_method.write({"state": "to_sign"})
        content, text = self._print_for_signature()
        by_method.write(
            {
                "signing_document": base64.b64encode(content),
                "signing_text": text,
                "signing_hash": seal.get_fingerprint(content),
                "signing_sent_on": fields.Datetime.now(),
                "signing_sent_by": self.env.user.id,
                "signing_refused_on": False,
                "signing_refusal": False,
            }
        )
        self._mail_person(self._signing_mail)

    def _print_for_signature(self):
        """Return the PDF of the document (bytes) and its text (HTML)."""
        lang = self._get_signing_lang()
        report = self.env.ref(self._signing_report).with_context(lang=lang)
        document = self.with_context(lang=lang)
        content, _format = report._render_qweb_pdf(report.report_name, document.ids)
        page, _format = report._render_qweb_html(report.report_name, document.ids)
        papers = [paper for _title, paper in self._get_signing_annexes()]
        return annexes.append(content, papers), Markup(printed_text.extract(page))

    def _get_signing_lang(self):
        """Return the language of contracts: French where it is installed (C. trav. L1221-3)."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        french = [code for code in installed if code.startswith("fr")]
        return "fr_FR" if "fr_FR" in french else (french or [self.env.lang])[0]

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
        signed = self.person_signature_id
        note = signed and self.env._(
            "Withdrawn after the signature of %(name)s on %(date)s (document %(fingerprint)s).",
            name=signed.signed_name,
            date=format_datetime(self.env, signed.signed_on),
            fingerprint=signed.signed_hash,
        )
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
        if note:
            self._message_log(body=note)

    def _give_up(self):
        """Cancel documents that are not agreed yet; those at the person's are withdrawn first."""
        for document in self.filtered(lambda document: document.state in SENT_STATES):
            document._take_back()
        self.write({"state": "cancelled"})

    def _back_to_draft(self, **vals):
        """Forget what was sent and signed, and let the draft be edited."""
        # sudo: also the activities of the other managers
        self.sudo().activity_unlink([COUNTERSIGN])
        self._drop_signatures()
        self._by_method().write(dict.fromkeys(SIGNING_FIELDS, False) | {"state": "draft"} | vals)

    # -- signing ---------------------------------------------------------------------------

    def _add_signature(self, role, method, partner, **proof):
        """Keep that one side has signed: the one way, for a screen as for paper.

        The caller has checked who may sign, in which state, and what.

        :param res.partner partner: the signatory, as far as is known
        :param proof: see ``cae.signature.mixin._prepare_proof``
        """
        self.ensure_one()
        # of two at once, the second one starts over and finds the signature of the first
        pass_alone(self)
        # sudo: nobody writes a signature but this method
        self.env["cae.signature"].sudo()._by_method().create(
            {
                "res_model": self._name,
                "res_id": self.id,
                "company_id": self.company_id.id,
                "role": role,
                "method": method,
                "partner_id": partner.id,
                **proof,
            }
        )

    def _drop_signatures(self):
        """Drop the signatures and the signed document: another one will be signed."""
        # sudo: as they were added
        self.sudo().signature_ids._by_method().unlink()
        names = ("signed_document", "signed_document_name", "signed_document_hash")
        self._by_method().write(dict.fromkeys(names, False))

    def _sign_by_person(self, image, name, shown_hash, origin):
        """Keep the person's signature; twice the same click is one signature.

        :param str image: PNG in base64
        :param str name: as she wrote it
        :param str shown_hash: SHA-256 of the document that was on her screen
        :param dict origin: see ``get_origin``
        :raise UserError: a sentence for the person, when it cannot be signed (any more)
        """
        self.ensure_one()
        signed = self.person_signature_id
        if signed.signed_by == self.env.user and signed.signed_hash == shown_hash:
            return
        self._check_waits_for_person(shown_hash)
        proof = self.env["cae.signature"]._prepare_proof(image, name, shown_hash, origin)
        self._add_signature("person", "portal", self._get_signing_person().partner_id, **proof)
        self._by_method().write({"state": "signed"})
        self._notify_team(
            self.env._("%(name)s has signed: to be countersigned.", name=proof["signed_name"]),
            self._get_countersigners(),
        )
        self._ask_to_countersign()

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
        # what was refused stays readable, until another text is sent
        self._back_to_draft(
            signing_text=self.signing_text,
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
            signed_on = self.person_signature_id.signed_on
            raise UserError(
                self.env._(
                    "This document is signed already, on %(date)s: nothing more to do.",
                    date=format_datetime(self.env, signed_on, tz=ZONE, dt_format="short")
                    if signed_on
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
        if seal.get_fingerprint(self._get_content("signing_document")) != self.signing_hash:
            raise UserError(
                self.env._(
                    "The stored document differs from the one that was sent: it cannot be "
                    "signed. Ask the cooperative to send it anew."
                )
            )

    def _get_signed_text(self):
        """Return the text that was sent, with the signatures in their frames once there are."""
        self.ensure_one()
        if not self.person_signature_id.signed_on:
            return self.signing_text
        frames = {
            "signature_person": self._show_signature(self.person_signature_id),
            "signature_cooperative": self._show_signature(self.cooperative_signature_id),
        }
        return Markup(printed_text.fill_frames(self.signing_text, frames))

    def _show_signature(self, line):
        """Return one signature as it stands in its frame (HTML)."""
        day = format_datetime(self.env, line.signed_on, tz=ZONE)
        values = {"line": line, "signed_on": self.env._("Signed on %(date)s", date=day)}
        return self.env["ir.qweb"]._render("cae_signature.signature_frame", values)

    # -- countersigning --------------------------------------------------------------------

    def _ask_to_countersign(self):
        """Put the document on the list of who countersigns."""
        self.ensure_one()
        # sudo: the person acts on the portal, the activity is the team's; _notify_team mails
        document_sudo = self.sudo().with_context(mail_activity_quick_update=True)
        for user_sudo in self._get_countersigners().sudo():
            document_sudo.activity_schedule(COUNTERSIGN, user_id=user_sudo.id)

    def action_open_countersignature(self):
        """Open the assistant in which a manager signs for the cooperative."""
        self._check_may_countersign()
        return self._open_window("cae.countersignature", self.env._("Countersign"))

    def _open_window(self, model, title):
        """Open an assistant that does something with this document."""
        self.check_access("write")
        self.ensure_one()
        return open_form(model, title, new=True, document_ref=f"{self._name},{self.id}")

    def _countersign(self, image, name):
        """Sign for the cooperative, seal the document and confirm it.

        :param str image: PNG in base64; left out, the name is written as a signature
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
        signatures = self.env["cae.signature"]
        name = signatures._clean_signature_name(name)
        proof = signatures._prepare_proof(
            image or signatures._write_signature(name),
            name,
            self.signing_hash,
            get_origin(request.httprequest if request else None),
        )
        self._add_signature("cooperative", "staff", self.env.user.partner_id, **proof)
        sealed = self._make_sealed_document()
        self._confirm_signed(sealed, self.signing_file_name)
        # sudo: also the activities of the other managers
        self.sudo().activity_unlink([COUNTERSIGN])
        self._mail_person(self._signed_mail, attachments=[(self.signing_file_name, sealed)])

    def _confirm_signed(self, content, file_name):
        """Keep the document that both sides signed (bytes), and confirm it."""
        self._by_method().write(
            {
                "signed_document": base64.b64encode(content),
                "signed_document_name": file_name,
                "signed_document_hash": seal.get_fingerprint(content),
                "state": "confirmed",
            }
        )

    def _make_sealed_document(self):
        """Return the frozen PDF with its page of proof, sealed (bytes)."""
        # first: what is wrong with it is said in the language of who countersigns
        company_seal.get_certificate(self.env, self.company_id)
        lang = self._get_signing_lang()
        document = self.with_context(lang=lang)
        proof = signing_page.draw(self.with_context(lang=lang).env, document)
        bound = seal.bind(
            document._get_content("signing_document"), proof, document.signing_file_name
        )
        return company_seal.seal_document(
            document.env,
            document.company_id,
            bound,
            reason=document.env._(
                "%(document)s, signed by both sides", document=document.display_name
            ),
        )

    def action_check_seal(self):
        """Tell whether the signed document is still what both sides signed."""
        self.check_access("write")
        self.ensure_one()
        if not self.signed_document:
            raise UserError(
                self.env._(
                    "The file of %(document)s is not kept any more: compare the fingerprint of "
                    "the copy you hold with the one here.",
                    document=self.display_name,
                )
            )
        problem = self._find_seal_problem()
        if problem:
            return notify(self.env._("The document was changed"), problem, "danger", sticky=True)
        return notify(
            self.env._("The seal is unbroken"),
            self.env._("The document is the one that both sides signed, byte for byte."),
        )

    def _find_seal_problem(self):
        """Return a sentence on what is wrong with the signed document, or False."""
        self.ensure_one()
        content = self._get_content("signed_document")
        if not self.paper_date:
            found = seal.verify(content)
            if not found.by:
                return self.env._("The file carries no seal any more.")
            if not found.intact:
                return self.env._("The file was changed after it was sealed.")
            if not found.whole:
                return self.env._("Something was added to the file after it was sealed.")
        if seal.get_fingerprint(content) != self.signed_document_hash:
            return self.env._("This is not the file that was sealed here: it was replaced.")
        return False

    # -- on paper --------------------------------------------------------------------------

    def action_open_paper_signature(self):
        """Open the assistant that keeps a signature on paper with its scan."""
        return self._open_window("cae.paper.signature", self.env._("Signature on paper"))

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
        self._check_paper_date(date)
        check_scan(self.env, content)
        if self.state == "to_sign":
            self._back_to_draft()
        proof = {
            "paper_date": date,
            "recorded_by": self.env.uid,
            "signed_hash": seal.get_fingerprint(content),
        }
        self._add_signature("person", "paper", self._get_signing_person().partner_id, **proof)
        self._add_signature("cooperative", "paper", self.env["res.partner"], **proof)
        self._confirm_signed(content, file_name)

    def _check_paper_date(self, date):
        if date > fields.Date.context_today(self):
            raise UserError(
                self.env._("A signature cannot be in the future: correct the date of signature.")
            )
        earliest = self._get_earliest_paper_date()
        if date < earliest:
            raise UserError(
                self.env._(
                    "%(document)s cannot have been signed before %(day)s: correct the date of "
                    "signature.",
                    document=self.display_name,
                    day=format_date(self.env, earliest),
                )
            )

    def _get_earliest_paper_date(self):
        """Return the first day on which this can have been signed: here, when it was made."""
        self.ensure_one()
        return to_local(self.create_date, ZONE).date()

    # -- what all sides use ----------------------------------------------------------------

    def _check_is_manager(self):
        if not self.env.user.has_group("cae_socle.group_manager"):
            raise AccessError(
                self.env._(
                    "Ask a manager: only managers sign for the cooperative, or withdraw what "
                    "is signed."
                )
            )

    def _mail_person(self, template, attachments=()):
        """Send a mail of a template (XML id) to the person, and keep it with the document."""
        person = self._get_signing_person()
        template = self.env.ref(template).with_context(lang=person.lang or self.env.lang)
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

    def _notify_team(self, body, users):
        """Post a note about the person's act, in her name, for users of the team."""
        person = self._get_signing_person()
        # sudo: the person acts on the portal, the note is the team's
        team_sudo = (self._get_signing_team() | users).sudo()
        self.sudo().message_post(
            body=body,
            author_id=person.partner_id.id,
            partner_ids=team_sudo.filtered("active").partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
