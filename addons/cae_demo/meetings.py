"""The meetings of the example cooperative: one past, one announced, one in preparation."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import MO, WE, relativedelta

from odoo import fields
from odoo.addons.cae_socle.engine.local_time import to_utc

from .cooperative import TIMEZONE
from .people import read

TOLD = read("meetings")


def hold_meetings(coop):
    """Make three meetings: the last peer exchange with its minutes, the next one, the team's."""
    _hold_past(coop, **TOLD["past"])
    _announce_next(coop, **TOLD["next"])
    _prepare(coop, TOLD["team"], relativedelta(days=9, weekday=MO(1)), 9)


def _prepare(coop, told, later, hour):
    """Make a meeting at an hour, in France, of a day so much later than today."""
    begin = to_utc(datetime.combine(coop.today + later, time(hour)), TIMEZONE)
    return coop.make("cae.meeting", told, date_begin=begin)


def _hold_past(coop, values, first_notes, topics):
    meeting = _prepare(coop, values, relativedelta(days=-21, weekday=WE(-1)), 18)
    meeting.action_invite()
    _set_announced(meeting)
    meeting.action_hold()
    for number, row in enumerate(meeting.attendee_ids):
        row.state = "excused" if number in (3, 8) else "present"
    for told in topics:
        topic = coop.make("cae.meeting.topic", told["values"], meeting_id=meeting.id)
        coop.make("cae.decision", told["decision"], topic_id=topic.id)
        coop.make("cae.action", told["action"], topic_id=topic.id)
    meeting.topic_ids[0].notes = first_notes
    meeting.topic_ids.action_treat()
    meeting.decision_ids._give_numbers()
    # Published without mails: nobody of the example reads them.
    meeting._set_state("published")


def _announce_next(coop, values, topics):
    meeting = _prepare(coop, values, relativedelta(days=8, weekday=WE(1)), 18)
    meeting.action_invite()
    coop.make("cae.meeting.topic", *topics, meeting_id=meeting.id)
    _set_announced(meeting)


def _set_announced(meeting):
    """Announce without mails: nobody of the example reads them."""
    now = fields.Datetime.now()
    meeting._set_state(
        "announced",
        date_announced=min(now, meeting.date_begin - timedelta(days=8)),
        announced_begin=meeting.date_begin,
        announced_place=meeting._get_place_text(),
        announce_count=1,
    )
