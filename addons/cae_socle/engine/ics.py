"""Calendar files (RFC 5545), for those whose calendar is not Odoo's."""

from datetime import datetime  # noqa: F401  (for the doctests)

import vobject
from vobject.icalendar import utc


def make_calendar(events, stamp, sequence=0, cancelled=False):
    """Return the content of a calendar file.

    Odoo's own `_get_ics_file` has no UID: an event that is sent again would stand twice in a
    calendar, and could not be taken out of it. It also tells everybody the address of everybody.

    :param list events: of dicts with uid, summary, begin, end, and if any location, description
        and url; moments are naive, in UTC
    :param datetime stamp: now
    :param int sequence: greater each time the events are sent again
    :param bool cancelled: takes the events out of the calendar they were in
    :return: bytes

    >>> begin, end = datetime(2026, 1, 8, 8), datetime(2026, 1, 8, 9)
    >>> event = {"uid": "1@x", "begin": begin, "end": end, "summary": "Team, weekly"}
    >>> content = make_calendar([event | {"location": "Tours; hall"}], begin).decode()
    >>> "DTSTART:20260108T080000Z" in content, r"SUMMARY:Team\\, weekly" in content
    (True, True)
    >>> r"LOCATION:Tours\\; hall" in content, "STATUS:CONFIRMED" in content
    (True, True)
    >>> all(len(line.encode()) <= 75 for line in content.split("\\r\\n"))
    True
    """
    calendar = vobject.iCalendar()
    calendar.add("method").value = "CANCEL" if cancelled else "PUBLISH"
    for values in events:
        event = calendar.add("vevent")
        for name, moment in (
            ("dtstamp", stamp),
            ("dtstart", values["begin"]),
            ("dtend", values["end"]),
        ):
            event.add(name).value = moment.replace(tzinfo=utc)
        event.add("sequence").value = str(sequence)
        event.add("status").value = "CANCELLED" if cancelled else "CONFIRMED"
        for name in ("uid", "summary", "location", "description", "url"):
            if values.get(name):
                event.add(name).value = values[name]
    return calendar.serialize().encode()
