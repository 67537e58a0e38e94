"""What comes again and again: the newcomers' incubator, the meetings of the advisors."""

from datetime import datetime, time

from dateutil.relativedelta import TH, relativedelta

from odoo.addons.cae_socle.engine.local_time import to_local, to_utc
from odoo.fields import Command

from .cooperative import TIMEZONE
from .people import read

TOLD = read("sessions")


def plan_formats(coop):
    """Give the incubator its series, what came out of the last one, and the advisors their year."""
    newcomers = coop.env.ref("cae_accompagnement.event_type_newcomers")
    past = coop.find("event.event", ("event_type_id", "=", newcomers.id), limit=1)
    _note_outcome(coop, past)
    coming = _plan_incubators(coop, newcomers, past)
    _name_speakers(coop, coming)
    missing = coop.find("cae.session.missing", ("event_type_id", "=", newcomers.id), limit=2)
    for person in missing.entrepreneur_id[:1]:
        coming._enrol(person.partner_id, by_team=True)
    _plan_meetings(coop)


def _note_outcome(coop, past):
    people = past.registration_ids.filtered_domain([("state", "=", "done")]).partner_id
    day = to_local(past.date_end, TIMEZONE).date()
    past.write(
        {
            "cae_shared_notes": TOLD["notes"],
            "cae_decision_ids": [Command.create({"name": TOLD["decision"], "date": day})],
            "cae_action_ids": [Command.create({"name": TOLD["action"], "owner_id": people[:1].id})],
        }
    )


def _plan_incubators(coop, newcomers, past):
    """Every two months, always half a year ahead; the last one began the series.

    :return: the next one
    """
    series = coop.make(
        "cae.session.series",
        event_type_id=newcomers.id,
        territory_id=past.cae_territory_id.id,
        address_id=past.address_id.id,
        user_id=past.user_id.id,
        date_first=past.date_begin,
        date_first_end=past.date_end,
        ending="ahead",
        seats_max=8,
    )
    past._by_method().write(
        {
            "cae_series_id": series.id,
            "cae_series_day": to_local(past.date_begin, TIMEZONE).date(),
        }
    )
    coming = series._make_sessions().sorted("date_begin")
    # Nobody of the example gets a message.
    coming.event_mail_ids.unlink()
    return coming[0]


def _name_speakers(coop, session):
    for login, name in TOLD["team"].items():
        role = coop.env.ref(f"cae_collectif.speaker_role_{name}")
        told = session.cae_half_day_ids.filtered(lambda half, role=role: role in half.role_ids)
        coop.make(
            "cae.session.speaker",
            event_id=session.id,
            partner_id=coop.user(login).partner_id.id,
            role_id=role.id,
            half_day_ids=told.ids,
        )


def _plan_meetings(coop):
    """Half a year of monthly meetings of the advisors, on a Thursday morning."""
    day = coop.today + relativedelta(months=1, day=1, weekday=TH(1))
    coop.make(
        "cae.meeting.planning",
        TOLD["meetings"],
        date_first=to_utc(datetime.combine(day, time(9, 30)), TIMEZONE),
    ).action_plan()
