"""Send each form that adds something twenty times at the same moment, as browsers would.

``python -m tests.addon_checks.posting_at_once -c CONFIG SCENE ...`` serves the example
cooperative, opens the page of each scene, fills its form in, and sends it at once from twenty
connections. It prints one line of JSON a scene: how many records there are more, and where
each answer led.
"""

import io
import json
import sys
import threading
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

TIMES = 20
PERSON = "entrepreneuse"  # her password is her login
# scene: (page, what the form's address ends with, model)
SCENES = {
    "topic": ("/my/meetings", "/my/meetings", "cae.meeting.topic"),
    "diagnosis": ("/my/diagnoses", "/begin", "cae.diagnosis"),
    "step": ("/my/roadmap", "/add", "cae.roadmap.step"),
    "document": ("/my/papers", "/my/papers", "cae.document"),
    "bank": ("/my/file", "/bank", "cae.bank.change"),
    "rating": ("/my/competencies/rate", "/rate", "cae.competency.assessment"),
    "appointment": ("/my/appointments/book", "/book", "cae.appointment"),
    "access": ("/my/security", "/close", "mail.activity"),
}
PUBLIC = "first_meeting"
TYPED = {
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
    person = log_in(base)
    for scene in sys.argv[3:]:
        play = play_public if scene == PUBLIC else play_own
        print(json.dumps(play(registry, base, person, scene)), flush=True)
    server.shutdown()


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


def play_own(registry, base, person, scene):
    path, action, model = SCENES[scene]
    page = html.fromstring(person.get(base + path).content)
    for begun in page.xpath("//form[@action='/my/competencies/discard']"):
        person.post(base + begun.get("action"), data=fill_in(begun)[0]).raise_for_status()
        page = html.fromstring(person.get(base + path).content)
    hours = page.xpath("//button[@name='start']/@value")
    if hours:
        page = html.fromstring(person.get(base + path, params={"start": hours[0]}).content)
    form = next(
        form
        for form in page.xpath("//form[.//input[@name='form_token']]")
        if form.get("action").endswith(action)
    )
    data, files = fill_in(form)
    before = count(registry, model)
    answers = send_at_once(lambda _number: (base + form.get("action"), data, files), person.cookies)
    return {"added": count(registry, model) - before, "answers": answers}


def play_public(registry, base, _person, _scene):
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
    before = count(registry, "crm.lead")
    answers = send_at_once(
        lambda number: (
            f"{base}/premier-rendez-vous",
            {**data, "form_token": tokens[number]},
            None,
        )
    )
    return {"added": count(registry, "crm.lead") - before, "answers": answers}


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


def count(registry, model):
    with closing(registry.cursor()) as cr:
        records = api.Environment(cr, SUPERUSER_ID, {})[model].with_context(active_test=False)
        return records.search_count([])


if __name__ == "__main__":
    main()
