from functools import partial
from urllib.parse import urlencode

from odoo import http
from odoo.addons.account.controllers.portal import PortalAccount
from odoo.addons.cae_entrepreneur.controllers.portal import MY_PAGE, MySpace
from odoo.addons.cae_socle.controllers.files import give_file
from odoo.addons.cae_socle.models.periods import read_period
from odoo.addons.portal.controllers.portal import pager
from odoo.http import request, route

from ..models.statement_lines import DOCUMENTS, LINES_PER_PAGE

# Larger numbers are no ids, and the database would refuse them with an error.
ACTIVITY = "/my/activities/<int(max=2147483647):activity_id>"


def get_my_activities():
    """Return the activities of the person who asks; whoever works beside them has none."""
    activities = request.env["cae.activity"]
    if not activities.has_access("read"):
        return activities
    return activities.search([("entrepreneur_ids.user_ids", "in", request.env.user.ids)])


class InvoicePortal(PortalAccount):
    """Odoo's page of invoices, which tells entrepreneurs where those of their activity are."""

    def _prepare_my_invoices_values(self, *args, **kwargs):
        values = super()._prepare_my_invoices_values(*args, **kwargs)
        return {**values, "my_activities": get_my_activities()}


class ActivityStatementPortal(MySpace):
    """The statement of one's own activities, on the portal and as files.

    Activities are always searched with the rights of the person who asks: one that is
    someone else's is not found, and the answer is that of one that does not exist.
    """

    def _prepare_my_space_values(self, entrepreneurs):
        values = super()._prepare_my_space_values(entrepreneurs)
        activities = values["activities"]
        days = activities[:1]._get_statement_period()
        return values | {"statements": activities._get_statements(*days)}

    @route("/my/activities", **MY_PAGE, readonly=True)
    def my_activities(self, **kw):
        """List one's own activities; show the statement at once when there is only one."""
        activities = get_my_activities()
        if len(activities) == 1:
            return request.redirect(f"/my/activities/{activities.id}")
        days = activities[:1]._get_statement_period()
        return self._render_page(
            "cae_gestion.portal_my_activities",
            "my_activities",
            statements=activities._get_statements(*days),
        )

    @route(ACTIVITY, **MY_PAGE, readonly=True)
    def my_activity(self, activity_id, period="this_year", date_from=None, date_to=None, **kw):
        """Show the statement of one activity for a period; say which cannot be shown."""
        activity = self._get_activity(activity_id)
        days, error = self._call(activity._get_statement_period, period, date_from, date_to)
        if error:
            period, days = "this_year", activity._get_statement_period()
        return self._render_page(
            "cae_gestion.portal_my_activity",
            "my_activity",
            **activity._prepare_statement_values(*days),
            period=period,
            periods=activity._get_statement_periods(),
            typed_from=date_from if error else days[0],
            typed_to=date_to if error else days[1],
            error=error,
            file_url=partial(activity._get_statement_url, *days),
        )

    @http.route(
        f"{ACTIVITY}/statement.<any(pdf, xlsx):extension>",
        type="http",
        auth="user",
        readonly=True,
    )
    def my_activity_file(
        self, activity_id, extension, period="this_year", date_from=None, date_to=None, **kw
    ):
        """Give the statement as a file, to entrepreneurs and staff alike."""
        activity = self._get_activity(activity_id)
        days, error = self._call(activity._get_statement_period, period, date_from, date_to)
        if error:
            return self._redirect_to_refusal(activity, period, date_from, date_to)
        filename = f"{activity._get_statement_filename(*days)}.{extension}"
        return give_file(activity._get_statement_file(extension, *days), filename)

    @route([f"{ACTIVITY}/lines", f"{ACTIVITY}/lines/page/<int:page>"], **MY_PAGE, readonly=True)
    def my_activity_lines(
        self, activity_id, figure=None, account=None, date_from=None, date_to=None, page=1, **kw
    ):
        """Show the lines that make a figure of the statement, or one of its accounts."""
        activity = self._get_activity(activity_id)
        days, error = self._call(read_period, activity, date_from, date_to)
        if error:
            return self._redirect_to_refusal(activity, "custom", date_from, date_to)
        values = activity._prepare_statement_lines_values(*days, figure, account, page)
        if not values:
            raise request.not_found()
        found = values["found"]
        return self._render_page(
            "cae_gestion.portal_my_activity_lines",
            "my_activity_lines",
            **values,
            back_url=activity._get_statement_url(*days),
            pager=pager(
                url=f"/my/activities/{activity.id}/lines",
                total=found.count,
                page=found.page,
                step=LINES_PER_PAGE,
                url_args={
                    "date_from": days[0],
                    "date_to": days[1],
                    **({"figure": figure} if figure else {"account": account}),
                },
            ),
        )

    @http.route(f"{ACTIVITY}/invoices/<int(max=2147483647):invoice_id>", type="http", auth="user")
    def my_activity_invoice(self, activity_id, invoice_id, **kw):
        """Give the PDF of an invoice or credit note of the activity to one of its customers."""
        activity = self._get_activity(activity_id)
        domain = [
            ("id", "=", invoice_id),
            ("cae_activity_id", "=", activity.id),
            ("move_type", "in", DOCUMENTS),
            ("state", "=", "posted"),
        ]
        # sudo: documents of an activity that the user may read; no other is looked for
        invoice_sudo = request.env["account.move"].sudo().search(domain)
        if not invoice_sudo:
            raise request.not_found()
        # what was sent is what is shown; before, what would be sent
        sent_sudo = invoice_sudo.invoice_pdf_report_id
        report_sudo = request.env["ir.actions.report"].sudo()
        content = (
            sent_sudo.raw
            or report_sudo._render_qweb_pdf("account.account_invoices", invoice_sudo.ids)[0]
        )
        return give_file(content, invoice_sudo._get_invoice_report_filename())

    def _redirect_to_refusal(self, activity, period, date_from, date_to):
        """Lead to the page of the activity, which says why these dates cannot be shown."""
        query = {"period": period, "date_from": date_from or "", "date_to": date_to or ""}
        return request.redirect(f"/my/activities/{activity.id}?{urlencode(query)}")

    def _get_activity(self, activity_id):
        """Return the activity if the user may read it; answer "not found" otherwise."""
        activities = request.env["cae.activity"].with_context(active_test=False)
        activity = activities.search([("id", "=", activity_id)])
        if not activity:
            raise request.not_found()
        return activity
