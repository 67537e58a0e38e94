"""The meetings of the example cooperative: one past, one announced, one in preparation."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import MO, WE, relativedelta

from odoo import fields
from odoo.addons.cae_socle.engine.local_time import to_utc
from odoo.fields import Command

from .cooperative import LANGUAGE, TIMEZONE, find_user, get_today
from .people import read

TOLD = read("meetings")


def _at(day, hour):
    """Return the moment of an hour of a day in France, in UTC."""
    return to_utc(datetime.combine(day, time(hour)), TIMEZONE)


def hold_meetings(env, company):
    """Make three meetings: the last peer exchange with its minutes, the next one, the team's."""
    # The machine's own words (names of files, of roles) as the cooperative writes them.
    env = env(context={**env.context, "lang": LANGUAGE, "tz": TIMEZONE})
    today = get_today(env)
    advisor = find_user(env, "accompagnatrice")
    exchange = env.ref("cae_reunion.kind_peers")
    _hold_past(env, company, exchange, advisor, today)
    _announce_next(env, company, exchange, advisor, today)
    env["cae.meeting"].create(
        {
            "kind_id": env.ref("cae_reunion.kind_team").id,
            "company_id": company.id,
            "date_begin": _at(today + relativedelta(days=9, weekday=MO(1)), 9),
            "user_id": find_user(env, "gerante").id,
            "place": "Tours, bureau de l'équipe",
        }
    )


def _hold_past(env, company, kind, advisor, today):
    meeting = env["cae.meeting"].create(
        {
            "kind_id": kind.id,
            "company_id": company.id,
            "date_begin": _at(today - relativedelta(days=21, weekday=WE(-1)), 18),
            "user_id": advisor.id,
            "place": "Tours, grande salle",
        }
    )
    meeting.action_invite()
    _set_announced(meeting)
    meeting.action_hold()
    for number, row in enumerate(meeting.attendee_ids):
        row.state = "excused" if number in (3, 8) else "present"
    topics = _add_topics(env, meeting, TOLD["past"]["topics"])
    meeting.topic_ids[0].notes = TOLD["past"]["first_notes"]
    _conclude(env, topics, today)
    meeting.topic_ids.action_treat()
    meeting.decision_ids._give_numbers()
    # Published without mails: nobody of the example reads them.
    meeting._set_state("published")


def _add_topics(env, meeting, topics):
    """Put on the agenda what data/meetings.json tells of a meeting."""
    return env["cae.meeting.topic"].create(
        [
            {
                **topic["values"],
                "meeting_id": meeting.id,
                **_name_partner(env, topic, proposed_by_id="proposed_by"),
            }
            for topic in topics
        ]
    )


def _name_partner(env, told, **logins):
    """Return {field: id of the contact of a login}, for the logins that are told."""
    return {
        field: find_user(env, told[key]).partner_id.id
        for field, key in logins.items()
        if key in told
    }


def _conclude(env, topics, today):
    """What was decided on each topic, and who does what."""
    for topic, told in zip(topics, TOLD["past"]["topics"], strict=True):
        decision, action = told["decision"], told["action"]
        tag = env["cae.decision.tag"].create({"name": decision["tag"]})
        env["cae.decision"].create(
            {
                **decision["values"],
                "topic_id": topic.id,
                **_name_partner(env, decision, owner_id="owner"),
                "tag_ids": [Command.set(tag.ids)],
            }
        )
        env["cae.action"].create(
            {
                "name": action["name"],
                "topic_id": topic.id,
                **_name_partner(env, action, owner_id="owner"),
                "date_due": today + timedelta(days=action["days"]),
            }
        )


def _announce_next(env, company, kind, advisor, today):
    meeting = env["cae.meeting"].create(
        {
            "kind_id": kind.id,
            "company_id": company.id,
            "date_begin": _at(today + relativedelta(days=8, weekday=WE(1)), 18),
            "user_id": advisor.id,
            "place": "Blois, salle des Jacobins",
        }
    )
    meeting.action_invite()
    _add_topics(env, meeting, TOLD["next"])
    _set_announced(meeting)


def _set_announced(meeting):
    """Announce without mails: nobody of the example reads them."""
    now = fields.Datetime.now()
    meeting._by_method().write(
        {
            "state": "announced",
            "date_announced": min(now, meeting.date_begin - timedelta(days=8)),
            "announced_begin": meeting.date_begin,
            "announced_place": meeting._get_place_text(),
            "announce_count": 1,
        }
    )
