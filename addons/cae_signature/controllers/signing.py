from odoo.exceptions import UserError
from odoo.http import request

from ..models.cae_signature_mixin import get_origin


def take_signature(scope, who, most, sign):
    """Keep a signature that a page posts, and answer as the form of the portal expects.

    :param str scope: what is signed; of ``cae.attempt``
    :param str who: tries, and is refused after ``most`` refusals in ten minutes
    :param sign: function of the hash that the page has shown and of the origin; it signs,
        returns where to go next, and raises a UserError with a sentence for the person
    :return: where to go next, or a sentence in ``error``
    """
    attempts = request.env["cae.attempt"]
    if attempts._is_excessive(scope, {who: most}, minutes=10):
        return {"error": request.env._("Too many attempts: try again in ten minutes.")}
    try:
        with request.env.cr.savepoint():
            url = sign(request.httprequest.args.get("document"), get_origin(request.httprequest))
    except UserError as error:
        attempts._note(scope, [who])
        return {"error": str(error)}
    return {"force_refresh": True, "redirect_url": url}
