"""One meeting as a calendar file (RFC 5545), for those whose calendar is not Odoo's."""

from datetime import datetime  # noqa: F401  (for the doctests)

import vobject
from vobject.icalendar import utc


def make_calendar(
    uid, stamp, begin, end, title, place="", text="", url="", sequence=0, cancelled=False
):
    """Return the content of a calendar file with one event.

    :param datetime begin, end, stamp: naive, in UTC
    :param int sequence: greater each time the event is sent again
    :param bool cancelled: takes the event out of the calendar it was in
    :return: bytes

    >>> content = make_calendar(
    ...     "1@x", datetime(2026, 1, 1), datetime(2026, 1, 8, 8), datetime(2026, 1, 8, 9),
    ...     "Team, weekly", place="Tours; hall",
    ... ).decode()
    >>> "DTSTART:20260108T080000Z" in content, r"SUMMARY:Team\\, weekly" in content
    (True, True)
    >>> r"LOCATION:Tours\\; hall" in content, "STATUS:CONFIRMED" in content
    (True, True)
    >>> all(len(line.encode()) <= 75 for line in content.split("\\r\\n"))
    True
    """
    event = {"uid": uid, "begin": begin, "end": end, "title": title}
    event |= {"place": place, "text": text, "url": url}
    return make_calendar_of_all([event], stamp, sequence, cancelled)


def make_calendar_of_all(events, stamp, sequence=0, cancelled=False):
    """Return the content of a calendar file with several events.

    :param list events: of dicts with uid, begin, end, title, and place, text, url if any
    :param stamp, sequence, cancelled: see `make_calendar`
    """
    calendar = vobject.iCalendar()
    calendar.add("method").value = "CANCEL" if cancelled else "PUBLISH"
    for values in events:
        event = calendar.add("vevent")
        event.add("uid").value = values["uid"]
        event.add("dtstamp").value = stamp.replace(tzinfo=utc)
        event.add("dtstart").value = values["begin"].replace(tzinfo=utc)
        event.add("dtend").value = values["end"].replace(tzinfo=utc)
        event.add("summary").value = values["title"]
        event.add("sequence").value = str(sequence)
        event.add("status").value = "CANCELLED" if cancelled else "CONFIRMED"
        for name, key in (("location", "place"), ("description", "text"), ("url", "url")):
            if values.get(key):
                event.add(name).value = values[key]
    return calendar.serialize().encode()
