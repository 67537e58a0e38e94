from decimal import Decimal

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..engine import trial_balance

SAMPLE = (
    ("512000", 3200, 1150),
    ("606300", 450, 0),
    ("604100", 500, 0),
    ("445710", 0, 1000),
    ("411000", 6000, 3000),
    ("706000", 0, 5000),
)


class TakeoverController(http.Controller):
    @http.route("/cae_compta/takeover/sample", type="http", auth="user", readonly=True)
    def takeover_sample(self):
        """Answer a trial balance of six accounts, headings in the user's language."""
        env = request.env
        if not env["cae.takeover"].has_access("read"):
            raise NotFound
        labels = {
            "512000": env._("Bank"),
            "606300": env._("Supplies"),
            "604100": env._("Contribution 10 %"),
            "445710": env._("VAT collected"),
            "411000": env._("Clients"),
            "706000": env._("Services sold"),
        }
        headings = [
            env._("Code"),
            env._("Activity"),
            env._("Account"),
            env._("Label"),
            env._("Debit"),
            env._("Credit"),
            env._("Balance"),
        ]
        lines = [
            trial_balance.Line(
                0,
                "BLUE",
                env._("Blue workshop"),
                account,
                labels[account],
                Decimal(debit),
                Decimal(credit),
            )
            for account, debit, credit in SAMPLE
        ]
        comma = env["res.lang"]._get_data(code=env.lang or "en_US").decimal_point == ","
        content = trial_balance.write(lines, headings=headings, decimal_mark="," if comma else ".")
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "text/csv; charset=utf-8"),
                (
                    "Content-Disposition",
                    content_disposition(env._("analytic_trial_balance") + ".csv"),
                ),
            ],
        )
