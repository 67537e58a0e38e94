"""Let two people decide one matter at the same moment, each in a transaction of its own.

``python -m tests.addon_checks.signing_at_once -c CONFIG FIRST+SECOND ...`` makes for each pair a
contract that waits for its person (or for a manager, when one of the two countersigns), and a
bank account that waits for its confirmation, starts the two acts as two requests would run
them, and prints as JSON what each was told and what was kept, one line a pair.

Both have read the document before either writes: what follows is up to the database and to
the second try, as behind the web server.
"""

import base64
import hashlib
import io
import json
import sys
import threading
from contextlib import closing
from functools import partial

from PIL import Image, ImageDraw
from reportlab.pdfgen import canvas

import odoo.modules.registry  # before odoo.sql_db, which it completes
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tools import config

PERSON = "Bruno Blin"


def main():
    config.parse_config([*sys.argv[1:3], "--no-http", "--log-level=critical"], setup_logging=True)
    registry = odoo.modules.registry.Registry(config["db_name"][0])
    for pair in sys.argv[3:]:
        print(json.dumps(act_at_once(registry, pair.split("+"))), flush=True)


def act_at_once(registry, acts):
    with closing(registry.cursor()) as cr:
        ids, users = prepare(api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"}))
        if "countersign" in acts:
            contracts = api.Environment(cr, users["person"], {})["cae.contract"]
            contract = contracts.browse(ids["cae.contract"])
            sign(contract.sudo(), PERSON)
        cr.commit()
    both_have_read = threading.Barrier(2)
    told = {}
    threads = [
        threading.Thread(target=run, args=(registry, ids, users, place, act, both_have_read, told))
        for place, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        kept = look(*(env[model].browse(number) for model, number in ids.items()))
    return {"told": [told[0], told[1]], **kept}


def prepare(env):
    """Return {model: id} of what is to be decided, and the ids of the users by role."""
    company = env["res.company"].search(
        [("partner_id.country_id.code", "=", "FR")], order="id", limit=1
    )
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    Users = env["res.users"].with_context(no_reset_password=True)
    person = env["cae.entrepreneur"].create(
        {"name": PERSON, "email": "bruno@example.com", "company_id": company.id}
    )
    groups = {
        "person": "base.group_portal",
        "manager": "cae_socle.group_manager",
        "other": "cae_socle.group_manager",
    }
    users = {}
    for role, group in groups.items():
        users[role] = Users.create(
            {
                "name": f"{role} at once",
                "login": f"at_once_{role}_{person.id}",
                "notification_type": "email" if role == "person" else "inbox",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, env.ref(group).ids)],
                **({"partner_id": person.partner_id.id} if role == "person" else {}),
            }
        ).id
    contract = env["cae.contract"].create(
        {"entrepreneur_id": person.id, "kind": "cesa", "date_start": "2026-01-01"}
    )
    content = io.BytesIO()
    page = canvas.Canvas(content)
    page.drawString(100, 700, "A contract")
    page.save()
    by_method = contract._by_method()
    # Printed and mailed elsewhere: here it is only to be signed.
    by_method._write_agreed({"state": "to_sign", "reference": "CESA-AT-ONCE"})
    document = content.getvalue()
    by_method.write(
        {
            "signing_document": base64.b64encode(document),
            "signing_hash": hashlib.sha256(document).hexdigest(),
            "signing_sent_on": "2026-01-01 08:00:00",
            "signing_sent_by": users["manager"],
        }
    )
    change = env["cae.bank.change"].create(
        {"entrepreneur_id": person.id, "iban": "FR1420041010050500013M02606"}
    )
    change.action_ask()
    return {"cae.contract": contract.id, "cae.bank.change": change.id}, users


def draw():
    """Return the picture of a signature, as a browser posts it."""
    picture = Image.new("RGBA", (300, 100), (255, 255, 255, 0))
    ImageDraw.Draw(picture).line([(10, 90), (150, 10), (290, 90)], "black", 4)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


def sign(contract, name):
    contract._sign_by_person(draw(), name, contract.signing_hash, {"ip": "192.0.2.7"})


def refuse(contract):
    contract._refuse_by_person("Not yet", contract.signing_hash)


def take_back(contract):
    contract.action_take_back()


def countersign(contract):
    contract._countersign(draw(), contract.env.user.name)


def record_on_paper(contract):
    content = contract._get_content("signing_document")
    contract._record_paper_signature(contract.signing_sent_on.date(), content, "scan.pdf")


def confirm_account(change):
    change.action_confirm()


# What one does, and whether as superuser behind the portal's check.
ACTS = {
    "sign": (("person", "person"), True, partial(sign, name=PERSON)),
    "refuse": (("person", "person"), True, refuse),
    "take_back": (("manager", "other"), False, take_back),
    "countersign": (("manager", "other"), False, countersign),
    "paper": (("manager", "other"), False, record_on_paper),
    "confirm_account": (("manager", "other"), False, confirm_account),
}
# On what, and what one has read before, where it is no contract.
OTHERS = {"confirm_account": ("cae.bank.change", ["state", "iban"])}


def run(registry, ids, users, place, act, both_have_read, told):
    roles, as_superuser, method = ACTS[act]
    model, names = OTHERS.get(act, ("cae.contract", ["state", "signing_hash"]))
    waiting = [both_have_read]
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, users[roles[place]], {"lang": "en_US"})

        def once():
            record = env[model].browse(ids[model]).sudo(as_superuser)
            record.read(names)
            while waiting:
                waiting.pop().wait(60)
            try:
                with cr.savepoint():
                    method(record)
            except UserError as error:
                return str(error)
            return "done"

        try:
            told[place] = retrying(once, env)
            cr.commit()
        except Exception as error:  # what a person would see as an error page
            told[place] = f"crash: {error!r}"


def look(contract, change):
    messages = contract.message_ids.mapped("body")
    files = contract.env["ir.attachment"].search(
        [
            ("res_model", "=", "cae.contract"),
            ("res_id", "=", contract.id),
            ("res_field", "=", "signed_document"),
        ]
    )
    accounts = change.entrepreneur_id.partner_id.with_context(active_test=False).bank_ids
    return {
        "account_state": change.state,
        "accounts": len(accounts),
        "state": contract.state,
        "signed": contract.person_signature_id.signed_name or "",
        "countersigned": contract.cooperative_signature_id.signed_name or "",
        "refused": contract.signing_refusal or "",
        "scan": bool(contract.paper_date),
        "notes_of_signature": sum("has signed" in body for body in messages),
        "sealed_files": len(files),
        "seal_problem": contract._find_seal_problem() if files else "",
    }


if __name__ == "__main__":
    main()
