"""Let several people act on one session at the same moment, each in a transaction of its own.

``python -m tests.addon_checks.enrolling_at_once -c CONFIG SCENE ...`` prints for each scene, as
one line of JSON, what each person was told and what was kept. Scenes:

* ``last_seat``: two people take the last seat
* ``one_person``: one person clicks twice
* ``many``: eight people take three seats
* ``leaves``: one with a seat leaves while somebody enrols
* ``sign``: one person signs a half-day in two tabs

All have read the session before any of them writes: what follows is up to the database and to
the next try, as behind the web server.
"""

import base64
import io
import json
import sys
import threading
from contextlib import closing

from PIL import Image, ImageDraw

import odoo.modules.registry  # before odoo.sql_db, which it completes
from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tools import config

# scene: (seats, who is enrolled before, what each thread does: (act, number of the person))
SCENES = {
    "last_seat": (1, [], [("enrol", 0), ("enrol", 1)]),
    "one_person": (2, [], [("enrol", 0), ("enrol", 0)]),
    "many": (3, [], [("enrol", number) for number in range(8)]),
    "leaves": (1, [0], [("leave", 0), ("enrol", 1)]),
    "sign": (2, [0], [("sign", 0), ("sign", 0)]),
}


def main():
    config.parse_config([*sys.argv[1:3], "--no-http", "--log-level=critical"], setup_logging=True)
    registry = odoo.modules.registry.Registry(config["db_name"][0])
    for scene in sys.argv[3:]:
        print(json.dumps(play(registry, *SCENES[scene])), flush=True)


def play(registry, seats, before, acts):
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        session, partners = prepare(env, seats, acts)
        for number in before:
            session._enrol(partners[number], by_team=True)
        session_id, partner_ids = session.id, partners.ids
        cr.commit()
    all_have_read = threading.Barrier(len(acts))
    told = {}
    threads = [
        threading.Thread(
            target=run,
            args=(registry, session_id, partner_ids[number], act, place, all_have_read, told),
        )
        for place, (act, number) in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        session = env["event.event"].browse(session_id)
        kept = sorted(
            (one.cae_rank, partner_ids.index(one.partner_id.id), one.state, one.cae_position)
            for one in session.registration_ids
        )
        signed = session.cae_attendance_ids.filtered("signed_on").mapped("signed_name")
    return {
        "told": [told.get(place) for place in range(len(acts))],
        "kept": [list(one) for one in kept],
        "signed": signed,
    }


def prepare(env, seats, acts):
    now = fields.Datetime.now()
    begins_in = -1 if any(act == "sign" for act, _number in acts) else 240
    session = env["event.event"].create(
        {
            "name": "At once",
            "cae_collective": True,
            "date_begin": fields.Datetime.add(now, hours=begins_in),
            "date_end": fields.Datetime.add(now, hours=begins_in + 3),
            "seats_limited": True,
            "seats_max": seats,
        }
    )
    env["cae.half.day"].create(
        {"event_id": session.id, "date_begin": session.date_begin, "date_end": session.date_end}
    )
    partners = env["res.partner"].create(
        [{"name": f"Person {n}", "email": f"p{n}@example.com"} for n in range(len(acts))]
    )
    return session, partners


def enrol(session, partner, _place):
    registration = session._enrol(partner, by_team=True)
    return "waiting" if registration.cae_waiting else "seat"


def leave(session, partner, _place):
    session.registration_ids.filtered(lambda one: one.partner_id == partner)._cancel_by_person()
    return "left"


def sign(session, partner, place):
    row = session.cae_attendance_ids.filtered(lambda one: one.partner_id == partner)
    new = row._sign_presence(
        draw(), f"Tab {place}", "portal", row._get_shown_hash(), {"ip": "192.0.2.7"}
    )
    return "signed" if new else "signed before"


def draw():
    """Return the picture of a signature, as a browser posts it."""
    picture = Image.new("RGBA", (300, 100), (255, 255, 255, 0))
    ImageDraw.Draw(picture).line([(10, 90), (150, 10), (290, 90)], "black", 4)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


ACTS = {"enrol": enrol, "leave": leave, "sign": sign}


def run(registry, session_id, partner_id, act, place, all_have_read, told):
    waiting = [all_have_read]
    with closing(registry.cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

        def once():
            session = env["event.event"].browse(session_id)
            session.read(["name", "seats_taken"])
            session.registration_ids.read(["state"])
            while waiting:
                waiting.pop().wait(60)
            try:
                with cr.savepoint():
                    return ACTS[act](session, env["res.partner"].browse(partner_id), place)
            except UserError as error:
                return str(error)

        try:
            # As many tries as eight people in a row need; a server has people wait between.
            for _round in range(4):
                try:
                    told[place] = retrying(once, env)
                    break
                except Exception as error:
                    told[place] = f"crash: {error!r}"
                    cr.rollback()
            cr.commit()
        except Exception as error:  # what a person would see as an error page
            told[place] = f"crash: {error!r}"


if __name__ == "__main__":
    main()
