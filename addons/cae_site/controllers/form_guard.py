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


def get_guard_values(form):
    """Return what the template `cae_site.form_guard` needs."""
    return {
        "form_token": request.env["cae.form.answer"]._make_token(form),
        "form_trap": TRAP,
        "form_captcha": form,
    }


def get_error_values(errors, order):
    """Return the sentences for the template, and the first field of the page to be mended."""
    first = next((field for field in order if field in errors), None)
    return {"errors": errors, "first_error": first}
