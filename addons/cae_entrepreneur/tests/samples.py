"""What the checks on every addon need to know of this one."""

import base64

from odoo import fields

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n")
IBAN = "FR1420041010050500013M02606"

# Fields that look as if only methods wrote them, and parents, that need no guard: why.
UNGUARDED = {
    "cae.activity.analytic_account_id": "each activity makes its own, and refuses another",
    "cae.retention.company_id": "of the user's own cooperatives, by the rule",
}


def _make_bank_change(env, find):
    return env["cae.bank.change"].create(
        {"entrepreneur_id": find("cae.entrepreneur").id, "iban": IBAN}
    )


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


def _make_document(env, find):
    return env["cae.document"].create(
        {
            "name": "Sample",
            "entrepreneur_id": find("cae.entrepreneur").id,
            "kind_id": find("cae.document.kind").id,
            "file": PDF,
            "file_name": "sample.pdf",
        }
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


# Models whose required fields alone do not make a valid record: a function that makes one, of
# the superuser's environment and of a function that gives a record of a model by its name.
FACTORIES = {
    "cae.bank.change": _make_bank_change,
    "cae.contract.clause": _make_clause,
    "cae.countersignature": _make_countersignature,
    "cae.document": _make_document,
    "cae.paper.signature": _make_paper_signature,
    "mail.blacklist": lambda env, find: env["mail.blacklist"].create(
        {"email": "sample@ville.example"}
    ),
    "phone.blacklist": lambda env, find: env["phone.blacklist"].create({"number": "+33612345678"}),
}

# What a form needs besides what its view demands: {model: {field: function as above}}.
FORM_VALUES = {
    "cae.bank.change": {"iban": lambda env, find: IBAN},
    "cae.contract.amendment": {"contract_id": _make_followed_contract},
}

# Records to put into the addresses of pages: (model, address, field of which each value is shown)
# as the person reads them, or a function of the environment and the user.
PAGES = {
    "/my/<any(contracts,amendments):kind>": ("cae.contract", "/my/contracts/%s", "state"),
    "/my/activities/": ("cae.activity", "/my/activities/%s", None),
    "/my/file/": ("cae.entrepreneur", "/my/file/%s", None),
}
