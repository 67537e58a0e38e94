"""Found the example cooperative: company, territories, poles, staff, entrepreneurs."""

import base64
import io

from dateutil.relativedelta import relativedelta
from reportlab.pdfgen.canvas import Canvas

from odoo import fields
from odoo.fields import Command
from odoo.tools import file_open

from .people import COMPANY, COOPERATIVE, ENTREPRENEURS, LOGINS, PORTAL, STAFF

LANGUAGE = "fr_FR"
# The smallest activity, and what a salaried entrepreneur gets for her hours of a week.
TERMS = {
    "cape": {"minimum_turnover": 300, "minimum_hours": 20},
    "cesa": {"minimum_turnover": 1500, "minimum_hours": 60, "working_time": 21, "fixed_pay": 1100},
}
TIMEZONE = "Europe/Paris"
# No mail, no trace of the making in the discussions; texts are written in French.
QUIET = {
    "lang": LANGUAGE,
    "no_reset_password": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_quick_update": True,
    "tracking_disable": True,
}


def found(env, company):
    """Give the company its identity, its chart of accounts and its bank."""
    if not env["res.lang"]._get_data(code=LANGUAGE):
        lang = env["res.lang"].with_context(active_test=False).search([("code", "=", LANGUAGE)])
        env["base.language.install"].create({"lang_ids": [Command.set(lang.ids)]}).lang_install()
    france = env.ref("base.fr")
    france.currency_id.active = True
    company.write({"country_id": france.id, "currency_id": france.currency_id.id})
    if not company.chart_template:
        env["account.chart.template"].try_loading("fr", company=company, install_demo=False)
    company._setup_cae_accounting()
    # What is due is followed since before the latest entries.
    company.cae_deadline_start = months_ago(env, 4)
    with file_open("cae_demo/static/img/logo.png", "rb") as logo:
        company.write({**COMPANY, "logo": base64.b64encode(logo.read())})
    company.cae_schedule_paper = base64.b64encode(make_page(*COOPERATIVE["schedule"]))
    company.partner_id.lang = LANGUAGE
    bank = bank_journal(env, company)
    if not bank.bank_account_id:
        bank.bank_account_id = env["res.partner.bank"].create(
            {
                "acc_number": COOPERATIVE["iban"],
                "partner_id": company.partner_id.id,
                "company_id": company.id,
            }
        )
    # Payments are noted when the bank shows them: they go to its account at once.
    lines = bank.inbound_payment_method_line_ids + bank.outbound_payment_method_line_ids
    lines.payment_account_id = bank.default_account_id
    manual = lines.filtered(lambda line: line.payment_method_id.code == "manual")
    manual.name = "Virement, chèque ou espèces"
    _propose_services(env, company)


def _propose_services(env, company):
    """Let a new line of a sale propose the account and the VAT of a service: what members sell."""
    chart = env["account.chart.template"].with_company(company)
    services = chart.ref("pcg_706")
    services.tax_ids = chart.ref("tva_normale_encaissement")
    sales = [("type", "=", "sale"), ("company_id", "=", company.id)]
    env["account.journal"].search(sales, limit=1).default_account_id = services


