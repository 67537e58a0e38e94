from odoo.exceptions import UserError
from odoo.http import request

# A field that no person sees: who fills it in is a machine.
TRAP = "company_website"


def judge(form, params, errors):
    """Tell whether an answer of a public form may come from a person; take it if it may.

    :param dict errors: {field: sentence} of what must be mended first: the token still serves
    :return: None, "trap" for a machine (which is told nothing), or a verdict that the template
        `cae_site.form_verdict` puts into words
    """
    if params.get(TRAP):
        return "trap"
    answer = (form, params.get("form_token"), request.httprequest.remote_addr)
    answers = request.env["cae.form.answer"]
    verdict = answers._judge(*answer)
    if verdict:
        return verdict
    try:
        # Does nothing unless the administrator has set up Odoo's captcha.
        request.env["ir.http"]._verify_request_recaptcha_token(form)
    except UserError:
        return "captcha"
    return None if errors else answers._accept(*answer)


def render_form(template, form, order, errors, **values):
    """Answer with the page of a public form, and with what must be mended on it.

    :param order: the fields, in the order of the page
    :param dict errors: {field: sentence}
    :param values: of the page, with the ``verdict`` of ``judge``
    """
    response = request.render(
        template,
        {
            **values,
            **get_error_values(errors, order),
            "form_token": request.env["cae.form.answer"]._make_token(form),
            "form_trap": TRAP,
            "form_captcha": form,
        },
        status=422 if errors or values.get("verdict") else 200,
    )
    # The page carries a token of its own: nobody may keep a copy for others.
    response.headers["Cache-Control"] = "no-store"
    return response


def get_error_values(errors, order):
    """Return the sentences for the template, and the first field of the page to be mended."""
    first = next((field for field in order if field in errors), None)
    return {"errors": errors, "first_error": first}
