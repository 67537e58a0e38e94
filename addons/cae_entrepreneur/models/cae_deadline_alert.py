from odoo import api, fields, models

from . import cae_deadline_mail  # noqa: F401  (inherited below)

# Deadlines told between two commits.
BATCH = 500


class CaeDeadlineAlert(models.AbstractModel):
    """Tells people what is due: an activity on the file, and one mail per person and day."""

    _name = "cae.deadline.alert"
    _description = "Alerts about deadlines"
    _inherit = ["cae.deadline.mail"]

    @api.model
    def _run(self):
        """Tell what comes up today and has not been told.

        :return: False when the time of the job ran out before the end
        """
        progress = self.env["ir.cron"]
        while deadlines := self._find_to_alert():
            self._alert(deadlines)
            if not progress._commit_progress():
                return False
            self.env.invalidate_all()
        for user in self._find_to_write_to():
            self._write_to(user)
            if not progress._commit_progress():
                return False
        return True

    @api.model
    def _find_to_alert(self):
        # sudo: the job tells everybody what is due
        deadlines_sudo = self.env["cae.deadline"].sudo()
        today = fields.Date.context_today(self)
        return deadlines_sudo.search(
            [("state", "=", "open"), ("date_alert", "<=", today)], limit=BATCH
        )

    @api.model
    def _alert(self, deadlines_sudo):
        """Make the activities of deadlines whose day of alert has come."""
        without = deadlines_sudo.filtered(lambda deadline: not deadline.activity_id.active)
        # Read at once what each activity would read for itself.
        without.entrepreneur_id.mapped("display_name")
        by_lang = without.grouped(lambda deadline: deadline.user_id.lang)
        pairs = [
            (deadline, vals)
            for lang, deadlines in by_lang.items()
            for deadline, vals in zip(
                deadlines, self.with_context(lang=lang)._prepare_activities(deadlines), strict=True
            )
        ]
        # One mail a day tells the person (see _write_to), not one per activity.
        activities_sudo = (
            self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        )
        activities_sudo = activities_sudo.create([vals for _deadline, vals in pairs])
        for (deadline, _vals), activity in zip(pairs, activities_sudo, strict=True):
            deadline.activity_id = activity
        deadlines_sudo.write(
            {"date_alerted": fields.Date.context_today(self), "date_digested": False}
        )

    @api.model
    def _prepare_activities(self, deadlines_sudo):
        activity_type = self.env.ref("cae_entrepreneur.mail_activity_type_deadline")
        model_id = self.env["ir.model"]._get_id("cae.entrepreneur")
        return [
            {
                "res_model_id": model_id,
                "res_id": deadline.entrepreneur_id.id,
                "activity_type_id": activity_type.id,
                "summary": deadline.name,
                "note": deadline.todo,
                "date_deadline": deadline.date_due,
                "user_id": deadline.user_id.id,
                "automated": True,
            }
            for deadline in deadlines_sudo.with_env(self.env).sudo()
        ]

    @api.model
    def _domain_to_write(self):
        """Open deadlines of somebody that were told, and are in no mail yet."""
        return [
            ("state", "=", "open"),
            ("user_id", "!=", False),
            ("date_alerted", "!=", False),
            ("date_digested", "=", False),
        ]

    @api.model
    def _find_to_write_to(self):
        """Return the users who get a mail: who had one today waits until tomorrow."""
        # sudo: the job writes to everybody
        deadlines_sudo = self.env["cae.deadline"].sudo()
        today = fields.Date.context_today(self)
        groups = deadlines_sudo._read_group(self._domain_to_write(), ["user_id"])
        told = deadlines_sudo._read_group([("date_digested", "=", today)], ["user_id"])
        users = self.env["res.users"].sudo().union(*(user for (user,) in groups))
        return users - self.env["res.users"].sudo().union(*(user for (user,) in told))

    @api.model
    def _write_to(self, user):
        """Send one person the list of what is new, of the files that she may see."""
        deadlines = self._find_for(user, self._domain_to_write())
        if not deadlines:
            return
        env = self.with_context(lang=user.lang).env
        subject = (
            env._("1 new deadline")
            if len(deadlines) == 1
            else env._("%(count)s new deadlines", count=len(deadlines))
        )
        self._send(user, subject, "cae_entrepreneur.deadline_digest", deadlines)
        # sudo: people only tick; what they were told is noted by the job
        deadlines.sudo().date_digested = fields.Date.context_today(self)
