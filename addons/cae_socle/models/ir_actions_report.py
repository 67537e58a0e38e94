import io
import re

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ..report import page_footer


class IrActionsReport(models.Model):
    """Reports whose pages carry their number and the cooperative's identity.

    They print alike with every wkhtmltopdf (see report/page_footer.py), and need nothing
    from the web server while they print: their style is in their layout.

    So do the reports that use `web.external_layout`, the ones that companies send out:
    Odoo puts their letterhead and their footer where only a patched wkhtmltopdf prints them.
    """

    _inherit = "ir.actions.report"

    cae_numbered = fields.Boolean(
        string="Page numbers and identity of the cooperative",
        help="Each page ends with the cooperative's identity and “Page 1 / 3”.",
    )

    def _get_layout(self):
        if self.cae_numbered:
            return self.env.ref("cae_socle.report_numbered_page")
        if self.env.context.get("cae_numbered"):
            return self.env.ref("cae_socle.report_external_page")
        return super()._get_layout()

    def get_paperformat(self):
        if self.env.context.get("cae_numbered") and not self.cae_numbered:
            # theirs leave room for a header that is not printed
            return self.env.ref("cae_socle.report_numbered_paperformat")
        return super().get_paperformat()

    def _is_numbered(self):
        """Tell whether the report is printed with page numbers and identity, by us."""
        self.ensure_one()
        return self.cae_numbered or self._calls_external_layout(self.report_name)

    @api.model
    @tools.ormcache("report_name", cache="templates")
    def _calls_external_layout(self, report_name):
        """Tell whether a template, or one that it calls, calls `web.external_layout`."""
        View = self.env["ir.ui.view"].sudo()
        found, pending = set(), [report_name]
        while pending:
            name = pending.pop()
            if name == "web.external_layout":
                return True
            if name in found or "{" in name:
                continue
            found.add(name)
            if view := View._get_template_view(name, raise_if_not_found=False):
                pending += view._get_combined_arch().xpath("//@t-call")
        return False

    @api.model
    def _get_external_style(self):
        """Return the style of Odoo's reports, to be written into the page (Markup)."""
        return self._compile_external_style(self._get_external_bundle().get_version("css"))

    @api.model
    def _get_external_bundle(self):
        return self.env["ir.qweb"]._get_asset_bundle(
            "web.report_assets_common", js=False, autoprefix=True
        )

    @api.model
    @tools.ormcache("version", cache="assets")
    def _compile_external_style(self, version):
        """Return the compiled style, kept in memory: Odoo prints where nothing may be stored.

        Without its fonts: they would be asked of the web server, which need not be reachable
        from itself under its public name.
        """
        css = self._get_external_bundle().preprocess_css()
        return Markup(re.sub(r"@font-face\s*{[^}]*}|@import[^;]*;", "", css))

    def _get_rendering_context(self, report, docids, data):
        """Refuse a workbook that is asked for as a page: there is no template to print it."""
        if report.report_type == "xlsx":
            raise UserError(
                self.env._(
                    "“%(report)s” is a workbook: download it with its button.", report=report.name
                )
            )
        return super()._get_rendering_context(report, docids, data)

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        if self._get_report(report_ref)._is_numbered():
            # Odoo answers HTML while tests run, because its layouts ask the server for
            # their style. These need no server: the tests print what users print.
            self = self.with_context(force_report_rendering=True)
        return super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report_sudo = self._get_report(report_ref)
        if not report_sudo._is_numbered():
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        numbered = self.with_context(
            cae_numbered=True,
            landscape=self.env.context.get("landscape")
            or report_sudo.get_paperformat().orientation == "Landscape",
        )
        # The layout and the paper are asked of the report, in the context it comes with.
        report = report_sudo.with_context(**numbered.env.context)
        streams = {}
        # One by one: only a patched wkhtmltopdf can print several documents at once,
        # and each has page numbers of its own.
        for res_id in dict.fromkeys(res_ids or [False]):
            found = super(IrActionsReport, numbered)._render_qweb_pdf_prepare_streams(
                report, dict(data or {}), res_ids=[res_id] if res_id else None
            )
            for key, values in found.items():
                if not values["attachment"]:
                    record = report_sudo.env[report_sudo.model].browse(key or [])
                    values["stream"] = report_sudo._stamp_footer(values["stream"], record, data)
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

    def _stamp_footer(self, stream, record, data):
        """Return the stream of a PDF with its footer.

        :param io.BytesIO stream: PDF
        :param record: what is printed, empty when there is none
        :param dict data: the data of the report; `company_id` names the company, and
            `display_name_in_footer` says that it wants the name of the document on each page
        """
        data = data or {}
        # in the language of who receives it, if Odoo wrote it
        partner_sudo = record.sudo().partner_id if "partner_id" in record._fields else None
        lang = (not self.cae_numbered and partner_sudo and partner_sudo.lang) or self.env.lang
        # sudo: the identity of a company is public (C. com. R123-237)
        company_sudo = self._get_footer_company(record, data).sudo().with_context(lang=lang)
        identity = company_sudo._get_cae_identity_line()
        name = record.display_name if record and data.get("display_name_in_footer") else ""

        def write_number(page, count):
            number = company_sudo.env._("Page %(page)s / %(count)s", page=page, count=count)
            return " · ".join(filter(None, [name, number]))

        return io.BytesIO(page_footer.stamp(stream.getvalue(), identity, write_number))

    def _get_footer_company(self, record, data):
        """Return the company whose identity is on a document; its own, else that of the data."""
        if record and record._name == "res.company":
            return record
        if "company_id" in record._fields and record.company_id:
            return record.company_id
        return self.env["res.company"].browse(data.get("company_id")) or self.env.company
