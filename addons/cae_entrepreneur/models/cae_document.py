import base64

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.addons.cae_echeance.engine.deadlines import days_before, parse_lead_times
from odoo.addons.cae_socle.models.turns import pass_alone
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext

from ..engine import file_kind
from .timeline import make_event

MAX_MEGABYTES = 10
MAX_TITLE = 100
MAX_A_DAY = 30  # documents that a person sends
SOON = relativedelta(months=2)


class CaeDocument(models.Model):
    """A paper of a person's file, sent by the person or by the staff."""

    _name = "cae.document"
    _description = "Document of a File"
    _inherit = ["cae.deadline.source.mixin", "cae.guard.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _guarded_parents = {"entrepreneur_id": "read"}
    _personal_paths = ("entrepreneur_id",)
    # signed papers are among them
    _personal_erased = "staff"

    name = fields.Char(required=True, help="Left empty, the name of the file.")
    entrepreneur_id = fields.Many2one(
        "cae.entrepreneur", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="entrepreneur_id.company_id", store=True, index=True)
    kind_id = fields.Many2one(
        "cae.document.kind",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    has_expiry = fields.Boolean(related="kind_id.has_expiry")
    file = fields.Binary(string="Attached file", attachment=True, required=True)
    file_name = fields.Char(string="Name of the file")
    file_size = fields.Integer(string="Size in bytes", compute="_compute_file_type", store=True)
    mimetype = fields.Char(string="Type of the file", compute="_compute_file_type", store=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    date_expiry = fields.Date(string="Valid until", index=True)
    expiry = fields.Selection(
        [("valid", "Valid"), ("soon", "Expires soon"), ("expired", "Expired")],
        string="Validity",
        compute="_compute_expiry",
    )
    portal_visible = fields.Boolean(
        string="Shown to the person", help="The person reads it in “My space”, “My documents”."
    )
    is_from_person = fields.Boolean(
        string="Sent by the person", readonly=True, help="Sent from “My space”."
    )
    is_checked = fields.Boolean(
        string="Checked",
        copy=False,
        help="Somebody of the cooperative has looked at it: the person who sent it does not rename "
        "or withdraw it any more.",
    )

    _dates_order = models.Constraint(
        "check (date_expiry is null or date_expiry >= date)",
        "A document cannot expire before its own date: correct one of the two dates.",
    )

    @api.depends("file")
    def _compute_file_type(self):
        for document in self:
            content = document._get_content()
            document.file_size = len(content)
            document.mimetype = file_kind.MIMETYPES.get(file_kind.find_kind(content))

    @api.depends("date_expiry")
    def _compute_expiry(self):
        today = fields.Date.context_today(self)
        for document in self:
            if not document.date_expiry:
                document.expiry = False
            elif document.date_expiry < today:
                document.expiry = "expired"
            else:
                document.expiry = "soon" if document.date_expiry <= today + SOON else "valid"

    # the person too: a new document without a file has no value of the first two
    @api.constrains("file", "file_name", "entrepreneur_id")
    def _check_file(self):
        """Refuse a file that is empty, too big, or of a type that is not taken."""
        for document in self:
            content, name = document._get_content(), document.file_name or ""
            if not content:
                raise ValidationError(self.env._("The file is empty: choose another one."))
            if len(content) > MAX_MEGABYTES * 1024 * 1024:
                raise ValidationError(
                    self.env._(
                        "%(name)s is too big (%(size)s MB): %(limit)s MB at most. Scan it in "
                        "black and white, or send it in several parts.",
                        name=name or self.env._("The file"),
                        size=-(-len(content) // (1024 * 1024)),
                        limit=MAX_MEGABYTES,
                    )
                )
            kind = file_kind.find_kind(content)
            if not kind or (name and not file_kind.matches_name(kind, name)):
                raise ValidationError(
                    self.env._(
                        "%(name)s is not taken: send a PDF, a picture (JPG or PNG), or a document "
                        "of Word, Excel or LibreOffice (docx, xlsx, odt, ods).",
                        name=name or self.env._("This file"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        documents = super().create(
            [
                {"name": (vals.get("file_name") or "").rpartition(".")[0], **vals}
                for vals in vals_list
            ]
        )
        documents.filtered("date_expiry")._keep_deadlines()
        return documents

    def write(self, vals):
        self.check_access("write")
        if "entrepreneur_id" in vals and any(
            document.entrepreneur_id.id != vals["entrepreneur_id"] for document in self
        ):
            raise UserError(
                self.env._(
                    "A document stays in the file it was put into: add it to the other file, "
                    "and remove it from this one."
                )
            )
        result = super().write(vals)
        if {"date_expiry", "kind_id"} & vals.keys():
            self._keep_deadlines()
        return result

    def _get_content(self):
        """Return the file of one document (bytes)."""
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _keep_deadlines(self):
        """The later document of a kind takes over: those of the person are kept together."""
        # sudo: all of them count, whoever changed one
        documents_sudo = self.sudo().entrepreneur_id.document_ids
        return super(CaeDocument, documents_sudo)._keep_deadlines()

    def _list_deadlines(self):
        documents = self.search(
            [("entrepreneur_id", "in", self.entrepreneur_id.ids), ("date_expiry", "!=", False)],
            order="date_expiry, id",
        )
        # of each person, the last of each kind
        last = {(document.entrepreneur_id, document.kind_id): document for document in documents}
        days = {company: parse_lead_times(company.cae_document_days) for company in self.company_id}
        return {
            document: [
                days_before("document", "1", document.date_expiry, days[document.company_id])
            ]
            for document in last.values()
            if document in self and document.entrepreneur_id.stage != "former"
        }

    def _get_deadline_occasion(self, deadline):
        return self.kind_id.name

    @api.model
    def _upload(self, entrepreneur, kind_id, file_name, content, date_expiry=False, title=None):
        """Add a document that a person sends from the portal to her own file.

        :param entrepreneur: `cae.entrepreneur`, found with the person's own rights
        :param int kind_id: id of a kind that persons may send
        :param bytes content: the file
        :param date date_expiry: until when it is valid
        :param str title: what it is, in a few words; the name of the file if empty
        :raises AccessError: when the file is not the user's own
        :raises ValidationError: with a sentence for the person
        """
        entrepreneur._check_is_own()
        kind = self._get_portal_kinds(entrepreneur).filtered(lambda kind: kind.id == kind_id)
        if not kind:
            raise ValidationError(self.env._("Say which kind of document it is."))
        if date_expiry and date_expiry < fields.Date.context_today(self):
            raise ValidationError(
                self.env._("This document is not valid any more: send the current one.")
            )
        self._check_may_send_more(entrepreneur)
        file_name = html2plaintext(file_name or "").strip()[-120:]
        # sudo: the file was checked to be the user's own; the values are made here
        document_sudo = self.sudo().create(
            {
                "name": self._clean_title(title) or file_name.rpartition(".")[0] or kind.name,
                "entrepreneur_id": entrepreneur.id,
                "kind_id": kind.id,
                "file": base64.b64encode(content),
                "file_name": file_name,
                "date_expiry": date_expiry,
                "portal_visible": True,
            }
        )
        document_sudo._by_method().is_from_person = True
        entrepreneur._tell_referent(
            self.env._(
                "%(name)s sent a document: %(document)s (%(kind)s).",
                name=entrepreneur.name,
                document=document_sudo.name,
                kind=kind.name,
            )
        )
        return document_sudo.sudo(False)

    @api.model
    def _check_may_send_more(self, entrepreneur):
        """Raise when a person has sent enough documents within a day."""
        # sudo: her own file, checked: it is locked, and what she has sent counts
        pass_alone(entrepreneur.sudo())
        sent = self.sudo().search_count(
            [
                ("entrepreneur_id", "=", entrepreneur.id),
                ("is_from_person", "=", True),
                ("create_date", ">", fields.Datetime.now() - relativedelta(days=1)),
            ]
        )
        if sent >= MAX_A_DAY:
            raise ValidationError(
                self.env._(
                    "You have sent %(count)s documents within a day: put the next ones into one "
                    "file, or send them tomorrow.",
                    count=sent,
                )
            )

    @api.model
    def _clean_title(self, title):
        return " ".join((title or "").split())[:MAX_TITLE]

    def _can_be_changed_by_person(self):
        """Tell whether the person who sent it may still rename or withdraw it."""
        self.ensure_one()
        return self.is_from_person and not self.is_checked

    def _check_can_be_changed_by_person(self):
        self.ensure_one()
        self.check_access("read")
        self.entrepreneur_id._check_is_own()
        if not self._can_be_changed_by_person():
            raise UserError(
                self.env._(
                    "The cooperative has this document in its file already: ask your referent to "
                    "change it."
                )
            )

    def _rename_by_person(self, title):
        """Give a document that the person sent another title.

        :raises UserError: when the title is empty, or the cooperative has checked it
        """
        self._check_can_be_changed_by_person()
        title = self._clean_title(title)
        if not title:
            raise UserError(self.env._("Say in a few words what this document is."))
        # sudo: her own document, checked above; only its title changes
        self.sudo().name = title

    def _withdraw_by_person(self):
        """Delete a document that the person sent by mistake; the referent is told.

        :raises UserError: when the cooperative has checked it
        """
        self._check_can_be_changed_by_person()
        entrepreneur, name = self.entrepreneur_id, self.name
        # sudo: her own document, checked above
        self.sudo().unlink()
        entrepreneur._tell_referent(
            self.env._(
                "%(name)s withdrew a document: %(document)s.",
                name=entrepreneur.name,
                document=name,
            )
        )

    @api.model
    def _get_portal_kinds(self, entrepreneurs):
        """Return the kinds of documents that a person may send to her files, as superuser."""
        companies = [False, *entrepreneurs.sudo().company_id.ids]
        # sudo: the list of kinds is no secret, and only read
        kinds_sudo = self.env["cae.document.kind"].sudo()
        return kinds_sudo.search([("portal_upload", "=", True), ("company_id", "in", companies)])

    @api.model
    def _get_timeline_events(self, entrepreneurs):
        """Return the events of the timeline (see `cae.entrepreneur._get_timeline_events`)."""
        return [
            make_event(
                document, document.date, "fa-paperclip", document.name, document.kind_id.name
            )
            for document in entrepreneurs.document_ids
        ]
