"""What the checks on every addon need to know of this one."""

import base64

from odoo.fields import Domain

# Stored related fields that follow, on purpose, what may move: why.
FOLLOWS = {
    "cae.attendance.partner_id": "the sheet shows who is enrolled; the proof says who signed",
    "cae.attendance.name": "the sheet shows who is enrolled; the proof says who signed",
    "cae.attendance.hours": "a half-day that is signed keeps its hours",
    "cae.half.day.territory_id": "a half-day is a part of its session",
    "cae.half.day.speaker.partner_id": "the sheet shows who speaks; the proof says who signed",
    "cae.presence.mixin.event_id": "a half-day that is signed keeps its session",
    "cae.presence.mixin.date_begin": "a half-day that is signed keeps its hours",
    "event.registration.cae_collective": "a session that people enrol in stays what it is",
}


def _make_session(env, find):
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


def _make_attendance(env, find):
    session = _make_session(env, find)
    session._enrol(find("cae.entrepreneur").partner_id, by_team=True)
    return session.cae_attendance_ids[0]


def _make_speaker_row(env, find):
    speaker = env["cae.session.speaker"].create(
        {
            "event_id": _make_session(env, find).id,
            "partner_id": find("cae.entrepreneur").partner_id.id,
        }
    )
    return speaker.signature_ids[0]


def _make_scan(env, find):
    scan = base64.b64encode(b"%PDF-1.4\n%%EOF\n")
    return env["cae.attendance.scan"].create(
        {"event_id": _make_session(env, find).id, "file": scan}
    )


def _make_format_message(env, find):
    template = env.ref("cae_collectif.mail_template_reminder")
    asked = env.context.get("default_event_type_id")
    return env["event.type.mail"].create(
        {
            "event_type_id": asked or find("event.type").id,
            "template_ref": f"mail.template,{template.id}",
        }
    )


def _find_missing(env, find):
    """Somebody who must take part in a format: a line of a view, which nothing creates."""
    person = find("cae.entrepreneur")
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


# Models whose required fields alone do not make a valid record: a function that makes one.
FACTORIES = {
    "event.type.mail": _make_format_message,
    "cae.attendance": _make_attendance,
    "cae.attendance.scan": _make_scan,
    "cae.half.day": lambda env, find: _make_session(env, find).cae_half_day_ids[0],
    "cae.half.day.speaker": _make_speaker_row,
    "cae.session.missing": _find_missing,
}


def _find_sessions(env, user):
    registrations = env["event.registration"].search([("partner_id", "=", user.partner_id.id)])
    files = env["cae.entrepreneur"].search([("partner_id", "=", user.partner_id.id)])
    domain = env["event.event"]._get_portal_domain(files)
    free = env["event.event"].search(
        domain & Domain("registration_ids", "not in", registrations.ids)
    )
    return [f"/my/sessions/{event.id}" for event in registrations.event_id[:2] | free[:1]]


def _find_led_sessions(env, user):
    # the page of who leads a session, or what it answers to who does not
    return [f"{path}/lead" for path in _find_sessions(env, user)[:1]]


# Records to put into the addresses of pages.
PAGES = {
    "/attendance/": lambda env, user: ["/attendance/NOCODE"],
    "/my/sessions/": _find_sessions,
    "/my/sessions/<int:event_id>/lead": _find_led_sessions,
}
