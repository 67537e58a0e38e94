"""A record of any model, for checks that need one to try things on."""

import base64

from odoo import fields

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n")


def _make_bank_change(env):
    person = find_or_make(env["cae.entrepreneur"])
    return env["cae.bank.change"].create(
        {"entrepreneur_id": person.id, "iban": "FR1420041010050500013M02606"}
    )


def _find_draft(env):
    """A contract to be signed: its text can still be written."""
    person = find_or_make(env["cae.entrepreneur"])
    drafts = env["cae.contract"]
    return drafts.search([("state", "=", "draft")], limit=1) or drafts.create(
        {"entrepreneur_id": person.id, "kind": "cesa"}
    )


def _make_clause(env):
    return env["cae.contract.clause"].create({"contract_id": _find_draft(env).id, "title": "1"})


def _make_document(env):
    person = find_or_make(env["cae.entrepreneur"])
    kind = find_or_make(env["cae.document.kind"])
    return env["cae.document"].create(
        {
            "name": "Sample",
            "entrepreneur_id": person.id,
            "kind_id": kind.id,
            "file": PDF,
            "file_name": "sample.pdf",
        }
    )


def _make_signing_assistant(model, **values):
    return lambda env: env[model].create(
        {"document_ref": f"cae.contract,{_find_draft(env).id}", **values}
    )


def _make_session(env):
    """A session of the cooperative, with its half-days."""
    session = env["event.event"].create(
        {
            "name": "Sample",
            "cae_collective": True,
            "date_begin": "2031-05-06 08:00:00",
            "date_end": "2031-05-06 11:00:00",
        }
    )
    session._make_half_days()
    return session


def _make_half_day(env):
    return _make_session(env).cae_half_day_ids[0]


def _make_attendance(env):
    session = _make_session(env)
    session._enrol(find_or_make(env["cae.entrepreneur"]).partner_id, by_team=True)
    return session.cae_attendance_ids[0]


def _make_speaker_row(env):
    session = _make_session(env)
    person = find_or_make(env["cae.entrepreneur"])
    speaker = env["cae.session.speaker"].create(
        {"event_id": session.id, "partner_id": person.partner_id.id}
    )
    return speaker.signature_ids[0]


def _make_scan(env):
    return env["cae.attendance.scan"].create({"event_id": _make_session(env).id, "file": PDF})


def _find_missing(env):
    """Somebody who must take part in a format: a line of a view, which nothing creates."""
    person = find_or_make(env["cae.entrepreneur"])
    env["event.type"].create(
        {
            "name": "Sample",
            "company_id": person.company_id.id,
            "cae_collective": True,
            "cae_mandatory": True,
            "cae_mandatory_for": "contract",
        }
    )
    person.stage = "cape"
    return env["cae.session.missing"].search([("entrepreneur_id", "=", person.id)], limit=1)


def _make_report(env):
    person = find_or_make(env["cae.entrepreneur"])
    return env["cae.report"].create({"person_ids": [(6, 0, person.ids)], "text": "<p>Sample</p>"})


def _make_appointment(env):
    person = find_or_make(env["cae.entrepreneur"])
    return env["cae.appointment"].create(
        {
            "person_ids": [(0, 0, {"entrepreneur_id": person.id})],
            "date_begin": "2030-05-06 08:00:00",
        }
    )


def _make_diagnosis(env):
    person = find_or_make(env["cae.entrepreneur"])
    return env["cae.diagnosis"].create({"entrepreneur_id": person.id})


def _make_followed_diagnosis(env):
    """A diagnosis of somebody whom the user of the environment follows."""
    person = env["cae.entrepreneur"].search([], limit=1)
    return env["cae.diagnosis"].create({"entrepreneur_id": person.id})


def _make_followed_contract(env):
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


# Models whose required fields alone do not make a valid record: a function of the
# environment (of the superuser) that makes one.
FACTORIES = {
    "cae.half.day": _make_half_day,
    "cae.attendance": _make_attendance,
    "cae.half.day.speaker": _make_speaker_row,
    "cae.attendance.scan": _make_scan,
    "cae.session.missing": _find_missing,
    "cae.appointment": _make_appointment,
    "cae.appointment.person": lambda env: _make_appointment(env).person_ids,
    "cae.diagnosis": _make_diagnosis,
    "cae.report": _make_report,
    "cae.bank.change": _make_bank_change,
    "cae.contract.clause": _make_clause,
    "cae.document": _make_document,
    "mail.blacklist": lambda env: env["mail.blacklist"].create({"email": "sample@ville.example"}),
    "phone.blacklist": lambda env: env["phone.blacklist"].create({"number": "+33612345678"}),
    "cae.countersignature": _make_signing_assistant("cae.countersignature"),
    "cae.paper.signature": _make_signing_assistant("cae.paper.signature", scan=PDF),
}

# What a form needs besides what its view demands: {model: {field: function of the environment}}.
FORM_VALUES = {
    "cae.diagnosis.finding": {"diagnosis_id": _make_followed_diagnosis},
    "cae.bank.change": {"iban": lambda env: "FR1420041010050500013M02606"},
    "cae.contract.amendment": {"contract_id": _make_followed_contract},
}

VALUES = {
    "char": "Sample",
    "text": "Sample",
    "html": "<p>Sample</p>",
    "integer": 1,
    "float": 1.0,
    "monetary": 1.0,
    "boolean": False,
    "json": {},
    "binary": b"U2FtcGxl",
}


def find_or_make(model, depth=4):
    """A record of ``model``: one that exists, or a new one with its required fields filled.

    :raise Exception: what the model says when such a record is not valid
    """
    record = model.with_context(active_test=False).search([], limit=1)
    if record or model._name in FACTORIES:
        return record or FACTORIES[model._name](model.env)
    try:
        with model.env.cr.savepoint():
            return make(model, _is_required, depth)
    except Exception:
        # A constraint asks for more: dates are the usual case, and what a form computes first.
        return make(model, _is_wished, depth)


def _is_required(field):
    return field.required and not field.compute


def _is_wished(field):
    writable = not field.compute or not field.readonly
    return writable and (field.required or field.type == "date")


def make(model, wanted, depth=4):
    """A new record of ``model`` with the fields that are ``wanted``, and those they point to."""
    defaults = model.default_get(list(model._fields))
    values = {
        name: _make_value(model, field, depth)
        for name, field in model._fields.items()
        if wanted(field) and not (defaults.get(name) or field.related)
    }
    # what only methods write is required, too
    by_method = model._by_method() if hasattr(model, "_by_method") else model
    return by_method.create(values).with_env(model.env)


def _make_value(model, field, depth):
    if field.type == "many2one":
        if not depth:
            raise RecursionError(f"{field} needs a chain of records that is too long")
        return find_or_make(model.env[field.comodel_name], depth - 1).id
    if field.type == "selection":
        return field.get_values(model.env)[0]
    if field.type == "date":
        return fields.Date.today()
    if field.type == "datetime":
        return fields.Datetime.now()
    return VALUES.get(field.type, False)
