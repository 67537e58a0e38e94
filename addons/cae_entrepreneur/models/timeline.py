"""What a model of the suite tells in the timeline of a file."""


def make_event(record, date, icon, title, text):
    """Return an event of the timeline, as ``cae.entrepreneur._get_timeline_events`` lists them.

    :param record: what a click opens
    :param date date: when it was
    :param str icon: a Font Awesome class
    :param str title, text: in the user's language
    """
    return {
        "date": date,
        "icon": icon,
        "title": title,
        "text": text,
        "model": record._name,
        "res_id": record.id,
    }