def make_page(*lines):
    """Return a PDF of one page with these lines."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number, line in enumerate(("Les Ateliers du Fleuve (exemple)", *lines)):
        canvas.drawString(72, 760 - 24 * number, line)
    canvas.save()
    return stream.getvalue()


def bank_journal(env, company):
    return env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )


def bring_people(env, company):
    """Make staff, territories, poles, entrepreneurs with contracts.

    :return: {activity code: activity}
    """
    here = {"lang": LANGUAGE, "tz": TIMEZONE}
    staff = {
        login: _make_user(env, company, login, email=_email(who["name"]), **here, **who)
        for login, who in STAFF.items()
    }
    common = {"company_id": company.id}
    advisors = {"advisor_ids": [Command.set(staff["accompagnatrice"].ids)]}
    env["cae.territory"].create(
        [{**territory, **advisors, **common} for territory in COOPERATIVE["territories"]]
    )
    env["cae.pole"].create([{**pole, **common} for pole in COOPERATIVE["poles"]])
    activities = {}
    for member in ENTREPRENEURS:
        login = "gerante" if member["territory"] == "ORL" else "accompagnatrice"
        entrepreneur, activities[member["code"]] = open_file(
            env,
            company,
            member,
            phone=f"06 00 00 00 {len(activities) + 10}",
            referent_id=staff[login].id,
        )
        if member.get("member_since"):
            entrepreneur.date_associate = months_ago(env, member["member_since"])
    for login, code in PORTAL.items():
        partner = activities[code].entrepreneur_ids.partner_id
        _make_user(env, company, login, "base.group_portal", partner_id=partner.id)
    open_logins(env)
    return activities


def open_file(env, company, member, **values):
    """Open the file of a person, with her activity and her contracts.

    :param dict member: who, as in data/entrepreneurs.json
    :param values: of the file
    :return: (entrepreneur, activity)
    """
    own = [("company_id", "=", company.id)]
    territory = env["cae.territory"].search([*own, ("code", "=", member["territory"])])
    poles = env["cae.pole"].search([*own, ("name", "=", member["pole"])])
    entrepreneur = env["cae.entrepreneur"].create(
        {
            **{name: member[name] for name in ("name", "street", "zip", "city")},
            "email": _email(member["name"]),
            "country_id": env.ref("base.fr").id,
            "lang": LANGUAGE,
            "tz": TIMEZONE,
            "company_id": company.id,
            "territory_id": territory.id,
            "pole_ids": [Command.set(poles.ids)],
            **values,
        }
    )
    activity = env["cae.activity"].create(
        {
            "code": member["code"],
            "name": member["activity"],
            "company_id": company.id,
            "entrepreneur_ids": [Command.set(entrepreneur.ids)],
            "territory_id": territory.id,
            "pole_ids": [Command.set(poles.ids)],
            "date_start": months_ago(env, member["contracts"][0][1]),
        }
    )
    _sign(env, entrepreneur, member["contracts"])
    return entrepreneur, activity


def open_logins(env):
    """Open the logins of the example; each one's password is the login."""
    users = env["res.users"].with_context(active_test=False).search([("login", "in", LOGINS)])
    users.active = True
    for user in users:
        # Not as a password that somebody chooses: it would be too short, and is meant to be known.
        user._set_encrypted_password(user.id, user._crypt_context().hash(user.login))


def _email(name):
    first, last = name.lower().split(" ")
    plain = str.maketrans("éèêëàâîïôöûüç", "eeeeaaiioouuc")
    return f"{first}.{last}@ateliersdufleuve.example".translate(plain)


def months_ago(env, months):
    """Return the first day of a month that lies so many months back."""
    return get_today(env).replace(day=1) - relativedelta(months=months)


def get_today(env):
    return fields.Date.context_today(env["res.users"].with_context(tz=TIMEZONE))


def find_user(env, login):
    return env["res.users"].search([("login", "=", login)])


def forget_mails(env, model):
    """Delete what would be sent: in the example nobody is written to."""
    env["mail.mail"].search([("model", "=", model)]).unlink()


def _make_user(env, company, login, group, **values):
    users = env["res.users"].with_context(active_test=False)
    user = users.search([("login", "=", login)])
    if user:
        user.write(values)
        return user
    return users.create(
        {
            **values,
            "login": login,
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(env.ref(group).ids)],
        }
    )


def _sign(env, entrepreneur, contracts):
    """Confirm contracts (kind, months ago of the start, months or None), and end the past ones."""
    for kind, begun, months in contracts:
        start = months_ago(env, begun)
        end = months and start + relativedelta(months=months, days=-1)
        contract = env["cae.contract"].create(
            {
                "entrepreneur_id": entrepreneur.id,
                "kind": kind,
                "date_start": start,
                "date_end": end or False,
                **TERMS[kind],
            }
        )
        contract.action_confirm()
        if end and end < months_ago(env, 0):
            contract.action_end()
