"""The periods of requests and forms, read and refused in sentences (see engine/periods.py)."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import periods
from .sentences import load_sentences


def read_period(record, date_from, date_to, first_day=None):
    """Return the two days of a period as dates.

    :param record: any record; gives the language and the day
    :param date_from: first day, a date or what a request said
    :param date_to: last day, included, likewise
    :param date first_day: nothing can be there before; a plausible day when left out
    :return: (date, date)
    :raises UserError: a sentence on what is wrong, for whoever chose the dates
    """
    env = record.env
    today = fields.Date.context_today(record)
    first_day = first_day or periods.FIRST_DAY
    days = periods.read_day(date_from), periods.read_day(date_to)
    fault = periods.find_fault(*days, today, first_day)
    if not fault:
        return days
    limit = first_day if fault == "early" else periods.last_day(today)
    sentence = load_sentences(env, "cae_socle.period_sentences")[fault]
    raise UserError(sentence % {"day": format_date(env, limit), "count": periods.MAX_MONTHS // 12})
