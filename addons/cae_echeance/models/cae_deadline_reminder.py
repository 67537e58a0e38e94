import logging
from datetime import timedelta

import psycopg2

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import deadline_alerts

_logger = logging.getLogger(__name__)

# Between two mails to one person, and between the alert about a deadline and its first reminder.
WEEK = timedelta(days=7)


class CaeDeadlineReminder(models.Model):
    """Reminds people once a week of what is overdue, in one mail, as long as something is.

    The alerts tell of what comes up (see ``deadline_alerts``); this tells of what was left.
    A record is the last such mail to one person, whatever became of what it listed.
    """

    _name = "cae.deadline.reminder"
    _description = "Weekly mail on overdue deadlines"
    _inherit = ["cae.guard.mixin"]
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    date_sent = fields.Date(string="Last mail", required=True, readonly=True)

    _one_each = models.UniqueIndex("(user_id)", "This person is reminded already.")

    def _run(self):
        """Write to everybody whose week is over; a mail that fails stops no other.

        :return: False when the time of the job ran out before the end
        """
        progress = self.env["ir.cron"]
        for user in self._find_to_remind():
            self._remind(user)
            if not progress._commit_progress():
                return False
        return True

    def _domain_overdue(self):
        today = fields.Date.context_today(self)
        return (
            Domain("state", "=", "open")
            & Domain("date_due", "<", today)
            & Domain("company_id.cae_deadline_reminder", "=", True)
        )

    def _find_to_remind(self):
        """Return the users, as superuser, with something overdue and no mail about it this week."""
        last = fields.Date.context_today(self) - WEEK
        # What she was told of these days is no news: its first reminder comes a week later.
        settled = Domain("date_alerted", "=", False) | Domain("date_alerted", "<=", last)
        users_sudo = deadline_alerts.list_who_act(self.env, self._domain_overdue() & settled)
        users_sudo = users_sudo.filtered(lambda user: user.active and not user.share)
        # sudo: when they were written to last
        return users_sudo - self.sudo().search([("date_sent", ">", last)]).user_id

    def _remind(self, user):
        """Send one person her mail, and note the day; neither the one nor the other if it fails."""
        try:
            with self.env.cr.savepoint():
                overdue = deadline_alerts.find_for(user, self._domain_overdue())
                if overdue and self._take_turn(user):
                    env = self.with_context(lang=user.lang).env
                    one = env._("1 deadline is overdue")
                    several = env._("%(count)s deadlines are overdue", count=len(overdue))
                    template = "cae_echeance.deadline_reminder"
                    deadline_alerts.send(user, one, several, template, overdue)
                    self.env.flush_all()
        except psycopg2.errors.SerializationFailure:
            _logger.info("Overdue deadlines: user %s is being told already", user.id)
        except Exception:  # whatever it is, the others get theirs
            self.env.invalidate_all()
            _logger.exception("Overdue deadlines: no mail to user %s", user.id)

    def _take_turn(self, user):
        """Note the mail of the week of a person; return whether it was still to be sent.

        One row for each settles it: a job that runs at the same time waits here, and fails.
        """
        today = fields.Date.context_today(self)
        taken = self.env.execute_query(
            SQL(
                "INSERT INTO cae_deadline_reminder AS last (user_id, date_sent) "
                "VALUES (%(user)s, %(today)s) ON CONFLICT (user_id) DO UPDATE "
                "SET date_sent = %(today)s WHERE last.date_sent <= %(week_ago)s RETURNING id",
                user=user.id,
                today=today,
                week_ago=today - WEEK,
            )
        )
        self.invalidate_model()
        return bool(taken)
