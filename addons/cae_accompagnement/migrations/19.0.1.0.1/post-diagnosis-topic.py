from odoo import SUPERUSER_ID, api

TOPICS = {
    "tested": "market",
    "first_sale": "market",
    "price_sure": "prices",
    "collective": "cooperative",
}


def migrate(cr, version):
    """Say what the shipped questions of the project are about, where nobody has said it."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    for name, topic in TOPICS.items():
        question = env.ref(
            f"cae_entrepreneur.cae_diagnosis_question_{name}", raise_if_not_found=False
        )
        if question and not question.topic_id:
            question.topic_id = env.ref(f"cae_accompagnement.diagnosis_topic_{topic}")
