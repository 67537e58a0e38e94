"""What the checks on every addon need to know of this one."""

import base64

from odoo import fields

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n")

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.contract.state": "moves along the ways of cae.state.mixin, with their checks",
    "cae.contract.amendment.state": "moves along the ways of cae.state.mixin, with their checks",
    "cae.exit.state": "moves along the ways of cae.state.mixin, with their checks",
}

# Stored related fields that follow, on purpose, what may move: why.
FOLLOWS = {
    "cae.contract.amendment.entrepreneur_id": "who signs a contract never changes once it is sent",
}

# What is there for addons that come above: why.
OFFERED = {
    "_get_terms": "the terms as they held on a day, for whoever pays people (see USAGE.md)",
}


def _find_draft(env, find):
    """A contract to be signed: its text can still be written."""
    drafts = env["cae.contract"]
    return drafts.search([("state", "=", "draft")], limit=1) or drafts.create(
        {"entrepreneur_id": find("cae.entrepreneur").id, "kind": "cesa"}
    )


def _make_clause(env, find):
    return env["cae.contract.clause"].create(
        {"contract_id": _find_draft(env, find).id, "title": "1"}
    )


def _make_countersignature(env, find):
    document = f"cae.contract,{_find_draft(env, find).id}"
    return env["cae.countersignature"].create({"document_ref": document})


def _make_paper_signature(env, find):
    document = f"cae.contract,{_find_draft(env, find).id}"
    return env["cae.paper.signature"].create({"document_ref": document, "scan": PDF})


def _make_followed_contract(env, find):
    """A contract that runs, of somebody whom the user of the environment follows."""
    person = env["cae.entrepreneur"].search([("contract_ids", "=", False)], limit=1)
    today = fields.Date.today()
    contract = env["cae.contract"].create(
        {
            "entrepreneur_id": person.id,
            "kind": "cape",
            "date_start": today,
            "date_end": fields.Date.add(today, months=6),
        }
    )
    contract.sudo().action_confirm()
    return contract


# Models whose required fields alone do not make a valid record: a function that makes one.
FACTORIES = {
    "cae.contract.clause": _make_clause,
    "cae.countersignature": _make_countersignature,
    "cae.paper.signature": _make_paper_signature,
}

# What a form needs besides what its view demands.
FORM_VALUES = {"cae.contract.amendment": {"contract_id": _make_followed_contract}}

# Records to put into the addresses of pages.
PAGES = {"/my/<any(contracts,amendments):kind>": ("cae.contract", "/my/contracts/%s", "state")}
