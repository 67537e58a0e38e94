"""Tells people what is due: an activity on what it is about, and one mail per person and day."""

from odoo import fields
from odoo.fields import Domain
from odoo.tools import groupby

# Deadlines told between two commits.
BATCH = 500

# Open deadlines of somebody that were told, and are in no mail yet.
TO_WRITE = [
    ("state", "=", "open"),
    ("user_id", "!=", False),
    ("date_alerted", "!=", False),
    ("date_digested", "=", False),
]


def run(env):
    """Tell what comes up today and has not been told.

    :return: False when the time of the job ran out before the end
    """
    progress = env["ir.cron"]
    while deadlines := find_to_alert(env):
        alert(deadlines)
        if not progress._commit_progress():
            return False
        env.invalidate_all()
    for user in _find_to_write_to(env):
        write_to(user)
        if not progress._commit_progress():
            return False
    return True


def find_to_alert(env):
    """Return the deadlines, as superuser, whose day of alert has come."""
    # sudo: the job tells everybody what is due
    deadlines_sudo = env["cae.deadline"].sudo()
    today = fields.Date.context_today(deadlines_sudo)
    return deadlines_sudo.search([("state", "=", "open"), ("date_alert", "<=", today)], limit=BATCH)


def alert(deadlines_sudo):
    """Make the activities of deadlines whose day of alert has come."""
    without = deadlines_sudo.filtered(lambda deadline: not deadline.activity_id.active)
    pairs = [
        (deadline, vals)
        for lang, deadlines in without.grouped(lambda deadline: deadline.user_id.lang).items()
        for deadline, vals in zip(
            deadlines, _prepare_activities(deadlines.with_context(lang=lang)), strict=True
        )
    ]
    # One mail a day tells the person (see write_to), not one per activity.
    activities_sudo = deadlines_sudo.env["mail.activity"]
    activities_sudo = activities_sudo.with_context(mail_activity_quick_update=True)
    activities_sudo = activities_sudo.create([vals for _deadline, vals in pairs])
    for (deadline, _vals), activity in zip(pairs, activities_sudo, strict=True):
        deadline.activity_id = activity
    deadlines_sudo.write(
        {"date_alerted": fields.Date.context_today(deadlines_sudo), "date_digested": False}
    )


def rename(deadlines_sudo):
    """Let the activities say what is due in the words of today."""
    told = deadlines_sudo.filtered("activity_id.active")
    told.invalidate_recordset(["name"])
    for lang, deadlines in told.grouped(lambda deadline: deadline.user_id.lang).items():
        for deadline in deadlines.with_context(lang=lang):
            if deadline.activity_id.summary != deadline.name:
                deadline.activity_id.summary = deadline.name


def _prepare_activities(deadlines_sudo):
    env = deadlines_sudo.env
    activity_type = env.ref("cae_echeance.mail_activity_type_deadline")
    subjects = {deadline: deadline._get_subject() for deadline in deadlines_sudo}
    # Read at once what each activity would read for itself.
    for _name, group in groupby(subjects.values(), lambda subject: subject._name):
        group[0].union(*group).mapped("display_name")
    return [
        {
            "res_model_id": env["ir.model"]._get_id(subject._name),
            "res_id": subject.id,
            "activity_type_id": activity_type.id,
            "summary": deadline.name,
            "note": deadline.todo,
            "date_deadline": deadline.date_due,
            "user_id": deadline.user_id.id,
            "automated": True,
        }
        for deadline, subject in subjects.items()
    ]


def _find_to_write_to(env):
    """Return the users who get a mail: who had one today waits until tomorrow."""
    today = fields.Date.context_today(env.user)
    return list_who_act(env, TO_WRITE) - list_who_act(env, [("date_digested", "=", today)])


def write_to(user):
    """Send one person the list of what is new, of what they may see."""
    deadlines = find_for(user, TO_WRITE)
    if not deadlines:
        return
    env = user.with_context(lang=user.lang).env
    several = env._("%(count)s new deadlines", count=len(deadlines))
    send(user, env._("1 new deadline"), several, "cae_echeance.deadline_digest", deadlines)
    # sudo: people only tick; what they were told is noted by the job
    deadlines.sudo().date_digested = fields.Date.context_today(deadlines)


# -- the mails: of what is new, and of what is overdue (see cae.deadline.reminder) -----------------


def list_who_act(env, domain):
    """Return the users, as superuser, who act on the deadlines of a domain."""
    # sudo: the job writes to everybody
    groups = env["cae.deadline"].sudo()._read_group(domain, ["user_id"])
    return env["res.users"].sudo().union(*(user for (user,) in groups))


def find_for(user, domain):
    """Return the deadlines of a person under a domain, as they themselves see them.

    Those that they may not see, or not any more, are left out.

    :param res.users user: who acts
    :param Domain domain: which deadlines
    :rtype: cae.deadline
    """
    own = user.env["cae.deadline"].with_user(user)
    own = own.with_context(allowed_company_ids=user.company_ids.ids, lang=user.lang)
    if not own.has_access("read"):
        return own.browse()
    return own.search(Domain(domain) & Domain("user_id", "=", user.id))


def send(user, one, several, template, deadlines):
    """Send a person the mail that lists deadlines, in their language.

    :param str one, several: subject of the mail about one deadline, and about several ones
    :param str template: the QWeb template of its text
    :param cae.deadline deadlines: as they see them
    """
    # sudo: the job writes in the name of the cooperative
    here = user.with_context(lang=user.lang).sudo().env
    base_url = user.get_base_url()
    body = here["ir.qweb"]._render(
        template,
        {
            "user": user,
            "rows": [
                {
                    "deadline": deadline,
                    "subject": deadline._get_subject().display_name,
                    "url": base_url + deadline._get_subject_path(),
                }
                for deadline in deadlines
            ],
            "today": fields.Date.context_today(user),
            "base_url": base_url,
        },
        minimal_qcontext=True,
    )
    here["mail.thread"].message_notify(
        partner_ids=user.partner_id.ids,
        subject=one if len(deadlines) == 1 else several,
        body=body,
        # made for phones too, and without a record: nothing but the text
        email_layout_xmlid="mail.mail_notification_layout",
        email_add_signature=False,
    )
