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
