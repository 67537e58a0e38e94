"""Those who knock at the door of the example cooperative, and somebody who left it."""

from dateutil.relativedelta import relativedelta

from .cooperative import LANGUAGE, open_file
from .people import read

TOLD = read("requests")
REQUESTS, FORMER = TOLD["requests"], TOLD["former"]


def open_requests(coop):
    """Note the requests for a first meeting, and decide on those that are decided."""
    for told in REQUESTS:
        request = coop.make(
            "crm.lead",
            told["values"],
            cae_intake=True,
            country_id=coop.env.ref("base.fr").id,
            lang_id=coop.env["res.lang"]._get_data(code=LANGUAGE).id,
        )
        day = coop.today - relativedelta(days=told["days_ago"])
        # The day of the request is the day it was noted, which nobody may write.
        coop.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [f"{day} 09:00:00", request.id]
        )
        request.invalidate_recordset(["create_date"])
        if request.name == TOLD["diagnosis"]["person"]:
            _note_diagnosis(coop, request, day, TOLD["diagnosis"])
        if "decision" in told:
            _decide(coop, request, day + relativedelta(days=6), told)


def _note_diagnosis(coop, request, day, told):
    """Write what an advisor found: answers, and the entry conditions of the request."""
    advisor = coop.user("accompagnatrice")
    diagnosis = coop.make(
        "cae.diagnosis", told["values"], lead_id=request.id, date=day, user_id=advisor.id
    )
    for question, given in told["answers"].items():
        find_answer(diagnosis, question).write(coop.resolve(given))
    for name, found in told["conditions"].items():
        asked = coop.env.ref(f"cae_accueil.{name}")
        request.cae_condition_ids.filtered_domain([("condition_id", "=", asked.id)]).write(found)


def find_answer(diagnosis, question):
    """Return the answer to a question, named by the end of its external id."""
    asked = diagnosis.env.ref(f"cae_diagnostic.cae_diagnosis_question_{question}")
    return diagnosis.answer_ids.filtered_domain([("question_id", "=", asked.id)])


def _decide(coop, request, day, told):
    request = request.with_user(coop.user("accompagnatrice"))
    sent_to = coop.env["res.partner"]
    if "sent_to" in told:
        company = {"is_company": True, "company_id": request.company_id.id}
        sent_to = sent_to.create({"name": told["sent_to"], **company})
    enters = told["decision"]["decision"] == "enters"
    request.cae_condition_ids.state = "met" if enters else "to_check"
    request.env["cae.lead.decision"].create(
        {
            **told["decision"],
            "lead_id": request.id,
            "date": day,
            "partner_id": sent_to.id,
            "send_mail": False,
        }
    ).action_decide()


def see_somebody_off(coop):
    """Make the file of a person whose CAPE ended, with her exit."""
    advisor = coop.user("accompagnatrice")
    person = open_file(coop, FORMER, phone="06 00 00 00 30", referent_id=advisor.id)
    coop.make(
        "cae.exit",
        FORMER["exit"],
        entrepreneur_id=person.id,
        date_exit=person.contract_ids.date_end,
    ).action_confirm()
