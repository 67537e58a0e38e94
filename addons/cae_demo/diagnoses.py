"""The diagnoses of the example: two of one person a year apart, and one she is asked for."""

from dateutil.relativedelta import relativedelta

from odoo import fields

from .cooperative import LANGUAGE, TIMEZONE

# login of the person; question of the project: answer at entry, answer a year later
PERSON = "entrepreneuse"
ANSWERS = {
    "offer": ("Fabriquer du mobilier en bois local.", "Mobilier en bois local, sur mesure."),
    "service": (
        "Des meubles à la commande.",
        "Tables et rangements sur mesure, et la réparation depuis le printemps.",
    ),
    "tested": ("cae_diagnosis_choice_study", "cae_diagnosis_choice_clients"),
    "clients": ("Des particuliers, par le bouche-à-oreille.", "Particuliers, et deux mairies."),
    "first_sale": ("no", "yes"),
    "price": ("Au prix du marché, je crois.", "Heures réelles, matière et atelier."),
    "price_sure": ("2", "4"),
    "communication": ("Rien encore.", "Un site d'une page et des cartes."),
    "means": ("Un établi dans le garage.", "Une place à l'atelier partagé."),
    "time": ("Deux jours par semaine.", "Plein temps."),
    "collective": ("3", "4"),
}
SWOT = (
    {
        "strengths": "Le métier, dix ans d'atelier.",
        "weaknesses": "Ne sait pas encore fixer un prix.",
    },
    {
        "strengths": "Le métier, et les premiers clients fidèles.",
        "weaknesses": "Peu de temps pour démarcher.",
        "opportunities": "Les commandes des mairies.",
    },
)
COMMENTS = {"price": "On revoit la grille ensemble en janvier."}
NEXT_STEPS = "Préparer une grille de prix et trois photos pour le site."


def make_diagnoses(env, company):
    """Make the diagnoses of the example.

    :param env: of the superuser
    :param res.company company: the example cooperative
    """
    env = env(context={**env.context, "lang": LANGUAGE, "tz": TIMEZONE})
    today = fields.Date.context_today(env["res.users"])
    person = env["res.users"].search([("login", "=", PERSON)]).cae_entrepreneur_ids[:1]
    advisor = env["res.users"].search([("login", "=", "accompagnatrice")])
    entry = min((today - relativedelta(months=14), person.date_entry or today))
    for number, day in enumerate((entry, entry + relativedelta(years=1))):
        diagnosis = env["cae.diagnosis"].create(
            {
                "entrepreneur_id": person.id,
                "user_id": advisor.id,
                "date": day,
                "company_id": company.id,
                "next_steps": NEXT_STEPS if number else False,
                **SWOT[number],
            }
        )
        _answer(env, diagnosis, number)
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
    # In the example nobody is written to.
    env["mail.mail"].search([("model", "=", "cae.diagnosis")]).unlink()


def _answer(env, diagnosis, number):
    for question, given in ANSWERS.items():
        asked = env.ref(f"cae_diagnostic.cae_diagnosis_question_{question}")
        answer = diagnosis.answer_ids.filtered(lambda one, asked=asked: one.question_id == asked)
        if asked.kind == "choice":
            answer.choice_id = env.ref(f"cae_diagnostic.{given[number]}")
        else:
            answer[asked.kind] = given[number]
        if number and question in COMMENTS:
            answer.comment = COMMENTS[question]
