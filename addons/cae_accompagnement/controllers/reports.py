from odoo.addons.cae_contrat.controllers.contracts import MyContracts
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.cae_report_readers_mixin import SHOWN_STATES

PAGE = 20  # reports on a page of the list


class ReportPortal(MyContracts):
    """The reports shared with a person; the document of a formal interview is signed here.

    A draft, somebody else's report and one that never was are the same to her.
    """

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        reports = request.env["cae.report"].search(self._get_report_domain())
        # sudo: found with her rights; the cards show nothing but her own documents
        waiting_sudo = reports.filtered(lambda one: one.state == "to_sign").sudo()
        return values | {
            "report_count": len(reports),
            "last_report": reports[:1],
            "to_sign_sudo": [*values["to_sign_sudo"], *waiting_sudo],
        }

    def _get_report_domain(self):
        return [
            ("person_ids.user_ids", "in", request.env.user.ids),
            ("state", "in", SHOWN_STATES),
        ]

    def _find_my_report(self, report_id):
        """Return a report of hers as superuser; empty for all others alike."""
        reports = request.env["cae.report"]
        # sudo: hers, see the search
        return reports.search([("id", "=", report_id), *self._get_report_domain()]).sudo()

    def _render_report_missing(self):
        return request.render(
            "cae_accompagnement.portal_report_missing",
            {**self._prepare_portal_layout_values(), "page_name": "my_reports"},
            status=404,
        )

    @route(["/my/reports", "/my/reports/page/<int:page>"], type="http", auth="user", website=True)
    def my_reports(self, page=1, refused=None, **kw):
        """List the reports shared with the person, those to sign first."""
        domain = self._get_report_domain()
        Report = request.env["cae.report"]
        pager = portal_pager(
            url="/my/reports", total=Report.search_count(domain), page=page, step=PAGE
        )
        reports = Report.search(domain, limit=PAGE, offset=pager["offset"])
        # sudo: found with her rights; beside them the names of the advisors
        return request.render(
            "cae_accompagnement.portal_my_reports",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "my_reports",
                "reports_sudo": reports.sudo(),
                "pager": pager,
                "refused": refused,
            },
        )

    @route("/my/reports/<int:report_id>", type="http", auth="user", website=True)
    def my_report(self, report_id, signed=None, **kw):
        """Show one report, to read; the document of a formal interview to sign."""
        report_sudo = self._find_my_report(report_id)
        if not report_sudo:
            return self._render_report_missing()
        return self._render_report(report_sudo, just_signed=signed)

    def _render_report(self, report_sudo, status=200, **values):
        if report_sudo.is_formal:
            return self._render_portal(
                "portal_document",
                "my_report",
                status=status,
                document=report_sudo,
                has_file=bool(self._get_file(report_sudo)[0]),
                **values,
            )
        return request.render(
            "cae_accompagnement.portal_my_report",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "my_report",
                "document": report_sudo,
                **values,
            },
            status=status,
        )

    @route("/my/reports/<int:report_id>/document", type="http", auth="user", website=True)
    def my_report_file(self, report_id, download=None, **kw):
        """Give the person the PDF: signed, else as it was sent, else printed now."""
        report_sudo = self._find_my_report(report_id)
        if not report_sudo:
            return self._render_report_missing()
        if report_sudo.is_formal:
            content, name = self._get_file(report_sudo)
        else:
            # sudo: the report of a report that her rights found
            printer_sudo = request.env["ir.actions.report"].sudo()
            content, _kind = printer_sudo._render_qweb_pdf(
                "cae_accompagnement.cae_report_report", report_sudo.ids
            )
            name = report_sudo.signing_file_name
        if not content:
            return self._render_report_missing()
        return self._respond_file(content, name, download)

    @route("/my/reports/<int:report_id>/sign", type="jsonrpc", auth="user", website=True)
    def my_report_sign(self, report_id, name=None, signature=None, **kw):
        """Keep the signature that the form of the portal posts.

        :return: where to go next, or a sentence in ``error``
        """
        return self._sign_document(self._find_my_report(report_id), name, signature)

    @route(
        "/my/reports/<int:report_id>/refuse",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_report_refuse(self, report_id, reason="", document="", **kw):
        """Take the person's refusal and its reason."""
        report_sudo = self._find_my_report(report_id)
        if not report_sudo or not report_sudo.is_formal:
            return self._render_report_missing()
        try:
            with request.env.cr.savepoint():
                report_sudo._refuse_by_person(reason, document)
        except UserError as error:
            return self._render_report(
                report_sudo, status=400, refusal_error=str(error), reason=reason
            )
        return request.redirect("/my/reports?refused=1")
