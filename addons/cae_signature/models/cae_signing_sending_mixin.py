"""A document is frozen and sent to the person, and taken back."""

import base64

from lxml import html
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import format_datetime
from odoo.tools.image import image_data_uri

from ..engine import annexes, seal
from .cae_signing_countersign_mixin import COUNTERSIGN
from .signing_documents import SENT_STATES, TIME_ZONE

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNREADABLE = ("img", "style", "script", "link", "meta")


class CaeSigningSendingMixin(models.AbstractModel):
    _name = "cae.signing.sending.mixin"
    _description = "Sending of a document to be signed"
    _inherit = ["cae.signature.mixin"]

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

    @api.model
    def _get_proof_fields(self):
        return super()._get_proof_fields() | {
            "signing_document",
            "signing_text",
            "signing_hash",
            "signing_sent_on",
            "signing_sent_by",
            "signing_refused_on",
            "signing_refusal",
        }

    def _add_guarded_values(self, vals):
        vals = super()._add_guarded_values(vals)
        moved = self._get_signing_person_fields() & vals.keys()
        if any(document[name].id != vals[name] for document in self for name in moved):
            # what one person refused is not shown to another
            names = ("signing_text", "signing_refused_on", "signing_refusal")
            return {**vals, **dict.fromkeys(names, False)}
        return vals

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
        proving = self._with_proof()
        # First the state: it brings what is printed, like the number of a contract.
        proving.write({"state": "to_sign"})
        content, text = self._print_for_signature()
        proving.write(
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
        self._mail_person(self._get_signing_mail_template())

    def _print_for_signature(self):
        """Return the PDF of the document (bytes) and its text (HTML)."""
        lang = self._get_signing_lang()
        report = self._get_signing_report().with_context(lang=lang)
        document = self.with_context(lang=lang)
        content, _format = report._render_qweb_pdf(report.report_name, document.ids)
        page, _format = report._render_qweb_html(report.report_name, document.ids)
        papers = [paper for _title, paper in self._get_signing_annexes()]
        return annexes.append(content, papers), self._extract_text(page)

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

    def _get_signed_text(self):
        """Return the text that was sent, with the signatures in their frames once there are."""
        self.ensure_one()
        if not self.signed_on:
            return self.signing_text
        tree = html.fragment_fromstring(self.signing_text, create_parent="div")
        for node in tree.find_class("cae_by_hand"):
            node.drop_tree()
        for side, name, moment, picture in (
            ("person", self.signed_name, self.signed_on, "signature"),
            ("cooperative", self.countersigned_name, self.countersigned_on, "countersignature"),
        ):
            for frame in tree.xpath(f".//td[@name='signature_{side}']"):
                for child in frame[1:]:
                    frame.remove(child)
                shown = self._show_signature(name, moment, self[picture])
                frame.append(html.fragment_fromstring(shown, create_parent="div"))
        return Markup(html.tostring(tree, encoding="unicode"))

    def _show_signature(self, name, moment, picture):
        """Return one signature as it stands in its frame (HTML)."""
        if not moment:
            return Markup("<div>%s</div>") % self.env._("Not signed yet")
        day = format_datetime(self.env, moment, tz=TIME_ZONE)
        return Markup("<div>%s</div><div>%s</div><img src='%s' alt='%s' style='%s'/>") % (
            name,
            self.env._("Signed on %(date)s", date=day),
            image_data_uri(picture),
            self.env._("Signature"),
            "max-height: 6rem; max-width: 100%",
        )

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
        # sudo: also the activities of the other managers
        self.sudo().activity_unlink([COUNTERSIGN])
        self._with_proof().write(
            dict.fromkeys(self._get_proof_fields(), False) | {"state": "draft"} | vals
        )
