"""Keeps the deadlines in step with their sources: makes them, moves them, lets them go.

May be run at any time and as often as one likes: what is there already stays, and what was
ticked is never opened again.
"""

from odoo import fields

from . import deadline_alerts

# Records looked at between two commits.
BATCH = 500
# In the context of who changes many things of the same records, and keeps them at the end. No
# browser can send this very object.
LATER_KEY = "cae_deadlines_later"
LATER = object()
# Where an interrupted pass goes on: a model and the last record of it that was looked at.
CURSOR = "cae_echeance.deadline_cursor"


def run(env):
    """Go through the records of all sources, then tell people. Goes on where it stopped."""
    # sudo: the place where an interrupted pass stopped, nothing else
    parameters_sudo = env["ir.config_parameter"].sudo()
    progress = env["ir.cron"]
    sources = env["cae.deadline"]._get_deadline_sources()
    stopped, _sep, last = (parameters_sudo.get_param(CURSOR) or "").partition(",")
    if stopped in sources:
        sources = sources[sources.index(stopped) :]
    last = {stopped: int(last or 0)}
    # sudo: all of them, whatever company they are of
    left = {
        name: env[name].sudo().with_context(active_test=False).search_count(_after(last, name))
        for name in sources
    }
    # One more than the records: the mails, that come after them.
    progress._commit_progress(remaining=sum(left.values()) + 1)
    for name in sources:
        records_sudo = env[name].sudo().with_context(active_test=False)
        while batch := records_sudo.search(_after(last, name), order="id", limit=BATCH):
            keep(batch)
            last[name] = batch[-1].id
            parameters_sudo.set_param(CURSOR, f"{name},{last[name]}")
            if not progress._commit_progress(len(batch)):
                return
            env.invalidate_all()
    _forget_orphans(env)
    parameters_sudo.set_param(CURSOR, False)
    progress._commit_progress()
    if deadline_alerts.run(env) and env["cae.deadline.reminder"]._run():
        progress._commit_progress(1)


def keep(records):
    """Bring the deadlines of records up to date, in a constant number of queries.

    :param records: of one source, which the caller may read; archived ones too
    """
    is_source = records._name in records.env["cae.deadline"]._get_deadline_sources()
    if not records or not is_source or records.env.context.get(LATER_KEY) is LATER:
        return
    # sudo: deadlines follow from their sources, whoever changed these
    records_sudo = records.sudo().with_context(active_test=False)
    deadlines_sudo = records_sudo.env["cae.deadline"]
    present = deadlines_sudo.search(
        [("res_model", "=", records._name), ("res_id", "in", records.ids)]
    )
    existing = {
        (deadline.res_id, deadline.kind, deadline.occasion): deadline for deadline in present
    }
    wanted = {
        (record.id, deadline.kind, deadline.occasion): (record, deadline)
        for record, deadlines in records_sudo._list_deadlines().items()
        for deadline in deadlines
    }
    opened = deadlines_sudo._by_method().create(
        [
            _prepare_values(record, deadline)
            for key, (record, deadline) in wanted.items()
            if key not in existing and _is_followed(record.company_id, deadline)
        ]
    )
    done = gone = deadlines_sudo
    for key, deadline in existing.items():
        _record, now = wanted.get(key, (None, None))
        if now and now.is_done:
            done |= deadline
        elif now and (deadline.state != "done" or now.is_done is False):
            opened |= deadline.filtered(lambda one: one.state != "open")
            deadline._move_to(prepare_dates(now))
        elif deadline.state == "open":
            gone |= deadline
    done._tick(fields.Date.context_today(records))
    gone.activity_id.unlink()
    gone._by_method().write({"state": "gone"})
    _hand_over(present)
    if records._alerts_at_once:
        deadline_alerts.rename(present)
        deadline_alerts.alert(opened.filtered("user_id"))


def prepare_dates(deadline):
    """Return the values of an engine.Deadline that move with it."""
    return {
        "date_due": deadline.date_due,
        "date_first_alert": min(deadline.alerts, default=deadline.date_due),
        "alert_dates": [day.isoformat() for day in deadline.alerts],
        "named_user_id": deadline.user_id or False,
    }


def _after(last, name):
    return [("id", ">", last.get(name, 0))]


def _is_followed(company, deadline):
    start = company.cae_deadline_start
    is_old = start and deadline.date_due < start
    return not deadline.is_done and (deadline.is_current or not is_old)


def _prepare_values(record, deadline):
    return {
        "res_model": record._name,
        "res_id": record.id,
        "kind": deadline.kind,
        "occasion": deadline.occasion,
        **record._prepare_deadline_values(),
        **prepare_dates(deadline),
    }


def _forget_orphans(env):
    """Remove the deadlines of records that PostgreSQL removed with something else."""
    deadlines_sudo = env["cae.deadline"].sudo()
    for name in {name for (name,) in deadlines_sudo._read_group([], ["res_model"])}:
        domain = [("res_model", "=", name)]
        if name in env:
            present = env[name].sudo().with_context(active_test=False)._search([])
            domain.append(("res_id", "not in", present))
        orphans = deadlines_sudo.search(domain)
        orphans.activity_id.unlink()
        orphans._by_method().unlink()


def _hand_over(deadlines_sudo):
    """Give open activities to whoever acts now; the next mail tells them."""
    moved = deadlines_sudo.filtered(
        lambda deadline: (
            deadline.state == "open"
            and deadline.activity_id.active
            and deadline.activity_id.user_id != deadline.user_id
        )
    )
    for user, deadlines in moved.grouped("user_id").items():
        activities = deadlines.activity_id.with_context(mail_activity_quick_update=True)
        activities.write({"user_id": user.id})
        deadlines.write(
            {"date_alerted": fields.Date.context_today(deadlines), "date_digested": False}
        )
