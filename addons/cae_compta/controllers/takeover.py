from werkzeug.exceptions import NotFound

from odoo import http
from odoo.addons.cae_socle.controllers.files import give_file
from odoo.addons.cae_socle.report.import_template import write_csv
from odoo.http import request

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
        comma = env["res.lang"]._get_data(code=env.lang or "en_US").decimal_point == ","
        cents = ",00" if comma else ".00"
        labels = {
            "512000": env._("Bank"),
            "606300": env._("Supplies"),
            "604100": env._("Contribution 10 %"),
            "445710": env._("VAT collected"),
            "411000": env._("Clients"),
            "706000": env._("Services sold"),
        }
        headings = (
            env._("Code"),
            env._("Activity"),
            env._("Account"),
            env._("Label"),
            env._("Debit"),
            env._("Credit"),
            env._("Balance"),
        )
        rows = [
            ["BLUE", env._("Blue workshop"), account, labels[account]]
            + [f"{amount}{cents}" if amount else "" for amount in (debit, credit, debit - credit)]
            for account, debit, credit in SAMPLE
        ]
        name = env._("analytic_trial_balance") + ".csv"
        return give_file(write_csv([headings, *rows]), name)
