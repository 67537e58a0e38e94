"""The example cooperative: what is told of it, its company, its staff and its members."""

import base64
import io

from dateutil.relativedelta import relativedelta
from reportlab.pdfgen.canvas import Canvas

from odoo import fields
from odoo.fields import Command
from odoo.tools import file_open, remove_accents

from .people import COMPANY, COOPERATIVE, ENTREPRENEURS, LOGINS, PORTAL, STAFF

LANGUAGE = "fr_FR"
TIMEZONE = "Europe/Paris"
# The smallest activity, and what a salaried entrepreneur gets for her hours of a week.
TERMS = COOPERATIVE["terms"]
# No mail, no trace of the making in the discussions; texts are written in French.
QUIET = {
    "lang": LANGUAGE,
    "tz": TIMEZONE,
    "install_mode": True,
    "no_reset_password": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_quick_update": True,
    "tracking_disable": True,
}


class Cooperative:
    """The example cooperative, for what fills it.

    What the files of data/ tell is written as ``create`` takes it, but for records and days:
    ``{"ref": external id}``, ``{"person": name, or code of the activity}``, ``{"contract": the
    one in force of a person}``, ``{"territory": code}``, ``{"user": login}``, ``{"partner":
    login}``; ``{"days": from today}``, ``{"months": from the first of this month, "days": more}``.
    A list is of records to link, or of values of lines.

    :param env: of the superuser
    :param res.company company: the company that it becomes
    """

    def __init__(self, env, company):
        self.env = env(context={**env.context, **QUIET, "allowed_company_ids": company.ids})
        self.company = company.with_env(self.env)
        self.today = fields.Date.context_today(self.company)
        self.finders = {
            "ref": self.env.ref,
            "person": self.person,
            "contract": self.contract,
            "territory": lambda code: self.find("cae.territory", ("code", "=", code)),
            "user": self.user,
            "partner": lambda login: self.user(login).partner_id,
        }

    def find(self, model, *domain, **options):
        return self.env[model].search([("company_id", "=", self.company.id), *domain], **options)

    def user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def person(self, who):
        """Return the entrepreneur of a name, or of the code of an activity."""
        named = ["|", ("name", "=", who), ("cae_activity_ids.code", "=", who)]
        return self.find("cae.entrepreneur", *named)

    def contract(self, who):
        """Return the contract in force of a person."""
        return self.person(who).contract_ids.filtered_domain([("state", "=", "confirmed")])

    def month(self, number):
        """Return the first day of the month so many months from now."""
        return self.today.replace(day=1) + relativedelta(months=number)

    def resolve(self, told):
        """Return what is told as ``create`` takes it."""
        if isinstance(told, list):
            return [
                Command.create(item) if isinstance(item, dict) else Command.link(item)
                for item in map(self.resolve, told)
            ]
        if not isinstance(told, dict):
            return told
        if told and told.keys() <= {"months", "days"}:
            day = self.month(told["months"]) if "months" in told else self.today
            return day + relativedelta(days=told.get("days", 0))
        if len(told) == 1 and told.keys() <= self.finders.keys():
            [(kind, name)] = told.items()
            return self.finders[kind](name).id
        return {name: self.resolve(value) for name, value in told.items()}

    def make(self, model, *told, **values):
        """Make a record of each that is told, with these values besides."""
        return self.env[model].create([{**self.resolve(item), **values} for item in told or ({},)])

    def forget_mails(self, model):
        """Delete what would be sent: in the example nobody is written to."""
        self.env["mail.mail"].search([("model", "=", model)]).unlink()

    def bank(self):
        return self.find("account.journal", ("type", "=", "bank"), limit=1)


def found(coop):
    """Give the company its identity, its chart of accounts and its bank."""
    env, company = coop.env, coop.company
    env["res.lang"]._activate_and_install_lang(LANGUAGE)
    france = env.ref("base.fr")
    france.currency_id.active = True
    company.write({"country_id": france.id, "currency_id": france.currency_id.id})
    if not company.chart_template:
        env["account.chart.template"].try_loading("fr", company=company, install_demo=False)
    company._setup_cae_accounting()
    # What is due is followed since before the latest entries.
    company.cae_deadline_start = coop.month(-4)
    with file_open("cae_demo/static/img/logo.png", "rb") as logo:
        company.write({**COMPANY, "logo": base64.b64encode(logo.read())})
    company.cae_schedule_paper = base64.b64encode(make_page(*COOPERATIVE["schedule"]))
    company.partner_id.lang = LANGUAGE
    bank = coop.bank()
    if not bank.bank_account_id:
        bank.bank_account_id = coop.make(
            "res.partner.bank",
            acc_number=COOPERATIVE["iban"],
            partner_id=company.partner_id.id,
            company_id=company.id,
        )
    # Payments are noted when the bank shows them: they go to its account at once.
    lines = bank.inbound_payment_method_line_ids + bank.outbound_payment_method_line_ids
    lines.payment_account_id = bank.default_account_id
    manual = lines.filtered(lambda line: line.payment_method_id.code == "manual")
    manual.name = "Virement, chèque ou espèces"
    # A new line of a sale proposes the account and the VAT of a service: what members sell.
    chart = env["account.chart.template"].with_company(company)
    services = chart.ref("pcg_706")
    services.tax_ids = chart.ref("tva_normale_encaissement")
    coop.find("account.journal", ("type", "=", "sale"), limit=1).default_account_id = services


