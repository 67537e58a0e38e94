"""Every page that entrepreneurs and visitors can open, found in the routes of the addons."""

import re

from .addon_checks.repository import collect_samples

PAGES = collect_samples("PAGES")
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
    parts = [part for part in PAGES if path.startswith(part)]
    if not parts:
        raise LookupError(
            f"No sample is given for {path}: add one to PAGES in tests/samples.py of its addon."
        )
    find = PAGES[max(parts, key=len)]
    found = find(env, user) if callable(find) else _find_own(env, user, *find)
    if not found:
        raise LookupError(f"The example cooperative has nothing to show at {path}.")
    return found


def _find_own(env, user, model, path, per):
    """Return the paths of records as the person who opens them finds them."""
    records = env[model].with_user(user).search([], order="id desc")
    groups = records.grouped(per).values() if per else [records]
    return [path % found[0].id for found in groups if found]
