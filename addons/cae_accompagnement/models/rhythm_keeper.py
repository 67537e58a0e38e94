"""Keeps the rhythm of people in step with their stages and their appointments.

May be run at any time and as often as one likes; the keeper of deadlines does, for each file.
"""

from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo.addons.cae_socle.engine.local_time import ZONE, to_local

from ..engine import rhythm as engine
from .cae_rhythm_rule import STAGES


def keep(people):
    """Bring the rhythm of these people up to date, in a constant number of queries.

    :param cae.entrepreneur people: files that the caller may read; archived ones too
    """
    if not people:
        return
    # sudo: the rhythm follows from stages and appointments, whoever notes them
    rhythms_sudo = people.env["cae.rhythm"].sudo()
    people_sudo = people.sudo().with_context(active_test=False)
    existing = rhythms_sudo.search([("entrepreneur_id", "in", people_sudo.ids)])
    existing = existing.grouped(lambda line: (line.entrepreneur_id.id, line.rule_id.id))
    wanted = _list_wanted(people_sudo)
    rhythms_sudo.create(
        [
            {"entrepreneur_id": key[0], "rule_id": key[1], **values}
            for key, values in wanted.items()
            if key not in existing
        ]
    )
    gone = rhythms_sudo
    for key, line in existing.items():
        if key not in wanted:
            gone |= line
        elif any(line[name] != value for name, value in wanted[key].items()):
            line.write(wanted[key])
    gone.unlink()


def _list_wanted(people_sudo):
    """Return {(file, rule): values} of what should be written."""
    rules_sudo = people_sudo.env["cae.rhythm.rule"].with_context(active_test=True).search([])
    stages_sudo = people_sudo.env["cae.entrepreneur.stage"]
    stages_sudo = stages_sudo.search([("entrepreneur_id", "in", people_sudo.ids)], order="id")
    histories = stages_sudo.grouped("entrepreneur_id")
    held = _get_held(people_sudo)
    wanted = {}
    for person in people_sudo.filtered("active"):
        days, formal = held[person.id]
        history = [(line.date_from, line.stage) for line in histories.get(person, ())]
        for rule in rules_sudo:
            if rule.company_id and rule.company_id != person.company_id:
                continue
            start = engine.start_of_run(history, STAGES[rule.applies_to])
            if start:
                values = _prepare_values(rule, start, days, formal)
                if values:
                    wanted[person.id, rule.id] = values
    return wanted


def _prepare_values(rule, start, days, formal):
    """Return the days of one rule, or None when there is nothing to say.

    :param date start: since when the person is in the stages of the rule
    :param days: of the appointments held, sorted
    :param formal: of those among them that are formal
    """
    values = {"date_due": False, "date_stop": False, "date_excess": False}
    own = formal if rule.kind == "formal" else days
    values["date_last"] = own[-1] if own else False
    if rule.kind == "first":
        values["date_due"] = engine.first_due(start, days, rule.days)
    elif rule.kind == "regular":
        until = rule.until_months or None
        values["date_due"] = engine.next_due(start, days, rule.months, until)
        values["date_stop"] = until and start + relativedelta(months=until)
    elif rule.kind == "formal":
        values["date_due"] = engine.formal_due(start, formal, rule.count, rule.months)
    else:
        values["date_excess"] = engine.excess_until(days, rule.count, rule.months)
    values = {name: value or False for name, value in values.items()}
    return values if values["date_due"] or values["date_excess"] else None


def _get_held(people_sudo):
    """Return {file: (days of what was held, days of the formal ones)}, sorted.

    A day is that of the cooperative's place, not of UTC.
    """
    lines_sudo = people_sudo.env["cae.appointment.person"]._search_held(people_sudo)
    held = defaultdict(lambda: ([], []))
    for line in reversed(lines_sudo):
        day = to_local(line.date_begin, line.company_id.partner_id.tz or ZONE).date()
        days, formal = held[line.entrepreneur_id.id]
        days.append(day)
        if line.appointment_id.is_formal:
            formal.append(day)
    return held
