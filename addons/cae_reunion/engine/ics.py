"""One meeting as a calendar file (RFC 5545), for those whose calendar is not Odoo's."""

from datetime import datetime  # noqa: F401  (for the doctests)


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
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CAE Suite//Meetings//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_write_moment(stamp)}",
        f"DTSTART:{_write_moment(begin)}",
        f"DTEND:{_write_moment(end)}",
        f"SUMMARY:{escape(title)}",
        f"SEQUENCE:{sequence}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]
    if place:
        lines.append(f"LOCATION:{escape(place)}")
    if text:
        lines.append(f"DESCRIPTION:{escape(text)}")
    if url:
        lines.append(f"URL:{url}")
    lines += ["END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(fold(line) for line in lines).encode()


def escape(text):
    r"""Return a text as a calendar file writes it.

    >>> escape("a, b; c\nd")
    'a\\, b\\; c\\nd'
    """
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def fold(line):
    """Break a line that has more than 75 bytes; letters stay whole.

    >>> [len(part.encode()) for part in fold("é" * 60).split("\\r\\n")]
    [74, 47]
    """
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > 75:
            parts.append(part)
            part = " "
        part += letter
    return "\r\n".join([*parts, part])


def _write_moment(moment):
    return moment.strftime("%Y%m%dT%H%M%SZ")
