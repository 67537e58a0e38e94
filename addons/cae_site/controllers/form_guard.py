from odoo.exceptions import UserError
from odoo.http import request

# A field that no person sees: who fills it in is a machine.
TRAP = "company_website"


def judge(form, params):
    """Tell whether an answer of a public form may come from a person.

    :return: None, "trap" for a machine (which is told nothing), or a verdict that
        `cae.form.answer` puts into words
    """
    if params.get(TRAP):
        return "trap"
    answers = request.env["cae.form.answer"]
    verdict = answers._judge(form, params.get("form_token"), request.httprequest.remote_addr)
    if verdict:
        return verdict
    try:
        # Does nothing unless the administrator has set up Odoo's captcha.
        request.env["ir.http"]._verify_request_recaptcha_token(form)
    except UserError:
        return "captcha"
    return None


def accept(form, params):
    """Use up the form's token: None, or the verdict if somebody was faster."""
    return request.env["cae.form.answer"]._accept(
        form, params.get("form_token"), request.httprequest.remote_addr
    )


def render_form(template, form, order, errors, verdict=None, **values):
    """Answer with the page of a public form, and with what must be mended on it.

    :param order: the fields, in the order of the page
    :param dict errors: {field: sentence}
    :param str verdict: see ``judge``
    """
    answers = request.env["cae.form.answer"]
    response = request.render(
        template,
        {
            **values,
            **get_error_values(errors, order),
            "verdict": verdict and answers._describe(verdict),
            "form_token": answers._make_token(form),
            "form_trap": TRAP,
            "form_captcha": form,
        },
    )
    # The page carries a token of its own: nobody may keep a copy for others.
    response.headers["Cache-Control"] = "no-store"
    if errors or verdict:
        response.status_code = 422
    return response


def get_error_values(errors, order):
    """Return the sentences for the template, and the first field of the page to be mended."""
    first = next((field for field in order if field in errors), None)
    return {"errors": errors, "first_error": first}
