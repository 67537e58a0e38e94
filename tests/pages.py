"""Every page that entrepreneurs and visitors can open, found in the routes of the addons."""

import re

from odoo.fields import Domain

# A page that Odoo brings and our users meet, or that no route of ours names.
ODOO_MEMBER = ("/my/security", "/my/documents", "/my/invoices", "/no-such-page")
ODOO_VISITOR = ("/", "/web/login", "/web/reset_password", "/web/signup?token=none", "/no-such-page")
# Addresses that give a file, answer a script, or only lead elsewhere.
NO_PAGES = re.compile(
    r"/document$|\.ics$|\.pdf$|/photo/|/page/|\.<any|/withdraw$|/answer$|/action/|/bank$|^/my/account$"
    r"|^/my/address|^/my/home$|/show/|/template$|/sample$|/attendance/at/"
)


def find_pages(env, login=None):
    """Return the paths of all pages of one person, with the identifiers of real records.

    :param login: of somebody on the portal; a visitor if empty
    :raises LookupError: for a page whose parameter nothing here fills in
    """
    user = env["res.users"].search([("login", "=", login)]) if login else None
    paths = list(ODOO_MEMBER if login else ODOO_VISITOR)
    http = env["ir.http"]
    modules, converters = sorted(env.registry._init_modules), http._get_converters()
    for url, endpoint in http._generate_routing_rules(modules, converters=converters):
        routing = endpoint.routing
        ours = endpoint.func.__module__.startswith("odoo.addons.cae_")
        is_page = routing["type"] == "http" and routing.get("website")
        for_them = routing["auth"] == ("user" if login else "public")
        is_read = "GET" in (routing.get("methods") or ["GET"])
        if ours and is_page and for_them and is_read and not NO_PAGES.search(url):
            paths += _fill_in(env, user, url)
    return sorted(set(paths))


def _fill_in(env, user, path):
    """Return the path with real records in the place of its parameters, one path for each."""
    if "<" not in path:
        return [path]
    for part, find in SAMPLES.items():
        if path.startswith(part):
            samples = find(env, user)
            if not samples:
                raise LookupError(f"The example cooperative has nothing to show at {path}.")
            return samples
    raise LookupError(f"No sample is given for {path}: add one to tests/pages.py.")


def _own(model, path, domain=(), per=None):
    """Return a function that finds records as the person who opens them does."""

    def find(env, user):
        records = env[model].with_user(user).search(list(domain), order="id desc")
        groups = records.grouped(per).values() if per else [records]
        return [path % found[0].id for found in groups if found]

    return find


def _directory_pages(env, user):
    pages = env["cae.directory.page"].search([("is_public", "=", True)], limit=1)
    return [values["url"] for values in pages._get_public_values()]


def _sessions(env, user):
    registrations = env["event.registration"].search([("partner_id", "=", user.partner_id.id)])
    files = env["cae.entrepreneur"].search([("partner_id", "=", user.partner_id.id)])
    domain = env["event.event"]._get_portal_domain(files)
    free = env["event.event"].search(
        domain & Domain("registration_ids", "not in", registrations.ids)
    )
    return [f"/my/sessions/{event.id}" for event in registrations.event_id[:2] | free[:1]]


def _led_sessions(env, user):
    # the page of who leads a session, or what it answers to who does not
    return [f"{path}/lead" for path in _sessions(env, user)[:1]]


def _answers(env, user):
    attendee = env["cae.meeting.attendee"].search([("state", "=", "invited")], limit=1)
    return [f"/meetings/answer/{attendee.id}/{attendee._get_answer_token()}"]


SAMPLES = {
    "/my/<any(contracts,amendments):kind>": _own("cae.contract", "/my/contracts/%s", per="state"),
    "/my/activities/": _own("cae.activity", "/my/activities/%s"),
    "/my/diagnoses/": _own("cae.diagnosis", "/my/diagnoses/%s", per="state"),
    "/my/file/": _own("cae.entrepreneur", "/my/file/%s"),
    "/my/meetings/": _own("cae.meeting", "/my/meetings/%s", per="state"),
    "/my/reports/": _own("cae.report", "/my/reports/%s", per="state"),
    "/my/sessions/<int:event_id>/lead": _led_sessions,
    "/my/sessions/": _sessions,
    "/entrepreneurs/": _directory_pages,
    "/meetings/answer/": _answers,
    "/attendance/": lambda env, user: ["/attendance/NOCODE"],
}
