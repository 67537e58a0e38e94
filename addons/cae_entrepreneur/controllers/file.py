import json
from datetime import timedelta

from odoo.addons.cae_socle.engine.periods import read_day
from odoo.http import request, route

from ..models.cae_document import MAX_MEGABYTES
from ..models.cae_entrepreneur import PORTAL_FIELDS
from .portal import MY_FORM, MY_PAGE, MySpace

# How long before a paper expires its person is asked for the next one.
DAYS_AHEAD = 30


class FilePortal(MySpace):
    """What a person sees and changes of her own file, on the portal.

    Files and documents are always searched with the rights of the person who asks: one that
    is someone else's is not found, and the answer is that of one that does not exist.
    """

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        Deadline = request.env["cae.deadline"]
        return values | {
            "papers": self._get_my_papers(entrepreneurs),
            "deadlines": Deadline._get_portal_deadlines(entrepreneurs),
        }

    def _prepare_my_todo(self, values):
        soon = values["today"] + timedelta(days=DAYS_AHEAD)
        kinds = values["papers"].filtered("date_expiry").grouped("kind_id")
        latest = [papers.sorted("date_expiry")[-1] for papers in kinds.values()]
        return super()._prepare_my_todo(values) + [
            self._todo(
                50,
                request.env._("Send the next one: %(document)s", document=paper.name),
                "/my/papers",
                "fa-paperclip",
                paper.date_expiry,
            )
            for paper in latest
            if paper.date_expiry <= soon
        ]

    # -- my file -------------------------------------------------------------------------------

    @route(["/my/file", "/my/file/<int:file_id>"], **MY_PAGE)
    def my_file(self, file_id=None, **post):
        """Show one's own file; take the details that a person may correct."""
        entrepreneur = self._get_my_file(file_id)
        if request.httprequest.method != "POST":
            return self._render_file(entrepreneur, done=post.get("done"))
        changes = self._read_changes(request.httprequest.form)
        error = self._try(
            entrepreneur._update_from_portal,
            {name: "".join(values[:1]) for name, values in changes.items()},
        )
        if error:
            return self._render_file(entrepreneur, error=error, typed=post)
        return request.redirect(f"/my/file/{entrepreneur.id}?done=details")

    @route("/my/file/<int:file_id>/bank", **MY_PAGE)
    def my_file_bank(self, file_id, **post):
        """Ask for another bank account, or withdraw what was asked."""
        entrepreneur = self._get_my_file(file_id)
        if request.httprequest.method != "POST":
            return request.redirect(f"/my/file/{entrepreneur.id}")
        Change = request.env["cae.bank.change"]
        if post.get("withdraw"):
            Change._withdraw(entrepreneur)
            return request.redirect(f"/my/file/{entrepreneur.id}?done=withdrawn#bank")
        asked = (post.get(name) for name in ("iban", "bic", "holder"))
        error = self._try(Change._ask, entrepreneur, *asked)
        if error:
            return self._render_file(entrepreneur, bank_error=error, bank_values=post)
        return request.redirect(f"/my/file/{entrepreneur.id}?done=bank#bank")

    def _render_file(self, entrepreneur, typed=None, **shown):
        # sudo: her own file, found with her rights; beside it the state of her requests, with
        # masked numbers, and how to reach her referents
        entrepreneur_sudo = entrepreneur.sudo()
        stored = {name: entrepreneur_sudo[name] or "" for name in PORTAL_FIELDS}
        Change = request.env["cae.bank.change"]
        return self._render_page(
            "cae_entrepreneur.portal_my_file",
            "my_file",
            entrepreneur_sudo=entrepreneur_sudo,
            files=self._get_my_entrepreneurs(),
            field_values=stored | (typed or {}),
            before=json.dumps({name: [value] for name, value in stored.items()}),
            account=Change._mask(Change._get_bank_account(entrepreneur).sanitized_acc_number),
            change_sudo=entrepreneur_sudo.bank_change_ids.filtered(
                lambda change: change.state in ("asked", "refused")
            )[:1],
            **{"bank_values": {}, **shown},
        )

    # -- my documents --------------------------------------------------------------------------

    @route("/my/papers", **MY_PAGE, cae_files=["upload"])
    def my_papers(
        self, file_id=None, kind_id=None, title=None, date_expiry=None, upload=None, **post
    ):
        """Show the documents of one's own file; take a new one."""
        if request.httprequest.method != "POST":
            self._get_my_file()
            paper_id = self._to_id(post.get("paper"))
            return self._render_papers(done=post.get("done"), paper_id=paper_id)
        entrepreneur = self._get_my_file(self._to_id(file_id))
        kind_id, day = self._to_id(kind_id), read_day(date_expiry)
        if date_expiry and not day:
            error = request.env._(
                "“Valid until” is no day: choose it in the calendar, or leave it empty. Choose the "
                "file again, too."
            )
        else:
            name = getattr(upload, "filename", "") or ""
            # one byte more than is taken: enough to see that it is too much
            most = MAX_MEGABYTES * 1024 * 1024 + 1
            content = upload.read(most) if hasattr(upload, "read") else b""
            take = request.env["cae.document"]._upload
            error = self._try(take, entrepreneur, kind_id, name, content, day, title)
        if error:
            typed = {"kind_id": kind_id, "title": title, "date_expiry": date_expiry}
            return self._render_papers(error=error, typed={"file_id": entrepreneur.id, **typed})
        return request.redirect("/my/papers?done=1")

    @route("/my/papers/<int:paper_id>/<any(rename,withdraw):act>", **MY_FORM)
    def change_my_paper(self, paper_id, act, title=None, **post):
        """Rename or withdraw a document that one sent, until the cooperative has checked it."""
        paper = self._find_my_paper(paper_id)
        if act == "withdraw":
            if not paper:
                # pressed twice, it is gone all the same
                return request.redirect("/my/papers")
            error = self._try(paper._withdraw_by_person)
        elif paper:
            error = self._try(paper._rename_by_person, title)
        else:
            raise request.not_found()
        if error:
            return self._render_papers(paper_error=error, paper_id=paper_id)
        if act == "withdraw":
            return request.redirect("/my/papers?done=withdrawn")
        return request.redirect(f"/my/papers?done=renamed&paper={paper_id}#paper{paper_id}")

    def _render_papers(self, typed=None, **shown):
        entrepreneurs = self._get_my_entrepreneurs()
        papers = self._get_my_papers(entrepreneurs)
        # sudo: papers found with the person's rights; their kinds and her companies' names
        return self._render_page(
            "cae_entrepreneur.portal_my_papers",
            "my_papers",
            files=entrepreneurs,
            papers_sudo=papers.sudo(),
            kinds_sudo=request.env["cae.document"]._get_portal_kinds(entrepreneurs),
            typed=typed or {},
            limit=MAX_MEGABYTES,
            **shown,
        )

    @route("/my/papers/<int:paper_id>", type="http", auth="user", readonly=True)
    def my_paper(self, paper_id, **kw):
        """Give one document of one's own file."""
        paper = self._find_my_paper(paper_id)
        if not paper:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(
            paper, "file", filename=paper.file_name or paper.name
        )
        return stream.get_response(as_attachment=True)

    # -- my deadlines --------------------------------------------------------------------------

    @route("/my/deadlines", **MY_PAGE, readonly=True)
    def my_deadlines(self, **kw):
        """Show what is due to the person, or from her."""
        self._get_my_file()
        entrepreneurs = self._get_my_entrepreneurs()
        return self._render_page(
            "cae_entrepreneur.portal_my_deadlines",
            "my_deadlines",
            deadlines=request.env["cae.deadline"]._get_portal_deadlines(entrepreneurs),
        )

    # -- helpers -------------------------------------------------------------------------------

    def _get_my_file(self, file_id=None):
        """Return one of the user's own files; answer "not found" otherwise."""
        entrepreneurs = self._get_my_entrepreneurs()
        if file_id:
            entrepreneurs = entrepreneurs.filtered(lambda file: file.id == file_id)
        if not entrepreneurs:
            raise request.not_found()
        return entrepreneurs[0]

    def _find_my_paper(self, paper_id):
        return request.env["cae.document"].search(
            [("id", "=", paper_id), ("entrepreneur_id", "in", self._get_my_entrepreneurs().ids)]
        )

    def _get_my_papers(self, entrepreneurs):
        return request.env["cae.document"].search([("entrepreneur_id", "in", entrepreneurs.ids)])