def make_page(*lines):
    """Return a PDF of one page with these lines."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number, line in enumerate(("Les Ateliers du Fleuve (exemple)", *lines)):
        canvas.drawString(72, 760 - 24 * number, line)
    canvas.save()
    return stream.getvalue()


def bring_people(coop):
    """Make staff, territories, poles, entrepreneurs with contracts."""
    here = {"lang": LANGUAGE, "tz": TIMEZONE}
    staff = {
        login: _make_user(coop, login, email=_email(who["name"]), **here, **who)
        for login, who in STAFF.items()
    }
    advisors = [Command.set(staff["accompagnatrice"].ids)]
    coop.make("cae.territory", *COOPERATIVE["territories"], advisor_ids=advisors)
    coop.make("cae.pole", *COOPERATIVE["poles"])
    for number, member in enumerate(ENTREPRENEURS, start=10):
        login = "gerante" if member["territory"] == "ORL" else "accompagnatrice"
        entrepreneur = open_file(
            coop, member, phone=f"06 00 00 00 {number}", referent_id=staff[login].id
        )
        if member.get("member_since"):
            entrepreneur.date_associate = coop.month(-member["member_since"])
    for login, code in PORTAL.items():
        partner = coop.person(code).partner_id
        _make_user(coop, login, "base.group_portal", partner_id=partner.id)
    open_logins(coop.env)


def open_file(coop, member, **values):
    """Open the file of a person, with her activity and her contracts.

    :param dict member: who, as in data/entrepreneurs.json
    :param values: of the file
    :return: the entrepreneur
    """
    place = {
        "territory_id": coop.resolve({"territory": member["territory"]}),
        "pole_ids": [Command.set(coop.find("cae.pole", ("name", "=", member["pole"])).ids)],
    }
    entrepreneur = coop.make(
        "cae.entrepreneur",
        {name: member[name] for name in ("name", "street", "zip", "city")},
        email=_email(member["name"]),
        country_id=coop.env.ref("base.fr").id,
        lang=LANGUAGE,
        tz=TIMEZONE,
        **place,
        **values,
    )
    coop.make(
        "cae.activity",
        code=member["code"],
        name=member["activity"],
        entrepreneur_ids=[Command.set(entrepreneur.ids)],
        date_start=coop.month(-member["contracts"][0][1]),
        **place,
    )
    _sign(coop, entrepreneur, member["contracts"])
    return entrepreneur


def open_logins(env):
    """Open the logins of the example; each one's password is the login."""
    users = env["res.users"].with_context(active_test=False).search([("login", "in", LOGINS)])
    users.active = True
    for user in users:
        # Not as a password that somebody chooses: it would be too short, and is meant to be known.
        user._set_encrypted_password(user.id, user._crypt_context().hash(user.login))


def _email(name):
    plain = remove_accents(name).lower().replace(" ", ".")
    return f"{plain}@ateliersdufleuve.example"


def _make_user(coop, login, group, **values):
    user = coop.env["res.users"].with_context(active_test=False).search([("login", "=", login)])
    if user:
        user.write(values)
        return user
    groups = [Command.set(coop.env.ref(group).ids)]
    return coop.make("res.users", login=login, group_ids=groups, **values)


def _sign(coop, entrepreneur, contracts):
    """Confirm contracts (kind, months ago of the start, months or None), and end the past ones."""
    for kind, begun, months in contracts:
        end = coop.resolve({"months": months - begun, "days": -1}) if months else False
        contract = coop.make(
            "cae.contract",
            TERMS[kind],
            entrepreneur_id=entrepreneur.id,
            kind=kind,
            date_start=coop.month(-begun),
            date_end=end,
        )
        contract.action_confirm()
        if end and end < coop.month(0):
            contract.action_end()
