"""Those who knock at the door of the example cooperative, and somebody who left it."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from .cooperative import LANGUAGE, find_user, get_today, open_file
from .people import read

# Prescribers, publics, reasons and choices by their external ids, without the addon's name.
TOLD = read("requests")
REQUESTS, FORMER = TOLD["requests"], TOLD["former"]
SENT_TO = {"redirected": "Le Tremplin, aide à la création", "wrong_frame": "Coop du Bâti"}


def open_requests(env, company):
    """Note the requests for a first meeting, and decide on those that are decided."""

    def ref(name):
        return env.ref(f"cae_entrepreneur.{name}").id

    for told in REQUESTS:
        first, last = told["values"]["name"].lower().replace("é", "e").split(" ")
        request = env["crm.lead"].create(
            {
                **told["values"],
                "cae_intake": True,
                "email_from": f"{first}.{last}@courriel.example",
                "country_id": env.ref("base.fr").id,
                "lang_id": env["res.lang"]._get_data(code=LANGUAGE).id,
                "company_id": company.id,
                "cae_prescriber_id": told["prescriber"] and ref(told["prescriber"]),
                "cae_public_ids": [Command.set([ref(public) for public in told["publics"]])],
                "cae_stage": "study" if "decision" in told else told["step"],
            }
        )
        day = get_today(env) - relativedelta(days=told["days_ago"])
        # The day of the request is the day it was noted, which nobody may write.
        env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [f"{day} 09:00:00", request.id]
        )
        request.invalidate_recordset(["create_date"])
        if request.name == TOLD["diagnosis"]["person"]:
            _note_diagnosis(env, request, day, **TOLD["diagnosis"])
        if "decision" in told:
            _decide(env, request, day + relativedelta(days=6), **told["decision"])


def _note_diagnosis(env, request, day, person, values, answers, conditions):
    """Write what an advisor found: answers, and the entry conditions of the request."""
    diagnosis = env["cae.diagnosis"].create(
        {
            **values,
            "lead_id": request.id,
            "date": day,
            "user_id": find_user(env, "accompagnatrice").id,
        }
    )
    for question, given in answers.items():
        if "choice_id" in given:
            given = {"choice_id": env.ref(f"cae_diagnostic.{given['choice_id']}").id}
        find_answer(diagnosis, question).write(given)
    for name, found in conditions.items():
        asked = env.ref(f"cae_accueil.{name}")
        request.cae_condition_ids.filtered_domain([("condition_id", "=", asked.id)]).write(found)


def find_answer(diagnosis, question):
    """Return the answer to a question, named by the end of its external id."""
    asked = diagnosis.env.ref(f"cae_diagnostic.cae_diagnosis_question_{question}")
    return diagnosis.answer_ids.filtered_domain([("question_id", "=", asked.id)])


def _decide(env, request, day, decision, reason, told):
    request = request.with_user(find_user(env, "accompagnatrice"))
    sent_to = env["res.partner"]
    if decision in SENT_TO:
        sent_to = sent_to.create(
            {
                "name": SENT_TO[decision],
                "is_company": True,
                "company_id": request.company_id.id,
            }
        )
    request.cae_condition_ids.state = "met" if decision == "enters" else "to_check"
    request.env["cae.lead.decision"].create(
        {
            "lead_id": request.id,
            "decision": decision,
            "date": day,
            "reason": reason,
            "told": told,
            "partner_id": sent_to.id,
            "send_mail": False,
        }
    ).action_decide()


def see_somebody_off(env, company):
    """Make the file of a person whose CAPE ended, with her exit."""
    person, _activity = open_file(
        env,
        company,
        FORMER,
        phone="06 00 00 00 30",
        referent_id=find_user(env, "accompagnatrice").id,
    )
    env["cae.exit"].create(
        {
            "entrepreneur_id": person.id,
            "date_exit": person.contract_ids.date_end,
            "reason_id": env.ref(f"cae_contrat.{FORMER['reason']}").id,
            "destination_id": env.ref(f"cae_contrat.{FORMER['destination']}").id,
            "comment": FORMER["comment"],
        }
    ).action_confirm()
