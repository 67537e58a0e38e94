from odoo import SUPERUSER_ID, api

# What the answers to the shipped questions tell, where the cooperative has not said it.
QUESTIONS = {
    "first_sale": {"reveals": "need", "reveals_when": "no", "revealed": "Find a first client"},
    "price_sure": {"reveals": "need", "reveals_to": 2, "revealed": "Set the prices"},
    "collective": {
        "reveals": "lever",
        "reveals_from": 4,
        "reveals_to": 5,
        "revealed": "Wishes to take part in the cooperative",
    },
}
CHOICES = {
    "idea": {"reveals": "need", "revealed": "Work out the offer"},
    "study": {"reveals": "need", "revealed": "Finish the study of the market"},
    "clients": {"reveals": "lever", "revealed": "Has first clients"},
    "running": {"reveals": "lever", "revealed": "Sells regularly"},
}


def migrate(cr, version):
    """Put the questions and diagnoses of before into the form of the project.

    There was one list of questions then: it becomes the form with which a diagnosis begins.
    """
    if not version:
        return
    cr.execute(
        """
        SELECT res_id FROM ir_model_data
         WHERE module = 'cae_entrepreneur' AND name = 'cae_diagnosis_form_project'
        """
    )
    (form_id,) = cr.fetchone()
    cr.execute("UPDATE cae_diagnosis_question SET form_id = %s WHERE form_id IS NULL", [form_id])
    cr.execute("UPDATE cae_diagnosis SET form_id = %s WHERE form_id IS NULL", [form_id])
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    env.invalidate_all()
    for kind, told in (("question", QUESTIONS), ("choice", CHOICES)):
        for name, values in told.items():
            record = env.ref(
                f"cae_entrepreneur.cae_diagnosis_{kind}_{name}", raise_if_not_found=False
            )
            if record and not record.reveals:
                record.write(values)
