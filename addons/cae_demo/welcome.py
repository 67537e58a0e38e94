"""Those who knock at the door of the example cooperative, and somebody who left it."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command

from .cooperative import LANGUAGE, TIMEZONE, months_ago, open_file, sign
from .follow_up import note_diagnosis
from .requests import DIAGNOSIS, FORMER, REQUESTS


def _ref(env, name):
    return env.ref(f"cae_entrepreneur.{name}")


def _advisor(env):
    return env["res.users"].search([("login", "=", "accompagnatrice")])


def open_requests(env, company):
    """Note the requests for a first meeting, and decide on those that are decided."""
    today = fields.Date.context_today(env["res.users"].with_context(tz=TIMEZONE))
    for (
        name,
        phone,
        postcode,
        town,
        project,
        channel,
        prescriber,
        publics,
        step,
        days_ago,
        decision,
    ) in REQUESTS:
        first, last = name.lower().replace("é", "e").split(" ")
        request = env["crm.lead"].create(
            {
                "cae_intake": True,
                "name": name,
                "phone": phone,
                "email_from": f"{first}.{last}@courriel.example",
                "zip": postcode,
                "city": town,
                "country_id": env.ref("base.fr").id,
                "lang_id": env["res.lang"]._get_data(code=LANGUAGE).id,
                "company_id": company.id,
                "cae_project": project,
                "cae_channel": channel,
                "cae_prescriber_id": prescriber and _ref(env, prescriber).id,
                "cae_public_ids": [Command.set([_ref(env, public).id for public in publics])],
                "cae_stage": "study" if decision else step,
            }
        )
        day = today - relativedelta(days=days_ago)
        # The day of the request is the day it was noted, which nobody may write.
        env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [f"{day} 09:00:00", request.id]
        )
        request.invalidate_recordset(["create_date"])
        if name == DIAGNOSIS["person"]:
            values = {key: value for key, value in DIAGNOSIS.items() if key != "person"}
            diagnosis = env["cae.diagnosis"].create(
                {**values, "lead_id": request.id, "date": day, "user_id": _advisor(env).id}
            )
            note_diagnosis(env, request, diagnosis)
        if decision:
            _decide(env, request, day + relativedelta(days=6), *decision)


def _decide(env, request, day, outcome, reason, told):
    request = request.with_user(_advisor(env))
    partner = {"redirected": "Le Tremplin, aide à la création", "wrong_frame": "Coop du Bâti"}
    sent_to = partner.get(outcome) and env["res.partner"].create(
        {"name": partner[outcome], "is_company": True, "company_id": request.company_id.id}
    )
    for condition in request.cae_condition_ids:
        condition.state = "met" if outcome == "enters" else "to_check"
    request.env["cae.lead.decision"].create(
        {
            "lead_id": request.id,
            "decision": outcome,
            "date": day,
            "reason": reason,
            "told": told,
            "partner_id": sent_to.id if sent_to else False,
            "send_mail": False,
        }
    ).action_decide()


def see_somebody_off(env, company):
    """Make the file of a person whose CAPE ended, with her exit."""
    code, activity, name, address, territory, pole, start, months, reason, destination, text = (
        FORMER
    )
    person, _activity = open_file(
        env,
        company,
        {
            "name": name,
            "phone": "06 00 00 00 30",
            "territory_id": env["cae.territory"].search([("code", "=", territory)]).id,
            "pole_ids": [Command.set(env["cae.pole"].search([("name", "=", pole)]).ids)],
            "referent_id": _advisor(env).id,
        },
        address,
        {"code": code, "name": activity, "date_start": months_ago(env, start)},
    )
    sign(env, person, [("cape", start, months)])
    env["cae.exit"].create(
        {
            "entrepreneur_id": person.id,
            "date_exit": person.contract_ids.date_end,
            "reason_id": env.ref(f"cae_contrat.{reason}").id,
            "destination_id": env.ref(f"cae_contrat.{destination}").id,
            "comment": text,
        }
    ).action_confirm()
