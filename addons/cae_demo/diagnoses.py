"""The diagnoses of the example: two of one person a year apart, and one she is asked for."""

from dateutil.relativedelta import relativedelta

from .people import read
from .welcome import find_answer

# what is found at entry, and a year later
TOLD = read("diagnoses")


def make_diagnoses(coop):
    """Make the diagnoses of the example."""
    person = coop.person("BOIS")
    who = {"entrepreneur_id": person.id, "user_id": coop.user("accompagnatrice").id}
    entry = min(coop.today - relativedelta(months=14), person.date_entry or coop.today)
    for moment, day in (("entry", entry), ("year", entry + relativedelta(years=1))):
        diagnosis = coop.make("cae.diagnosis", TOLD[moment], date=day, **who)
        _answer(coop, diagnosis, moment)
        diagnosis.action_finish()
        diagnosis.is_shared = True
        diagnosis._by_method().date_done = day
    diagnosis.finding_ids.filtered_domain([("kind", "=", "lever")])[:1].action_handle()
    annual = {"form_id": {"ref": "cae_diagnostic.diagnosis_form_annual"}}
    coop.make("cae.diagnosis", annual, **who).action_ask()
    coop.forget_mails("cae.diagnosis")


def _answer(coop, diagnosis, moment):
    for question, given in TOLD["answers"].items():
        answer = find_answer(diagnosis, question)
        kind = answer.question_id.kind
        answer["choice_id" if kind == "choice" else kind] = coop.resolve(given[moment])
    if moment == "year":
        for question, comment in TOLD["comments"].items():
            find_answer(diagnosis, question).comment = comment
