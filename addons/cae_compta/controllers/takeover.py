from werkzeug.exceptions import NotFound

from odoo import http
from odoo.addons.cae_socle.controllers.files import give_file
from odoo.addons.cae_socle.report.import_template import write_csv
from odoo.http import request


class TakeoverController(http.Controller):
    @http.route("/cae_compta/takeover/sample", type="http", auth="user", readonly=True)
    def takeover_sample(self):
        """Answer a trial balance of six accounts, headings in the user's language."""
        env = request.env
        if not env["cae.takeover"].has_access("read"):
            raise NotFound
        comma = env["res.lang"]._get_data(code=env.lang or "en_US").decimal_point == ","
        cents = ",00" if comma else ".00"
        headings = (
            env._("Code"),
            env._("Activity"),
            env._("Account"),
            env._("Label"),
            env._("Debit"),
            env._("Credit"),
            env._("Balance"),
        )
        sample = {
            "512000": (env._("Bank"), 3200, 1150),
            "606300": (env._("Supplies"), 450, 0),
            "604100": (env._("Contribution 10 %"), 500, 0),
            "445710": (env._("VAT collected"), 0, 1000),
            "411000": (env._("Clients"), 6000, 3000),
            "706000": (env._("Services sold"), 0, 5000),
        }
        rows = [
            ["BLUE", env._("Blue workshop"), account, label]
            + [f"{amount}{cents}" if amount else "" for amount in (debit, credit, debit - credit)]
            for account, (label, debit, credit) in sample.items()
        ]
        name = env._("analytic_trial_balance") + ".csv"
        return give_file(write_csv([headings, *rows]), name)
