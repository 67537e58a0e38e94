"""The diagnoses of the example: two of one person a year apart, and one she is asked for."""

from dateutil.relativedelta import relativedelta

from .cooperative import LANGUAGE, TIMEZONE, find_user, forget_mails, get_today
from .people import read
from .welcome import find_answer

# what is found at entry, and a year later
TOLD = read("diagnoses")


def make_diagnoses(env, company):
    """Make the diagnoses of the example.

    :param env: of the superuser
    :param res.company company: the example cooperative
    """
    env = env(context={**env.context, "lang": LANGUAGE, "tz": TIMEZONE})
    today = get_today(env)
    person = find_user(env, "entrepreneuse").cae_entrepreneur_ids[:1]
    advisor = find_user(env, "accompagnatrice")
    entry = min((today - relativedelta(months=14), person.date_entry or today))
    for moment, day in (("entry", entry), ("year", entry + relativedelta(years=1))):
        diagnosis = env["cae.diagnosis"].create(
            {
                "entrepreneur_id": person.id,
                "user_id": advisor.id,
                "date": day,
                "company_id": company.id,
                **TOLD[moment],
            }
        )
        _answer(diagnosis, moment)
        diagnosis.action_finish()
        diagnosis.is_shared = True
        diagnosis._by_method().date_done = day
    diagnosis.finding_ids.filtered(lambda one: one.kind == "lever")[:1].action_handle()
    asked = env["cae.diagnosis"].create(
        {
            "entrepreneur_id": person.id,
            "user_id": advisor.id,
            "form_id": env.ref("cae_diagnostic.diagnosis_form_annual").id,
            "company_id": company.id,
        }
    )
    asked.action_ask()
    forget_mails(env, "cae.diagnosis")


def _answer(diagnosis, moment):
    for question, given in TOLD["answers"].items():
        answer = find_answer(diagnosis, question)
        if answer.question_id.kind == "choice":
            answer.choice_id = diagnosis.env.ref(f"cae_diagnostic.{given[moment]}")
        else:
            answer[answer.question_id.kind] = given[moment]
    if moment == "year":
        for question, comment in TOLD["comments"].items():
            find_answer(diagnosis, question).comment = comment
