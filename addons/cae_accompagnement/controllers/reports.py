from odoo.addons.cae_contrat.controllers.contracts import KINDS, MyContracts
from odoo.addons.cae_entrepreneur.controllers.portal import MY_PAGE
from odoo.http import request, route

from ..models.cae_report import SHOWN_STATES

PAGE = 20  # reports on a page of the list
PATHS = [f"/my/{kind}/<int:document_id>" for kind in (KINDS, "<any(reports):kind>")]


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

    def _find_my_document(self, kind, document_id, refused=False):
        if kind != "reports":
            return super()._find_my_document(kind, document_id, refused)
        reports = request.env["cae.report"]
        if refused:
            return reports  # the person keeps nothing of a report that is a draft again
        # sudo: hers, see the search
        return reports.search([("id", "=", document_id), *self._get_report_domain()]).sudo()

    def _get_list_url(self, kind):
        return "/my/reports" if kind == "reports" else super()._get_list_url(kind)

    def _render_missing(self, kind):
        if kind != "reports":
            return super()._render_missing(kind)
        return self._render_page(
            "cae_accompagnement.portal_report_missing", "my_reports", status=404
        )

    def _render_document(self, document_sudo, **values):
        if document_sudo._name != "cae.report":
            return super()._render_document(document_sudo, **values)
        if document_sudo.is_formal:
            return super()._render_document(document_sudo, page_name="my_report", **values)
        return self._render_page(
            "cae_accompagnement.portal_my_report", "my_report", document=document_sudo, **values
        )

    def _get_file(self, document_sudo):
        if document_sudo._name != "cae.report" or document_sudo.is_formal:
            return super()._get_file(document_sudo)
        # sudo: the report of a report that her rights found
        printer_sudo = request.env["ir.actions.report"].sudo()
        content, _kind = printer_sudo._render_qweb_pdf(
            "cae_accompagnement.cae_report_report", document_sudo.ids
        )
        return content, document_sudo.signing_file_name

    @route(["/my/reports", "/my/reports/page/<int:page>"], **MY_PAGE)
    def my_reports(self, page=1, refused=None, **kw):
        """List the reports shared with the person, those to sign first."""
        domain, reports = self._get_report_domain(), request.env["cae.report"]
        reports, pager = self._find_page(reports, domain, "/my/reports", page, PAGE)
        # sudo: found with her rights; beside them the names of the advisors
        return self._render_page(
            "cae_accompagnement.portal_my_reports",
            "my_reports",
            reports_sudo=reports.sudo(),
            pager=pager,
            refused=refused,
        )

    # -- as contracts and amendments: read, kept, signed, refused -------------------------------

    @route(PATHS)
    def my_document(self, kind, document_id, **kw):
        return super().my_document(kind, document_id, **kw)

    @route([f"{path}/document" for path in PATHS])
    def my_document_file(self, kind, document_id, **kw):
        return super().my_document_file(kind, document_id, **kw)

    @route([f"{path}/sign" for path in PATHS])
    def my_document_sign(self, kind, document_id, **kw):
        return super().my_document_sign(kind, document_id, **kw)

    @route([f"{path}/refuse" for path in PATHS])
    def my_document_refuse(self, kind, document_id, **kw):
        if kind == "reports" and not self._find_my_document(kind, document_id).is_formal:
            return self._render_missing(kind)
        return super().my_document_refuse(kind, document_id, **kw)
