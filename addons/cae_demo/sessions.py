"""The sessions of the example cooperative: one that took place, one to come with a waiting list."""

from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo.addons.cae_collectif.engine.half_days import to_time
from odoo.addons.cae_socle.engine.local_time import to_utc

from .cooperative import TIMEZONE
from .people import read

TOLD = read("sessions")
LEADER = "voisin"


def hold_sessions(coop):
    """Fill in the sessions, once there are people."""
    leader = coop.user(LEADER).partner_id
    members = ("stage", "in", ("cape", "cesa", "associate"))
    people = coop.find("cae.entrepreneur", members, order="id")
    others = people.filtered(lambda person: person.partner_id != leader)
    _hold_past(coop, leader, others & people[:5])
    _prepare_next(
        coop, leader, others.filtered(lambda person: not person.user_ids.filtered("share"))
    )
    # another one with free seats, to try the enrolment on
    _make(coop, TOLD["free"], 6)


def _make(coop, told, weeks, leader=None):
    """Make a session on the Tuesday so many weeks from now."""
    event_type = coop.env.ref(told["event_type_id"]["ref"])
    day = coop.today + relativedelta(weeks=weeks, days=1 - coop.today.weekday())
    begin = to_utc(datetime.combine(day, to_time(event_type.cae_morning_begin)), TIMEZONE)
    session = coop.make(
        "event.event",
        told,
        user_id=coop.user("accompagnatrice").id,
        address_id=coop.company.partner_id.id,
        cae_territory_id=coop.find("cae.territory", limit=1).id,
        date_begin=begin,
        date_end=event_type._get_usual_end(begin),
    )
    # Nobody of the example gets a message.
    session.event_mail_ids.unlink()
    session._make_half_days()
    if leader:
        role = {"role_id": {"ref": "cae_collectif.speaker_role_facilitator"}}
        coop.make("cae.session.speaker", role, event_id=session.id, partner_id=leader.id)
    return session


def _hold_past(coop, leader, people):
    """An incubator of last month: signed by nearly all, one excused, the speaker too."""
    session = _make(coop, TOLD["past"], -4, leader)
    for person in people:
        session._enrol(person.partner_id, by_team=True)
    rows = session.cae_attendance_ids.sorted("date_begin")
    missing = rows.filtered(lambda row: row.half_day_id == rows[-1].half_day_id)[-1:]
    for row in [*(rows - missing), *session.cae_speaker_ids.signature_ids]:
        _sign(row)
    if missing:
        missing.with_user(session.user_id)._note_by_team("excused", TOLD["excused"])


def _sign(row):
    """Put the signature of a person under the text, ten minutes after the half-day began."""
    person, partner = row.name, row.partner_id
    image, shown_hash = row._write_signature(person), row._get_shown_hash()
    by_method = row._by_method()
    by_method.write(
        {
            **row._prepare_proof(image, person, shown_hash, origin={}),
            "state": "present",
            "method": "qr",
            "signed_by": (partner.user_ids[:1] or row.env.ref("base.public_user")).id,
            "signed_on": row.date_begin + relativedelta(minutes=10),
            "signed_text": row._get_signed_text(),
        }
    )
    by_method.write({"signed_seal": row._make_seal()})
    row._after_present()


def _prepare_next(coop, leader, people):
    """An exchange in two weeks with two seats, both taken, and one person who waits."""
    session = _make(coop, TOLD["next"], 3, leader)
    for person in people[:3]:
        session._enrol(person.partner_id, by_team=True)
