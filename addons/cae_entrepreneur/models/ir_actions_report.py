import io

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report import page_footer


class IrActionsReport(models.Model):
    """Reports whose pages carry their number and the cooperative's identity.

    They print alike with every wkhtmltopdf (see report/page_footer.py), and need nothing
    from the web server while they print: their style is in their layout.
    """

    _inherit = "ir.actions.report"

    cae_numbered = fields.Boolean(
        string="Page numbers and identity of the cooperative",
        help="Each page ends with the cooperative's identity and “Page 1 / 3”.",
    )

    def _get_layout(self):
        if self.cae_numbered:
            return self.env.ref("cae_entrepreneur.report_numbered_page")
        return super()._get_layout()

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        self._check_is_page(report_ref)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        self._check_is_page(report_ref)
        return super()._render_qweb_text(report_ref, docids, data=data)

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        self._check_is_page(report_ref)
        return super()._render_qweb_html(report_ref, docids, data=data)

    @api.model
    def _check_is_page(self, report_ref):
        """Raise when a workbook is asked for as a page: there is no template to print it."""
        report_sudo = self._get_report(report_ref)
        if report_sudo.report_type == "xlsx":
            raise UserError(
                self.env._(
                    "“%(report)s” is a workbook: download it with its button.",
                    report=report_sudo.name,
                )
            )

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        if self._get_report(report_ref).cae_numbered:
            # Odoo answers HTML while tests run, because its layouts ask the server for
            # their style. These need no server: the tests print what users print.
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report_sudo = self._get_report(report_ref)
        if not report_sudo.cae_numbered:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        numbered = self.with_context(cae_numbered=True)
        streams = {}
        # One by one: only a patched wkhtmltopdf can print several documents at once,
        # and each has page numbers of its own.
        for res_id in dict.fromkeys(res_ids or [False]):
            found = super(IrActionsReport, numbered)._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), res_ids=[res_id] if res_id else None
            )
            for key, values in found.items():
                if not values["attachment"]:
                    company = report_sudo._get_footer_company(key, data)
                    values["stream"] = numbered._stamp_footer(values["stream"], company)
                streams[key] = values
        return streams

    @api.model
    def _run_wkhtmltopdf(self, bodies, header=None, footer=None, **kwargs):
        if self.env.context.get("cae_numbered"):
            header = footer = None
        return super()._run_wkhtmltopdf(bodies, header=header, footer=footer, **kwargs)

    @api.model
    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        arguments = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if self.env.context.get("cae_numbered"):
            # no script to wait for, one second a page
            position = arguments.index("--javascript-delay")
            arguments[position : position + 2] = ["--disable-javascript"]
            # An unpatched Qt prints at three quarters and ignores the zoom: same for both.
            arguments += ["--zoom", "0.75"]
        return arguments

    def _get_footer_company(self, res_id, data):
        """Return the company whose identity is on a document.

        :param int|bool res_id: id of the record printed, False when there is none
        :param dict data: the data of the report; `company_id` names the company
        """
        record = self.env[self.model].browse(res_id or [])
        if "company_id" in record._fields and record.company_id:
            return record.company_id
        return self.env["res.company"].browse((data or {}).get("company_id")) or self.env.company

    def _stamp_footer(self, stream, company):
        """Return the stream of a PDF with its footer.

        :param io.BytesIO stream: PDF
        :param res.company company: whose identity is printed
        """
        # sudo: the identity of a company is public (C. com. R123-237)
        identity = company.sudo()._get_cae_identity_line()
        content = page_footer.stamp(
            stream.getvalue(),
            identity,
            lambda page, count: self.env._("Page %(page)s / %(count)s", page=page, count=count),
        )
        return io.BytesIO(content)
