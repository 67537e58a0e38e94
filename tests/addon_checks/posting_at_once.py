"""Send each form of one's space twenty times at the same moment, as browsers would.

``python -m tests.addon_checks.posting_at_once -c CONFIG`` serves the example cooperative and
opens the pages of a person and of a visitor. Of each kind of form there, it fills the first one
in and sends it at once from twenty connections. It prints a line of JSON a kind: whether the
form is taken once (it holds a token), how many records there are more, and what was answered.
"""

import io
import json
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import requests
from freezegun import freeze_time
from lxml import html
from PIL import Image
from werkzeug.serving import make_server

import odoo.http
import odoo.modules.registry  # before odoo.sql_db, which it completes
from odoo import SUPERUSER_ID, api, fields
from odoo.service.server import load_server_wide_modules
from odoo.tools import config

from ..pages import find_pages
from .sent_forms import find_sent_forms

TIMES = 20
PERSON = "entrepreneuse"  # her password is her login
# What must not be there twice; their lines come with them.
COUNTED = (
    "cae.appointment",
    "cae.bank.change",
    "cae.competency.assessment",
    "cae.diagnosis",
    "cae.directory.page",
    "cae.document",
    "cae.meeting.topic",
    "cae.roadmap.step",
    "crm.lead",
    "event.registration",
    "mail.activity",
)
# One's own account comes last: there is no page after it.
LAST = "/my/security/close"
ODOOS = re.compile(r"/web/|/website/|/portal/|/my/(account|address|deactivate|security(#|$))")
PUBLIC = "first_meeting"
TYPED = {
    "email": "at.once@example.com",
    "message": "Twenty times at the same moment.",
    "title": "Sent at once",
    "name": "Sent at once",
    "reason": "Because it is sent at once",
    "note": "Sent at once",
    "iban": "FR7630006000011234567890189",
    "bic": "",
}


def main():
    config.parse_config([*sys.argv[1:3], "--log-level=critical"], setup_logging=True)
    load_server_wide_modules()
    registry = odoo.modules.registry.Registry(config["db_name"][0])
    server = make_server("127.0.0.1", 0, odoo.http.root, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    for login in (None, PERSON):
        session = log_in(base) if login else requests.Session()
        played = {LAST}
        # what one has added can be taken back: its forms come in the second round
        for _round in range(2):
            for kind, path in sorted(find_forms(registry, base, session, login).items()):
                if kind not in played:
                    played.add(kind)
                    play(registry, base, session, kind, path)
        if login:
            play(registry, base, session, LAST, "/my/security")
    play_public(registry, base)
    server.shutdown()


def find_forms(registry, base, session, login):
    """Return {kind of form: the page that shows the first one of it}."""
    places = {}
    with closing(registry.cursor()) as cr:
        paths = find_pages(api.Environment(cr, SUPERUSER_ID, {}), login)
    for path in paths:
        for kind in read_forms(base, session, path):
            if not ODOOS.match(kind) and kind != "/premier-rendez-vous":  # see play_public
                places.setdefault(kind, path)
    return places


def read_forms(base, session, path, **params):
    """Return {kind: its first form on this page}; a kind is the address without its numbers."""
    answer = session.get(base + path, params=params)
    if "text/html" not in answer.headers.get("Content-Type", "") or not answer.content:
        return {}
    hours = html.fromstring(answer.content).xpath("//button[@name='start']/@value")
    if hours and not params:
        return read_forms(base, session, path, start=hours[0])
    forms = {}
    for form in find_sent_forms(answer.content):
        form.set("action", form.get("action") or path)
        forms.setdefault(re.sub(r"\d+", "0", form.get("action")), form)
    return forms


def log_in(base):
    person = requests.Session()
    page = html.fromstring(person.get(f"{base}/web/login").content)
    (csrf,) = page.xpath(
        "//form[contains(@class, 'oe_login_form')]//input[@name='csrf_token']/@value"
    )
    person.post(
        f"{base}/web/login", data={"csrf_token": csrf, "login": PERSON, "password": PERSON}
    ).raise_for_status()
    return person


def play(registry, base, session, kind, path):
    """Fill in and send the form of this kind, unless what was sent before took it away."""
    form = read_forms(base, session, path).get(kind)
    if form is None:
        return
    data, files = fill_in(form)
    if not kind.startswith("/my/"):
        time.sleep(4)  # what a visitor sends within three seconds is taken for a machine's
    before = count(registry)
    answers = send_at_once(
        lambda _number: (base + form.get("action"), data, files), session.cookies
    )
    say(kind, "form_token" in data, subtract(count(registry), before), answers)


def say(kind, once, added, answers):
    outcome = {"kind": kind, "once": once, "added": added, "answers": answers}
    print(json.dumps(outcome), flush=True)


def play_public(registry, base):
    """Send twenty requests of one address, each from a page of its own."""
    with (
        closing(registry.cursor()) as cr,
        freeze_time(fields.Datetime.now() - timedelta(minutes=1)),
    ):
        answers = api.Environment(cr, SUPERUSER_ID, {})["cae.form.answer"]
        tokens = [answers._make_token("cae_first_meeting") for _number in range(TIMES)]
    data = {
        "name": "Sent At Once",
        "email": "at.once@example.com",
        "zip": "37000",
        "project": "Twenty requests that arrive at the same moment.",
        "informed": "1",
    }
    before = count(registry)
    answers = send_at_once(
        lambda number: (
            f"{base}/premier-rendez-vous",
            {**data, "form_token": tokens[number]},
            None,
        )
    )
    say(PUBLIC, False, subtract(count(registry), before), answers)


def fill_in(form):
    """Return (data, files) of a form as a person would leave it."""
    data, files = {}, {}
    for field in form.xpath(".//*[@name]"):
        name, kind = field.get("name"), field.get("type") or field.tag
        if kind == "file":
            content = io.BytesIO()
            Image.new("RGB", (40, 40), "red").save(content, "PNG")
            files[name] = ("at-once.png", content.getvalue())
        elif kind == "select":
            data[name] = next(value for value in field.xpath(".//option/@value") if value)
        elif kind == "radio" or (kind == "checkbox" and field.get("required")):
            data[name] = field.get("value") or "on"  # of several, the last
        elif kind not in ("checkbox", "submit", "button"):
            data[name] = TYPED.get(name, field.get("value") or field.text or "")
    return data, files


def send_at_once(prepare, cookies=None):
    """Return [[status, address]] of the answers, none of which waited for another to be sent."""
    ready = threading.Barrier(TIMES)

    def send(number):
        url, data, files = prepare(number)
        ready.wait(60)
        answer = requests.post(
            url, data=data, files=files, cookies=cookies, allow_redirects=False, timeout=300
        )
        return [answer.status_code, answer.headers.get("Location", "")]

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(send, range(TIMES)))


def count(registry):
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
        return {model: env[model].search_count([]) for model in COUNTED}


def subtract(after, before):
    return {name: number - before[name] for name, number in after.items() if number != before[name]}


if __name__ == "__main__":
    main()
