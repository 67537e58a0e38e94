"""Install or update addons in a database: one layer of a template, or an update."""

from __future__ import annotations

import json
import logging
import sys

from cae_cli import addons
from cae_cli.database import COUNTRY, LANGUAGE

from .registry import Findings, Registry, configure, environment

TIMEZONE = "Europe/Paris"
BUNDLES = {
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_web",
    "web.assets_web_print",
    "web.report_assets_common",
}

# What the tests of an addon alone ask for, which open no page in a browser.
PRINTED = {"web.report_assets_common"}


def main(database: str, kind: str, install=(), update=()) -> list[str]:
    """Build a layer of a kind, or "update"; return what our addons logged on the way."""
    new = kind == "bare"
    configure(database, *(["--load-language", LANGUAGE] if new else []))
    own, names = addons.names(), [*install, *update]
    made_of = addons.fingerprints([name for name in names if name in own])
    findings = Findings(own)
    logging.getLogger().addHandler(findings)

    if new:
        registry = Registry.new(database, update_module=True, new_db_demo=False)
        with environment(database, registry) as env:
            found_cooperative(env)
    if names:
        Registry.new(database, update_module=True, install_modules=install, upgrade_modules=update)
    with environment(database) as env:
        check(env, names)
        if "account.chart.template" in env and kind != "update":
            load_chart(env)
        remember(env, made_of)
        if kind in ("suite", "demo", "update"):
            compile_assets(env, BUNDLES)
        elif kind not in ("bare", "ground"):
            compile_assets(env, PRINTED)
    return findings.found


def found_cooperative(env) -> None:
    """A French company and French by default, before the accounting looks at the country."""
    country = env["res.country"].search([("code", "=", COUNTRY)])
    # A currency in use by no company is not active in a new database.
    country.currency_id.active = True
    company = env.ref("base.main_company")
    company.write({"country_id": country.id, "currency_id": country.currency_id.id})
    company.partner_id.lang = LANGUAGE
    env["ir.default"].set("res.partner", "lang", LANGUAGE)
    env["ir.default"].set("res.partner", "tz", TIMEZONE)
    users = env["res.users"].with_context(active_test=False).search([])
    users.write({"lang": LANGUAGE, "tz": TIMEZONE})


def compile_assets(env, bundles: set[str]) -> None:
    """Compile the style sheets and scripts of the usual pages once, not at each first visit."""
    scripts, styles = env["ir.qweb"]._get_bundles_to_pregenarate()
    for bundle in bundles & scripts:
        env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
    for bundle in bundles & styles:
        env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()


def check(env, names) -> None:
    """Odoo logs and goes on when an addon cannot be installed; here that is a failure."""
    missing = [
        name
        for name in names
        if env["ir.module.module"].search([("name", "=", name)]).state != "installed"
    ]
    if missing:
        sys.exit(f"ERROR not installed: {', '.join(missing)} (unknown, or a dependency is missing)")


def load_chart(env) -> None:
    """The French chart of accounts, unless the accounting loaded it by the company's country."""
    company = env.ref("base.main_company")
    if company.chart_template != "fr":
        env["account.chart.template"].try_loading("fr", company=company, install_demo=False)
    if company.chart_template != "fr" or company.currency_id.name != "EUR":
        sys.exit("ERROR the French chart of accounts was not loaded")


def remember(env, fingerprints: dict) -> None:
    """Keep in the database of what code it was made: that travels with copies and backups."""
    parameters = env["ir.config_parameter"]
    kept = json.loads(parameters.get_param("cae.addons") or "{}")
    kept.update(fingerprints)
    installed = env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
    kept = {name: value for name, value in sorted(kept.items()) if name in installed}
    parameters.set_param("cae.addons", json.dumps(kept))
